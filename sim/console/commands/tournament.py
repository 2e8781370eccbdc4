"""The command `tournament`: every strategy against every other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.console.commands.options import Out, Set, ready
from sim.console.screen import progress, working


def tournament(
    states: Annotated[str, typer.Option(metavar="A,B", help="The two rivals that play.")] = "USA,CHN",
    runs: Annotated[int, typer.Option("--runs", "-n", min=2, help="Worlds of each match.")] = 16,
    strategies: Annotated[str, typer.Option(metavar="A,B,...", help="Who enters: names, `all`; 12 if not given.")] = "",
    file: Annotated[
        list[Path] | None,
        typer.Option(metavar="MY.py", help="A strategy of your own that enters too; may be repeated."),
    ] = None,
    start: Annotated[str, typer.Option("--from", metavar="SCENARIO", help="The scenario that matches start in.")] = "",
    fork: Annotated[str, typer.Option(metavar="DATE", help="The last day of its record that is kept.")] = "",
    also: Annotated[str, typer.Option(metavar="DATE", help="A second such day: both starts side by side.")] = "",
    months: Annotated[int, typer.Option("--months", "-m", min=1, help="Months, from the scenario's first on.")] = 36,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the first world; later ones count up.")] = 1,
    set_: Set = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 for as many as there are processors.")] = 0,
    out: Out = None,
) -> None:
    """Play every strategy against every other, with the same luck; leave results/tournament_SCENARIO.

    Without --from, matches start in the record on the evening of 2 April 2025. Example:

    python run.py tournament --states USA,CHN --runs 16 --strategies hawk,dove,reciprocal --file my_strategy.py

    With --also 2025-04-30 the same field plays once more from another evening, and ranks are laid side by side.
    """
    from dataclasses import replace

    from sim.console.tournament_report import print_tournament
    from sim.figures.tournament import draw_tournament
    from sim.scenario import parse_overrides
    from sim.tournament.arena import rules_of
    from sim.tournament.entrants import entrants_of, names_in
    from sim.tournament.playing import forget, play_all
    from sim.tournament.report import save
    from sim.work import usual_workers

    entrants = entrants_of(names_in(strategies), file or ())
    rules = rules_of(start, fork, tuple(states.split(",")), months, runs, seed, parse_overrides(set_ or []))
    folder = ready([], out, f"tournament_{Path(rules.scenario).stem}")
    starts = {folder: rules} | ({folder.with_name(f"{folder.name}_{also}"): replace(rules, day=also)} if also else {})
    played = []
    for own in starts.values():
        own.arena()  # a start that cannot be played is found before the first one is
    for place, own in starts.items():
        with progress(f"{len(entrants)} strategies{f' from {own.day}' if own.day else ''}", "matches") as report:
            played.append(play_all(own, entrants, place, workers or usual_workers(), report))
    with working("saving"):
        for (place, own), one in zip(starts.items(), played, strict=True):
            save(one, place, draw_tournament, [other for other in played if other is not one])
            forget(own, place)
    print_tournament(played[0], folder, played[1:])
