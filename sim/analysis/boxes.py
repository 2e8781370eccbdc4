"""A box: limits on a few factors, and how well they tell the runs of some kind from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, stdtr

from sim.analysis.sample import Layout
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    from sim.sweep.factors import Factor


@dataclass(frozen=True, eq=False)
class Cases:
    """Runs of a sweep, the values of factors in each, `values` (run, factor), and which of them are meant: (run,).

    points: the point of each run. units: runs of the same number (run,) are not independent of each other: those of one
    point, of one unknown world that all choices are crossed with, of one base sample or trajectory. On a full grid,
    where nothing is drawn but luck, they are the seeds.
    """

    factors: tuple[Factor, ...]
    values: Array
    meant: Mask
    points: Index
    units: Index
    layout: Layout = "random"

    @property
    def base_rate(self) -> float:
        """Share of runs that are meant."""
        return float(self.meant.mean()) if len(self.meant) else 0.0

    def rows(self, chosen: Index | Mask) -> Cases:
        """Some of the runs."""
        return replace(
            self,
            values=self.values[chosen],
            meant=self.meant[chosen],
            points=self.points[chosen],
            units=self.units[chosen],
        )

    def of_factors(self, names: Sequence[str]) -> Cases:
        """The same runs with some of the factors."""
        kept = [place for place, factor in enumerate(self.factors) if factor.name in names]
        return replace(self, factors=tuple(self.factors[place] for place in kept), values=self.values[:, kept])


@dataclass(frozen=True)
class Limit:
    """What a box asks of one factor: not under `low`, not over `high` (none: nothing), or one of some `values` (texts).

    chance: quasi-p-value, how likely the box would be as dense as it is if this limit did nothing (Bryant and Lempert
    2010). reproduced: share of boxes found in halves of the runs that limit the factor on the same side.
    """

    factor: Factor
    low: float | None = None
    high: float | None = None
    codes: tuple[int, ...] = ()
    chance: float = np.nan
    reproduced: float = np.nan

    @property
    def sides(self) -> frozenset[str]:
        """On which sides it limits."""
        ends = {"low": self.low is not None, "high": self.high is not None, "codes": bool(self.codes)}
        return frozenset(name for name, limited in ends.items() if limited)

    @property
    def values(self) -> tuple[str, ...]:
        """The texts that it allows."""
        return tuple(str(self.factor.axis.values[code]) for code in self.codes)

    def allows(self, column: Array) -> Mask:
        """Which values (run,) it allows."""
        if self.codes:
            return np.isin(column, self.codes)
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        allowed: Mask = (column >= low) & (column <= high)
        return allowed


@dataclass(frozen=True)
class Box:
    """Limits that all hold, and what they tell: shares of runs.

    coverage: of the runs that are meant, how many lie inside. density: of those inside, how many are meant. mass: of
    all, how many lie inside. base_rate: of all, how many are meant. runs: how many there are. held_out_coverage and
    held_out_density: the same for boxes found in halves of the runs, judged by the other halves.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    base_rate: float
    runs: int
    held_out_coverage: float = np.nan
    held_out_density: float = np.nan

    def contains(self, cases: Cases) -> Mask:
        """Which runs (run,) lie inside."""
        return inside(self.limits, cases)


def inside(limits: Sequence[Limit], cases: Cases) -> Mask:
    """Which runs (run,) some limits allow."""
    names = [factor.name for factor in cases.factors]
    within = np.ones(len(cases.meant), dtype=bool)
    for limit in limits:
        within &= limit.allows(cases.values[:, names.index(limit.factor.name)])
    return within


def judged(limits: Sequence[Limit], cases: Cases) -> Box:
    """Count what limits tell of some runs."""
    within = inside(limits, cases)
    both, meant, held = int((within & cases.meant).sum()), int(cases.meant.sum()), int(within.sum())
    return Box(
        limits=tuple(limits),
        coverage=both / meant if meant else 0.0,
        density=both / held if held else 0.0,
        mass=held / max(len(within), 1),
        base_rate=cases.base_rate,
        runs=len(within),
    )


def agreement(limits: Sequence[Limit], cases: Cases) -> float:
    """Correlation of being inside with being meant (phi, Matthews 1975): 1 for a perfect box, 0 for chance."""
    within, meant = inside(limits, cases), cases.meant
    spread = float(within.std() * meant.std())
    return float(((within & meant).mean() - within.mean() * meant.mean()) / spread) if spread > 0 else 0.0


def with_chances(limits: Sequence[Limit], cases: Cases) -> tuple[Limit, ...]:
    """Give each limit the chance that it does nothing.

    A one-sided binomial test of the meant runs inside against the density without the limit, in which runs that are
    not independent count as one; points of a grid, which nobody drew, count each. For facts that choices are crossed
    with, whose worlds are more than yes or no, a one-sided t-test of worlds inside against those the limit leaves out.
    """
    return tuple(replace(limit, chance=_chance(limit, limits, cases)) for limit in limits)


def _chance(limit: Limit, limits: Sequence[Limit], cases: Cases) -> float:
    within = inside(limits, cases)
    without = inside([one for one in limits if one is not limit], cases)
    if not within.any():
        return 1.0
    fact = limit.factor.role == "uncertainty"
    if cases.layout == "crossed" and fact:
        return _worlds_chance(cases.rows(within), cases.rows(without & ~within))
    # each point of choices that were laid out counts; drawn ones share their values within a base sample or trajectory
    placed = cases.layout == "factorial" or (cases.layout == "crossed" and not fact)
    alike = len(np.unique((cases.points if placed else cases.units)[within]))
    share, expected = float(cases.meant[within].mean()), float(cases.meant[without].mean())
    return _tail(share * alike, float(alike), expected)


def _worlds_chance(held: Cases, left: Cases) -> float:
    """Chance that worlds inside have no larger share of meant runs than those left out, by Welch's test."""
    shares = [_by_unit(one) for one in (held, left)]
    counts = np.array([len(one) for one in shares])
    if counts.min() < 2:
        return 1.0
    gain = float(shares[0].mean() - shares[1].mean())
    parts = np.array([one.var(ddof=1) for one in shares]) / counts
    if not parts.any():
        return 0.0 if gain > 0 else 1.0
    freedom = parts.sum() ** 2 / (parts**2 / (counts - 1)).sum()
    return float(stdtr(freedom, -gain / np.sqrt(parts.sum())))


def _by_unit(cases: Cases) -> Array:
    """Share of meant runs in each independent unit that is there: (unit,)."""
    places = np.unique(cases.units, return_inverse=True)[1].reshape(-1)
    shares: Array = np.bincount(places, cases.meant) / np.bincount(places)
    return shares


def _tail(successes: float, trials: float, chance: float) -> float:
    """Chance of so many successes or more in so many trials; neither need be whole."""
    if successes <= 0 or chance >= 1:
        return 1.0
    return float(betainc(successes, trials - successes + 1, chance))
