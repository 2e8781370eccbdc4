"""What follows for people and places from the recorded series: jobs, waste and emissions of rare earths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.labelled import Key, Labelled
from sim.measures import HOME, MAGNETS, added_up, states_with
from sim.names import DUG_RARE_EARTHS, RARE_EARTH_ORES, RARE_EARTH_OXIDES, RARE_EARTHS
from sim.tables import load_tables
from sim.types import MONTHS_A_YEAR, Array

RARE_EARTH_GOODS = (*DUG_RARE_EARTHS, *MAGNETS)
"""What mines of rare earths, separation and magnet works make."""

STEPS = {"mines": RARE_EARTH_ORES, "separation": RARE_EARTH_OXIDES, "magnets": MAGNETS}
"""Steps of the chain of rare earths and their goods."""


@dataclass(frozen=True)
class PerTonne:
    """What a tonne leaves behind, with the range that we hold possible."""

    low: float
    value: float
    high: float


def jobs_change(results: Labelled, state: str) -> Array:
    """Jobs of a state less those of the first month: (month, run), thousand."""
    jobs = results.values("jobs", state)
    change: Array = jobs - jobs[0]
    return change


def rare_earth_states(results: Labelled) -> list[str]:
    """List the states that have jobs in rare earths, or could."""
    return list(dict.fromkeys(state for state, _, good in results.keys("jobs", partner="") if good in RARE_EARTH_GOODS))


def rare_earth_jobs(results: Labelled, state: str) -> Array:
    """Add up a state's jobs in mines of rare earths, separation and magnets: (month, run), thousand."""
    return _where(results, "jobs", lambda key: key[0] == state and key[2] in RARE_EARTH_GOODS)


def jobs_abroad(results: Labelled, step: str) -> Array:
    """Add up the jobs of a step of the chain in all states but China: (month, run), thousand."""
    return _where(results, "jobs", lambda key: key[0] != HOME and key[2] in STEPS[step])


def left_in(results: Labelled, variable: str, state: str) -> Array:
    """Emissions or waste of rare earths in a state, or (empty) in all states but China: (month, run), kt."""
    return _where(
        results,
        variable,
        lambda key: key[2] == RARE_EARTHS and (key[0] == state if state else key[0] != HOME),
    )


def places_of(results: Labelled, variable: str) -> list[str]:
    """List the states that mine or separate rare earths, or could."""
    return states_with(results, variable, RARE_EARTHS)


def yearly_change(values: Array) -> Array:
    """Sum of the last twelve months less twelve times the first, (run,); not-a-number where there are fewer."""
    if len(values) < MONTHS_A_YEAR:
        return np.full(values.shape[1], np.nan)
    change: Array = add_up(values[-MONTHS_A_YEAR:]) - MONTHS_A_YEAR * values[0]
    return change


def per_tonne(results: Labelled, variable: str, state: str, goods: tuple[str, ...]) -> PerTonne | None:
    """What a tonne of some goods leaves behind in a state, by what it makes of each in the run; None if nothing."""
    made = {good: _made(results, state, good) for good in goods if results.has("output", state, "", good)}
    tonnes = sum(made.values())
    if tonnes <= 0:
        return None
    low, value, high = (
        sum(amount * _listed(variable + end, state, good) for good, amount in made.items()) / tonnes
        for end in ("_low", "", "_high")
    )
    return PerTonne(low, value, high)


def _made(results: Labelled, state: str, good: str) -> float:
    return float(results.values("output", state, "", good).sum())


def _listed(column: str, state: str, good: str) -> float:
    """Look up a column of environment.csv for a good in a state, or for makers of whom nothing more is known."""
    rows = {row.state: row for row in load_tables().environment if row.good == good}
    number: float = getattr(rows.get(state, rows[None]), column)
    return number


def _where(results: Labelled, variable: str, wanted: Callable[[Key], bool]) -> Array:
    return added_up(results, variable, filter(wanted, results.keys(variable, partner="")))
