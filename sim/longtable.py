"""One long table of everything recorded, a row for each run, month and series, built column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.labelled import Labelled
from sim.recording import Series

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("scenario", "run", "seed", "month", "variable", "state", "partner", "good", "unit", "value")
TEXT = ("scenario", "month", "variable", "state", "partner", "good", "unit")

PIECE_ROWS = 200_000
"""Rows held as text at once while a table is written."""

Column = NDArray[Any]
Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Piece:
    """Some runs of one block of series: rows follow run, then entity, then month; text columns are numbers of names."""

    columns: dict[str, Column]
    names: Names

    def __len__(self) -> int:
        return len(self.columns["value"])


def names_of(results: Labelled) -> Names:
    """Every text that occurs in each text column, each once and in order."""
    return {
        "scenario": (results.scenario,),
        "month": results.months,
        "variable": results.names,
        **{part: _distinct(results, part) for part in ("state", "partner", "good")},
        "unit": tuple(dict.fromkeys(series.unit for series in results.variables)),
    }


def pieces(results: Labelled, limit: int = PIECE_ROWS) -> Iterator[Piece]:
    """Give the long table in pieces of about `limit` rows or fewer, in order."""
    names = names_of(results)
    for series in results.variables:
        rows_a_run = series.values.shape[0] * series.values.shape[1]
        step = max(1, limit // max(1, rows_a_run))
        for first in range(0, results.runs, step):
            runs = np.arange(first, min(first + step, results.runs))
            if rows_a_run:
                yield Piece(_columns(results, series, runs, names), names)


def as_frame(results: Labelled) -> pd.DataFrame:
    """Give the whole long table for pandas, with text as categories; a million rows take about a tenth of a second."""
    import pandas as pd

    parts = list(pieces(results))
    names = names_of(results)
    frame: dict[str, Any] = {}
    for column in COLUMNS:
        values = np.concatenate([part.columns[column] for part in parts]) if parts else np.zeros(0, np.int32)
        frame[column] = pd.Categorical.from_codes(values, pd.Index(names[column])) if column in TEXT else values
    return pd.DataFrame(frame, copy=False)


def _columns(results: Labelled, series: Series, runs: NDArray[np.intp], names: Names) -> dict[str, Column]:
    months, entities, _ = series.values.shape
    rows_a_run = months * entities
    seeds = np.array(results.seeds, dtype=np.int64)
    columns: dict[str, Column] = {
        "run": np.repeat(runs.astype(np.int32), rows_a_run),
        "seed": np.repeat(seeds[runs], rows_a_run),
        "month": np.tile(np.arange(months, dtype=np.int32), entities * len(runs)),
        "value": np.ascontiguousarray(series.values[:, :, runs].transpose(2, 1, 0)).reshape(-1),
    }
    for column, text in (("scenario", results.scenario), ("variable", series.name), ("unit", series.unit)):
        columns[column] = np.full(rows_a_run * len(runs), names[column].index(text), dtype=np.int32)
    for part in ("state", "partner", "good"):
        columns[part] = np.tile(np.repeat(_codes(getattr(series, part), names[part]), months), len(runs))
    return columns


def _codes(texts: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.int32]:
    number = {name: row for row, name in enumerate(names)}
    return np.array([number[text] for text in texts], dtype=np.int32)


def _distinct(results: Labelled, part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for series in results.variables for text in getattr(series, part)))
