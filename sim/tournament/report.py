"""A tournament as tables, and a folder to keep them in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.folders import MANIFEST, replacing
from sim.provenance import git_id, package_versions, version
from sim.tournament.match import MEASURES
from sim.tournament.standings import Tournament

if TYPE_CHECKING:
    import pandas as pd

DIGITS = "%.10g"


def matches(tournament: Tournament) -> pd.DataFrame:
    """One row for each match and world: both strategies, the seed, and the scores of either seat."""
    import pandas as pd

    states, seeds = tournament.start.states, tournament.draws.seeds
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


def save(tournament: Tournament, folder: Path | str, draw: Callable[[Tournament, Path], Any] | None = None) -> Path:
    """Write matches.csv, standings.csv, the scenario, figures and a manifest to a folder: all of it or nothing."""
    with replacing(folder) as fresh:
        matches(tournament).to_csv(fresh / "matches.csv", index=False, float_format=DIGITS)
        standings(tournament).to_csv(fresh / "standings.csv", index=False, float_format=DIGITS)
        (fresh / "scenario.yaml").write_text(tournament.start.scenario.resolved_yaml(), encoding="utf-8")
        if draw is not None:
            draw(tournament, fresh)
        (fresh / MANIFEST).write_text(json.dumps(_manifest(tournament), indent=2) + "\n", encoding="utf-8")
    return Path(folder)


def _manifest(tournament: Tournament) -> dict[str, Any]:
    start, draws = tournament.start, tournament.draws
    return {
        "tournament": list(tournament.names),
        "scenario": start.scenario.name,
        "record_until": "" if start.day is None else start.day.isoformat(),
        "states": list(start.states),
        "months": start.months,
        "first_free_month": start.scenario.month_name(start.first_free),
        "seeds": list(draws.seeds),
        "parameters": list(draws.names),
        "version": version(),
        "git": git_id(),
        "packages": package_versions(),
    }
