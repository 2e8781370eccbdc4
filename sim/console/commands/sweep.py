"""The command `sweep`: thousands of worlds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.console.commands.options import RESULTS, Months, Out
from sim.console.screen import counting, err, working

if TYPE_CHECKING:
    from sim.sweep.beginning import Wish
    from sim.sweep.plan import Plan
    from sim.sweep.results import SweepResults

BROKEN_OFF = 130
"""Exit code of a program that was interrupted from the keyboard."""


def sweep(
    sweep: Annotated[str, typer.Argument(help="Name of a sweep (`list sweeps`), or a file.")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the sweep, or base.KEY of its scenario."),
    ] = None,
    runs: Annotated[int | None, typer.Option("--runs", "-n", min=1, help="About how many runs in all.")] = None,
    months: Months = None,
    workers: Annotated[
        int | None,
        typer.Option(min=0, help="Processes; 0: one for each processor. Not given: as suits its size."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, or `local` for one of our own.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Live what is missing of a sweep that was begun.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin anew, whatever was lived before.")] = False,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Resume though program or scenario have changed; noted.")
    ] = False,
    batch: Annotated[int | None, typer.Option(min=1, help="Worlds side by side; less takes less memory.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be lived and how long it takes.")] = False,
    out: Out = None,
) -> None:
    """Live a scenario thousands of times with other choices, other facts and other luck; leave results/SWEEP.

    What is done is kept: a sweep that was stopped, by whatever, goes on with --resume. The numbers do not depend on
    workers, batches or interruptions. Examples:

    python run.py sweep licences --dry-run

    python run.py sweep scenarios/sweeps/licences.yaml --runs 500 --set months=24 --set base.states.USA.then=hawk

    python run.py sweep growth_claim --scheduler tcp://scheduler:8786 --resume
    """
    from sim.console.sweep_report import print_found, print_notes, print_plan, print_sweep
    from sim.sweep.beginning import Wish

    with working("reading the sweep"):
        plan = _plan(sweep, set_, runs, months)
    print_notes(plan)
    folder = out or RESULTS / plan.name
    wish = Wish(resume, again, accept_changes)
    if dry_run:
        print_plan(plan, folder, workers, scheduler, batch)
        print_found(plan, folder, wish)
        return
    print_sweep(_lived(plan, folder, wish, batch, workers, scheduler))


def _lived(
    plan: Plan, folder: Path, wish: Wish, batch: int | None, workers: int | None, scheduler: str | None
) -> SweepResults:
    """Live a sweep in view of whoever waits for it."""
    from sim.folders import check_writable
    from sim.sweep.runner import live, worker_count
    from sim.work import workers_for

    check_writable(folder)
    try:
        crews = workers_for(worker_count(plan, workers), scheduler)
        with crews as crew, counting(plan.name, "runs") as report:
            return live(plan, folder, crew, wish, batch, report)
    except KeyboardInterrupt:
        with_it = "--resume in place of --again" if wish.again else "--resume"
        err.print(f"stopped; what was lived is kept, and the same command with {with_it} goes on", soft_wrap=True)
        raise typer.Exit(BROKEN_OFF) from None


def _plan(name: str, set_: list[str] | None, runs: int | None, months: int | None) -> Plan:
    from sim.scenario import parse_overrides
    from sim.sweep.reading import load_sweep

    changes = parse_overrides(set_ or []) | ({} if months is None else {"months": str(months)})
    return load_sweep(name, changes, runs)
