"""Whose doing a difference is: from one scenario to the other, change by change."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.comparison.why.study import Why
from sim.comparison.why.words import called
from sim.figures.gallery import save
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, SMALL, balanced, footer, house_style, number_axis, text_size
from sim.names import name_of
from sim.types import TINY
from sim.words import capital, percent, signed

COLUMNS = 2
WIDTH = 13.0
LINE, BETWEEN, FOOT = 0.34, 1.0, 0.75
"""Height of a bar, room between panels and at the foot, inches."""

LEFT, RIGHT, GAP = 0.235, 0.965, 0.115
"""Where panels begin and end, and the room between two, as shares of the width."""

BAR = 0.62
ROOM = 0.2
"""Free room beside the bars for their numbers, as a share of what they span."""

HEAD = 0.75
NAME = 2.6
"""Room for the titles, and for the names of changes, inches."""


def draw_why(why: Why, folder: Path) -> Path:
    """Draw an explanation into a folder and return the file."""
    with house_style():
        return save(waterfall(why), folder / "why.png")


def waterfall(why: Why) -> Figure:
    """Draw each outcome from the first scenario's level to the second's, a bar for each change; in `house_style`."""
    columns = min(COLUMNS, len(why.asked))
    panels = -(-len(why.asked) // columns)
    bars = len(why.changes) + 2
    figure = Figure(figsize=(WIDTH, HEAD + panels * (bars * LINE + BETWEEN) + FOOT))
    page_titles(figure, _finding(why), _measure(why))
    high = figure.get_figheight()
    wide = (RIGHT - LEFT - (columns - 1) * GAP) / columns
    for place in range(len(why.asked)):
        row, column = divmod(place, columns)
        top = high - HEAD - row * (bars * LINE + BETWEEN)
        left = LEFT + column * (wide + GAP)
        ax = figure.add_axes((left, (top - bars * LINE - BETWEEN / 2) / high, wide, bars * LINE / high))
        _panel(ax, why, place, names=column == 0)
    footer(figure, why.comparison.scenarios, _note(why))
    return figure


def _panel(ax: Axes, why: Why, place: int, names: bool) -> None:
    """Draw one outcome."""
    start = float(why.asked[place].values.mean())
    ends = [start]
    for number in range(len(why.changes)):
        ends.append(ends[-1] + why.share(number, place))
    _level(ax, 0, start, GREY)
    for number in range(len(why.changes)):
        _bar(ax, number + 1, ends[number], ends[number + 1])
    _level(ax, len(ends), ends[-1], INK)
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = ROOM * (high - low) or 1.0
    ax.set_xlim(low - (room if low < 0 else 0.0), high + room)
    ax.set_ylim(len(ends) + 0.6, -0.6)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=1.5)
    number_axis(ax.xaxis)
    labels = [why.names[0], *(change.name for change in why.changes), why.names[1]]
    size = text_size(0.85)
    ax.set_yticks(
        range(len(labels)), ["\n".join(balanced(label, NAME * 72, size)) for label in labels] if names else []
    )
    ax.tick_params(axis="y", length=0, labelsize=size)
    one = why.asked[place]
    whose = f"{name_of(one.state)}: " if one.state else ""
    name = one.label.partition(":")[0]
    caption(ax, f"{whose}{name[:1].lower() + name[1:]}" if whose else capital(name))
    ax.set_xlabel(one.unit, fontsize=text_size(SMALL))


def _level(ax: Axes, height: int, value: float, color: str) -> None:
    ax.barh(height, value, BAR, color=color, zorder=2)
    _number(ax, height, value, value, signed(value).removeprefix("+"))


def _bar(ax: Axes, height: int, start: float, end: float) -> None:
    """Draw what one change adds, from where the ones before have led."""
    ax.barh(height, end - start, BAR, left=start, color=ACCENT if end >= start else DARK, zorder=2)
    ax.plot([start, start], [height - 1 + BAR / 2, height - BAR / 2], color=GREY, linewidth=0.7, zorder=1.8)
    _number(ax, height, max(start, end), 1.0, signed(end - start))


def _number(ax: Axes, height: int, at: float, way: float, text: str) -> None:
    side = 1 if way >= 0 else -1
    ax.annotate(
        text,
        (at, height),
        xytext=(side * text_size(0.35), 0),
        textcoords="offset points",
        va="center",
        ha="left" if side > 0 else "right",
        fontsize=text_size(0.85),
    )


def _finding(why: Why) -> str:
    """Say which change makes most of the first outcome."""
    place = next((place for place in range(len(why.asked)) if abs(why.total(place)) > TINY), 0)
    total, shares = why.total(place), [why.share(number, place) for number in range(len(why.changes))]
    if abs(total) <= TINY:
        return f"{why.names[1]} ends as {why.names[0]} does"
    most = max(range(len(shares)), key=lambda number: abs(shares[number]))
    one = why.asked[place]
    what = called(one)
    part = percent(shares[most] / total)
    return f"'{why.changes[most].name}' makes {part} of the difference in {what[:1].lower()}{what[1:]}"


def _measure(why: Why) -> str:
    runs = len(why.comparison.first.seeds)
    many = f"; means of {runs} runs with the same luck" if runs > 1 else ""
    return f"From {why.names[0]} to {why.names[1]}: what each change adds, red up and dark down{many}"


def _note(why: Why) -> str:
    how = f"{why.orders} drawn orders" if why.orders else "all subsets"
    return f"Shapley shares over {how} of the changes; what changes only do together is shared out evenly among them."
