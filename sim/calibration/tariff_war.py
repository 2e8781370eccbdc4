"""A tariff war without export controls: trade between the powers, who sells instead, prices, revenue, jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.commerce_changes import money_change
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, ratio
from sim.names import name_of
from sim.recording import Watch
from sim.scenario import load_scenario
from sim.types import MONTHS_A_YEAR, PER_CENT, Array
from sim.validation.sampling import Draws, sample

WORLDS = ("tariffs_10_10", "tariffs_55_10", "tariffs_145_125")
"""From the mildest to the harshest."""

SUPPLIERS = ("VNM", "MEX", "EUU")
"""Who sells to the United States instead, and buys more from China."""

YEARS = (1, 3)
"""How long after the tariffs we look."""

SERIES = (
    *("trade", "trade_balance", "consumer_prices", "tariff_revenue"),
    *("jobs", "gdp_gap", "real_income_gap"),
)


@dataclass(frozen=True, eq=False)
class Line:
    """One line of the table: a measure of one world after some years, (sample,)."""

    scenario: str
    measure: str
    unit: str
    years: int
    values: Array


@dataclass(frozen=True, eq=False)
class WarStudy:
    """Every measure of every world, and what the worlds came to."""

    lines: tuple[Line, ...]
    worlds: tuple[Labelled, ...]

    def values(self, scenario: str, measure: str, years: int) -> Array:
        """One measure in all samples: (sample,)."""
        return next(
            one.values for one in self.lines if (one.scenario, one.measure, one.years) == (scenario, measure, years)
        )


Reading = Callable[[Labelled, int], Array]
"""Takes results and a month (from 0), returns a number for each sample: (sample,)."""


def study_wars(draws: Draws, watch: Watch) -> WarStudy:
    """Live through every tariff war over the draws."""
    lived = tuple(sample(load_scenario(name), draws, series=SERIES, progress=watch(name)) for name in WORLDS)
    return WarStudy(tuple(line for results in lived for line in _lines(results)), lived)


def _lines(results: Labelled) -> Iterator[Line]:
    for measure, unit, read in _measures():
        for years in YEARS:
            month = results.outbreak + MONTHS_A_YEAR * years
            yield Line(results.scenario, measure, unit, years, read(results, month))


def _measures() -> Iterator[tuple[str, str, Reading]]:
    """Name, unit and reading of every line of the table, in its order."""
    rival, home = name_of(RIVAL), name_of(HOME)
    yield f"{rival}: imports from {home}", "% change", _flow(HOME, RIVAL)
    yield f"{home}: imports from {rival}", "% change", _flow(RIVAL, HOME)
    for state in SUPPLIERS:
        yield f"{rival}: imports from {name_of(state)}", "% change", _flow(state, RIVAL)
    for state in SUPPLIERS:
        yield f"{home}: exports to {name_of(state)}", "% change", _flow(HOME, state)
    for state in (RIVAL, HOME):
        yield f"{name_of(state)}: consumer prices", "% over their path", _level("consumer_prices", state)
        yield f"{name_of(state)}: tariff revenue", "bn USD a year, change", _yearly("tariff_revenue", state)
        yield f"{name_of(state)}: jobs", "thousand, change", _change("jobs", state)
        yield f"{name_of(state)}: real GDP", "% of GDP", _level("gdp_gap", state)
        yield f"{name_of(state)}: real income", "% of GDP", _level("real_income_gap", state)
        yield f"{name_of(state)}: goods trade balance", "bn USD a year, change", _yearly("trade_balance", state)


def _flow(exporter: str, importer: str) -> Reading:
    """Exports of one state to another, per cent above the first month."""
    return lambda results, month: PER_CENT * (ratio(results.values("trade", exporter, importer))[month] - 1)


def _level(variable: str, state: str) -> Reading:
    return lambda results, month: results.values(variable, state)[month]


def _change(variable: str, state: str) -> Reading:
    """A series of a state less its first month."""
    return lambda results, month: results.values(variable, state)[month] - results.values(variable, state)[0]


def _yearly(variable: str, state: str) -> Reading:
    """Million USD a month as the change of bn USD a year."""
    return lambda results, month: money_change(results, variable, state)[month]
