"""The patterns of the record: what each is, on which dates it was seen, and when we say that a run shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from sim.names import TABLES
from sim.parameters import load_sources
from sim.tables.cells import Amount, Named, Row, read_rows

PATTERNS = TABLES / "patterns.csv"


@dataclass(frozen=True, kw_only=True)
class PatternRow(Row):
    """A pattern of the record. id: the name of its detector; dates: where the record shows it.

    months, size, share: the numbers that its detector goes by; the note says what they are. by_design: what a strategy,
    a table or the law of the model, as they were written or chosen, makes of it or keeps from it; empty if nothing.
    """

    id: Annotated[str, Named("detector")]
    what: str
    dates: str
    months: Amount = 0.0
    size: Amount = 0.0
    share: Amount = 0.0
    by_design: str = ""


@cache
def load_patterns(detectors: Collection[str], file: Path = PATTERNS) -> tuple[PatternRow, ...]:
    """Read patterns.csv; `detectors` are those that there are. Raises InputError naming line and column."""
    return read_rows(file, PatternRow, {"source": load_sources(), "detector": detectors}, ("id",))
