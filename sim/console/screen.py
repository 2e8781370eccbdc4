"""Where the command line prints: output, errors, tables, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from sim.errors import InputError
from sim.recording import Progress as Report

UNWATCHED_WIDTH = 130
"""Columns of output that goes to a file or another program."""

MEMORY = 120
"""Seconds over which a speed is measured: parts of a sweep come every few seconds."""

FAST = 10
"""From this speed on nobody wants tenths."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else UNWATCHED_WIDTH)
err = Console(stderr=True, highlight=False)


@contextmanager
def progress(title: str, counted: str = "months") -> Iterator[Report]:
    """Show how far a simulation is, on the error stream, and leave nothing behind when it is done.

    counted: what the numbers count.
    """
    with progresses(counted) as watch:
        yield watch(title)


@contextmanager
def progresses(counted: str = "months") -> Iterator[Callable[[str], Report]]:
    """Show how far each of several simulations is, one after the other: called with a title, gives what to tell."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(title: str) -> Report:
            bar.reset(task, total=None, description=f"{escape(title)}, {counted}")
            return lambda done, months: bar.update(task, completed=done, total=months)

        yield watch


class Rate(ProgressColumn):
    """How many of what is counted are done in a second."""

    def __init__(self, counted: str) -> None:
        super().__init__()
        self._counted = counted

    def render(self, task: Task) -> Text:
        """So many a second; nothing before it can be told."""
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text("")
        return Text(f"{speed:,.0f} {self._counted}/s" if speed >= FAST else f"{speed:.1f} {self._counted}/s")


@contextmanager
def counting(title: str, counted: str) -> Iterator[Report]:
    """Show how much of a long work is done, how fast it goes and how long it will take.

    What it is told first was done before: it counts as done, but not as speed.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(counted),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, speed_estimate_period=MEMORY) as bar:
        task = bar.add_task(f"{escape(title)}, {counted}", total=None)
        told: list[int] = []

        def report(done: int, total: int) -> None:
            if told:
                bar.update(task, completed=done, total=total)
            else:
                bar.reset(task, completed=done, total=total)
                told.append(done)

        yield report


@contextmanager
def working(title: str) -> Iterator[None]:
    """Show that something takes a moment."""
    with err.status(escape(title)):
        yield


def complain(problem: InputError) -> None:
    """Print an error as one line."""
    err.print(f"[bold red]error:[/bold red] {escape(str(problem))}", soft_wrap=True)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], keys: bool = False) -> Table:
    """Lay texts out under headings; `keys` keeps the first column on one line."""
    made = Table(title=escape(title) or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        made.add_column(escape(heading), overflow="fold", no_wrap=keys and place == 0)
    for row in rows:
        made.add_row(*(escape(text) for text in row))
    return made
