"""The tables of the model: states, goods, recipes, who makes, uses and trades what, checked when they are loaded."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from sim.cells import Names, Row, read_rows
from sim.errors import InputError, unknown
from sim.parameters import DATA, load_sources
from sim.rows import (
    BaseTariffRow,
    ClaimRow,
    GoodRow,
    IndustryRow,
    InputUseRow,
    LadderRow,
    PayoffRow,
    ProducerRow,
    RecipeRow,
    SeedFlowRow,
    Stage,
    StateRow,
)
from sim.table_files import ControlList, read_column, read_control_lists, read_ladders, read_matrix
from sim.types import Array

__all__ = [
    "BaseTariffRow",
    "ClaimRow",
    "ControlList",
    "GoodRow",
    "IndustryRow",
    "InputUseRow",
    "LadderRow",
    "PayoffRow",
    "ProducerRow",
    "RecipeRow",
    "SeedFlowRow",
    "StateRow",
    "Tables",
    "load_tables",
]

SHARES_TOLERANCE = 0.005
"""How far the shares of a good may be from adding up to one: published shares are rounded."""


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables; the order of `states` and `goods` is the order of rows in every array."""

    states: tuple[StateRow, ...]
    goods: tuple[GoodRow, ...]
    recipes: tuple[RecipeRow, ...]
    producers: tuple[ProducerRow, ...]
    industries: tuple[IndustryRow, ...]
    input_use: tuple[InputUseRow, ...]
    seed_flows: tuple[SeedFlowRow, ...]
    trade: Array = field(repr=False)
    """Exports of goods in million USD a year: (exporter, importer)."""
    base_tariffs: tuple[BaseTariffRow, ...]
    ladders: Mapping[str, tuple[LadderRow, ...]]
    payoff_weights: Mapping[str, PayoffRow]
    control_lists: Mapping[str, ControlList]
    claims: tuple[ClaimRow, ...]
    _states: Mapping[str, int] = field(init=False, repr=False)
    _goods: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {row.state: index for index, row in enumerate(self.states)})
        object.__setattr__(self, "_goods", {row.good: index for index, row in enumerate(self.goods)})

    @property
    def state_codes(self) -> tuple[str, ...]:
        """Codes of the states, in the order of arrays."""
        return tuple(self._states)

    @property
    def good_names(self) -> tuple[str, ...]:
        """Names of the goods, in the order of arrays."""
        return tuple(self._goods)

    def state_index(self, code: str) -> int:
        """Row of a state in arrays. Raises InputError with the nearest code."""
        if code not in self._states:
            raise unknown("state", code, self._states)
        return self._states[code]

    def good_index(self, name: str) -> int:
        """Row of a good in arrays. Raises InputError with the nearest name."""
        if name not in self._goods:
            raise unknown("good", name, self._goods)
        return self._goods[name]

    def goods_of(self, *stages: Stage) -> tuple[str, ...]:
        """Names of the goods of some stages of the chain."""
        return tuple(row.good for row in self.goods if row.stage in stages)

    def gdp(self) -> Array:
        """GDP in million USD a year: (state,)."""
        return np.array([row.gdp_musd for row in self.states])

    def base_tariff(self, default: float) -> Array:
        """Tariffs before the story begins, fractions: (importer, exporter); `default` where the table has no row."""
        rates = np.full((len(self.states), len(self.states)), float(default))
        for row in self.base_tariffs:
            rates[self.state_index(row.importer), self.state_index(row.exporter)] = row.rate
        np.fill_diagonal(rates, 0.0)
        return rates

    def controlled_shares(self, names: tuple[str, ...]) -> dict[str, float]:
        """Good -> share of it that is controlled, for names of goods (all of it) and of control lists."""
        shares: dict[str, float] = {}
        for name in names:
            listed = self.control_lists[name].goods if name in self.control_lists else {name: 1.0}
            for good, share in listed.items():
                self.good_index(good)
                shares[good] = max(share, shares.get(good, 0.0))
        return shares


@cache
def load_tables(folder: Path = DATA) -> Tables:
    """Read and check all tables of a data folder. Raises InputError naming file, line and column."""
    here = folder / "tables"
    names: Names = {
        "source": load_sources(folder),
        "state": read_column(here / "states.csv", "state"),
        "good": read_column(here / "goods.csv", "good"),
    }
    tables = Tables(
        states=read_rows(here / "states.csv", StateRow, names, ("state",)),
        goods=read_rows(here / "goods.csv", GoodRow, names, ("good",)),
        recipes=read_rows(here / "recipes.csv", RecipeRow, names, ("output", "input")),
        producers=read_rows(here / "producers.csv", ProducerRow, names, ("good", "state")),
        industries=read_rows(here / "industries.csv", IndustryRow, names, ("good", "state")),
        input_use=read_rows(here / "input_use.csv", InputUseRow, names, ("industry", "state", "input")),
        seed_flows=read_rows(here / "seed_flows.csv", SeedFlowRow, names, ("good", "exporter", "importer")),
        trade=read_matrix(here / "trade_2023_musd.csv", names["state"]),
        base_tariffs=read_rows(here / "base_tariffs.csv", BaseTariffRow, names, ("importer", "exporter")),
        ladders=read_ladders(here / "ladders.csv", names),
        payoff_weights={row.state: row for row in read_rows(here / "payoff_weights.csv", PayoffRow, names, ("state",))},
        claims=read_rows(here / "article_claims.csv", ClaimRow, names, ("id",)),
        control_lists=read_control_lists(folder / "control_lists.yaml", names),
    )
    _check_chain(tables, here)
    return tables


def _check_chain(tables: Tables, folder: Path) -> None:
    """Check what no single row can show: shares that add up, stages that fit, amounts that are there."""
    stage = {row.good: row.stage for row in tables.goods}
    for recipe in tables.recipes:
        if recipe.amount is None and stage[recipe.output] != "final":
            raise _at(folder / "recipes.csv", recipe, "amount", f"{recipe.output} is no final good: give the amount")
        if stage[recipe.input] == "final":
            raise _at(folder / "recipes.csv", recipe, "input", f"{recipe.input} is a final good: nothing is made of it")
    for producer in tables.producers:
        if stage[producer.good] == "final":
            raise _at(
                folder / "producers.csv", producer, "good", f"{producer.good} is a final good: see industries.csv"
            )
    for industry in tables.industries:
        if stage[industry.good] != "final":
            raise _at(
                folder / "industries.csv", industry, "good", f"{industry.good} is no final good: see producers.csv"
            )
    _check_uses(tables, folder / "input_use.csv")
    _check_shares(tables, folder / "producers.csv")


def _check_uses(tables: Tables, file: Path) -> None:
    """Every use belongs to an industry that exists and to an input that its recipe lists."""
    industries = {(row.good, row.state) for row in tables.industries}
    inputs = {(row.output, row.input) for row in tables.recipes}
    for use in tables.input_use:
        if (use.industry, use.state) not in industries:
            raise _at(file, use, "industry", f"industries.csv has no {use.industry} in {use.state}")
        if (use.industry, use.input) not in inputs:
            raise _at(file, use, "input", f"recipes.csv has no {use.input} in {use.industry}")


def _check_shares(tables: Tables, file: Path) -> None:
    totals: dict[str, list[ProducerRow]] = defaultdict(list)
    for row in tables.producers:
        totals[row.good].append(row)
    for good, rows in totals.items():
        total = math.fsum(row.share for row in rows)
        if abs(total - 1) > SHARES_TOLERANCE:
            raise _at(file, rows[-1], "share", f"the shares of {good} add up to {total:.4g}, not to 1")


def _at(file: Path, row: Row, column: str, message: str) -> InputError:
    return InputError(f"column '{column}': {message}", file=file, line=row.line, key=column)
