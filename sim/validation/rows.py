"""The rows of tables that the model is held against: checks of its results, published figures of trade models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Annotated

from sim.names import TABLES
from sim.parameters import Parameter, load_parameters, load_sources
from sim.scenario import available_scenarios
from sim.tables.cells import Amount, Named, Names, Number, OneOf, Row, State, read_rows
from sim.tables.files import read_column

CHECKS, TRADE_TARGETS = TABLES / "checks.csv", TABLES / "trade_targets.csv"
KINDS = ("pattern", "record", "claim")
"""What the model is held against: a pattern of the record, a figure of it, or what an article says."""


@dataclass(frozen=True, kw_only=True)
class CheckRow(Row):
    """Something that the model should show: where to look, and between which limits it should lie.

    measure: the name of a reading. series: the variable, outcome or instrument that it reads; goods: for which goods;
    first and last: months. target: the parameter of role target that gives the limits; else `low` and `high`, of which
    either may be left open. given: whether the model was told the number, so that holding it proves little.
    """

    id: str
    about: Annotated[str, OneOf(KINDS)]
    what: str
    scenario: Annotated[str, Named("scenario")]
    measure: Annotated[str, Named("measure")]
    series: str = ""
    state: State = ""
    partner: State = ""
    goods: Annotated[tuple[str, ...], Named("good")] = ()
    first: str = ""
    last: str = ""
    unit: str
    target: Annotated[str, Named("target")] = ""
    low: Number | None = None
    high: Number | None = None
    given: bool = False

    @property
    def limits(self) -> tuple[float, float]:
        """Where the record or claim puts the value: low and high, infinite where open."""
        return -inf if self.low is None else self.low, inf if self.high is None else self.high

    @property
    def good(self) -> str:
        """The only good, or none."""
        return self.goods[0] if self.goods else ""


@dataclass(frozen=True, kw_only=True)
class TradeTargetRow(Row):
    """A published result of the trade equilibrium of 194 countries.

    case: which tariffs and which model; published: per cent, with the digits that were printed.
    """

    case: str
    printed_in: str
    state: str
    measure: str
    published: Number
    digits: Amount


def load_checks(measures: tuple[str, ...], file: Path = CHECKS) -> tuple[CheckRow, ...]:
    """Read checks.csv; `measures` are the readings there are. Raises InputError naming line and column."""
    targets = {name: one for name, one in load_parameters().items() if one.role == "target"}
    names: Names = {
        "source": load_sources(),
        "state": read_column(TABLES / "states.csv", "state"),
        "good": read_column(TABLES / "goods.csv", "good"),
        "scenario": available_scenarios(),
        "measure": measures,
        "target": targets,
    }
    return tuple(_limited(row, targets, file) for row in read_rows(file, CheckRow, names, ("id",)))


@cache
def load_trade_targets(file: Path = TRADE_TARGETS) -> tuple[TradeTargetRow, ...]:
    """Read the published results of the trade model."""
    return read_rows(file, TradeTargetRow, {"source": load_sources()}, ("case", "state", "measure"))


def _limited(row: CheckRow, targets: Mapping[str, Parameter], file: Path) -> CheckRow:
    """Take the limits from the target, if the row names one; every row must have some."""
    own = row.low is not None or row.high is not None
    if own == bool(row.target):
        raise row.error(file, "target", "name a target, or give a low or a high end; one of the two")
    if row.target:
        row = replace(row, low=targets[row.target].low, high=targets[row.target].high)
    low, high = row.limits
    if low > high:
        raise row.error(file, "high", f"lies below the low end, {low:g}")
    return row
