"""Which choices are efficient: none other is as good in every outcome and better in one, over unknown worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.choosing import DRAWS, NOBODY, Met, met, numbers_of, worlds_of
from sim.analysis.resampling import Estimate
from sim.analysis.sample import CHANCES, MOST_LEVELS, distinct, position, value_of
from sim.analysis.wording import range_with_unit
from sim.errors import InputError
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

OUTCOMES = (2, 3)
"""Fewest and most outcomes that are set against each other."""

THIRDS = 3
"""Parts that the range of a drawn lever is cut into, so that each choice meets many worlds."""

FEWEST_WORLDS = 4
"""With fewer runs for each combination on average, the levers were drawn, and thirds of them are compared."""

MOST_CELLS = 1_000_000
"""Choices times worlds that are drawn anew; more worlds than that allows are drawn in groups."""

FEWEST_GROUPS = 20
"""Groups of worlds at least."""


@dataclass(frozen=True)
class Choice:
    """One combination of the levers, with the mean of each outcome over the worlds that it met.

    efficient: nothing else is as good in all and better in one. sure: share of draws of the worlds in which it is
    efficient. worlds: how many runs it was lived in.
    """

    values: Mapping[str, Any]
    means: Mapping[str, Estimate]
    efficient: bool
    sure: float
    worlds: int


@dataclass(frozen=True)
class TradeOff:
    """Choices of one government, set against each other in some outcomes; `good`: 1 where more is good, else -1.

    paired: all choices met the same worlds, so that they differ by choice alone; without it luck and facts differ too.
    chooser: code of the state that chooses, empty for levers of nobody in particular. others: names of the levers of
    everybody else, whose values each choice met alike and which its means are over. levers: what it sets. worlds: what
    is independent of each other, drawn anew. steady: in all worlds it comes to the same.
    """

    outcomes: tuple[str, ...]
    good: Mapping[str, int]
    choices: tuple[Choice, ...]
    paired: bool
    chooser: str = NOBODY
    others: tuple[str, ...] = ()
    levers: tuple[Factor, ...] = ()
    worlds: int = 0
    steady: bool = False

    @property
    def efficient(self) -> tuple[Choice, ...]:
        """The efficient choices, by the first outcome, the best first."""
        first = self.outcomes[0]
        chosen = (choice for choice in self.choices if choice.efficient)
        return tuple(sorted(chosen, key=lambda choice: -self.good[first] * choice.means[first].value))


def trade_off(
    table: pd.DataFrame,
    levers: Sequence[Factor],
    facts: Sequence[Factor],
    good: Mapping[str, int],
    chooser: str = NOBODY,
    others: Sequence[Factor] = (),
    block: int = 1,
) -> TradeOff:
    """Set the combinations of levers in a sweep's table against each other in two or three outcomes.

    good: for each outcome 1 where more is good and -1 where less is. facts: the uncertainties, which make the worlds
    together with the seed. others: levers of others than the `chooser`, over which means are taken. Levers that were
    drawn are compared by thirds of their ranges; what is drawn anew is then base samples or trajectories of `block`
    points, for their runs share values of the levers. Raises InputError without levers, or with too few or too many
    outcomes.
    """
    if not levers:
        raise InputError("no lever varies in this sweep: there is no choice to make")
    if not OUTCOMES[0] <= len(good) <= OUTCOMES[1]:
        raise InputError(f"expected two or three outcomes to set against each other, found {len(good)}")
    names = list(good)
    table = table[np.isfinite(table[names].to_numpy(dtype=np.float64)).all(axis=1)]
    if not len(table):
        raise InputError(f"no run has all of {', '.join(names)}: nothing to set against each other")
    values, world, drawn = laid_out(table, levers, facts, others, block)
    choice, count = distinct(values)
    first = np.unique(choice, return_index=True)[1]
    found = met(choice, count, _grouped(world, count), table[names].to_numpy(dtype=np.float64))
    signs = np.array([good[name] for name in names], dtype=np.float64)
    best, sure = efficient(found.means * signs), _sure(found, signs)
    choices = tuple(
        Choice(
            values={one.name: _value(one, values[first[row], place], drawn) for place, one in enumerate(levers)},
            means={name: found.estimate(row, place) for place, name in enumerate(names)},
            efficient=bool(best[row]),
            sure=float(sure[row]),
            worlds=int(found.counts[row].sum()),
        )
        for row in range(count)
    )
    return TradeOff(
        outcomes=tuple(names),
        good=dict(good),
        choices=choices,
        paired=found.paired,
        chooser=chooser,
        others=tuple(one.name for one in others),
        levers=tuple(levers),
        worlds=found.worlds,
        steady=found.steady,
    )


def laid_out(
    table: pd.DataFrame, levers: Sequence[Factor], facts: Sequence[Factor], others: Sequence[Factor], block: int
) -> tuple[Array, Index, bool]:
    """Values of levers (run, lever), what is independent (run,), and whether the levers were drawn.

    Choices that were laid out meet the same worlds, of facts and luck. Those that were drawn hardly ever meet the same
    world twice, but thirds of them do: there the points, or blocks of them, are what is independent.
    """
    values, world = numbers_of(table, levers), worlds_of(table, facts)
    choice, count = distinct(values)
    cell = distinct(np.column_stack([values, numbers_of(table, others)]))[0]
    many = [
        not one.listed and len(np.unique(column)) > MOST_LEVELS for one, column in zip(levers, values.T, strict=True)
    ]
    drawn = not _met_alike(cell, world) and (any(many) or len(choice) < FEWEST_WORLDS * count)
    if drawn:
        values = np.array([_thirds(factor, column) for factor, column in zip(levers, values.T, strict=True)]).T
    if drawn or block > 1:
        world = np.unique(table["point"].to_numpy() // block, return_inverse=True)[1].reshape(-1).astype(np.intp)
    return values, world, drawn


def _met_alike(cell: Index, world: Index) -> bool:
    """Whether every combination of all levers met every world once."""
    met_once = len(np.unique(cell * (world.max() + 1) + world)) == len(cell)
    return met_once and len(cell) == (int(cell.max()) + 1) * (int(world.max()) + 1)


def _grouped(world: Index, choices: int) -> Index:
    """Worlds dealt out to as many groups as can be drawn anew quickly."""
    return world % max(MOST_CELLS // choices, FEWEST_GROUPS)


def efficient(scores: Array) -> Mask:
    """Which rows of scores (choice, outcome), more being better, no other row dominates; equal rows all stay."""
    order = np.lexsort(-scores.T[::-1])
    kept = np.zeros(len(scores), dtype=bool)
    front = np.empty((0, scores.shape[1]))
    for row in order:
        # rows come best first, so that only a row that is already kept can dominate the next
        above = (front >= scores[row]).all(axis=1) & (front > scores[row]).any(axis=1)
        if not above.any():
            kept[row] = True
            front = np.vstack([front, scores[row]])
    return kept


def _thirds(factor: Factor, column: Array) -> Array:
    """Which third of its range a lever stands in (run,), 0 to 2; lists stay as they are."""
    if factor.listed:
        return column
    third: Array = np.minimum(np.floor(position(factor, column) * THIRDS), THIRDS - 1)
    return third


def _value(factor: Factor, number: float, drawn: bool) -> Any:
    """What a choice sets a lever to: a value, or a third of its range in words."""
    if factor.listed or not drawn:
        return value_of(factor, number)
    ends = np.interp(np.array([number, number + 1]) / THIRDS, CHANCES, factor.axis.ends)
    return range_with_unit(float(ends[0]), float(ends[1]), factor.unit)


def _sure(found: Met, signs: Array) -> Array:
    """Share of draws of the worlds, with replacement, in which each choice is efficient: (choice,)."""
    if found.worlds < 2:
        return np.full(len(found.sums), np.nan)
    # a choice that meets none of the worlds drawn is not efficient there
    draws = ((means * signs, np.isfinite(means[:, 0])) for means in found.drawn())
    wins = [efficient(np.nan_to_num(scores, nan=-np.inf)) & there for scores, there in draws]
    return np.asarray(np.sum(wins, axis=0) / DRAWS)
