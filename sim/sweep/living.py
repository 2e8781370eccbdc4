"""Live a part of a sweep: in goes a plan and some runs, out comes a Parquet file, always the same for the same runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.outcomes import outcomes, series_behind
from sim.provenance import program
from sim.sweep.layout import Part, Runs, split
from sim.types import Array, Index

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.labelled import Labelled
    from sim.sweep.plan import Plan

RUN, POINT, SEED = "run", "point", "seed"
NUMBERED = (RUN, POINT, SEED)
"""The columns that every part begins with."""

LABEL = b"chokepoint"
"""Under this key a file says which part of which sweep it is, and which program lived it."""


@dataclass(frozen=True, eq=False)
class Living:
    """The task of a worker: to live parts of a plan, by the program that the sweep was begun with.

    batch: how many worlds live side by side at most, which makes no difference to what comes out.
    """

    plan: Plan
    program: str
    batch: int

    def __call__(self, part: Part) -> bytes:
        """Live through the runs of a part and give the file to be kept. Raises InputError on another program."""
        if program() != self.program:
            raise InputError(
                f"{_where()} runs another version of the program, or its files were changed since the sweep began; "
                "install the same one there, or begin again"
            )
        try:
            tables = [self._lived(runs) for piece in part.pieces for runs in split(piece, self.batch)]
        except MemoryError:
            raise InputError(f"memory ran out in {part}; try a smaller --batch, or fewer workers") from None
        return _file(tables, self._label(part))

    def _lived(self, runs: Runs) -> pa.Table:
        """Live through some runs of one group, side by side."""
        import pyarrow as pa

        results = record(self.plan, np.asarray(runs))
        columns = inputs(self.plan, np.asarray(runs)) | _outcomes(self.plan, results) | _series(self.plan, results)
        return pa.table(columns)

    def _label(self, part: Part) -> dict[str, Any]:
        return {"plan": self.plan.fingerprint(), "program": self.program, "part": part.number}


def record(plan: Plan, runs: Index) -> Labelled:
    """Live through some runs of one group, and record just what the columns of the plan are made of."""
    from sim import model
    from sim.labelled import Labelled
    from sim.provenance import Provenance

    lives = plan.lives(runs)
    recording = model.simulate(lives.scenario, lives.seeds, plan.months, settings=lives.settings, series=recorded(plan))
    origin = Provenance(plan.base.name)
    return Labelled(origin, tuple(recording.months), tuple(lives.seeds), tuple(recording.variables))


def recorded(plan: Plan) -> tuple[str, ...]:
    """The variables that have to be recorded."""
    names = dict.fromkeys(column.partition(".")[0] for column in plan.outcomes)
    wanted = (name.partition(".")[0] for name in kept_series(plan))
    return tuple(dict.fromkeys((*series_behind(names), *wanted)))


def kept_series(plan: Plan) -> tuple[str, ...]:
    """The series that are kept month by month for every run, each once."""
    return tuple(dict.fromkeys((*plan.full_series, *plan.quantile_series)))


def inputs(plan: Plan, runs: Index) -> dict[str, Any]:
    """The first columns: run, point, seed, and the value of every factor."""
    numbers = (runs, runs // plan.runs_per_point, plan.seeds(runs))
    counted = {name: np.asarray(one, dtype=np.int64) for name, one in zip(NUMBERED, numbers, strict=True)}
    return counted | plan.inputs(runs)


def _outcomes(plan: Plan, results: Labelled) -> dict[str, Array]:
    """One column for each outcome; not-a-number where these worlds have none like it."""
    names = {column.partition(".")[0] for column in plan.outcomes}
    found = {one.column: one.values for one in outcomes(results, plan.since, names)}
    nothing = np.full(results.runs, np.nan)
    return {column: np.ascontiguousarray(found.get(column, nothing), dtype=np.float64) for column in plan.outcomes}


def _series(plan: Plan, results: Labelled) -> dict[str, pa.Array]:
    """One column of lists, a number for each month, for each series that is kept."""
    import pyarrow as pa

    months = len(results.months)
    return {
        name: pa.FixedSizeListArray.from_arrays(_months_of(results, name).reshape(-1), months)
        for name in kept_series(plan)
    }


def _months_of(results: Labelled, name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A series by run: (run, month), in the short numbers that series are kept in."""
    variable, *key = name.split(".")
    state, partner, good = (*key, "", "", "")[:3]
    if not results.has(variable, state, partner, good):
        return np.full((results.runs, len(results.months)), np.nan, dtype=np.float32)
    return np.ascontiguousarray(results.values(variable, state, partner, good).T, dtype=np.float32)


def _file(tables: Sequence[pa.Table], label: dict[str, Any]) -> bytes:
    """Put tables together in a Parquet file: the same bytes for the same rows, with a checksum of every page."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.concat_tables(tables).combine_chunks().replace_schema_metadata({LABEL: json.dumps(label)})
    texts = [field.name for field in table.schema if field.type == pa.string()]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        row_group_size=len(table),
        compression="zstd",
        use_dictionary=texts,
        write_statistics=False,
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


def label_in(schema: pa.Schema) -> dict[str, Any]:
    """What a file says of itself: plan, program and number of the part."""
    found: dict[str, Any] = json.loads((schema.metadata or {}).get(LABEL, b"{}"))
    return found


def _where() -> str:
    import socket

    return f"the worker on {socket.gethostname()}"


def columns_of(plan: Plan) -> Iterable[str]:
    """All columns of a sweep, in their order."""
    return (*NUMBERED, *(one.name for one in plan.factors), *plan.outcomes, *kept_series(plan))
