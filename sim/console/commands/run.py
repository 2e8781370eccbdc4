"""The command `run`: one scenario lived through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from sim.console.commands.options import Months, Name, Out, Runs, Seed, Set, loader, ready
from sim.console.screen import working


def run(
    scenario: Name,
    runs: Runs = None,
    months: Months = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")] = True,
    fork: Annotated[str, typer.Option(metavar="DATE", help="Keep the record to this day, then decide.")] = "",
    states: Annotated[str, typer.Option(metavar="A=X,B=Y", help="With --fork: who follows which strategy then.")] = "",
) -> None:
    """Run a scenario; leave series, events, a summary and figures in results/SCENARIO.

    Forked history: `run history --fork 2025-05-12 --states USA=dealmaker,CHN=reciprocal` keeps the measures up to that
    day; from the next month on these states decide, allies and partners react.
    """
    from sim import simulate
    from sim.console.playing import played
    from sim.console.reports import print_left_out, print_summary
    from sim.scenario.forking import forked

    chosen = forked(loader(set_, runs, months, seed)(scenario), fork, states)
    folder = ready([chosen], out, chosen.name)
    with played(chosen) as report:
        results = simulate(chosen, progress=report)
    with working("saving"):
        results.save(folder, _draw() if figures else None)
    print_summary(results, folder)
    if figures:
        print_left_out(results)


def _draw() -> Callable[..., object]:
    """What draws a run; the drawing library is loaded only where it is wanted."""
    from sim.figures.gallery import draw_all

    return draw_all
