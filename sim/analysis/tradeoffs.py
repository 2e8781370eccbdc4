"""Which choices are efficient: none other is as good in every outcome and better in one, over unknown worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.resampling import Estimate, mean_of
from sim.analysis.sample import CHANCES, codes, distinct, position, value_of
from sim.analysis.wording import range_with_unit
from sim.errors import InputError
from sim.luck import Luck
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

DRAWS = 200
"""Times that worlds are drawn anew to see how sure it is that a choice is efficient."""

OUTCOMES = (2, 3)
"""Fewest and most outcomes that are set against each other."""


THIRDS = 3
"""Parts that the range of a drawn lever is cut into, so that each choice meets many worlds."""

FEWEST_WORLDS = 4
"""With fewer runs for each combination on average, the levers were drawn, and thirds of them are compared."""


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
    """Choices, set against each other in some outcomes; `good`: 1 where more is good, -1 where less is.

    paired: all choices met the same worlds, so that they differ by choice alone; without it luck and facts differ too.
    """

    outcomes: tuple[str, ...]
    good: Mapping[str, int]
    choices: tuple[Choice, ...]
    paired: bool

    @property
    def efficient(self) -> tuple[Choice, ...]:
        """The efficient choices, by the first outcome, the best first."""
        first = self.outcomes[0]
        chosen = (choice for choice in self.choices if choice.efficient)
        return tuple(sorted(chosen, key=lambda choice: -self.good[first] * choice.means[first].value))


def trade_off(
    table: pd.DataFrame, levers: Sequence[Factor], others: Sequence[Factor], good: Mapping[str, int]
) -> TradeOff:
    """Set the combinations of levers in a sweep's table against each other in two or three outcomes.

    good: for each outcome 1 where more is good and -1 where less is. others: the uncertainties, which make the worlds
    together with the seed. Levers that were drawn are compared by thirds of their ranges. Raises InputError without
    levers, or with too few or too many outcomes.
    """
    if not levers:
        raise InputError("no lever varies in this sweep: there is no choice to make")
    if not OUTCOMES[0] <= len(good) <= OUTCOMES[1]:
        raise InputError(f"expected two or three outcomes to set against each other, found {len(good)}")
    names = list(good)
    table = table[np.isfinite(table[names].to_numpy(dtype=np.float64)).all(axis=1)]
    if not len(table):
        raise InputError(f"no run has all of {', '.join(names)}: nothing to set against each other")
    values = np.array([codes(factor, table[factor.name]) for factor in levers]).T
    choice, count = distinct(values)
    world = _worlds(table, others)
    # levers that were drawn hardly ever meet the same world twice: thirds of them do
    drawn = not _paired(choice, count, world) and len(choice) < FEWEST_WORLDS * count
    if drawn:
        values = np.array([_thirds(factor, column) for factor, column in zip(levers, values.T, strict=True)]).T
        choice, count = distinct(values)
    first = np.unique(choice, return_index=True)[1]
    laid = _laid(choice, count, world, table[names].to_numpy(dtype=np.float64))
    signs = np.array([good[name] for name in names], dtype=np.float64)
    means = np.array([one.mean(axis=0) for one in laid])
    best = efficient(means * signs)
    sure = _sure(laid, signs, paired := _paired(choice, count, world))
    choices = tuple(
        Choice(
            values={one.name: _value(one, values[first[row], place], drawn) for place, one in enumerate(levers)},
            means={name: mean_of(laid[row][:, place]) for place, name in enumerate(names)},
            efficient=bool(best[row]),
            sure=float(sure[row]),
            worlds=len(laid[row]),
        )
        for row in range(count)
    )
    return TradeOff(tuple(names), dict(good), choices, paired)


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


def _worlds(table: pd.DataFrame, others: Sequence[Factor]) -> Index:
    """Number the world of each run: its uncertain facts and its seed."""
    columns = [codes(factor, table[factor.name]) for factor in others]
    return distinct(np.array([*columns, table["seed"].to_numpy(dtype=np.float64)]).T)[0]


def _laid(choice: Index, count: int, world: Index, outcomes: Array) -> list[Array]:
    """Outcomes of each choice (world, outcome), worlds in the same order for all."""
    order = np.lexsort((world, choice))
    ends = np.cumsum(np.bincount(choice, minlength=count))[:-1]
    return list(np.split(outcomes[order], ends))


def _paired(choice: Index, count: int, world: Index) -> bool:
    """Whether every choice met every world once."""
    met = len(np.unique(choice * (world.max() + 1) + world))
    return met == len(choice) == count * (int(world.max()) + 1)


def _sure(laid: Sequence[Array], signs: Array, paired: bool) -> Array:
    """Share of draws of the worlds, with replacement, in which each choice is efficient: (choice,)."""
    fewest = min(len(one) for one in laid)
    if fewest < 2:
        return np.full(len(laid), np.nan)
    luck = Luck([1])
    wins = np.zeros(len(laid))
    for draw in range(DRAWS):
        shared = luck.uniform("worlds drawn anew", draw, 1 if not paired else len(laid[0]))[:, 0]
        wins += efficient(_drawn(laid, shared, paired, draw) * signs)
    return wins / DRAWS


def _drawn(laid: Sequence[Array], shared: Array, paired: bool, draw: int) -> Array:
    """Means of each choice (choice, outcome) over worlds drawn anew: the same for all where they met the same."""
    if paired:
        rows = (shared * len(shared)).astype(np.intp)
        return np.array([one[rows].mean(axis=0) for one in laid])
    luck = Luck([draw + 2])
    means = []
    for number, one in enumerate(laid):
        rows = (luck.uniform("worlds of a choice", number, len(one))[:, 0] * len(one)).astype(np.intp)
        means.append(one[rows].mean(axis=0))
    return np.array(means)
