"""Save results to a folder and read them back: whole or not at all, and never without noticing damage."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import InputError, nearest
from sim.folders import MANIFEST, bring_back, write_manifest
from sim.labelled import Labelled
from sim.longtable import COLUMNS, TEXT, Piece, pieces
from sim.provenance import Provenance
from sim.recording import EventRow, Series

FORMAT = 1
"""Number of the layout of a results folder; a program that writes another layout must count up."""

SCENARIO, EVENTS, TABLE, READABLE = "scenario.yaml", "events.csv", "series.parquet", "series.csv"
READ_BACK = (SCENARIO, EVENTS, TABLE)
EVENT_COLUMNS = (
    "scenario",
    "run",
    "seed",
    "month",
    "date",
    "actor",
    "instrument",
    "target",
    "good",
    "from",
    "to",
    "reason",
)
SHEET_ROWS = 2**20
"""Rows that a sheet of a spreadsheet holds, the heading included."""

CHUNK = 2**20
AGAIN = "run the scenario again to make it anew"


# Writing --------------------------------------------------------------------------------------------------------------


def write_scenario(results: Labelled, folder: Path) -> None:
    """scenario.yaml: the scenario with everything filled in."""
    (folder / SCENARIO).write_text(results.origin.scenario_yaml, encoding="utf-8")


def write_events(results: Labelled, folder: Path) -> None:
    """events.csv: one row for each measure in each run."""
    with (folder / EVENTS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(EVENT_COLUMNS)
        writer.writerows(event_rows(results))


def event_rows(results: Labelled) -> Iterator[tuple[object, ...]]:
    """Rows of the events table."""
    for event in results.events:
        run, *rest = (getattr(event, part.name) for part in fields(event))
        yield (results.scenario, run, results.seeds[run], *rest)


def write_series(results: Labelled, folder: Path) -> None:
    """series.parquet and, where a sheet can hold it, series.csv: the long table, the same rows in both."""
    import pyarrow as pa
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    schema = _schema(pa)
    style = pacsv.WriteOptions(include_header=False, quoting_style="none")
    with ExitStack() as open_files:
        parquet = open_files.enter_context(pq.ParquetWriter(folder / TABLE, schema, compression="zstd"))
        readable = open_files.enter_context((folder / READABLE).open("wb")) if fits_a_sheet(results) else None
        if readable is not None:
            readable.write((",".join(COLUMNS) + "\n").encode())
        for piece in pieces(results):
            table = _arrow(pa, piece, schema)
            parquet.write_table(table)
            if readable is not None:
                pacsv.write_csv(_plain(pa, table), readable, style)


def fits_a_sheet(results: Labelled) -> bool:
    """Whether a spreadsheet can open all rows of the long table; a larger file would be of no use to anybody."""
    return sum(series.values.size for series in results.variables) < SHEET_ROWS


def write_origin(results: Labelled, folder: Path) -> None:
    """manifest.json: where the results come from, how they are laid out, and a checksum of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    content = {
        "format": FORMAT,
        **{key: value for key, value in asdict(results.origin).items() if key != "scenario_yaml"},
        "months": [results.months[0], results.months[-1]] if results.months else [],
        "number_of_months": len(results.months),
        "runs": results.runs,
        "seeds": list(results.seeds),
        "variables": [
            {"name": one.name, "unit": one.unit, "label": one.label, "series": len(one.state)}
            for one in results.variables
        ],
        "checksums_sha256": {path.relative_to(folder).as_posix(): checksum(path) for path in files},
    }
    write_manifest(folder, content)


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def _schema(pa: Any) -> Any:
    kinds = {"run": pa.int32(), "seed": pa.int64(), "value": pa.float64()}
    text = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(column, text if column in TEXT else kinds[column]) for column in COLUMNS])


def _arrow(pa: Any, piece: Piece, schema: Any) -> Any:
    columns = [
        pa.DictionaryArray.from_arrays(piece.columns[column], pa.array(piece.names[column], pa.string()))
        if column in TEXT
        else pa.array(piece.columns[column])
        for column in COLUMNS
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _plain(pa: Any, table: Any) -> Any:
    """Write the text of a table out, as CSV needs it."""
    kinds = [(field.name, pa.string() if field.name in TEXT else field.type) for field in table.schema]
    return table.cast(pa.schema(kinds))


# Reading --------------------------------------------------------------------------------------------------------------


def read(folder: Path | str) -> Labelled:
    """Read results back. Raises InputError, which names the file and what to do, when any is missing or damaged."""
    place = Path(folder)
    manifest = _read_manifest(place)
    for name in READ_BACK:
        _check_file(place / name, manifest["checksums_sha256"].get(name, ""))
    origin = {field.name: manifest[field.name] for field in fields(Provenance) if field.name in manifest}
    origin |= {"sources": tuple(origin["sources"]), "scenario_yaml": (place / SCENARIO).read_text(encoding="utf-8")}
    months, variables = _read_series(place / TABLE, manifest)
    return Labelled(Provenance(**origin), months, tuple(manifest["seeds"]), variables, _read_events(place / EVENTS))


def _read_manifest(place: Path) -> dict[str, Any]:
    bring_back(place)
    if not (place / MANIFEST).is_file():
        others = [path.name for path in place.parent.glob("*") if (path / MANIFEST).is_file()] if place.name else []
        meant = nearest(place.name, others)
        raise InputError("there are no results here; make some with 'run.py run'", file=place, suggestion=meant)
    try:
        manifest: dict[str, Any] = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["format"]
        _ = manifest["checksums_sha256"], manifest["variables"], manifest["seeds"], manifest["sources"]
    except (ValueError, KeyError, TypeError, OSError):
        raise InputError(f"this file is damaged; {AGAIN}", file=place / MANIFEST) from None
    if known != FORMAT:
        raise InputError(
            f"written in layout {known}, this program reads layout {FORMAT}; {AGAIN}", file=place / MANIFEST
        )
    return manifest


def _check_file(path: Path, expected: str) -> None:
    if not path.is_file():
        raise InputError(f"this file of the results is missing; {AGAIN}", file=path)
    if checksum(path) != expected:
        raise InputError(f"this file was changed or is damaged (its checksum does not fit); {AGAIN}", file=path)


def _read_series(path: Path, manifest: dict[str, Any]) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    import pyarrow.parquet as pq

    if not manifest["variables"]:
        return (), ()
    try:
        # a file opened by name may be mapped into memory and then fail late; the checksum has been verified already
        table = pq.read_table(path, memory_map=False)
    except (OSError, ValueError):
        raise InputError(f"this file is damaged; {AGAIN}", file=path) from None
    months, runs = int(manifest["number_of_months"]), len(manifest["seeds"])
    names = tuple(table.column("month").slice(0, months).to_pylist())
    found, start = [], 0
    for entry in manifest["variables"]:
        rows = months * runs * entry["series"]
        found.append(_series(table.slice(start, rows), entry, months, runs))
        start += rows
    return names, tuple(found)


def _series(table: Any, entry: dict[str, Any], months: int, runs: int) -> Series:
    entities = entry["series"]
    values = table.column("value").to_numpy().reshape(runs, entities, months).transpose(2, 1, 0)
    first_run = table.slice(0, entities * months)
    each = list(range(0, entities * months, months))
    state, partner, good = (
        tuple(first_run.column(part).take(each).to_pylist()) for part in ("state", "partner", "good")
    )
    return Series(
        entry["name"], entry["unit"], entry["label"], state, partner, good, values=np.ascontiguousarray(values)
    )


def _read_events(path: Path) -> tuple[EventRow, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return tuple(EventRow.from_row((run, *rest)) for _, run, _, *rest in rows)
