"""What follows from the recorded series of the supply chain: who supplies whom, cover, capacity, the price gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.labelled import Labelled
from sim.measures import HOME, added_up
from sim.names import goods_of
from sim.types import MONTHS_A_YEAR, TINY, Array

LARGE_BUYERS = ("USA", "EUU", "JPN", "KOR", "CHN")
STAGES = ("permitting", "building", "commissioning")
"""The stages that new capacity goes through before it works."""

Flows = dict[tuple[str, str], float]
"""(exporter, importer) -> units a month; exporter and importer are one where a state supplies itself."""


@dataclass(frozen=True)
class Cover:
    """Months of cover of one cell of a table: at the start, at the lowest (medians over runs), and when that was."""

    state: str
    good: str
    first: float
    lowest: float
    month: str


def dominant(results: Labelled, good: str) -> str:
    """Find the state that makes most of a good in the first month; China where nothing is recorded."""
    made = {state: float(results.values("output", state, "", good)[0].mean()) for state in makers(results, good)}
    return max(made, key=lambda state: made[state], default=HOME)


def makers(results: Labelled, good: str) -> list[str]:
    """List the states that make a good or could."""
    return [state for state, _, _ in results.keys("output", partner="", good=good)]


def outside(results: Labelled, variable: str, good: str) -> Array:
    """Add up a series of a good over all states but the dominant one: (month, run)."""
    home = dominant(results, good)
    keys = [key for key in results.keys(variable, partner="", good=good) if key[0] != home]
    return added_up(results, variable, keys)


def made_outside_china(results: Labelled, goods: Sequence[str]) -> Array:
    """Output of some goods of one unit in all states but China: (month, run), units a month."""
    total = np.zeros((len(results.months), results.runs))
    for good in goods:
        total += added_up(results, "output", [key for key in results.keys("output", good=good) if key[0] != HOME])
    return total


def flows(results: Labelled, good: str, month: int) -> Flows:
    """Who supplies whom with a good in a month, medians over runs; what a state supplies to itself included."""
    found: Flows = {}
    for state, partner, _ in results.keys("exports", good=good):
        if partner:
            found[state, partner] = float(np.median(results.values("exports", state, partner, good)[month]))
    for state, _, _ in results.keys("home_supply", good=good):
        found[state, state] = float(np.median(results.values("home_supply", state, "", good)[month]))
    return {pair: amount for pair, amount in found.items() if amount > TINY}


def trade_changes(results: Labelled, good: str) -> Array:
    """How far trade in a good differs from the first month: sum of changes over the trade of that month, (month,)."""
    keys = [key for key in results.keys("exports", good=good) if key[1]]
    moved, usual = np.zeros(len(results.months)), TINY
    for key in keys:
        median = np.median(results.values("exports", *key), axis=-1)
        moved, usual = moved + np.abs(median - median[0]), usual + float(median[0])
    return moved / usual


def covers(results: Labelled, variable: str) -> list[Cover]:
    """Cover of every cell of a variable, at the start and at its lowest."""
    found = []
    for state, _, good in results.keys(variable):
        median = np.median(results.values(variable, state, "", good), axis=-1)
        low = int(np.argmin(median))
        if np.isfinite(median[0]):
            found.append(Cover(state, good, float(median[0]), float(median[low]), results.months[low]))
    return found


def pipeline(results: Labelled, good: str, stage: str) -> Array:
    """Capacity of a good outside the dominant state in one stage, units a month: (month, run)."""
    return outside(results, f"pipeline_{stage}", good)


def built_goods(results: Labelled) -> list[str]:
    """List the goods for which capacity outside the dominant state is planned, built, grown or mothballed."""
    return [good for good in goods_of("mine", "refine", "component") if _moves(results, good)]


def priced_abroad(results: Labelled) -> list[str]:
    """List the goods of the chain that have a contract price where most is made and a spot price elsewhere."""
    return [
        good
        for good in goods_of("mine", "refine", "component")
        if results.has("price", dominant(results, good), "", good) and buyers(results, good)
    ]


def buyers(results: Labelled, good: str) -> list[str]:
    """List the large buying states outside the state that makes most of a good; all of them where none is large."""
    home = dominant(results, good)
    others = [state for state, _, _ in results.keys("spot_price", partner="", good=good) if state != home]
    return [state for state in others if state in LARGE_BUYERS] or others


def spot_abroad(results: Labelled, good: str) -> Array:
    """Spot price of a good outside the state that makes most, mean of the large buyers, in its unit: (month, run)."""
    mean: Array = np.mean([results.values("spot_price", state, "", good) for state in buyers(results, good)], axis=0)
    return mean


def yearly(values: Array) -> Array:
    """Turn units a month into units a year."""
    return MONTHS_A_YEAR * values


def _moves(results: Labelled, good: str) -> bool:
    if any(outside(results, f"pipeline_{stage}", good).max() > TINY for stage in STAGES):
        return True
    capacity = outside(results, "capacity", good)
    change = np.abs(capacity - capacity[0]).max()
    return (
        bool(change > 1e-6 * max(float(capacity[0].max()), TINY)) or outside(results, "mothballed", good).max() > TINY
    )
