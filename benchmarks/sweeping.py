"""How fast sweeps are, what bounds them, and that they lose nothing: measures, part by part, and writes sweeps.md.

Run from the project's folder: python -m benchmarks.sweeping --help
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import bandwidth, batch_run, batches, kill_and_resume, million
from benchmarks.commands import TIMING, swept
from benchmarks.forms import forms
from benchmarks.measured import keep
from benchmarks.sweeping_page import PAGE, said_of, write_page
from benchmarks.sweeping_tables import sheets_of
from benchmarks.timing import Spread
from sim.console.screen import complain
from sim.errors import InputError

AT_WORK: Mapping[str, tuple[str, ...]] = {
    "one process": ("--workers", "1"),
    "two processes": ("--workers", "2"),
    "Dask, local, two workers": ("--scheduler", "local", "--workers", "2"),
}
"""Who lives a sweep: words for the page -> options of the command."""

RUNS, TEN_THOUSAND = 2000, 10_000
QUICK = 20
"""How many times smaller a quick measurement is."""

app = typer.Typer(add_completion=False, rich_markup_mode="rich")


@dataclass(frozen=True)
class Extent:
    """How thoroughly to measure: rounds, and by what all numbers of runs and points are divided."""

    rounds: int
    smaller: int = 1

    def of(self, number: int, least: int = 1) -> int:
        """So many, or fewer in a quick measurement."""
        return max(number // self.smaller, least)


def by_worker(extent: Extent) -> Mapping[str, Any]:
    """The same sweep by one process, by two and by a cluster on this machine, in turn."""
    runs = extent.of(RUNS, 64)
    found: dict[str, list[Any]] = {name: [] for name in AT_WORK}
    for _ in range(extent.rounds):
        for name, options in AT_WORK.items():
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(swept(TIMING, runs, Path(folder) / "sweep", *options))
    rows = [
        {
            "who": name,
            "rate": asdict(Spread.of([one.rate for one in lived])),
            "processor": asdict(Spread.of([1000 * one.processor / one.runs for one in lived])),
            "parent_memory": max(one.parent_memory for one in lived),
            "worker_memory": max(one.worker_memory for one in lived),
        }
        for name, lived in found.items()
    ]
    return {"runs": runs, "rounds": extent.rounds, "rows": rows}


def ten_thousand(extent: Extent) -> Mapping[str, Any]:
    """Ten thousand runs of sixty months with two processes."""
    lived = []
    for _ in range(extent.rounds):
        with tempfile.TemporaryDirectory() as folder:
            lived.append(swept(TIMING, extent.of(TEN_THOUSAND, 64), Path(folder) / "sweep", "--workers", "2"))
    best = min(lived, key=lambda one: one.clock)
    return {"rounds": extent.rounds, "seconds": asdict(Spread.of([one.clock for one in lived])), **asdict(best)}


PARTS: Mapping[str, Callable[[Extent], Mapping[str, Any]]] = {
    "worlds": lambda extent: batches.by_worlds(extent.rounds, batches.WORLDS[: 3 if extent.smaller > 1 else None]),
    "months": lambda extent: batches.by_months(extent.rounds, batches.MONTHS[: 2 if extent.smaller > 1 else None]),
    "firms": lambda extent: batches.by_firms(extent.rounds, batches.FIRMS[: 2 if extent.smaller > 1 else None]),
    "phases": lambda extent: batches.by_phase(extent.rounds, batches.PHASED[: 1 if extent.smaller > 1 else None]),
    "bandwidth": lambda extent: bandwidth.bounds(extent.rounds, extent.of(bandwidth.WORLDS, 32)),
    "workers": by_worker,
    "against": lambda extent: batch_run.against(
        extent.rounds, extent.of(batch_run.SWEPT, 64), extent.of(batch_run.TWINS, 2)
    ),
    "ten_thousand": ten_thousand,
    "kills": lambda extent: kill_and_resume.kills(
        extent.of(kill_and_resume.KILLS, 4), extent.of(kill_and_resume.RUNS, 128)
    ),
    "hundred_thousand": lambda extent: million.hundred_thousand(extent.of(million.RUNS, 1000)),
    "million": lambda extent: million.million(extent.of(million.POINTS, 1000)),
}
"""What can be measured, in the order of the page."""


@app.command(
    epilog="Examples:  python -m benchmarks.sweeping --quick   |   python -m benchmarks.sweeping worlds phases --write"
    "   |   python -m benchmarks.sweeping --write   |   python -m benchmarks.sweeping --page"
)
def main(
    parts: Annotated[
        list[str] | None, typer.Argument(help=f"What to measure: {', '.join(PARTS)}. All of it, if nothing is named.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; each measures everything once.")] = 3,
    quick: Annotated[bool, typer.Option("--quick", help="A twentieth of the size, one round: to try it out.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep what is found, and write benchmarks/sweeps.md.")] = False,
    page: Annotated[bool, typer.Option("--page", help="Measure nothing: write the page from what is kept.")] = False,
) -> None:
    """Measure sweeps: a quarter of an hour to half an hour for all parts, on a machine with nothing else to do."""
    console, chosen = Console(), [] if page else list(parts or PARTS)
    check(chosen)
    extent = Extent(1, QUICK) if quick else Extent(rounds)
    if chosen:
        forms()  # loops that still have to be compiled are so before anything is timed
    for part in chosen:
        begun = time.perf_counter()
        with console.status(f"measuring {part} ..."):
            found = PARTS[part](extent)
        if write:
            keep(part, found, quick)
        for sheet in sheets_of(part, found):
            console.print(sheet.on_screen())
        console.print(said_of(part, found), highlight=False)
        console.print(f"{part}: {time.perf_counter() - begun:.0f} s")
    if write or page:
        write_page(tuple(PARTS))
        console.print(f"written: benchmarks/{PAGE.name}")


def check(parts: Sequence[str]) -> None:
    """Refuse what is no part. Raises InputError with the nearest."""
    from sim.errors import unknown

    for part in parts:
        if part not in PARTS:
            raise unknown("part", part, PARTS)


def _main(arguments: Sequence[str]) -> None:
    try:
        app(list(arguments))
    except InputError as problem:
        complain(problem)
        sys.exit(2)


if __name__ == "__main__":
    _main(sys.argv[1:])
