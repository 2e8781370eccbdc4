"""The command `policies`: programmes one by one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.console.commands.options import Out, Runs, Seed, Set, loader, ready
from sim.console.screen import progress, working

if TYPE_CHECKING:
    from sim.results import Results
    from sim.scenario import Scenario


def policies(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario with programmes, or a file.")],
    runs: Runs = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    world: Annotated[str, typer.Option(help="A scenario in whose world the programmes are tried out too.")] = "",
    page: Annotated[Path | None, typer.Option(help="A page of text to put one table for each world into.")] = None,
) -> None:
    """Try out a scenario's programmes one by one over ten years: what each brings and what it costs."""
    from sim import simulate
    from sim.comparison.policies import in_world, try_policies
    from sim.console.policy_page import write_page
    from sim.console.policy_report import print_policies
    from sim.figures.policy_cost import draw_policy_cost

    load = loader(set_, runs, None, seed)
    chosen = load(scenario)
    folder = ready([chosen], out, f"{chosen.name}_policies")

    def watched(one: Scenario, months: int, title: str) -> Results:
        with progress(title) as report:
            return simulate(one, months=months, progress=report)

    tried = []
    for one in (chosen, *((in_world(chosen, load(world)),) if world else ())):
        place = folder if one is chosen else folder.with_name(f"{folder.name}_{one.name}")
        tried.append(try_policies(one, watched))
        with working("saving"):
            tried[-1].save(place, draw_policy_cost)
        print_policies(tried[-1], place)
    if page is not None:
        write_page(tried, page)
