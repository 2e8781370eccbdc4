"""What a programme changed: goods made elsewhere, prices and cover abroad, and public money, after some years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.labelled import Labelled
from sim.supply import buyers, dominant, outside, spot_abroad
from sim.types import MILLION, MONTHS_A_YEAR, PER_CENT, TINY, Array

if TYPE_CHECKING:
    from sim.scenario.events import AnyEvent

HORIZONS = (2, 5, 10)
"""Years after a programme's beginning at which it is judged."""


@dataclass(frozen=True)
class Policy:
    """One programme of a scenario, or all of them: its name, the goods it is meant for, and its events."""

    name: str
    goods: tuple[str, ...]
    events: tuple[AnyEvent, ...]

    @property
    def date(self) -> str:
        """The day on which its first event comes."""
        return str(min(event.date for event in self.events))


@dataclass(frozen=True)
class Effect:
    """What a policy changed by a horizon, `values` (run,) in `unit`; an empty good means all its goods together."""

    policy: Policy
    years: int
    good: str
    unit: str
    measure: str
    values: Array

    @property
    def median(self) -> float:
        """The middle over runs."""
        return float(np.median(self.values))


def effects_of(policy: Policy, results: Labelled, control: Labelled) -> list[Effect]:
    """Every measure of a policy against the control run, at every horizon that the runs reach."""
    start = results.month_index(policy.date[:7])
    found = []
    for years in HORIZONS:
        end = start + months_in(years)
        if end <= len(results.months):
            found += _at_horizon(policy, results, control, (start, end), years)
    return found


def _at_horizon(
    policy: Policy, results: Labelled, control: Labelled, span: tuple[int, int], years: int
) -> list[Effect]:
    """What a policy changed in the year that ends at a horizon; cost and cost per unit count from its beginning."""
    cost = (programme_cost(results) - programme_cost(control))[span[0] : span[1]].sum(axis=0)
    found = [Effect(policy, years, "", "million USD", "cost", cost)]
    gained: dict[str, Array] = {}
    for good in policy.goods:
        more = outside(results, "output", good) - outside(control, "output", good)
        unit = unit_of(results, good)
        gained[unit] = gained.get(unit, np.zeros(results.runs)) + more[span[0] : span[1]].sum(axis=0)
        found.append(Effect(policy, years, good, f"{unit}/year", "made outside", _last_year(more, span[1])))
        found += _market(policy, results, control, good, span, years)
    for unit, amount in gained.items():
        worth = np.where(amount > TINY, MILLION * cost / np.where(amount > TINY, amount, 1.0), np.nan)
        found.append(Effect(policy, years, "", f"{unit} in all", "gained outside", amount))
        found.append(Effect(policy, years, "", f"USD/{unit}", "cost per unit gained", worth))
    return found


def _market(
    policy: Policy, results: Labelled, control: Labelled, good: str, span: tuple[int, int], years: int
) -> list[Effect]:
    """Price and cover abroad in the last year against the control run's, where the good is bought."""
    if not buyers(results, good):
        return []
    prices = [_last_year(spot_abroad(one, good), span[1]) for one in (results, control)]
    change = PER_CENT * (prices[0] / prices[1] - 1)
    cover = _last_year(cover_abroad(results, good) - cover_abroad(control, good), span[1]) / MONTHS_A_YEAR
    return [
        Effect(policy, years, good, "%", "price abroad", change),
        Effect(policy, years, good, "months", "cover abroad", cover),
    ]


def programme_cost(results: Labelled) -> Array:
    """Add up what all states pay for programmes: (month, run), million USD a month."""
    keys = results.keys("programme_cost")
    found = [results.values("programme_cost", *key) for key in keys]
    return np.sum(found, axis=0) if found else np.zeros((len(results.months), results.runs))


def cover_abroad(results: Labelled, good: str) -> Array:
    """Months of cover of a good outside the state that makes most, mean of the large buyers: (month, run).

    0 for a good that none of them keeps.
    """
    states = [state for state in buyers(results, good) if results.has("stock_cover", state, "", good)]
    cover = [results.values("stock_cover", state, "", good) for state in states]
    mean: Array = np.mean(cover, axis=0) if cover else np.zeros((len(results.months), results.runs))
    return mean


def unit_of(results: Labelled, good: str) -> str:
    """Tell the unit of a good: t, MWh, million USD."""
    return results.unit("output", dominant(results, good), "", good).removesuffix("/month")


def _last_year(values: Array, end: int) -> Array:
    total: Array = values[end - MONTHS_A_YEAR : end].sum(axis=0)
    return total


def months_in(years: int) -> int:
    """Months in so many years."""
    return MONTHS_A_YEAR * years
