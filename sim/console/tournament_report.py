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
STARTS = ("rank", "payoff", "conflict", "deals")
NOTE = """\
Payoff, growth: per cent of GDP, means of the free months, with the 95 % interval of the payoff. Regret: what the best
reply in hindsight to the same opponent in the same world would have brought more. Conflict: months. Deals: a run; kept:
per cent of these that the strategy itself did not break. Ranks are those of this start and this field: they also tell
what is best to do about the measures in force at the start, whose rung counts as conflict from the first month on."""
AHEAD = """\
Know more than the others: {names}. Their forks carry the numbers drawn for each world, and the desks as they work."""


def print_tournament(tournament: Tournament, folder: Path, others: Sequence[Tournament] = ()) -> None:
    """Print the standings of each seat and of both together, other starts beside this one, and where the files are."""
    for state in tournament.places:
        out.print(table(_place(state), HEADINGS, [_row(one) for one in tournament.ranking(state)], keys=True))
        out.print()
    out.print(NOTE)
    if tournament.looking_ahead:
        out.print(escape(AHEAD.format(names=", ".join(tournament.looking_ahead))))
    if others:
        _print_starts((tournament, *others))
    for line in _said(tournament):
        out.print(escape(line))
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def _print_starts(tournaments: Sequence[Tournament]) -> None:
    """Print the ranks of the same field from several starts, seat by seat."""
    begun = [one.arena.start for one in tournaments]
    headings = ("strategy", *(f"{name} from {day}" for day in begun for name in STARTS))
    for state in tournaments[0].places:
        ranks = [{one.strategy: (rank, one) for rank, one in enumerate(each.ranking(state), 1)} for each in tournaments]
        rows = [(name, *(cell for own in ranks for cell in _start_cells(*own[name]))) for name in ranks[0]]
        out.print()
        out.print(table(f"{_place(state)}, start by start", headings, rows, keys=True))


def _start_cells(rank: int, one: Standing) -> tuple[str, ...]:
    return str(rank), f"{number(one.payoff)} ±{number(one.margin)}", number(one.conflict), number(one.deals)


def _place(state: str) -> str:
    return f"As {the(state)}" if state else "Both seats"


def _row(one: Standing) -> Sequence[str]:
    kept = number(PER_CENT * one.kept)
    return (
        *(one.strategy, f"{number(one.payoff)} ±{number(one.margin)}", number(one.worst), number(one.regret)),
        *(number(one.worst_regret), number(one.rival), number(one.growth), number(one.rival_growth)),
        *(number(one.conflict), number(one.deals), kept),
    )


def _said(tournament: Tournament) -> list[str]:
    arena, draws = tournament.arena, tournament.draws
    record = "" if arena.day is None else f", record kept to {arena.day}"
    return [
        f"{len(tournament.names) ** 2} matches of {draws.samples} worlds, {arena.months - arena.first_free} free "
        f"months from {arena.begins}, scenario {arena.scenario.name}{record}."
    ]
