"""What a tournament came to, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from sim.console.numbers import number
from sim.console.screen import out, table
from sim.errors import shown
from sim.names import the
from sim.tournament.standings import Standing, Tournament
from sim.types import PER_CENT

HEADINGS = (
    *("strategy", "payoff", "worst", "regret", "worst regret", "rival's", "growth", "rival's growth"),
    *("conflict", "deals", "kept"),
)
NOTE = """\
Payoff, growth: per cent of GDP, means of the free months, with the 95 % interval of the payoff. Regret: what the best
reply in hindsight to the same opponent in the same world would have brought more. Conflict: months. Deals: a run; kept:
per cent of these that the strategy itself did not break."""


def print_tournament(tournament: Tournament, folder: Path) -> None:
    """Print the standings of both seats together and of each seat, and where the files are."""
    for state in ("", *tournament.start.states):
        title = f"As {the(state)}" if state else "Both seats"
        out.print(table(title, HEADINGS, [_row(one) for one in tournament.ranking(state)], keys=True))
        out.print()
    out.print(NOTE)
    for line in _said(tournament):
        out.print(escape(line))
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def _row(one: Standing) -> Sequence[str]:
    kept = number(PER_CENT * one.kept)
    return (
        *(one.strategy, f"{number(one.payoff)} ±{number(one.margin)}", number(one.worst), number(one.regret)),
        *(number(one.worst_regret), number(one.rival), number(one.growth), number(one.rival_growth)),
        *(number(one.conflict), number(one.deals), kept),
    )


def _said(tournament: Tournament) -> list[str]:
    start, draws = tournament.start, tournament.draws
    record = "" if start.day is None else f", record kept to {start.day}"
    return [
        f"{len(tournament.names) ** 2} matches of {draws.samples} worlds, {start.months - start.first_free} free "
        f"months from {start.scenario.month_name(start.first_free)}, scenario {start.scenario.name}{record}."
    ]
