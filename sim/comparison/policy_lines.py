"""One line for each programme: what it moves, what it costs, and what else it moves that it was not meant to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.policy_effects import HORIZONS, Policy, cover_abroad, months_in, programme_cost, unit_of
from sim.labelled import Labelled
from sim.names import goods_of
from sim.supply import buyers, dominant, outside, spot_abroad
from sim.types import MILLION, MONTHS_A_YEAR, PER_CENT, TINY, Array

if TYPE_CHECKING:
    from sim.comparison.policies import PolicyTrials

LEAST_UNITS = 10.0
"""Units in ten years; what brings less has no cost for each."""


LEAD_GOODS = ("ndpr_oxide", "dytb_oxide", "ndfeb_magnets")
"""Goods that policies are judged by, where they are meant for them."""


@dataclass(frozen=True)
class Line:
    """What a policy changes of one good against the control run, medians over runs.

    gained: made outside the state that makes most, `unit` a year, one for each horizon; saved: use saved or recycled
    outside it, a year. price: abroad, %. cover: abroad, months of use with what governments keep.
    """

    good: str
    unit: str
    gained: tuple[float, ...]
    saved: float
    price: float
    cover: float


@dataclass(frozen=True)
class Entry:
    """All about one policy: a line for each good, and what it costs and moves besides.

    cost: million USD so far, one for each horizon. worth: USD for each unit of its goods that was gained or saved so
    far, nan for none. other: the good not aimed at whose output outside changes most in the last year: by how much, %,
    and how many units a year that is.
    """

    policy: Policy
    lines: tuple[Line, ...]
    cost: tuple[float, ...]
    worth: float
    other: str
    change: float
    units: float


def entries(trials: PolicyTrials) -> list[Entry]:
    """An entry for every policy and for all together."""
    return [entry_of(policy, results, trials.control) for policy, results in trials.trials]


def entry_of(policy: Policy, results: Labelled, control: Labelled) -> Entry:
    """Compare one policy with the control run."""
    start = results.month_index(policy.date[:7])
    ends = [start + months_in(years) for years in HORIZONS if start + months_in(years) <= len(results.months)]
    paid = programme_cost(results) - programme_cost(control)
    goods = lead_goods(policy)
    units = np.sum([_units(results, control, good)[start : ends[-1]].sum(axis=0) for good in goods], axis=0)
    cost = paid[start : ends[-1]].sum(axis=0)
    # a few tonnes are no ground to divide by
    worth = np.where(units > LEAST_UNITS, MILLION * cost / np.maximum(units, LEAST_UNITS), np.nan)
    other, change, more = _else(policy, results, control, slice(ends[-1] - MONTHS_A_YEAR, ends[-1]))
    return Entry(
        policy=policy,
        lines=tuple(line_of(good, results, control, ends) for good in goods),
        cost=tuple(_median(paid[start:end].sum(axis=0)) for end in ends),
        worth=_median(worth) if np.isfinite(worth).all() else np.nan,
        other=other,
        change=change,
        units=more,
    )


def line_of(good: str, results: Labelled, control: Labelled, ends: Sequence[int]) -> Line:
    """Compare one good; price, cover and what is saved are those of the last year."""
    made = outside(results, "output", good) - outside(control, "output", good)
    saved = saved_outside(results, good) - saved_outside(control, good)
    year = slice(ends[-1] - MONTHS_A_YEAR, ends[-1])
    return Line(
        good=good,
        unit=unit_of(results, good),
        gained=tuple(_median(made[end - MONTHS_A_YEAR : end].sum(axis=0)) for end in ends),
        saved=_median(saved[year].sum(axis=0)),
        price=_median(_price_change(results, control, good, year)),
        cover=_median((cover_with_reserves(results, good) - cover_with_reserves(control, good))[year].mean(axis=0)),
    )


def lead_goods(policy: Policy) -> tuple[str, ...]:
    """The goods that a policy is judged by; the first that it is meant for if it is meant for none of them."""
    return tuple(good for good in LEAD_GOODS if good in policy.goods) or policy.goods[:1]


def _units(results: Labelled, control: Labelled, good: str) -> Array:
    """Units of a good gained or saved outside: (month, run)."""
    made = outside(results, "output", good) - outside(control, "output", good)
    units: Array = made + saved_outside(results, good) - saved_outside(control, good)
    return units


def saved_outside(results: Labelled, good: str) -> Array:
    """Use of a good that is saved or fed by scrap outside the state that makes most, units a month: (month, run)."""
    total, home = np.zeros((len(results.months), results.runs)), dominant(results, good)
    for name in ("saving", "recycled"):
        for state, _, _ in results.keys(name, partner="", good=good):
            if state != home:
                total = total + results.values(name, state, "", good) * usual_use(results, state, good)
    return total


def cover_with_reserves(results: Labelled, good: str) -> Array:
    """Months of cover abroad, mean of the large buyers, with what their governments keep: (month, run)."""
    if not buyers(results, good):
        return np.zeros((len(results.months), results.runs))
    kept = np.zeros((len(results.months), results.runs))
    states = buyers(results, good)
    for state in states:
        if results.has("reserve_stock", state, "", good):
            use = np.maximum(usual_use(results, state, good), TINY)
            kept = kept + results.values("reserve_stock", state, "", good) / use / len(states)
    return cover_abroad(results, good) + kept


def usual_use(results: Labelled, state: str, good: str) -> Array:
    """What a state's buyers took of a good in the first month: (run,), units a month."""
    keys = [key for key in results.keys("exports", partner=state, good=good) if key[0] != state]
    taken = [results.values("exports", *key)[0] for key in keys]
    if results.has("home_supply", state, "", good):
        taken.append(results.values("home_supply", state, "", good)[0])
    total: Array = np.sum(taken, axis=0) if taken else np.zeros(results.runs)
    return total


def _price_change(results: Labelled, control: Labelled, good: str, year: slice) -> Array:
    if not buyers(results, good):
        return np.zeros(results.runs)
    change: Array = PER_CENT * (
        spot_abroad(results, good)[year].sum(axis=0) / spot_abroad(control, good)[year].sum(axis=0) - 1
    )
    return change


def _else(policy: Policy, results: Labelled, control: Labelled, year: slice) -> tuple[str, float, float]:
    """The good that a policy is not meant for and of which output outside changes most: its name, %, units a year."""
    found, largest, more = "", 0.0, 0.0
    for good in _others(policy, results):
        before = outside(control, "output", good)[year].sum(axis=0)
        after = outside(results, "output", good)[year].sum(axis=0)
        change = _median(PER_CENT * (after - before) / np.maximum(before, TINY)) if (before > TINY).all() else 0.0
        if abs(change) > abs(largest):
            found, largest, more = good, change, _median(after - before)
    return found, largest, more


def _others(policy: Policy, results: Labelled) -> Sequence[str]:
    made = {good for _, _, good in results.keys("output")}
    return [good for good in goods_of("mine", "refine", "component") if good in made and good not in policy.goods]


def _median(values: Array) -> float:
    return float(np.median(values))
