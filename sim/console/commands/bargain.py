"""The command `bargain`: every package of issues in a month."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.console.commands.options import Name, Out, Set, loader, ready
from sim.console.screen import progress, working


def bargain(
    scenario: Name,
    at: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month in which both sides sit down.")] = "2025-06",
    linkage: Annotated[str, typer.Option(help="What may be tied: allowed, forbidden or issue_by_issue.")] = "",
    protocol: Annotated[str, typer.Option(help="How they agree: nash, or offers by lot over several rounds.")] = "",
    set_: Set = None,
    out: Out = None,
) -> None:
    """Value every package of issues in a month; leave packages.csv and a figure in results/bargain_SCENARIO.

    Linkage and protocol are the scenario's own if not given, or else forbidden and offers. Example:

    python run.py bargain liberation_day_2025 --at 2025-06 --linkage forbidden
    """
    from sim.bargain_study import bargain as value_packages
    from sim.bargain_study import talks_in
    from sim.console.bargain_report import print_bargain
    from sim.figures.bargain import draw_bargain

    chosen = loader(set_)(scenario)
    how = talks_in(chosen, linkage, protocol)
    folder = ready([chosen], out, f"bargain_{chosen.name}")
    with progress(f"{chosen.name}, {at}", "packages") as report:
        found = value_packages(chosen, at, how.protocol, report)
    with working("saving"):
        found.save(folder, draw_bargain)
    print_bargain(found, how.linkage, folder)
