"""Which game it is: the payoffs of every pair of rungs, and the kinds of game over two assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Rectangle

from sim.figures.gallery import save
from sim.figures.style import DARK, GREY, INK, SMALL, balanced, house_style, text_size, titles
from sim.games import KINDS
from sim.names import name_of, the
from sim.words import capital, month_words

if TYPE_CHECKING:
    from sim.ladder_game import KindMap, LadderGame

SIZE = (13.0, 6.9)
MAP_SIZE = (12.0, 6.4)
PALETTE = "cividis"
"""Readable by people who do not tell red from green."""

KIND_COLORS = ("#009E73", "#56B4E9", "#F0E442", "#E69F00", "#D55E00", "#BDBDBD")
"""One for each of KINDS, from the palette of Okabe and Ito (2008), made for colour-blind readers."""

LIGHT_FROM = 0.55
"""From this share of the range on a cell is light enough for dark numbers."""

DOT = 0.09

RING = 24.0
"""Size of the ring around the values of the scenario, points."""


def draw_game(game: LadderGame, kinds: KindMap | None, folder: Path) -> list[Path]:
    """Draw the matrix, and the map if there is one, into a folder and return the files."""
    with house_style():
        files = [save(game_page(game), folder / "game.png")]
        if kinds is not None:
            files.append(save(map_page(kinds), folder / "kinds.png"))
    return files


def game_page(game: LadderGame) -> Figure:
    """Draw both players' payoffs side by side; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    figure.subplots_adjust(left=0.055, right=0.985, bottom=0.14, top=0.86, wspace=0.16)
    for place, ax in enumerate(figure.subplots(1, 2)):
        payoff_matrix(ax, game, place)
    runs = f"{len(game.seeds)} run{'s' * (len(game.seeds) > 1)}"
    note = (
        "Dot: best reply of the player whose payoffs are shown. Thick frame: equilibrium. Dashed frame: where both "
        f"stood. {game.title}: mean of {runs}, rungs held {game.months} months. "
        "Source: Chokepoint. A model, not a forecast."
    )
    _note(figure, note)
    return figure


def payoff_matrix(ax: Axes, game: LadderGame, place: int) -> Axes:
    """Draw one player's mean monthly payoff for every pair of rungs, best replies and equilibria marked."""
    payoff, best = game.payoffs[place], game.best[place]
    ax.grid(False)
    ax.imshow(payoff, cmap=PALETTE, origin="lower", aspect="auto")
    low, span = float(payoff.min()), max(float(np.ptp(payoff)), np.finfo(float).tiny)
    for (row, column), value in np.ndenumerate(payoff):
        ink = INK if (value - low) / span > LIGHT_FROM else "white"
        number = f"{round(value, 2) + 0:.2f}"  # adding nothing turns a negative zero into a plain one
        ax.text(column, row, number, ha="center", va="center", color=ink, fontsize=text_size(SMALL))
        if best[row, column]:
            ax.add_patch(Circle((column + 1 / 2 - 2 * DOT, row + 1 / 2 - 2 * DOT), DOT, color=ink))
    for row, column in game.equilibria:
        _frame(ax, row, column, "-", 2 * 2)
    _frame(ax, *game.now, "--", 2)
    rows, columns = payoff.shape
    ax.set_yticks(range(rows))
    ax.set_xticks(range(columns))
    ax.tick_params(length=0)
    ax.set_ylabel(f"Rung of {the(game.players[0])}")
    ax.set_xlabel(f"Rung of {the(game.players[1])}")
    kind = game.kinds[place]
    player = name_of(game.players[place])
    finding = f"{capital(player)}: {kind if kind != KINDS[-1] else 'no game with a name'}"
    titles(ax, f"{finding}, {month_words(game.month)}", "Payoff, mean of the months, % of GDP")
    return ax


def _frame(ax: Axes, row: int, column: int, line: str, width: float) -> None:
    corner, inside = (column - 1 / 2 + DOT / 2, row - 1 / 2 + DOT / 2), 1 - DOT
    for color, wide in (("white", width + 2), (INK, width)):
        frame = Rectangle(corner, inside, inside, fill=False, edgecolor=color, linewidth=wide / 2, linestyle=line)
        ax.add_patch(frame)


def map_page(kinds: KindMap) -> Figure:
    """Draw the kind of game that either player sees over two assumptions; call inside `house_style`."""
    figure = Figure(figsize=MAP_SIZE)
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.24, top=0.84, wspace=0.24)
    for place, ax in enumerate(figure.subplots(1, 2)):
        kind_map(ax, kinds, place)
    shown = sorted(set(kinds.kinds.ravel().tolist()))
    handles = [Patch(facecolor=KIND_COLORS[kind], edgecolor=GREY, label=capital(KINDS[kind])) for kind in shown]
    figure.legend(handles=handles, loc="lower center", ncols=len(handles), frameon=False, bbox_to_anchor=(0.5, 0.08))
    note = (
        "Between giving way (rung 0) and the rung on which a player stands or would stand, written in the cells. Ring: "
        f"the values of the scenario, {kinds.scenario}. Rungs held {kinds.months} months, one run a cell. "
        "Source: Chokepoint. A model, not a forecast."
    )
    _note(figure, note)
    return figure


def kind_map(ax: Axes, kinds: KindMap, place: int) -> Axes:
    """Draw the kinds of one player over the grid, with the rung at which each is read."""
    found = kinds.kinds[place]
    ax.grid(False)
    # first assumption along the horizontal axis
    ax.imshow(
        found.T, cmap=ListedColormap(KIND_COLORS), vmin=-1 / 2, vmax=len(KINDS) - 1 / 2, origin="lower", aspect="auto"
    )
    for (first, second), rung in np.ndenumerate(kinds.firm[place]):
        ax.text(first, second, str(rung), ha="center", va="center", color=INK, fontsize=text_size(SMALL))
    for axis, values, name in zip("xy", kinds.values, kinds.names, strict=True):
        labels = [f"{value:.3g}" for value in values]
        getattr(ax, f"set_{axis}ticks")(range(len(values)), labels)
        getattr(ax, f"set_{axis}label")(capital(name.replace("_", " ")))
    ax.tick_params(length=0, colors=DARK)
    _mark_usual(ax, kinds)
    player = capital(name_of(kinds.players[place]))
    titles(ax, f"{player}: {_usual_kind(kinds, place)}, {month_words(kinds.month)}", _by_assumption(kinds, place))
    return ax


def _mark_usual(ax: Axes, kinds: KindMap) -> None:
    """Ring the place of the scenario's own values, which may lie between cells, or off the map."""
    if (kinds.usual < kinds.values[:, 0]).any() or (kinds.usual > kinds.values[:, -1]).any():
        return
    x, y = (np.interp(at, values, range(len(values))) for at, values in zip(kinds.usual, kinds.values, strict=True))
    for color, wide in (("white", 2 * 2), (INK, 2)):
        ax.plot([x], [y], "o", markersize=RING, color=color, fillstyle="none", markeredgewidth=wide)


def _usual_kind(kinds: KindMap, place: int) -> str:
    """Say which kind a player sees most, or which kinds as often as each other."""
    shares = kinds.shares(place)
    most = max(shares.values())
    first = [kind for kind, share in shares.items() if share == most]
    if len(first) > 1:
        return " as often as ".join(first)
    if most == 1:
        return f"{first[0]} everywhere"
    return f"mostly {first[0]}" if most > 1 / 2 else f"{first[0]} most often"


def _by_assumption(kinds: KindMap, place: int) -> str:
    """Say what is shown, and which assumption changes nothing."""
    found = kinds.kinds[place]
    idle = [name for axis, name in enumerate(kinds.names) if (found == found.take([0], axis=axis)).all()]
    if not idle:
        return "Kind of game, by assumption"
    what = "either assumption" if len(idle) > 1 else idle[0].replace("_", " ")
    return f"Kind of game; does not change with {what}"


def _note(figure: Figure, text: str) -> None:
    size = text_size(SMALL)
    lines = balanced(text, figure.get_figwidth() * figure.get_dpi() * 0.45, size)
    figure.text(0.012, 0.012, "\n".join(lines), fontsize=size, color=DARK, va="bottom", linespacing=1.3)
