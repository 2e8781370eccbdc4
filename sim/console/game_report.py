"""Which game two rivals are in, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.console.screen import out, table
from sim.errors import shown
from sim.games import KINDS
from sim.names import the
from sim.types import PER_CENT

if TYPE_CHECKING:
    from sim.ladder_game import KindMap, LadderGame
    from sim.types import Array

ROW_MARK, COLUMN_MARK, EQUILIBRIUM_MARK = "*", "°", "="

NOTE = """\
Payoffs: mean of the months, per cent of GDP, {row} first. {row_mark} best reply of {row}, {column_mark} of {column}, \
{equilibrium_mark} both: an equilibrium. Rungs: rows {row}, columns {column}."""


def print_game(game: LadderGame, kinds: KindMap | None, folder: Path) -> None:
    """Print the matrix, what it says, the map if there is one, and where the files are."""
    row, column = game.players
    runs = f"{len(game.seeds)} run{'s' * (len(game.seeds) > 1)}"
    title = f"{game.title}: rungs held {game.months} months from {game.month}, mean of {runs}"
    columns = [str(rung) for rung in range(game.payoffs[0].shape[1])]
    out.print(table(title, (f"{row} \\ {column}", *columns), matrix_rows(game), keys=True))
    marks = {"row_mark": ROW_MARK, "column_mark": COLUMN_MARK, "equilibrium_mark": EQUILIBRIUM_MARK}
    out.print(NOTE.format(row=row, column=column, **marks), soft_wrap=True)
    out.print()
    for line in findings(game):
        out.print(escape(line), soft_wrap=True)
    if kinds is not None:
        out.print()
        for line in map_lines(kinds):
            out.print(escape(line), soft_wrap=True)
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def matrix_rows(game: LadderGame) -> list[tuple[str, ...]]:
    """Lines of the matrix: both payoffs of each pair, best replies marked."""
    rows, columns = game.pareto.shape
    return [(str(row), *(_cell(game, row, column) for column in range(columns))) for row in range(rows)]


def _cell(game: LadderGame, row: int, column: int) -> str:
    best = [bool(replies[row, column]) for replies in game.best]
    marks = EQUILIBRIUM_MARK if all(best) else ROW_MARK * best[0] + COLUMN_MARK * best[1]
    mine, theirs = game.payoffs
    return f"{mine[row, column]:.2f} {theirs[row, column]:.2f}{marks}"


def findings(game: LadderGame) -> list[str]:
    """Sentences about where both stand, equilibria, the Pareto set, dominance, quantal play and the kind of game."""
    row, column = game.players
    efficient = [(int(one), int(other)) for one, other in zip(*game.pareto.nonzero(), strict=True)]
    lines = [
        f"Where they stand: {_pair(game, game.now)}.",
        f"Pure equilibria: {_pairs(game, game.equilibria) or 'none; best replies go round in a circle'}.",
        f"Pareto set, {len(efficient)} of {game.pareto.size} pairs ({row}-{column}): "
        + ", ".join(f"{one}-{other}" for one, other in efficient)
        + ".",
    ]
    for player, rungs in zip(game.players, game.dominated, strict=True):
        if rungs:
            lines.append(f"{player} never gains by rung {', '.join(map(str, rungs))}: another is better always.")
    for player, played in zip(game.players, (game.quantal.rows, game.quantal.columns), strict=True):
        lines.append(f"Quantal response of {player} (precision {game.precision:g}): {_played(played)}.")
    return lines + [_reading(game, place) for place in range(2)]


def _reading(game: LadderGame, place: int) -> str:
    give, firm = game.compared
    share = game.shares[place]
    often = sorted(range(len(KINDS)), key=lambda kind: -share[kind])
    spread = ", ".join(f"{KINDS[kind]} {PER_CENT * share[kind]:.0f} %" for kind in often if share[kind] > 0)
    return (
        f"As {the(game.players[place])} sees it: {game.kinds[place]} between giving way ({_pair(game, give)}) and "
        f"standing firm ({_pair(game, firm)}); over all choices of two rungs for either: {spread}."
    )


def _played(played: Array) -> str:
    """How often rungs are played, those that hardly are left out."""
    return ", ".join(
        f"rung {rung} {PER_CENT * share:.0f} %" for rung, share in enumerate(played) if share >= 1 / PER_CENT
    )


def _pair(game: LadderGame, pair: tuple[int, int]) -> str:
    return f"{game.players[0]} {pair[0]}, {game.players[1]} {pair[1]}"


def _pairs(game: LadderGame, pairs: Sequence[tuple[int, int]]) -> str:
    return "; ".join(_pair(game, pair) for pair in pairs)


def map_lines(kinds: KindMap) -> list[str]:
    """Say how much of the map each kind covers, and what stood for what was asked."""
    lines = [
        f"'{asked}' is no number of the model; {name}, which moves it, is varied in its place."
        for asked, name in zip(kinds.asked, kinds.names, strict=True)
        if asked != name
    ]
    low, high = kinds.values[:, 0], kinds.values[:, -1]
    spans = " and ".join(f"{name} {low[place]:g} to {high[place]:g}" for place, name in enumerate(kinds.names))
    lines.append(f"Over {spans}, one run:")
    for place, player in enumerate(kinds.players):
        shares = kinds.shares(place)
        spread = ", ".join(f"{kind} {PER_CENT * share:.0f} %" for kind, share in shares.items() if share > 0)
        lines.append(f"  as {the(player)} sees it: {spread}")
    return lines
