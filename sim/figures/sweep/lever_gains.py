"""What each choice is worth: mean gain and worst world, in how many worlds it helps, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sentences import value_words
from sim.analysis.wording import outcome_unit, outcome_words
from sim.figures.panels import caption
from sim.figures.style import ACCENT, DARK, GREY, SMALL, balanced, number_axis, text_size
from sim.figures.sweep.sheet import Entry, Sheet, light_grid, source_of
from sim.names import in_sentence
from sim.outcomes import good_way
from sim.types import PER_CENT
from sim.words import amount, capital, percent

if TYPE_CHECKING:
    from sim.analysis.gains import Gain
    from sim.analysis.resampling import Estimate
    from sim.sweep.results import SweepResults

MOST_VALUES = 12
"""Values of a lever that are drawn at most: the best, the worst, and the others evenly over all that it took."""

WIDE, AIR = 13.5, 0.12
"""Width of the page, inches, and room between panels beside each other as a part of their width."""

ROW, LEFT = 0.34, 4.6
"""Height of a row and room for its name, inches."""


def lever_gains_page(results: SweepResults, found: Sequence[Gain]) -> Figure:
    """Draw levers' values (rows) against their first; a row of panels for each outcome; call inside `house_style`."""
    groups = _by_outcome(found)
    paid = any(one.cost is not None for one in found)
    columns = 3 if paid else 2
    sheet = Sheet(
        finding(found),
        f"Each value of a lever against its first, within the same {found[0].worlds:,} worlds, over all other choices",
        source_of(results),
        "More than 0 helps, whichever way the outcome is good. Interval of the mean: 95 %."
        + (" Cost: bn USD, whole span of the run." if paid else "")
        + _left_out(found, groups),
        (Entry("mean gain, with 95 % interval", ACCENT), Entry("worst world", GREY)),
        wide=WIDE,
        left=LEFT,
        right=0.3,
    )
    figure, axes = sheet.stacked([ROW * max(len(some), 2) for some in groups])
    for whole, some in zip(axes, groups, strict=True):
        for column, ax in enumerate(_beside(figure, whole, columns)):
            _panel(ax, some, column, results)
    return figure


def _beside(figure: Figure, whole: Axes, columns: int) -> list[Axes]:
    """Cut a panel into some beside each other, which share the names of rows at the left."""
    place = whole.get_position()
    whole.remove()
    step = place.width / columns
    return [
        figure.add_axes((place.x0 + number * step, place.y0, step * (1 - AIR * (number < columns - 1)), place.height))
        for number in range(columns)
    ]


def _panel(ax: Axes, found: Sequence[Gain], column: int, results: SweepResults) -> None:
    outcome = found[0].outcome
    for row, one in enumerate(found):
        (_gain, _helped, _cost)[column](ax, row, one)
    size, room = text_size(0.85), 72 * ax.get_position().width * WIDE
    names = ["\n".join(balanced(_name(one), 72 * LEFT - 1.5 * size, size)) for one in found]
    ax.set_yticks(range(len(found)), [""] * len(found) if column else names, fontsize=size, linespacing=1.0)
    ax.set_ylim(len(found) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    light_grid(ax)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=4)
    if column == 1:
        ax.set_xlim(0, PER_CENT)
    number_axis(ax.xaxis)
    ax.set_xlabel((f"gain, {results.unit(outcome)}", "% of worlds", "cost, bn USD")[column])
    caption(
        ax,
        (
            "\n".join(balanced(_better(outcome, results), room, text_size(), bold=True)),
            "Worlds in which it helps",
            "What it costs more",
        )[column],
    )


def _gain(ax: Axes, row: int, one: Gain) -> None:
    ax.plot([one.worst, one.gain.value], [row, row], color=GREY, linewidth=0.8, zorder=1)
    ax.plot(one.worst, row, "|", color=GREY, markersize=8, zorder=2)
    _dot(ax, row, one.gain)


def _helped(ax: Axes, row: int, one: Gain) -> None:
    ax.barh(row, PER_CENT * one.helped, height=0.5, color=ACCENT, zorder=2)
    if not one.helped:
        size = text_size(SMALL)
        ax.annotate(
            "0 %", (0, row), (0.5 * size, 0), textcoords="offset points", va="center", fontsize=size, color=DARK
        )


def _cost(ax: Axes, row: int, one: Gain) -> None:
    if one.cost is not None:
        _dot(ax, row, one.cost)


def _dot(ax: Axes, row: int, one: Estimate) -> None:
    if one.sure:
        ax.plot([one.low, one.high], [row, row], color=ACCENT, linewidth=2.0, zorder=3)
    ax.plot(one.value, row, "o", color=ACCENT, markersize=5, zorder=4)


def _better(outcome: str, results: SweepResults) -> str:
    """Say which way of an outcome is a gain: less output lost, more security."""
    return f"{'More' if good_way(outcome) > 0 else 'Less'}: {in_sentence(results.label(outcome))}"


def _name(one: Gain) -> str:
    value, against = value_words(one.factor, one.value), value_words(one.factor, one.against)
    unit = "" if one.factor.texts else one.factor.unit
    return f"{one.factor.name}: {value} instead of {against.removesuffix(unit).rstrip()}"


def _by_outcome(found: Sequence[Gain]) -> list[list[Gain]]:
    """Group gains by outcome, with few enough values of each lever."""
    kept: dict[str, list[Gain]] = {}
    for _, some in groupby(found, key=lambda one: (one.factor.name, one.outcome)):
        gains = list(some)
        kept.setdefault(gains[0].outcome, []).extend(gains[row] for row in _rows(gains))
    return list(kept.values())


def _rows(gains: Sequence[Gain]) -> list[int]:
    """Rows of a lever that are drawn: all of few; else those with the least and the greatest gain, and some others."""
    if len(gains) <= MOST_VALUES:
        return list(range(len(gains)))
    means = [one.gain.value for one in gains]
    evenly = np.linspace(0, len(gains) - 1, MOST_VALUES - 2).round().astype(int)
    return sorted({int(np.argmin(means)), int(np.argmax(means)), *map(int, evenly)})


def _left_out(found: Sequence[Gain], groups: Sequence[Sequence[Gain]]) -> str:
    """Say how many values are not drawn."""
    left = len(found) - sum(map(len, groups))
    return f" Not shown: {left} values between others of their lever." if left else ""


def finding(found: Sequence[Gain]) -> str:
    """Name the value that gains most on average in the first outcome."""
    outcome = found[0].outcome
    best = max((one for one in found if one.outcome == outcome), key=lambda one: one.gain.value)
    name, unit = outcome_words(outcome), outcome_unit(outcome)
    if best.gain.value <= 0 or not best.helped:
        return f"{capital(name)}: no other value of any lever is better than its first"
    value = value_words(best.factor, best.value)
    gain = f"{amount(best.gain.value)} {unit}".rstrip()
    worlds = f"in {percent(best.helped)} of {best.worlds:,} worlds"
    return f"{capital(name)} improves most with {best.factor.name} at {value}: by {gain}, {worlds}"
