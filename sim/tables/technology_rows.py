"""The rows of the table about AI data centres: how soon, and how many at a time, they get power."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from sim.errors import InputError
from sim.tables.cells import Amount, Between, Row, State
from sim.tables.rows import IndustryRow

DATA_CENTRES = "ai_data_centres"
"""The final industry whose output is running AI chips."""


@dataclass(frozen=True, kw_only=True)
class DataCentreRow(Row):
    """How chips get power in a state.

    connection_months: mean time between the delivery of a chip and the day it is switched on, without any measure;
    grid_room: places with power that come free in a year, new connections and those of retired chips, over what a
    year's chips of January 2025 need (at least 1, or the queue would grow for ever).
    """

    state: State
    connection_months: Amount
    grid_room: Annotated[float, Between(1)]


def check_data_centres(rows: Collection[DataCentreRow], industries: Collection[IndustryRow], folder: Path) -> None:
    """Check that the states with AI data centres, and only they, have a row. Raises InputError naming the file."""
    file = folder / "data_centres.csv"
    known, having = {row.state: row for row in rows}, {row.state for row in industries if row.good == DATA_CENTRES}
    for state in sorted(having - set(known)):
        raise InputError(f"industries.csv has {DATA_CENTRES} in {state}, which has no row here", file=file)
    for state, row in known.items():
        if state not in having:
            raise row.error(file, "state", f"industries.csv has no {DATA_CENTRES} in {state}")
