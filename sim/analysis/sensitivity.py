"""What an outcome hinges on: how much of its variance each factor answers for, which way it moves it, and how sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.analysis.designed import base_rows, morris_effects, sobol_indices
from sim.analysis.factorial import crossed_parts, factorial_shares
from sim.analysis.given_sample import shares
from sim.analysis.resampling import CONFIDENCE, Estimate, around, groups_of, jackknife, left_out
from sim.analysis.sample import Sample, is_factorial
from sim.analysis.swings import Swing, morris_swing, swing, unsure
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

Measure = Literal["first", "total", "effect"]

CONFIDENCE_ERROR = 1 - CONFIDENCE
"""The chance that any idle factor is taken for one that does something."""

SLIGHT = 0.01
"""Share of the variance (of the strongest effect, for Morris) below which a factor is clear, but not worth a word."""

HARDLY = 0.01
"""An outcome whose spread is a smaller part of its usual size hardly differs between runs."""

METHODS = {
    "random": "fits along each factor, corrected for chance (given sample)",
    "factorial": "analysis of variance of a full grid",
    "crossed": "analysis of variance of the choices, each met by the same unknown worlds",
    "sobol": "Sobol's indices (SALib)",
    "morris": "elementary effects of Morris",
}
"""What each layout is analysed by."""

MEASURES = {
    "first": "share of variance by itself (first-order index)",
    "total": "share of variance with all it takes part in (total index)",
    "effect": "mean size of the effect over the whole range",
}
"""What factors are ranked by."""


@dataclass(frozen=True)
class Effect:
    """What one factor does to an outcome.

    first, total: shares of the outcome's variance, by itself and with all interactions. whole: the Cramer-von Mises
    index, 0 where the outcome's distribution is the same all along the factor. effect and spread: Morris's mu-star and
    sigma. swing: from the low to the high end. grey: not distinguishable from no effect. floor: the smallest share of
    the variance that these runs could have told from none; nan where that is not known.
    """

    factor: Factor
    swing: Swing
    grey: bool
    first: Estimate | None = None
    total: Estimate | None = None
    whole: Estimate | None = None
    effect: Estimate | None = None
    spread: float = np.nan
    floor: float = np.nan

    def measure(self, name: Measure) -> Estimate:
        """What factors are ranked by."""
        found = {"first": self.first, "total": self.total, "effect": self.effect}[name]
        assert found is not None
        return found


@dataclass(frozen=True)
class Sensitivity:
    """Effects of all factors on an outcome, the strongest first.

    luck: the share of the variance over all runs that lies between runs of the same point; None with one run a point.
    worlds: independent units that intervals rest on; with one there are none. deviation and size: standard deviation
    and root mean square of the outcome over all runs, in its unit. seeds: how many seeds all points share, so that what
    is found, and how sure it is, holds for these seeds alone; 0 where luck was drawn anew. unpaired: points that are
    held against each other had other luck, one run each, so that luck cannot be told from effects.
    """

    outcome: str
    layout: str
    ranked_by: Measure
    effects: tuple[Effect, ...]
    luck: Estimate | None
    points: int
    runs_per_point: int
    worlds: int
    deviation: float
    size: float = np.nan
    seeds: int = 0
    unpaired: bool = False

    @property
    def method(self) -> str:
        """What the numbers rest on, in words."""
        return METHODS[self.layout]

    @property
    def clear(self) -> tuple[Effect, ...]:
        """Effects that can be told from none."""
        return tuple(effect for effect in self.effects if not effect.grey)

    @property
    def told(self) -> tuple[Effect, ...]:
        """Clear effects that are large enough for a sentence or a table; none of an outcome that hardly differs."""
        if self.hardly or not self.clear:
            return ()
        strongest = max(effect.measure(self.ranked_by).value for effect in self.clear)
        least = SLIGHT * (strongest if self.ranked_by == "effect" else 1.0)
        return tuple(effect for effect in self.clear if effect.measure(self.ranked_by).value >= least)

    @property
    def hardly(self) -> bool:
        """Whether the outcome hardly differs between runs, whatever makes it differ."""
        return self.deviation < HARDLY * self.size

    @property
    def floor(self) -> float:
        """The smallest share that could have been seen of the grey factors, the middle one of them; nan if unknown."""
        floors = [effect.floor for effect in self.effects if effect.grey and np.isfinite(effect.floor)]
        return float(np.median(floors)) if floors else np.nan

    @property
    def explained(self) -> float:
        """Sum of first-order shares of what is clear; nan where there are none."""
        parts = [effect.first.value for effect in self.clear if effect.first is not None]
        return float(sum(parts)) if any(effect.first is not None for effect in self.effects) else np.nan


def sensitivity(sample: Sample) -> Sensitivity:
    """Analyse what an outcome hinges on, by the method that the design allows."""
    found = ANALYSES[sample.layout](sample)
    by = _ranked_by(found)
    return Sensitivity(
        outcome=sample.name,
        layout=sample.layout,
        ranked_by=by,
        effects=tuple(sorted(found, key=lambda effect: -effect.measure(by).value)),
        luck=luck_share(sample),
        points=len(sample.values),
        runs_per_point=sample.runs_per_point,
        worlds=_worlds(sample),
        deviation=float(sample.outcome.std()),
        size=float(np.sqrt((sample.outcome**2).mean())),
        seeds=sample.runs_per_point if sample.common and sample.layout != "factorial" else 0,
        unpaired=sample.block > 1 and not (sample.common or sample.paired) and sample.runs_per_point < 2,
    )


def luck_share(sample: Sample) -> Estimate | None:
    """Share of the variance of all runs that lies within points: what luck alone makes of the same world."""
    if sample.runs_per_point < 2:
        return None
    group, groups = groups_of(np.arange(len(sample.values)))
    value = np.asarray(_luck(sample.outcome))
    error, freedom = jackknife(value, left_out(groups, lambda one: np.asarray(_luck(sample.outcome[group != one]))))
    return around(float(value), float(error), freedom).within(0, 1)


def _luck(outcome: Array) -> float:
    within = float(outcome.var(axis=1, ddof=1).mean())
    left = outcome - outcome.mean(axis=1, keepdims=True) - outcome.mean(axis=0) + outcome.mean()
    crossed = (left**2).sum() / max((outcome.shape[0] - 1) * (outcome.shape[1] - 1), 1)
    between = max(float(outcome.mean(axis=1).var(ddof=1)) - crossed / outcome.shape[1], 0.0)
    return within / (within + between) if within > 0 else 0.0


def _ranked_by(found: list[Effect]) -> Measure:
    if all(effect.effect is not None for effect in found):
        return "effect"
    return "total" if all(effect.total is not None for effect in found) else "first"


def _worlds(sample: Sample) -> int:
    """Independent units that the intervals rest on."""
    if sample.layout == "factorial":
        return sample.runs_per_point
    return len(sample.values) // sample.block if sample.block > 1 else len(sample.values)


def _random(sample: Sample) -> list[Effect]:
    """Points that are independent of each other."""
    return _given(sample.factors, sample.values, sample.mean, 1.0, CONFIDENCE_ERROR)


def _given(factors: tuple[Factor, ...], values: Array, outcome: Array, part: float, error: float) -> list[Effect]:
    """Effects read from independent points (point,); `part`: the share of all variance that lies between them."""
    listed = np.array([factor.listed for factor in factors], dtype=bool)
    found = shares(values, listed, outcome, np.arange(len(values)), error)
    return [
        Effect(
            factor=factor,
            swing=swing(factor, values[:, place], outcome[:, None]),
            grey=not found.clear[place],
            first=around(found.first[place] * part, found.first_error[place] * part, found.freedom).within(0, 1),
            whole=around(found.whole[place], found.whole_error[place], found.freedom).within(0, 1),
            floor=found.floor * part,
        )
        for place, factor in enumerate(factors)
    ]


def _factorial(sample: Sample) -> list[Effect]:
    """Every value with every other: worlds are the seeds."""
    return _all_with_all(sample.factors, sample.values, sample.outcome, None, CONFIDENCE_ERROR)


def _all_with_all(
    factors: tuple[Factor, ...], values: Array, outcome: Array, variance: float | None, error: float
) -> list[Effect]:
    """Effects of a full factorial in each of some worlds (point, world)."""
    found = factorial_shares(values, outcome, variance)
    lone = outcome.shape[1] < 2
    clear = _moved(values, outcome) if lone else found.clear(error)
    swings = [swing(factor, values[:, place], outcome) for place, factor in enumerate(factors)]
    return [
        Effect(
            factor=factor,
            swing=unsure(swings[place]) if lone else swings[place],
            grey=not clear[place],
            first=around(found.first[place], found.first_error[place], found.freedom).within(0, 1),
            total=around(found.total[place], found.total_error[place], found.freedom).within(0, 1),
        )
        for place, factor in enumerate(factors)
    ]


def _moved(values: Array, outcome: Array) -> Mask:
    """Which factors move the outcome at all where there is a single world."""
    return factorial_shares(values, outcome).total > 0


def _crossed(sample: Sample) -> list[Effect]:
    """Every choice in every unknown world: choices are compared within worlds, worlds by their mean over choices."""
    levers = np.array([factor.role == "lever" for factor in sample.factors], dtype=bool)
    choice, world = crossed_parts(sample.values, levers)
    table = np.empty((int(choice.max()) + 1, int(world.max()) + 1))
    table[choice, world] = sample.mean
    found: list[Effect] = []
    for side, part, laid in ((levers, choice, table), (~levers, world, table.T)):
        values = sample.values[np.ix_(_firsts(part), np.flatnonzero(side))]
        factors = tuple(factor for factor, here in zip(sample.factors, side, strict=True) if here)
        found += _side(factors, values, laid, float(table.var()), CONFIDENCE_ERROR * side.sum() / len(side))
    return [next(effect for effect in found if effect.factor is factor) for factor in sample.factors]


def _side(factors: tuple[Factor, ...], values: Array, laid: Array, variance: float, error: float) -> list[Effect]:
    """Effects of one side of a crossed design, laid out as (point of this side, point of the other)."""
    if is_factorial(values):
        return _all_with_all(factors, values, laid, variance, error)
    mean = laid.mean(axis=1)
    return _given(factors, values, mean, float(mean.var()) / variance if variance > 0 else 0.0, error)


def _firsts(part: Index) -> Index:
    """The first row (part,) of each part of a design."""
    return np.unique(part, return_index=True)[1]


def _sobol(sample: Sample) -> list[Effect]:
    found, base = sobol_indices(sample), sample.rows(base_rows(sample))
    return [
        Effect(
            factor=factor,
            swing=swing(factor, base.values[:, place], base.mean[:, None]),
            grey=not found.clear[place],
            first=around(found.first[place], found.first_error[place]).within(0, 1),
            # luck that cannot be told from effects is in every total
            total=around(found.total[place], found.total_error[place]).within(0, 1)
            if np.isfinite(found.luck)
            else None,
            floor=float(found.floor[place]),
        )
        for place, factor in enumerate(sample.factors)
    ]


def _morris(sample: Sample) -> list[Effect]:
    found = morris_effects(sample)
    return [
        Effect(
            factor=factor,
            swing=morris_swing(found, place),
            grey=not found.clear[place],
            effect=found.mu_star[place],
            spread=float(found.sigma[place]),
        )
        for place, factor in enumerate(sample.factors)
    ]


ANALYSES: dict[str, Callable[[Sample], list[Effect]]] = {
    "random": _random,
    "factorial": _factorial,
    "crossed": _crossed,
    "sobol": _sobol,
    "morris": _morris,
}
"""The analysis of each layout."""
