"""What a sweep will take, and what it came to, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.console.numbers import number
from sim.console.reports import print_warnings
from sim.console.screen import err, out, table, working
from sim.errors import InputError, shown
from sim.folders import RESULTS
from sim.names import the

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.beginning import Wish
    from sim.sweep.factors import Factor
    from sim.sweep.plan import Plan
    from sim.sweep.results import SweepResults
    from sim.sweep.trial import Trial

LINES = 24
"""Outcomes and factors that are printed at most; the files have all."""

MINUTE, HOUR = 60, 3600
KILO, MEGA, GIGA = 1e3, 1e6, 1e9


def print_notes(plan: Plan) -> None:
    """Print what is allowed in a sweep or its scenario but worth a second look."""
    print_warnings(plan.base)
    for note in plan.notes:
        err.print(f"[yellow]note:[/yellow] {escape(note)}", soft_wrap=True)


def print_plan(plan: Plan, folder: Path, workers: int | None, scheduler: str | None, batch: int | None) -> None:
    """Print what would be lived, how long that takes and how much room it needs; live through a little of it."""
    from sim.sweep.layout import parts_of, usual_size
    from sim.sweep.runner import worker_count
    from sim.sweep.trial import tried

    size = usual_size(plan.runs)
    parts = parts_of(plan, size)
    out.print(f"[bold]{escape(plan.title)}[/bold]")
    out.print(
        f"{plan.runs:,} runs: {_counted(plan.points, 'point')} ({_called(plan.design.kind)}), "
        f"{_counted(plan.runs_per_point, 'run')} each, {_counted(plan.months, 'month')}, from {plan.base.name}.",
        soft_wrap=True,
    )
    groups = len(plan.groups())
    differ = "lived side by side" if groups == 1 else f"in {groups:,} groups that differ in more than numbers"
    out.print(f"{_counted(len(parts), 'part')} of up to {size} runs, {differ}.", soft_wrap=True)
    out.print(table("", ("factor", "role", "values", "unit", "what it is"), factor_rows(plan.factors)))
    out.print(f"Kept of each run: {_kept(plan)}.", soft_wrap=True)
    with working("trying it out"):
        trial = tried(plan, batch)
    out.print(_expected(trial, worker_count(plan, workers), scheduler, folder), soft_wrap=True)


def print_found(plan: Plan, folder: Path, wish: Wish) -> None:
    """Print what there is of a sweep already, and whether it could go on."""
    from sim.sweep.beginning import found, lived_of

    try:
        store, changed = found(plan, folder, wish)
    except InputError as problem:
        err.print(f"[yellow]note:[/yellow] it would be refused: {escape(str(problem))}", soft_wrap=True)
        return
    if store is not None:
        since = f", before {' and '.join(changed)} changed" if changed else ""
        out.print(f"{lived_of(plan, store)} are lived already{since}: {escape(shown(folder))}.", soft_wrap=True)


def factor_rows(factors: Sequence[Factor]) -> list[tuple[str, ...]]:
    """One row for each of the first factors: its name, role, values, unit and what it is."""
    from sim.sweep.results import values_in_words

    rows: list[tuple[str, ...]] = [
        (one.name, _role(one), values_in_words(one), one.unit, one.label) for one in factors[:LINES]
    ]
    if len(factors) > LINES:
        rows.append((f"and {len(factors) - LINES} more", "", "", "", ""))
    return rows


def _role(factor: Factor) -> str:
    """What a factor is, and whose."""
    return f"{factor.role} of {the(factor.by)}" if factor.by else factor.role


def _kept(plan: Plan) -> str:
    from sim.sweep.living import kept_series

    series = kept_series(plan)
    return _counted(len(plan.outcomes), "outcome") + (f" and {len(series)} series month by month" if series else "")


def _expected(trial: Trial, workers: int, scheduler: str | None, folder: Path) -> str:
    """How long and how large, in words."""
    basis = f"tried out with {_counted(trial.worlds, 'world')} for {_counted(trial.months, 'month')}"
    who = _counted(workers, "worker") if scheduler in (None, "local") else f"{_counted(workers, 'worker')} like this"
    room = _room(trial.size * trial.runs)
    return f"About {duration(trial.wait(workers))} with {who} ({basis}), and at most {room} in {shown(folder)}."


def print_sweep(results: SweepResults) -> None:
    """Print what came out over all runs, where the files are, and what to do next."""
    summary = results.summary()
    head = f"{results.title}: median (10-90 %) of {_counted(results.runs, 'run')}"
    out.print(table(head, ("", "", "", "unit"), _outcome_rows(summary)))
    if len(summary) > LINES:
        out.print(f"{len(summary) - LINES:,} more outcomes are in summary.csv.")
    if any("two_years" in name for name in results.outcomes):
        out.print(f"Two-year outcomes are counted from {results.counted_from} in every run.")
    if len(results.programs) > 1:
        out.print("Not all of it was lived by the same program or scenario: see 'programs' in manifest.json.")
    out.print(f"Files: {escape(shown(results.folder))}. Next: python run.py analyse {escape(_known_as(results))}")


def _known_as(results: SweepResults) -> str:
    """How a command finds these results."""
    usual = RESULTS / results.name
    return results.name if results.folder == usual else shown(results.folder)


def _outcome_rows(summary: pd.DataFrame) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in summary.head(LINES).itertuples():
        low, median, high = (number(float(getattr(one, point))) for point in ("p10", "p50", "p90"))
        rows.append((str(one.label), median, "" if low == high else f"{low} to {high}", str(one.unit)))
    return rows


def duration(seconds: float) -> str:
    """Write a time as people do."""
    if seconds < MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min" if seconds >= 10 * MINUTE else f"{seconds / MINUTE:.1f} min"
    return f"{seconds / HOUR:.1f} h"


def _room(size: float) -> str:
    for unit, name in ((GIGA, "GB"), (MEGA, "MB"), (KILO, "kB")):
        if size >= unit:
            return f"{number(size / unit)} {name}"
    return f"{size:.0f} bytes"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _called(kind: str) -> str:
    return kind.replace("_", " ")
