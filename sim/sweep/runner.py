"""Live a sweep: part by part, by whoever does the work, into a folder that can be taken up again at any moment."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.folders import DIGITS, RESULTS, check_writable, held
from sim.provenance import program
from sim.recording import Progress
from sim.storage import SHEET_ROWS
from sim.sweep.beginning import Wish, begun
from sim.sweep.layout import parts_of
from sim.sweep.living import Living
from sim.sweep.results import SweepResults
from sim.sweep.store import Store
from sim.work import Workers, usual_workers, workers_for

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.plan import Plan

WORTH_IT = 40_000
"""Months of all runs together from which on other processes gain more than it takes to start them."""

SUMMARY, RUNS, QUANTILES = "summary.csv", "runs.csv", "quantiles"
SHEET_COLUMNS = 200
"""A table of more columns than this is of no use as a sheet."""


def sweep(
    plan: Plan | str | Path | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    out: Path | str | None = None,
    resume: bool = False,
    again: bool = False,
    accept_changes: bool = False,
    batch: int | None = None,
    progress: Progress | None = None,
    **asked: Any,
) -> SweepResults:
    """Live a sweep and give its results, which are kept in a folder: results/NAME or `out`.

    What was lived before and is still the same is not lived again; what is another sweep is never replaced unasked.

    plan: a plan, the name or file of a sweep, or nothing, and then base, levers, uncertainties, design, outcomes and so
    on as `sim.sweep.make_plan` takes them. With a name or file, `runs` and `set_` change it as the command line does.
    workers: processes, 0 for one for each processor, 1 for this process alone; scheduler: address of a Dask scheduler,
    or `local`. A sweep that was broken off is taken up with `resume`, also if it has changed since with
    `accept_changes`, or begun `again`. Raises InputError, whose texts call these --resume and so on.

        results = sweep(base="rare_earth_controls_2025", levers={"approval_rate_tight": (0.05, 0.6)},
                        design={"kind": "latin_hypercube", "points": 64}, outcomes=["growth_loss_two_years.USA"])
    """
    chosen = _plan(plan, asked)
    folder = Path(out) if out is not None else RESULTS / chosen.name
    wish = Wish(resume, again, accept_changes)
    check_writable(folder)
    with workers_for(worker_count(chosen, workers), scheduler) as crew:
        return live(chosen, folder, crew, wish, batch, progress)


def worker_count(plan: Plan, workers: int | None) -> int:
    """How many processes live a plan: as many as are asked for, one for each processor for 0, what is best if None."""
    if workers is None and plan.runs * plan.months < WORTH_IT:
        return 1
    return workers or usual_workers()


def live(
    plan: Plan,
    folder: Path,
    crew: Workers,
    wish: Wish | None = None,
    batch: int | None = None,
    progress: Progress | None = None,
) -> SweepResults:
    """Live what is missing of a sweep and keep it; whatever ends this early, what is done stays done.

    batch: worlds that live side by side at most. progress is told the runs that are done and those in all.
    Raises InputError where the folder holds something that `wish` does not allow for, or cannot be written.
    """
    begin = time.perf_counter()
    with held(folder):
        store = begun(plan, folder, wish or Wish())
        store.tidy()
        _live_missing(plan, store, crew, batch, progress)
        _finish(store, time.perf_counter() - begin)
        return SweepResults.load(folder)


def _live_missing(plan: Plan, store: Store, crew: Workers, batch: int | None, progress: Progress | None) -> None:
    """Live the parts that are not there, and keep each as soon as it is done."""
    size = int(store.manifest["part_size"])
    kept, parts = store.files(), parts_of(plan, size)
    missing = [part for part in parts if part.number not in kept]
    done = plan.runs - sum(part.size for part in missing)
    tell = progress or (lambda done, runs: None)
    tell(done, plan.runs)
    task = Living(plan, plan.fingerprint(), program(), batch or size)
    try:
        with closing(crew.live(task, missing)) as lived:
            for part, content in lived:
                store.keep(part.number, content)
                done += part.size
                tell(done, plan.runs)
    except InputError as problem:
        raise _with_hint(problem, store, done) from problem


def _with_hint(problem: InputError, store: Store, done: int) -> InputError:
    """Say of an error that stopped the work what is kept, and how to go on."""
    if not store.folder.is_dir():
        return problem
    kept = f"{done:,} of {store.manifest['runs']:,} runs are kept, '--resume' lives the others"
    return InputError(
        f"{problem.message}; {kept}",
        file=problem.file,
        line=problem.line,
        key=problem.key,
        suggestion=problem.suggestion,
    )


def _finish(store: Store, seconds: float) -> None:
    """Write what is told of all runs together: all of it until the sweep is finished, and then what is gone."""
    finished = bool(store.manifest.get("finished"))
    for name, content in _tables(SweepResults.load(store.folder)).items():
        if not (finished and store.has(name)):
            store.write(name, content())
    if not finished:
        store.note(finished=True, seconds=round(store.manifest.get("seconds", 0) + seconds, 1))


def _tables(results: SweepResults) -> dict[str, Callable[[], bytes]]:
    """Names of the files that tell of all runs together, and what makes each."""
    quantiles = cache(results.quantiles)
    tables = {SUMMARY: lambda: _as_csv(results.summary())}
    if results.runs < SHEET_ROWS and len(results.columns) <= SHEET_COLUMNS:
        tables[RUNS] = lambda: _as_csv(results.table())
    if results.quantile_series:
        tables[f"{QUANTILES}.csv"] = lambda: _as_csv(quantiles())
        tables[f"{QUANTILES}.parquet"] = lambda: _as_parquet(quantiles())
    return tables


def _as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, float_format=DIGITS, lineterminator="\n").encode()


def _as_parquet(frame: pd.DataFrame) -> bytes:
    text = io.BytesIO()
    frame.to_parquet(text, index=False)
    return text.getvalue()


def _plan(plan: Plan | str | Path | None, asked: Mapping[str, Any]) -> Plan:
    from sim.sweep.plan import Plan
    from sim.sweep.reading import load_sweep, make_plan

    if plan is None:
        return make_plan(**asked)
    if not isinstance(plan, Plan):
        return load_sweep(plan, **asked)
    if asked:
        named = ", ".join(f"'{name}'" for name in asked)
        raise InputError(f"a plan says all there is to say; {named} would be ignored", key=next(iter(asked)))
    return plan
