"""The command `compare`: scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.console.commands.options import Months, Out, Runs, Seed, Set, loader, ready
from sim.console.screen import progress, working
from sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results import Results
    from sim.scenario import Scenario

Names = Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Names or files; the first is the yardstick.")]
Outcomes = Annotated[
    list[str] | None, typer.Option(metavar="NAME[:STATE]", help="With --why: an outcome to share out; repeatable.")
]


def compare(
    scenarios: Names,
    runs: Runs = None,
    months: Months = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    why: Annotated[bool, typer.Option("--why", help="Say why two scenarios differ, and whose doing it is.")] = False,
    outcome: Outcomes = None,
    changes: Annotated[
        int, typer.Option(min=1, help="With --why: groups of changes, at most; beyond five, orders are sampled.")
    ] = 5,
) -> None:
    """Set scenarios side by side, with the same luck: the first, and how each other differs from it.

    With --why, for example `compare london_truce embargo --why`, also: where the runs part, and how much of the
    difference each change counts for; 8 runs if neither --runs nor the scenario asks for several.
    """
    from sim import compare as compare_results
    from sim.console.reports import print_comparison
    from sim.console.why_report import explained, print_why, runs_for_why
    from sim.figures.differences import draw_differences

    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more")
    if why:
        runs = runs_for_why(scenarios, runs, outcome or [])
    load = loader(set_, runs, months, seed)
    chosen = [load(name) for name in scenarios]
    folder = ready(chosen, out, "-".join(["compare", *(one.name for one in chosen)]))
    comparison = compare_results(_with_the_same_luck(chosen))
    found, draw = explained(chosen, comparison, outcome or [], changes) if why else (None, draw_differences)
    with working("saving"):
        comparison.save(folder, draw)
    print_comparison(comparison, folder)
    if found is not None:
        print_why(found, folder)


def _with_the_same_luck(chosen: Sequence[Scenario]) -> list[Results]:
    """Live through scenarios; the first one's luck and length hold for all, unless told otherwise."""
    from sim import simulate

    first = chosen[0]
    results = []
    for one in chosen:
        with progress(one.name) as report:
            results.append(simulate(one, first.runs, first.months, first.seed, progress=report))
    return results
