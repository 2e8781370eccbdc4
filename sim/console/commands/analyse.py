"""The command `analyse`: what a sweep says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from sim.console.commands.options import RESULTS, Out
from sim.console.screen import working
from sim.errors import InputError, nearest, shown, unknown

if TYPE_CHECKING:
    from sim.analysis.study import Analysis
    from sim.sweep.results import SweepResults

USUAL = 3
"""Outcomes that are analysed when nobody says which: the first of the sweep file."""

YAML = ".yaml"


def analyse(
    sweep: Annotated[str, typer.Argument(help="Name of a sweep that was run, or the folder of its results.")],
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An outcome that was kept; repeatable. The first three if not given."),
    ] = None,
    where: Annotated[
        str, typer.Option(metavar="EXPR", help="The runs to tell from the others; the worst fifth if not given.")
    ] = "",
    against: Annotated[
        str, typer.Option(metavar="A,B", help="Two or three outcomes to set against each other for every choice.")
    ] = "",
    over: Annotated[
        str, typer.Option(metavar="KIND", help="What sets such runs apart: levers, uncertainties or all.")
    ] = "all",
    partial: Annotated[bool, typer.Option("--partial", help="Go on though runs are missing.")] = False,
    out: Out = None,
) -> None:
    """Say what matters in a sweep, which runs fail, what is efficient; leave tables and figures in its analysis folder.

    Everything comes with how sure it is: 95 % intervals, what cannot be told from no effect, and whether the other half
    of the runs agrees. Examples:

    python run.py analyse licences

    python run.py analyse growth_claim --where "growth_loss_two_years.USA >= 1"

    python run.py analyse resilience --outcome growth_loss_two_years.USA --against
    growth_loss_two_years.USA,programme_cost_sum.USA --over levers
    """
    from sim.analysis.saving import save_analysis
    from sim.console.analysis_report import print_analysis
    from sim.figures.sweep.gallery import draw_analysis
    from sim.folders import check_writable

    results = _results(sweep, partial)
    folder = out or results.folder / "analysis"
    check_writable(folder)
    found = _found(results, outcome or (), where, against, over)
    earlier = (folder / "manifest.json").is_file()
    with working("saving and drawing"):
        left_out = save_analysis(results, found, folder, draw_analysis)
    print_analysis(results, found, folder, left_out, earlier)


def _found(results: SweepResults, outcomes: list[str] | tuple[()], where: str, against: str, over: str) -> Analysis:
    """Analyse in view of whoever waits for it. Raises InputError for what cannot be asked."""
    from sim.analysis.base_case import base_case
    from sim.analysis.study import Over, analyse
    from sim.console.screen import err

    kind = next((one for one in get_args(Over) if one == over), None)
    if kind is None:
        raise unknown("kind of factors", over, get_args(Over), key="over")
    names = tuple(outcomes) or _usual(results)
    others = tuple(part.strip() for part in against.split(",") if part.strip())
    with err.status("reading the runs") as status:
        base = base_case(results)
        return analyse(results, names, where, others, kind, base, lambda part: status.update(f"{part} ..."))


def _usual(results: SweepResults) -> tuple[str, ...]:
    """The first outcomes of a sweep that its runs can tell; just the first where they can tell none."""
    known: list[str] = []
    for name in results.outcomes:
        if len(known) < USUAL and results.table([name])[name].notna().any():
            known.append(name)
    return tuple(known) or results.outcomes[:1]


def _results(name: str, partial: bool) -> SweepResults:
    """Find and read a sweep. InputError where there is none, or where runs are missing unasked."""
    from sim.sweep.results import SweepResults

    results = SweepResults.load(_folder(name))
    missing = results.missing
    if missing == results.runs:
        raise InputError(
            f"no run of this sweep has been lived yet; 'run.py sweep {name} --resume' does", file=results.folder
        )
    if missing and not partial:
        raise InputError(
            f"{missing:,} of {results.runs:,} runs are missing; 'run.py sweep {name} --resume' lives them, "
            "'--partial' goes on without",
            file=results.folder,
        )
    return results


def _folder(name: str) -> Path:
    """The folder of a sweep by its path, its name, or the name of its file. Raises InputError with the nearest name."""
    from sim.folders import bring_back
    from sim.sweep.files import available_sweeps
    from sim.sweep.manifest import is_sweep

    place = Path(name)
    bring_back(place)
    if place.is_dir():
        return place
    usual = RESULTS / (place.stem if place.suffix == YAML else name)
    bring_back(usual)
    if usual.is_dir():
        return usual
    if place.suffix != YAML and len(place.parts) > 1:
        raise InputError(f"there is no folder '{name}' with the results of a sweep", key="sweep")
    if usual.name in available_sweeps():
        raise InputError(f"the sweep '{usual.name}' has not been run yet; 'run.py sweep {name}' does", key="sweep")
    there = sorted(one.name for one in RESULTS.glob("*") if is_sweep(one))
    meant = nearest(usual.name, there)
    listed = "" if meant or not there else f"; there are {', '.join(there)}"
    raise InputError(
        f"there are no results of a sweep '{name}' in {shown(RESULTS)}, and no sweep file of that name{listed}",
        key="sweep",
        suggestion=meant or nearest(usual.name, available_sweeps()),
    )
