"""A tournament drawn: what each pair of strategies came to, and how strategies rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

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

LIGHT_TEXT_BELOW = 0.35
"""In this lowest part of the scale numbers are written in white."""


def draw_tournament(tournament: Tournament, folder: Path) -> list[Path]:
    """Draw both figures into a folder and return the files."""
    with house_style():
        return [
            save(pairs_page(tournament), folder / "pairs.png"),
            save(ranking_page(tournament), folder / "ranking.png"),
        ]


def pairs_page(tournament: Tournament) -> Figure:
    """Draw the mean payoff of either seat in every pair, a panel each; call inside `house_style`."""
    order = [tournament.names.index(one.strategy) for one in tournament.ranking()]
    side = CELL * max(len(order), LEAST_PAIRS)
    room = _room(tournament.names)
    wide, high = 2 * (side + room + GAP), HEAD + side + room + FOOT
    figure = Figure(figsize=(wide, high))
    one, other = (the(state) for state in tournament.start.states)
    measure = (
        f"Mean payoff of the free months, per cent of GDP a month; rows: the strategy of {one}, columns: that of "
        f"{other}; best of all seats first; framed: the best reply to each strategy of the other side"
    )
    page_titles(figure, _finding(tournament), measure)
    for seat in range(len(tournament.start.states)):
        place = (room + seat * (side + room + GAP)) / wide, (FOOT + room) / high
        ax = figure.add_axes((*place, side / wide, side / high))
        values = tournament.scores[PAYOFF, :, :, seat].mean(axis=-1)[np.ix_(order, order)]
        heat_map(ax, values, [tournament.names[row] for row in order], seat)
        caption(ax, f"Payoff of {the(tournament.start.states[seat])}")
    _foot(figure, tournament)
    return figure


def heat_map(ax: Axes, values: Array, names: list[str], seat: int) -> Axes:
    """Draw the payoffs of a seat (first seat's strategy, second seat's strategy), and frame its best replies."""
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    ax.imshow(values, cmap=SCALE, vmin=low, vmax=low + span, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        color = "white" if (value - low) / span < LIGHT_TEXT_BELOW else INK
        ax.text(column, row, _written(value), ha="center", va="center", fontsize=text_size(SMALL), color=color)
    best = values.argmax(axis=seat)
    for place, reply in enumerate(best):
        row, column = (reply, place) if seat == 0 else (place, reply)
        _frame(ax, int(row), int(column))
    ax.set_xticks(range(len(names)), names, rotation=90)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def ranking_page(tournament: Tournament) -> Figure:
    """Draw strategies by mean payoff: both seats, and each seat on its own; call inside `house_style`."""
    order = [one.strategy for one in tournament.ranking()]
    high, room = HEAD + LINE * len(order) + FOOT + LINE, _room(order)
    figure = Figure(figsize=(WIDE, high))
    measure = (
        "Mean payoff of the free months, per cent of GDP a month (dot), its 95 % interval over worlds (thick line), "
        "and where eight of ten matches lie (thin line); red: best of the panel"
    )
    page_titles(figure, _finding(tournament), measure)
    seats = ("", *tournament.start.states)
    width = (WIDE - room - GAP * len(seats)) / len(seats) / WIDE
    for column, state in enumerate(seats):
        left = room / WIDE + column * (width + GAP / WIDE)
        ax = figure.add_axes((left, (FOOT + LINE) / high, width, LINE * len(order) / high))
        ranking(ax, {one.strategy: one for one in tournament.ranking(state)}, order)
        caption(ax, f"As {the(state)}" if state else "Both seats")
        if column:
            ax.set_yticklabels([])
    _foot(figure, tournament)
    return figure


def ranking(ax: Axes, standings: dict[str, Standing], order: list[str]) -> Axes:
    """Draw one seat: strategies in an order from above, each with its mean, interval and band."""
    best = max(standings.values(), key=lambda one: one.payoff).strategy
    for row, name in enumerate(order):
        one = standings[name]
        color = ACCENT if name == best else DARK
        ax.plot([one.low, one.high], [row, row], color=color, linewidth=THIN)
        ax.plot([one.payoff - one.margin, one.payoff + one.margin], [row, row], color=color, linewidth=THICK)
        ax.plot([one.payoff], [row], "o", color=color, markersize=DOT)
    ax.set_ylim(len(order) - 1 / 2, -1 / 2)
    ax.set_yticks(range(len(order)), order)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=True, axis="x", color=LIGHT, linewidth=0.6)
    ax.grid(visible=False, axis="y")
    number_axis(ax.xaxis)
    ax.locator_params(axis="x", nbins=4)
    ax.spines["bottom"].set_color(GREY)
    return ax


def _finding(tournament: Tournament) -> str:
    first, *others = tournament.ranking()
    ahead = first.payoff - others[0].payoff
    sure = "" if ahead > max(first.margin, others[0].margin) else ", within chance"
    text = f"'{first.strategy}' does best over both seats, {_written(ahead)} ahead of '{others[0].strategy}'{sure}"
    best = [(the(state), tournament.ranking(state)[0].strategy) for state in tournament.start.states]
    return text + "; " + ", ".join(f"as {state} '{name}'" for state, name in best)


def _foot(figure: Figure, tournament: Tournament) -> None:
    start, draws = tournament.start, tournament.draws
    span = f"{month_words(start.scenario.month_name(start.first_free))} to "
    span += month_words(start.scenario.month_name(start.months - 1))
    text = (
        f"Source: Chokepoint, {len(tournament.names) ** 2} matches from scenario {start.scenario.name}"
        f"{'' if start.day is None else f', record kept to {start.day}'}; free months {span}; {draws.samples} worlds "
        f"each, the same luck (seeds {draws.seeds[0]}-{draws.seeds[-1]}) and draws of {len(draws.names)} uncertain "
        "parameters in all. A model, not a forecast."
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
