"""Series that figures and outcomes need and that follow from the recorded ones: sums, shares, ratios to the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.labelled import Key, Labelled
from sim.names import goods_of, name_of
from sim.types import TINY, Array

HOME = "CHN"
"""The state that holds the chokepoint."""

RIVAL = "USA"

MAGNETS = ("ndfeb_magnets", "smco_magnets")


def ratio(values: Array) -> Array:
    """Values over those of the first month: (month, ...)."""
    return values / np.where(np.abs(values[0]) < TINY, np.nan, values[0])


def magnet_exports(results: Labelled, destination: str) -> Array:
    """Add up China's magnet exports of both kinds to a destination, or to all (empty): (month, run), t/month."""
    total = np.zeros((len(results.months), results.runs))
    for good in MAGNETS:
        total += _exports(results, good, destination)
    return total


def magnet_destinations(results: Labelled) -> list[str]:
    """Where China's magnets go, the largest buyer of the first month first."""
    buyers = {
        partner for good in MAGNETS for _, partner, _ in results.keys("exports", state=HOME, good=good) if partner
    }
    return sorted(buyers, key=lambda buyer: (-float(np.median(magnet_exports(results, buyer)[0])), buyer))


def magnet_exports_by_destination(results: Labelled, largest: int) -> list[tuple[str, Array]]:
    """List the largest buyers by name, then "Others": (destination, (month, run)) in t/month, summing to the total."""
    buyers = magnet_destinations(results)
    shown = [(name_of(buyer), magnet_exports(results, buyer)) for buyer in buyers[:largest]]
    others = magnet_exports(results, "") - sum((values for _, values in shown), np.zeros(()))
    return [*shown, ("Others", np.maximum(others, 0.0))] if len(buyers) > largest else shown


def abroad(results: Labelled, good: str) -> list[str]:
    """List the states outside China where a good has a spot price."""
    return [state for state, _, _ in results.keys("spot_price", partner="", good=good) if state not in (HOME, "")]


def price_at_home(results: Labelled, good: str) -> Array:
    """Contract price of a good in China over that of the first month: (month, run)."""
    return ratio(results.values("price", HOME, "", good))


def price_abroad(results: Labelled, good: str, states: Sequence[str] = (RIVAL, "EUU", "JPN")) -> Array:
    """Spot price of a good abroad over that of the first month, mean of the large buying states: (month, run)."""
    places = [state for state in states if state in abroad(results, good)] or abroad(results, good)
    prices = [ratio(results.values("spot_price", state, "", good)) for state in places]
    mean: Array = np.mean(prices, axis=0)
    return mean


def added_up(results: Labelled, variable: str, keys: Iterable[Key]) -> Array:
    """Add up some series of a variable: (month, run)."""
    total = np.zeros((len(results.months), results.runs))
    for key in keys:
        total += results.values(variable, *key)
    return total


def states_with(results: Labelled, variable: str, good: str = "") -> list[str]:
    """List the states for which a variable is recorded, in all or for one good, as a total over partners."""
    return [state for state, _, _ in results.keys(variable, partner="", good=good)]


def running_compute(results: Labelled, state: str) -> Array:
    """AI chips of a state that have power: (month, run), thousand H100 equivalents."""
    return results.values("ai_compute", state) * results.values("ai_energised", state)


def industry_index(results: Labelled, state: str, good: str) -> Array:
    """Output of an industry, the first month being 100: (month, run)."""
    return 100.0 * ratio(results.values("output", state, "", good))


def industries(results: Labelled, state: str) -> list[str]:
    """List the final industries a state has, in the order of the goods table."""
    return [
        good for good in goods_of("final") if results.has("output", state, "", good) and _works(results, state, good)
    ]


def _works(results: Labelled, state: str, good: str) -> bool:
    return bool((results.values("output", state, "", good)[0] > TINY).all())


def _exports(results: Labelled, good: str, destination: str) -> Array:
    if results.has("exports", HOME, destination, good):
        return results.values("exports", HOME, destination, good)
    if destination:
        return np.zeros(())
    every = [results.values("exports", *key) for key in results.keys("exports", state=HOME, good=good)]
    return np.sum(every, axis=0) if every else np.zeros(())


def main_controller(results: Labelled) -> str:
    """Find the state whose licence desk is asked for most; China where nobody is asked."""
    asked = {
        state: float(licence_total(results, "licence_applications", state).sum())
        for state in dict.fromkeys(key[0] for key in results.keys("licence_applications"))
    }
    return max(asked, key=lambda state: asked[state]) if any(asked.values()) else HOME


def licence_total(results: Labelled, variable: str, state: str) -> Array:
    """Add up a count of licence applications at a state's desk over goods and destinations: (month, run)."""
    keys = results.keys(variable, state=state, partner="") or results.keys(variable, state=state)
    found = [results.values(variable, *key) for key in keys]
    return np.sum(found, axis=0) if found else np.zeros((len(results.months), results.runs))
