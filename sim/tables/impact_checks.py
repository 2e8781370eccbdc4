"""Checks of jobs and environment: nobody is forgotten, and no more work in industries than in their state."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.tables.cells import Row
from sim.tables.impact_rows import DUG, EVERY_INDUSTRY, LEFT_BEHIND, EnvironmentRow, JobsPerOutputRow, JobsRow
from sim.tables.rows import GoodRow, IndustryRow, StateRow


def check_jobs(
    jobs: Sequence[JobsRow], states: Iterable[StateRow], industries: Sequence[IndustryRow], folder: Path
) -> None:
    """Every state and every industry has jobs, and a state's industries no more than the state."""
    file, known = folder / "jobs.csv", {(row.good, row.state) for row in industries}
    for row in jobs:
        if row.industry != EVERY_INDUSTRY and (row.industry, row.state) not in known:
            raise row.error(file, "industry", f"industries.csv has no {row.industry} in {row.state}")
    counted = {(row.industry, row.state) for row in jobs}
    wanted = [(EVERY_INDUSTRY, state.state) for state in states] + [(row.good, row.state) for row in industries]
    for industry, state in wanted:
        if (industry, state) not in counted:
            raise InputError(f"says nothing about jobs of {state}, industry '{industry}'", file=file, key=state)
    for whole in (row for row in jobs if row.industry == EVERY_INDUSTRY):
        own = [row.thousand_jobs for row in jobs if row.state == whole.state and row is not whole]
        if math.fsum(own) > whole.thousand_jobs:
            message = f"industries of {whole.state} have {math.fsum(own):g} thousand jobs, more than all"
            raise whole.error(file, "thousand_jobs", message)


def check_jobs_per_output(rows: Sequence[JobsPerOutputRow], goods: Iterable[GoodRow], folder: Path) -> None:
    """Every good but the final ones has workers, within their range."""
    file, stage = folder / "jobs_per_output.csv", {row.good: row.stage for row in goods}
    for row in rows:
        if stage[row.good] == "final":
            raise row.error(file, "good", f"{row.good} is a final good: its jobs are in jobs.csv")
        _check_range(file, row, "workers", row.workers, row.low, row.high)
    _check_all_goods(file, rows, [good for good, place in stage.items() if place != "final"])


def check_environment(rows: Sequence[EnvironmentRow], goods: Iterable[GoodRow], folder: Path) -> None:
    """Every good that is mined or refined has its footprint, each number within its range."""
    file, stage = folder / "environment.csv", {row.good: row.stage for row in goods}
    for row in rows:
        if stage[row.good] not in DUG:
            raise row.error(file, "good", f"{row.good} is neither mined nor refined")
        for name in LEFT_BEHIND:
            value, low, high = (getattr(row, f"{name}{end}") for end in ("", "_low", "_high"))
            _check_range(file, row, name, value, low, high)
    _check_all_goods(file, rows, [good for good, place in stage.items() if place in DUG])


def _check_range(file: Path, row: Row, column: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise row.error(file, column, f"{value:g} is not within {low:g} to {high:g}")


def _check_all_goods(
    file: Path, rows: Sequence[JobsPerOutputRow] | Sequence[EnvironmentRow], wanted: Collection[str]
) -> None:
    """Every good has a row for makers of whom nothing more is known."""
    found = {row.good for row in rows if row.state is None}
    for good in wanted:
        if good not in found:
            raise InputError(f"has no row for {good} without a state", file=file, key=good)
