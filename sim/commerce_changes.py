"""How trade in all goods and public money change against the first month, billion USD a year."""

from __future__ import annotations

from sim.labelled import Labelled
from sim.measures import states_with
from sim.types import MONTHS_A_YEAR, THOUSAND, Array

COST = "cost_"
"""How the names of the series begin that hold what programmes cost, by instrument."""


def sold(results: Labelled, exporter: str, importer: str) -> Array:
    """Change of the exports of one state to another, of which one is the US or China: (month, run), bn USD a year."""
    return _change(results.values("trade", exporter, importer))


def bought(results: Labelled, importer: str) -> Array:
    """Change of all that the US or China imports: (month, run), bn USD a year."""
    changes = [sold(results, partner, importer) for partner in partners(results, importer)]
    return sum(changes[1:], changes[0])


def sold_in_all(results: Labelled, exporter: str) -> Array:
    """Change of all that a state exports: (month, run), bn USD a year."""
    return _change(results.values("trade", exporter))


def partners(results: Labelled, state: str) -> list[str]:
    """List the states that the US or China trades with."""
    return [exporter for exporter, _, _ in results.keys("trade", partner=state)]


def money_change(results: Labelled, variable: str, state: str) -> Array:
    """Change of a state's duties or balance against the first month: (month, run), bn USD a year."""
    return _change(results.values(variable, state))


def costs(results: Labelled) -> dict[tuple[str, str], Array]:
    """What states pay for programmes, or take in if negative: (instrument, state) -> (month, run), bn USD a year.

    Only instruments that were ever used.
    """
    found = {}
    for name in (name for name in results.names if name.startswith(COST)):
        for state in states_with(results, name):
            paid = results.values(name, state)
            if paid.any():
                found[name.removeprefix(COST), state] = _yearly(paid)
    return found


def _change(values: Array) -> Array:
    return _yearly(values - values[0])


def _yearly(values: Array) -> Array:
    """Million USD a month as billion a year."""
    yearly: Array = values * MONTHS_A_YEAR / THOUSAND
    return yearly
