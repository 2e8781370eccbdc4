"""The published results of the trade equilibrium of 194 countries, worked out again from data that lie elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from sim.economy.trade import Baseline, Result, formula_tariff, solve
from sim.errors import InputError, unknown
from sim.types import PER_CENT, Array
from sim.validation.rows import TradeTargetRow, load_trade_targets

FLOWS, COUNTRIES = "baci2023_194x194_musd.csv", "countries_194.csv"
USA = "USA"
UNION = "EUU"
MEMBERS = (
    *("AUT", "BEL", "BGR", "HRV", "CYP", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "IRL"),
    *("ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVN", "ESP", "SWE"),
)
"""The members of the Union in the source's own list, which lacks Czechia and Slovakia."""

LEAST_RATE = 0.1
"""The tariff of 2 April 2025 on partners without a rate of their own."""


@dataclass(frozen=True)
class TradeCell:
    """A published figure and what our equilibrium has for it, both in per cent."""

    target: TradeTargetRow
    model: float

    @property
    def agrees(self) -> bool:
        """Whether both are the same at the digits that were printed."""
        digits = int(self.target.digits)
        return round(self.model, digits) == round(self.target.published, digits)


@dataclass(frozen=True, eq=False)
class World194:
    """Flows and GDP of 194 countries and the tariffs announced on 2 April 2025."""

    baseline: Baseline
    announced: Array

    @cached_property
    def tariffs(self) -> Array:
        """US tariffs by exporter: (exporter, importer)."""
        rates = np.zeros((self.baseline.states, self.baseline.states))
        rates[:, self.home] = self.announced
        return rates

    @property
    def home(self) -> int:
        """Row of the United States."""
        return self.baseline.row(USA)

    @cached_property
    def liberation_day(self) -> Result:
        """US tariffs, and nobody answers."""
        return solve(self.baseline, self.tariffs)

    @cached_property
    def retaliation(self) -> Result:
        """Every partner puts on US goods what the United States put on its own."""
        return solve(self.baseline, self.tariffs + self.tariffs.T)

    @cached_property
    def eaton_kortum(self) -> Result:
        """The same US tariffs where importing firms keep nothing."""
        return solve(self.baseline.without_importer_share(), self.tariffs)

    @cached_property
    def best_tariff(self) -> float:
        """The uniform tariff that is best for the United States by the published formula, a fraction."""
        return float(formula_tariff(self.baseline, USA))


CASES: Mapping[str, Callable[[World194], Result]] = {
    "usa_2025_04_02": lambda world: world.liberation_day,
    "reciprocal_retaliation": lambda world: world.retaliation,
    "eaton_kortum": lambda world: world.eaton_kortum,
}
"""Cases of trade_targets.csv that are an equilibrium; the other one is a best tariff."""

BEST_TARIFF = "optimal_tariff"


def trade_cells(folder: Path) -> tuple[TradeCell, ...]:
    """Work out every published cell from the 194-country files of a folder. Raises InputError if they are not there."""
    world = read_world(folder)
    return tuple(TradeCell(row, PER_CENT * _cell(row, world)) for row in load_trade_targets())


def read_world(folder: Path) -> World194:
    """Read the flows and countries of a folder. Raises InputError that names the file that is missing or damaged."""
    countries = _rows(folder / COUNTRIES)
    flows = _rows(folder / FLOWS)
    try:
        names = tuple(row["iso3"] for row in countries)
        gdp = np.array([float(row["gdp_musd"]) for row in countries])
        announced = np.array([float(row["ustr_liberation_day_tariff"]) for row in countries])
        sold = {row["exporter"]: row for row in flows}
        trade = np.array([[float(sold[exporter][importer]) for importer in names] for exporter in names])
        own = names.index(USA)
    except (KeyError, ValueError) as problem:
        message = f"is not the file of 194 countries that was expected: {problem}"
        raise InputError(message, file=folder / COUNTRIES) from None
    rates = np.maximum(announced, LEAST_RATE)
    rates[own] = 0.0
    return World194(Baseline.from_flows(trade, gdp, names, home=USA), rates)


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        message = f"--trade-data wants a folder with {COUNTRIES} and {FLOWS}; this file is not there"
        raise InputError(message, file=file, key="trade-data")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _cell(row: TradeTargetRow, world: World194) -> float:
    """The value of one cell, a fraction."""
    if row.case == BEST_TARIFF:
        return world.best_tariff
    if row.case not in CASES:
        raise unknown("case", row.case, (*CASES, BEST_TARIFF))
    values: Array = getattr(CASES[row.case](world), row.measure)
    if row.state != UNION:
        return float(values[world.baseline.row(row.state)])
    members = [world.baseline.row(name) for name in MEMBERS]
    return float(np.average(values[members], weights=world.baseline.expenditure[members]))
