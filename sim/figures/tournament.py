"""A tournament drawn: what each pair of strategies came to, and how strategies rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from sim.figures.contrast import ink_on
from sim.figures.gallery import save
from sim.figures.panels import LEFT, caption, page_titles
from sim.figures.style import (
    ACCENT,
    DARK,
    GREY,
    INK,
    LIGHT,
    SMALL,
    balanced,
    house_style,
    number_axis,
    text_size,
    text_width,
)
from sim.names import the
from sim.tournament.match import PAYOFF
from sim.tournament.standings import Standing, Tournament
from sim.types import Array
from sim.words import MINUS, month_words

CELL = 0.5
"""Width and height of a pair of strategies in a heat map, inches."""

LINE = 0.34
"""Height of a strategy in the ranking, inches."""

GAP, HEAD, FOOT = 0.4, 1.5, 0.75
"""Room between panels, for titles and for notes, inches."""

WIDE = 11.0
LEAST_PAIRS = 8
"""A heat map is drawn as wide as one of so many strategies at least, to leave room for its titles."""

DOT, THICK, THIN = 5.5, 3.2, 1.2
SCALE = LinearSegmentedColormap.from_list("payoff", [ACCENT, "#F6E3E1", "#FFFFFF"])
"""From the lowest payoff to the highest."""


def draw_tournament(tournament: Tournament, folder: Path) -> list[Path]:
    """Draw both figures into a folder and return the files."""
    with house_style():
        return [
            save(pairs_page(tournament), folder / "pairs.png"),
            save(ranking_page(tournament), folder / "ranking.png"),
        ]


def pairs_page(tournament: Tournament) -> Figure:
    """Draw the mean payoff of either seat in every pair, a panel each; call inside `house_style`."""
    ranked = [[one.strategy for one in tournament.ranking(state)] for state in tournament.arena.states]
    order = np.ix_(*([tournament.names.index(name) for name in names] for names in ranked))
    side = CELL * max(len(tournament.names), LEAST_PAIRS)
    room = _room(tournament.names)
    wide, high = 2 * (side + room + GAP), HEAD + side + room + FOOT
    figure = Figure(figsize=(wide, high))
    one, other = (the(state) for state in tournament.arena.states)
    measure = (
        f"Mean payoff of the free months, per cent of GDP a month; rows: the strategy of {one}, columns: that of "
        f"{other}; the best in each seat first; framed: the best reply to each strategy of the other side"
    )
    page_titles(figure, _finding(tournament), measure)
    for seat in range(len(tournament.arena.states)):
        place = (room + seat * (side + room + GAP)) / wide, (FOOT + room) / high
        ax = figure.add_axes((*place, side / wide, side / high))
        heat_map(ax, tournament.scores[PAYOFF, :, :, seat].mean(axis=-1)[order], ranked[0], ranked[1], seat)
        caption(ax, f"Payoff of {the(tournament.arena.states[seat])}")
    _foot(figure, tournament)
    return figure


def heat_map(ax: Axes, values: Array, rows: Sequence[str], columns: Sequence[str], seat: int) -> Axes:
    """Draw the payoffs of a seat (first seat's strategy, second seat's strategy), and frame its best replies."""
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    ax.imshow(values, cmap=SCALE, vmin=low, vmax=low + span, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        color = ink_on(SCALE((value - low) / span))
        ax.text(column, row, _written(value), ha="center", va="center", fontsize=text_size(SMALL), color=color)
    best = values.argmax(axis=seat)
    for place, reply in enumerate(best):
        row, column = (reply, place) if seat == 0 else (place, reply)
        _frame(ax, int(row), int(column))
    ax.set_xticks(range(len(columns)), columns, rotation=90)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def ranking_page(tournament: Tournament) -> Figure:
    """Draw strategies by mean payoff, each seat with a ranking of its own; call inside `house_style`."""
    high, room = HEAD + LINE * len(tournament.names) + FOOT + LINE, _room(tournament.names)
    figure = Figure(figsize=(WIDE, high))
    measure = (
        "Mean payoff of the free months, per cent of GDP a month (dot), its 95 % interval over worlds (thick line), "
        "and where eight of ten matches lie (thin line); red: best of the panel"
    )
    page_titles(figure, _finding(tournament), measure)
    seats = tournament.arena.states
    part = 1 / len(seats)
    for column, state in enumerate(seats):
        place = room / WIDE + column * part, (FOOT + LINE) / high
        ax = figure.add_axes((*place, part - (room + GAP) / WIDE, LINE * len(tournament.names) / high))
        ranking(ax, tournament.ranking(state))
        caption(ax, f"As {the(state)}")
    _foot(figure, tournament)
    return figure


def ranking(ax: Axes, standings: Sequence[Standing]) -> Axes:
    """Draw one seat: strategies from above, best first, each with its mean, interval and band."""
    for row, one in enumerate(standings):
        color = DARK if row else ACCENT
        ax.plot([one.low, one.high], [row, row], color=color, linewidth=THIN)
        ax.plot([one.payoff - one.margin, one.payoff + one.margin], [row, row], color=color, linewidth=THICK)
        ax.plot([one.payoff], [row], "o", color=color, markersize=DOT)
    ax.set_ylim(len(standings) - 1 / 2, -1 / 2)
    ax.set_yticks(range(len(standings)), [one.strategy for one in standings])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=True, axis="x", color=LIGHT, linewidth=0.6)
    ax.grid(visible=False, axis="y")
    number_axis(ax.xaxis)
    ax.locator_params(axis="x", nbins=4)
    ax.spines["bottom"].set_color(GREY)
    return ax


def _finding(tournament: Tournament) -> str:
    said = []
    for state in tournament.arena.states:
        first, second, *_ = tournament.ranking(state)
        ahead = first.payoff - second.payoff
        sure = "" if ahead > max(first.margin, second.margin) else ", within chance"
        said.append(
            f"as {the(state)} '{first.strategy}' does best, {_written(ahead)} ahead of '{second.strategy}'{sure}"
        )
    text = "; ".join(said)
    return text[:1].upper() + text[1:]


def _foot(figure: Figure, tournament: Tournament) -> None:
    arena, draws = tournament.arena, tournament.draws
    knowing = " and ".join(tournament.looking_ahead)
    more = f" {knowing}: forks know what is drawn for each world, which no other strategy does." if knowing else ""
    span = f"{month_words(arena.begins)} to "
    span += month_words(arena.scenario.month_name(arena.months - 1))
    text = (
        f"Source: Chokepoint, {len(tournament.names) ** 2} matches from scenario {arena.scenario.name}"
        f"{'' if arena.day is None else f', record kept to {arena.day}'}; free months {span}; {draws.samples} worlds "
        f"each, the same luck (seeds {draws.seeds[0]}-{draws.seeds[-1]}) and draws of {len(draws.names)} uncertain "
        f"parameters in all.{more} A model, not a forecast."
    )
    size = text_size(SMALL)
    lines = balanced(text, 0.97 * 72 * figure.get_figwidth(), size)
    figure.text(LEFT, 0.012, "\n".join(lines), fontsize=size, color=DARK, va="bottom", linespacing=1.3)


def _room(names: Sequence[str]) -> float:
    """Room that the longest name needs beside an axis, inches."""
    return (max(text_width(name, text_size()) for name in names) + 2 * text_size()) / 72


def _frame(ax: Axes, row: int, column: int) -> None:
    left, right, up, down = column - 1 / 2, column + 1 / 2, row - 1 / 2, row + 1 / 2
    ax.plot([left, right, right, left, left], [up, up, down, down, up], color=INK, linewidth=THIN, clip_on=False)


def _written(value: float) -> str:
    return f"{abs(value):.2f}" if round(value, 2) >= 0 else f"{MINUS}{abs(value):.2f}"
