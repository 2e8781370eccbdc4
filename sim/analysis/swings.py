"""How far an outcome moves from the low to the high end of each factor, and its mean at each listed value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.designed import MorrisEffects
from sim.analysis.resampling import Estimate, around, mean_of
from sim.analysis.sample import value_of
from sim.analysis.wording import range_with_unit, rounded
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

PART = 3
"""Ends are the lowest and the highest third of what was tried."""


@dataclass(frozen=True)
class ValueMean:
    """Mean outcome at one listed value of a factor, over all else."""

    value: str
    mean: Estimate


@dataclass(frozen=True)
class Swing:
    """Mean outcome at the low and the high end of a factor, and the change between them, in units of the outcome.

    The ends are the lowest and highest third of the values tried. Texts have no order: there the ends are the values
    with the lowest and the highest mean, and `low_end` and `high_end` name them.
    """

    low: float
    high: float
    change: Estimate
    low_end: str
    high_end: str
    means: tuple[ValueMean, ...] = ()


def swing(factor: Factor, column: Array, outcome: Array) -> Swing:
    """Swing of an outcome (point, world) along a factor (point,).

    With two worlds or more, all points meet the same worlds, and the change is compared within each of them. With one
    the points themselves are independent, or else (see `unsure`) the change has no interval.
    """
    means = _means(factor, column, outcome) if factor.listed else ()
    low, high = _ends(factor, column, outcome)
    worlds = outcome.shape[1] > 1
    change = mean_of(outcome[high].mean(axis=0) - outcome[low].mean(axis=0)) if worlds else _welch(outcome, low, high)
    names = _name(factor, column[low]), _name(factor, column[high])
    return Swing(float(outcome[low].mean()), float(outcome[high].mean()), change, *names, means)


def unsure(one: Swing) -> Swing:
    """The same without intervals: a grid in a single world is no sample."""
    none = around(one.change.value, np.nan)
    means = tuple(ValueMean(each.value, around(each.mean.value, np.nan)) for each in one.means)
    return Swing(one.low, one.high, none, one.low_end, one.high_end, means)


def morris_swing(found: MorrisEffects, place: int) -> Swing:
    """Swing from the steps that a factor took in the trajectories, each from its lower to its higher value."""
    moved = np.isfinite(found.before[:, place])
    before, moves = found.before[moved, place], found.moves[moved, place]
    low = float(before.mean()) if moved.any() else np.nan
    change = mean_of(moves)
    return Swing(low, low + change.value, change, "a step lower", "a step higher")


def _ends(factor: Factor, column: Array, outcome: Array) -> tuple[Mask, Mask]:
    """Which points (point,) lie at the low and at the high end."""
    values, places = np.unique(column, return_inverse=True)
    if factor.texts:
        means = [outcome[places == place].mean() for place in range(len(values))]
        return places == int(np.argmin(means)), places == int(np.argmax(means))
    if factor.listed or len(values) * PART <= len(column):
        count = max(len(values) // PART, 1)
        return places < count, places >= len(values) - count
    low, high = np.quantile(column, (1 / PART, 1 - 1 / PART))
    return column <= low, column >= high


def _welch(outcome: Array, low: Mask, high: Mask) -> Estimate:
    """Difference of two means of independent points, by Welch's test."""
    ends = outcome[low, 0], outcome[high, 0]
    change = float(ends[1].mean() - ends[0].mean())
    counts = np.array([len(end) for end in ends])
    if counts.min() < 2:
        return around(change, np.nan)
    parts = np.array([end.var(ddof=1) for end in ends]) / counts
    if not parts.any():
        return around(change, 0.0)
    freedom = parts.sum() ** 2 / (parts**2 / (counts - 1)).sum()
    return around(change, float(np.sqrt(parts.sum())), freedom)


def _means(factor: Factor, column: Array, outcome: Array) -> tuple[ValueMean, ...]:
    """Mean at each listed value that was tried."""
    found = []
    for value in np.unique(column):
        here = outcome[column == value]
        over = here.mean(axis=0) if outcome.shape[1] > 1 else here[:, 0]
        found.append(ValueMean(_name(factor, np.array([value])), mean_of(over)))
    return tuple(found)


def _name(factor: Factor, column: Array) -> str:
    """Name an end: a text, a value, or from where to where it reaches."""
    low, high = (value_of(factor, float(end)) for end in (column.min(), column.max()))
    if factor.texts:
        return str(low)
    return range_with_unit(rounded(low, factor), rounded(high, factor), factor.unit)
