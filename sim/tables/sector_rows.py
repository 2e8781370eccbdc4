"""The rows of the tables about tariffs by sector: which sectors there are, and what states buy of them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from sim.errors import InputError
from sim.tables.cells import Named, Row, Share, State

Sector = Annotated[str, Named("sector")]

ROUNDING = 0.0005
"""How far shares may be from adding up to one."""


@dataclass(frozen=True, kw_only=True)
class SectorRow(Row):
    """A sector that a tariff can name: what it holds, and the headings of the customs tariff (HS) that make it up."""

    sector: str
    name: str
    headings: str


@dataclass(frozen=True, kw_only=True)
class ImportSectorRow(Row):
    """The share of a sector in what an importer buys from an exporter; without both, in any trade not listed."""

    importer: State | None = None
    exporter: State | None = None
    sector: Sector
    share: Share


def check_import_sectors(rows: tuple[ImportSectorRow, ...], folder: Path) -> None:
    """Check that shares of every pair add up to one, and that one mix stands for all other pairs. Raises InputError."""
    file = folder / "import_sectors.csv"
    mixes: dict[tuple[str | None, str | None], list[ImportSectorRow]] = defaultdict(list)
    for row in rows:
        if (row.importer is None) != (row.exporter is None):
            raise row.error(file, "importer", "give importer and exporter, or neither for all other trade")
        mixes[row.importer, row.exporter].append(row)
    if rows and (None, None) not in mixes:
        raise InputError("has no rows without importer and exporter, for all other trade", file=file)
    for pair, mix in mixes.items():
        total = math.fsum(row.share for row in mix)
        if abs(total - 1) > ROUNDING:
            whose = "of all other trade" if None in pair else f"of {pair[0]} from {pair[1]}"
            raise mix[-1].error(file, "share", f"the shares {whose} add up to {total:.5g}, not to 1")
