"""The command `game`: which game two rivals play in a month."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.console.commands.options import Name, Out, Seed, Set, loader, ready
from sim.console.screen import progress, working


def game(
    scenario: Name,
    at: Annotated[str, typer.Option(metavar="MONTH", help="The month that the game is played from, YYYY-MM.")],
    months: Annotated[int | None, typer.Option("--months", "-m", min=1, help="Months that rungs are held.")] = None,
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, help="Runs that payoffs are the mean of.")] = 1,
    over: Annotated[str, typer.Option(metavar="A,B", help="Two assumptions: a map of the kind of game.")] = "",
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
) -> None:
    """Say which game the two rivals play in a month: payoffs of all pairs of rungs, equilibria, kind of game.

    Leaves results/game_SCENARIO. Example:

    python run.py game rare_earth_controls_2025 --at 2025-10 --months 12 --over output_multiplier,toughness_gain
    """
    from sim.console.game_report import print_game
    from sim.figures.game import draw_game
    from sim.ladder_game import map_kinds, play, save

    chosen = loader(set_, runs, None, seed)(scenario)
    folder = ready([chosen], out, f"game_{chosen.name}")
    with working("every pair of rungs"):
        played = play(chosen, at, months)
    kinds = None
    if over:
        with progress("over two assumptions", "rungs") as report:
            kinds = map_kinds(chosen, at, played.months, over.split(","), report)
    with working("saving"):
        save(played, kinds, folder, draw_game)
    print_game(played, kinds, folder)
