"""A tournament as tables, and a folder to keep them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.folders import replacing, write_manifest, write_table
from sim.provenance import package_versions
from sim.tournament.match import MEASURES
from sim.tournament.standings import Tournament

if TYPE_CHECKING:
    import pandas as pd

COMPARED = ("payoff", "margin", "conflict", "deals")
"""What is told of a strategy beside its rank where starts are compared."""


def matches(tournament: Tournament) -> pd.DataFrame:
    """One row for each match and world: both strategies, the seed, and the scores of either seat."""
    import pandas as pd

    states, seeds = tournament.arena.states, tournament.draws.seeds
    columns = [*states, "seed", *(f"{name}_{state}" for name in MEASURES for state in states)]
    rows = [
        (one, other, seed, *tournament.scores[:, first, second, :, run].reshape(-1))
        for first, one in enumerate(tournament.names)
        for second, other in enumerate(tournament.names)
        for run, seed in enumerate(seeds)
    ]
    return pd.DataFrame(rows, columns=columns)


def standings(tournament: Tournament) -> pd.DataFrame:
    """One row for each strategy in each seat, and in both (state empty)."""
    import pandas as pd

    return pd.DataFrame([asdict(one) for one in tournament.standings])


def side_by_side(tournaments: Sequence[Tournament]) -> pd.DataFrame:
    """One row for each strategy in each seat and in both (state empty): its ranks from several starts.

    Of each start, by the last day of its record: rank, payoff with margin, months in conflict and deals.
    """
    import pandas as pd

    parts = []
    for one in tournaments:
        table = standings(one)[["state", "strategy", *COMPARED]]
        table.insert(2, "rank", table.groupby("state").cumcount() + 1)
        parts.append(table.set_index(["state", "strategy"]).add_suffix(f" from {one.arena.start}"))
    return pd.concat(parts, axis=1).reset_index()


def save(
    tournament: Tournament,
    folder: Path | str,
    draw: Callable[[Tournament, Path], Any] | None = None,
    others: Sequence[Tournament] = (),
) -> Path:
    """Write matches.csv, standings.csv, the scenario, figures and a manifest to a folder: all of it or nothing.

    others: tournaments of the same field from other starts, which starts.csv then lays beside this one.
    """
    with replacing(folder) as fresh:
        write_table(matches(tournament), fresh / "matches.csv")
        write_table(standings(tournament), fresh / "standings.csv")
        if others:
            write_table(side_by_side((tournament, *others)), fresh / "starts.csv")
        (fresh / "scenario.yaml").write_text(tournament.arena.scenario.resolved_yaml(), encoding="utf-8")
        if draw is not None:
            draw(tournament, fresh)
        write_manifest(fresh, _manifest(tournament))
    return Path(folder)


def _manifest(tournament: Tournament) -> dict[str, Any]:
    arena, draws = tournament.arena, tournament.draws
    return {
        "tournament": list(tournament.names),
        "scenario": arena.scenario.name,
        "record_until": "" if arena.day is None else arena.day.isoformat(),
        "states": list(arena.states),
        "months": arena.months,
        "first_free_month": arena.begins,
        "seeds": list(draws.seeds),
        "parameters": list(draws.names),
        "packages": package_versions(),
    }
