"""Live a part of a sweep: in goes a plan and some runs, out comes a Parquet file, always the same for the same runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.outcomes import outcomes, series_behind
from sim.provenance import program, rounds_alike
from sim.sweep.columns import NUMBERED
from sim.sweep.layout import Part, Runs, split
from sim.sweep.part_files import labelled
from sim.types import Array, Index

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.labelled import Labelled
    from sim.sweep.plan import Plan


@dataclass(frozen=True, eq=False)
class Living:
    """The task of a worker: to live parts of a plan, by the program that the sweep was begun with.

    fingerprint: that of the plan when the sweep began, which depends on files of its own strategies as they were then.
    batch: how many worlds live side by side at most, which makes no difference to what comes out.
    """

    plan: Plan
    fingerprint: str
    program: str
    batch: int

    def __call__(self, part: Part) -> bytes:
        """Live through the runs of a part and give the file to be kept.

        Raises InputError where the program, the arithmetic of the processor or a strategy's file are other ones here.
        """
        self._check()
        try:
            tables = [self._lived(runs) for piece in part.pieces for runs in split(piece, self.batch)]
        except MemoryError:
            raise InputError(f"memory ran out in {part}; try a smaller --batch, or fewer workers") from None
        return _file(tables, self._label(part))

    def _check(self) -> None:
        """Refuse to mix results."""
        if program() != self.program:
            if rounds_alike(self.program):
                what = "runs another version of the program, or its files were changed since the sweep began"
                raise InputError(f"{_where()} {what}; install the same one there, or begin again")
            what = "rounds numbers in another way: its processor or its libraries of arithmetic are others"
            raise InputError(f"{_where()} {what}; work on machines of one kind")
        if self.plan.fingerprint() != self.fingerprint:
            what = "finds another strategy's file or other parameters than those that the sweep was begun with"
            raise InputError(f"{_where()} {what}; put the same ones there, or begin again")

    def _lived(self, runs: Runs) -> pa.Table:
        """Live through some runs of one group, side by side."""
        import pyarrow as pa

        results = record(self.plan, np.asarray(runs))
        groups = (inputs(self.plan, np.asarray(runs)), _outcomes(self.plan, results), _series(self.plan, results))
        columns = {name: values for group in groups for name, values in group.items()}
        assert len(columns) == sum(map(len, groups)), "two columns have one name"
        return pa.table(columns)

    def _label(self, part: Part) -> dict[str, Any]:
        return {"plan": self.fingerprint, "program": self.program, "part": part.number}


def record(plan: Plan, runs: Index) -> Labelled:
    """Live through some runs of one group, and record just what the columns of the plan are made of."""
    from sim import model
    from sim.chain.choice import expect
    from sim.labelled import Labelled
    from sim.provenance import Provenance

    expect(plan.runs * plan.months)
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

    table = labelled(pa.concat_tables(tables).combine_chunks(), label)
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


def _where() -> str:
    import socket

    return f"the worker on {socket.gethostname()}"
