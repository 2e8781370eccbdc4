"""How sure a number is: intervals by leaving groups out, and what chance alone would reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.luck import Luck
from sim.types import Array, Index

CONFIDENCE = 0.95
"""How sure intervals and floors are."""

GROUPS = 30
"""Groups of the jackknife: enough for an interval of nearly normal width, few enough to be quick."""

SHUFFLES = 199
"""Orders that an outcome is brought into to see what chance does: with 199 the 190th largest is the 95 % floor."""

SEED = 1
"""Analysis of the same runs gives the same numbers."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; an interval of nan where the runs cannot tell how sure it is."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether there is an interval."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))

    def within(self, least: float, most: float) -> Estimate:
        """The same with the value and the ends of the interval no further than is possible."""
        value, low, high = (min(max(one, least), most) for one in (self.value, self.low, self.high))
        return Estimate(value, low, high) if self.sure else Estimate(value, self.low, self.high)


def around(value: float, error: float, freedom: float = np.inf) -> Estimate:
    """Lay a 95 % interval of Student's t around a value by its standard error."""
    if not np.isfinite(error) or freedom < 1:
        return Estimate(float(value), np.nan, np.nan)
    reach = student(1 - (1 - CONFIDENCE) / 2, freedom) * error
    return Estimate(float(value), float(value - reach), float(value + reach))


def student(chance: float, freedom: float) -> float:
    """Quantile of Student's t."""
    from scipy.special import ndtri, stdtrit

    return float(ndtri(chance) if np.isinf(freedom) else stdtrit(freedom, chance))


def mean_of(values: Array) -> Estimate:
    """Mean of independent numbers (unit,) with its interval."""
    count = len(values)
    error = float(values.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan
    return around(float(values.mean()) if count else np.nan, error, count - 1)


def groups_of(units: Index) -> tuple[Index, int]:
    """Deal independent units, numbered from 0 (row,), out to the groups that are left out: (row,), and how many."""
    count = int(units.max(initial=0)) + 1
    groups = min(count, GROUPS)
    return units % groups, groups


def jackknife(value: Array, without: Array) -> tuple[Array, int]:
    """Standard errors from estimates that leave one group out each (group, ...): (...,), and degrees of freedom.

    The source of the method is Shao and Tu (1995), The Jackknife and Bootstrap, chapter 2: leaving out, unlike drawing
    with replacement, makes no twins, which would flatter every estimate that smooths over neighbours.
    """
    groups = len(without)
    spread = ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    error: Array = np.sqrt((groups - 1) / groups * spread)
    return np.where(np.isfinite(value), error, np.nan), groups - 1


def left_out(groups: int, estimate: Callable[[int], Array]) -> Array:
    """Estimates (group, ...) that leave each of some groups out."""
    return np.array([estimate(group) for group in range(groups)])


@cache
def orders(stream: str, size: int, count: int = SHUFFLES) -> Index:
    """Random orders of `size` things: (size, count)."""
    luck = Luck([SEED])
    drawn = np.array([luck.uniform(stream, number, size)[:, 0] for number in range(count)])
    return np.argsort(drawn, axis=1).T


def floor_of(largest: Array, error: float = 1 - CONFIDENCE) -> float:
    """What the largest by chance (shuffle,) stays below but for a chance of error: exact for any number of shuffles."""
    count = len(largest)
    place = min(int(np.ceil((1 - error) * (count + 1))), count)
    return float(np.sort(largest)[place - 1])
