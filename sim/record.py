"""What customs recorded, to set beside the model; the model itself never reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated

from sim.labelled import Labelled, quantiles
from sim.measures import RIVAL, magnet_exports
from sim.parameters import DATA, load_parameters, load_sources
from sim.tables.cells import Amount, Named, Row, read_rows
from sim.tables.files import read_column
from sim.types import MONTHS_A_YEAR, PER_CENT

if TYPE_CHECKING:
    import pandas as pd

FILE = DATA / "tables" / "magnet_exports_record.csv"


@dataclass(frozen=True, kw_only=True)
class RecordRow(Row):
    """China's exports of rare-earth magnets in a month, to a partner or (empty) to all, in tonnes."""

    month: str
    partner: Annotated[str, Named("state")] = ""
    tonnes: Amount


@cache
def magnet_record() -> dict[str, dict[str, float]]:
    """China's magnet exports as recorded: partner (empty: all) -> month (YYYY-MM) -> tonnes."""
    names = {"source": load_sources(), "state": read_column(DATA / "tables" / "states.csv", "state")}
    found: dict[str, dict[str, float]] = {}
    for row in read_rows(FILE, RecordRow, names, ("month", "partner")):
        found.setdefault(row.partner, {})[row.month] = row.tonnes
    return found


def usual_magnet_exports(partner: str) -> float:
    """China's mean magnet exports of 2024, to all (empty) or to the United States: t/month."""
    targets = load_parameters()
    total = targets["china_magnet_exports_2024"].value / MONTHS_A_YEAR
    return total * targets["us_share_of_magnet_exports"].value / PER_CENT if partner else total


def magnet_table(results: Labelled) -> pd.DataFrame:
    """China's magnet exports, every month, to all and to the United States, t: model (10, 50, 90 %) and customs."""
    import pandas as pd

    tables = []
    for partner, name in (("", "all"), (RIVAL, RIVAL)):
        low, median, high = quantiles(magnet_exports(results, partner))
        customs = [magnet_record().get(partner, {}).get(month) for month in results.months]
        columns = {"month": results.months, "to": name, "p10": low, "median": median, "p90": high, "customs": customs}
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)
