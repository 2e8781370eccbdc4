"""Rows of the table that adds what the trade matrix leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.tables.cells import Amount, Row, State
from sim.types import Array


@dataclass(frozen=True, kw_only=True)
class TradeEstimateRow(Row):
    """Exports of a year, million USD, that the trade matrix leaves out: of a pair of states, or of parts of one."""

    exporter: State
    importer: State
    musd: Amount


def fill_holes(trade: Array, estimates: Iterable[TradeEstimateRow], order: Mapping[str, int], folder: Path) -> Array:
    """Add estimates to a trade matrix (exporter, importer); raises InputError for trade of a state with itself."""
    filled = trade.copy()
    for row in estimates:
        if row.exporter == row.importer:
            raise row.error(folder / "trade_estimates.csv", "importer", f"{row.exporter} does not export to itself")
        cell = order[row.exporter], order[row.importer]
        filled[cell] += row.musd
    filled.setflags(write=False)
    return np.asarray(filled)
