"""Choices by what they come to in two outcomes: which are efficient, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import outcome_unit, outcome_words, short, with_unit
from sim.figures.style import ACCENT, GREY, INK, LIGHT, SMALL, balanced, number_axis, text_size
from sim.figures.sweep.sheet import Entry, Sheet, source_of
from sim.names import the
from sim.words import MINUS, joined, percent

if TYPE_CHECKING:
    from sim.analysis.tradeoffs import Choice, TradeOff
    from sim.sweep.results import SweepResults

HIGH, LOWER, LIST = 4.3, 3.4, 4.2
"""Height of a single panel, of one of several, and room for the list of choices right of it, inches."""

UNDER = 0.85
"""Room under a panel for two lines, inches."""

MOST_LISTED = 16
NEAR = 9.0
"""Efficient marks that stand nearer than this share one label, points."""

LINE = 1.32
"""Height of a line of the list over the size of its text."""

OTHERS, EFFICIENT = 14.0, 30.0
"""Sizes of marks, square points."""

MOST_INTERVALS = 40
"""With more choices than this, only efficient ones show their intervals."""

DOT, INDENT = " \N{MIDDLE DOT} ", "     "


def trade_off_page(results: SweepResults, found: TradeOff) -> Figure:
    """Draw choices over each pair of the outcomes, and list the efficient ones; call inside `house_style`."""
    pairs = list(combinations(found.outcomes, 2))
    sheet = Sheet(
        finding(found, results),
        f"Mean of each combination of choices over the worlds it met, with 95 % intervals; {_ways(found)}",
        source_of(results),
        "Efficient: no other choice is as good in every outcome and better in one."
        + ("" if found.paired else " Choices did not meet the same worlds: luck and facts tell here too."),
        (Entry(f"efficient, {_which(found)}numbered as at the right", ACCENT), Entry("all other choices", LIGHT)),
        wide=11.5,
        left=0.95,
        right=LIST,
        axis=UNDER,
    )
    lines = _lines(found, results)
    least = len(lines) * LINE * text_size(SMALL) / 72 - UNDER
    figure, axes = sheet.stacked([max(HIGH, least)] if len(pairs) == 1 else [LOWER] * len(pairs))
    for place, (ax, pair) in enumerate(zip(axes, pairs, strict=True)):
        trade_off(ax, found, pair)
        across, up = (_axis_name(results, found, name) for name in pair)
        ax.set_xlabel(across)
        ax.set_ylabel(up)
        if place == 0:
            for number, line in enumerate(lines):
                _line(ax, number, *line)
    return figure


def _which(found: TradeOff) -> str:
    return f"the first {MOST_LISTED} " if len(found.efficient) > MOST_LISTED else ""


def _axis_name(results: SweepResults, found: TradeOff, name: str) -> str:
    way = "more is better" if found.good[name] > 0 else "less is better"
    return f"{results.label(name)}, {results.unit(name)}\n({way})"


def trade_off(ax: Axes, found: TradeOff, pair: Sequence[str]) -> Axes:
    """Draw one mark for each choice at its means of a pair of outcomes; numbers beside the efficient ones."""
    few = len(found.choices) <= MOST_INTERVALS
    across, up = pair
    for choice in found.choices:
        color = ACCENT if choice.efficient else LIGHT
        one, other = choice.means[across], choice.means[up]
        if (few or choice.efficient) and one.sure and other.sure:
            ax.plot([one.low, one.high], [other.value] * 2, color=color, linewidth=0.7, zorder=1 + choice.efficient)
            ax.plot([one.value] * 2, [other.low, other.high], color=color, linewidth=0.7, zorder=1 + choice.efficient)
        size = EFFICIENT if choice.efficient else OTHERS
        ax.scatter([one.value], [other.value], s=size, color=color, linewidths=0, zorder=3 + choice.efficient)
    ax.grid(visible=True, axis="both")
    _numbers(ax, found, pair)
    ax.spines["bottom"].set_color(GREY)
    number_axis(ax.xaxis)
    number_axis(ax.yaxis)
    return ax


def _numbers(ax: Axes, found: TradeOff, pair: Sequence[str]) -> None:
    """Write numbers beside the efficient choices that are listed; choices at about the same place share a label."""
    listed = found.efficient[:MOST_LISTED]
    places = np.array([[choice.means[name].value for name in pair] for choice in listed])
    points = ax.transData.transform(places) * 72 / ax.figure.dpi
    groups: list[list[int]] = []
    for number, point in enumerate(points):
        near = [group for group in groups if np.hypot(*(point - points[group[0]])) < NEAR]
        if near:
            near[0].append(number)
        else:
            groups.append([number])
    size = text_size(0.7)
    for group in groups:
        text = ", ".join(str(number + 1) for number in group)
        offset: dict[str, Any] = {"xytext": (0.5 * size, 0.5 * size), "textcoords": "offset points", "zorder": 6}
        ax.annotate(text, places[group[0]], color=INK, fontsize=size, fontweight="bold", **offset)


def _lines(found: TradeOff, results: SweepResults) -> list[tuple[str, str, bool]]:
    """Lines right of a panel (text, colour, bold): what efficient choices set levers to, and how sure they are."""
    size, room = text_size(SMALL), 72 * LIST - 5 * text_size(SMALL)
    lines = [
        (line, INK, True) for line in balanced(f"Efficient: {DOT.join(found.choices[0].values)}", room, size, True)
    ]
    for number, choice in enumerate(found.efficient[:MOST_LISTED], start=1):
        told = balanced(f"{number}  {DOT.join(_values(choice, results).values())}", room, size)
        lines += [(line, INK, False) for line in told] + [
            (INDENT + line, GREY, False) for line in balanced(_means_words(choice, found), room - 3 * size, size)
        ]
    if more := len(found.efficient[MOST_LISTED:]):
        lines.append((f"and {more} more in choices.csv", INK, False))
    return lines


def _line(ax: Axes, number: int, text: str, color: str, bold: bool) -> None:
    size = text_size(SMALL)
    ax.annotate(
        text,
        (1, 1),
        xytext=(1.8 * size, -number * LINE * size),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        fontsize=size,
        color=color,
        fontweight="bold" if bold else "normal",
    )


def _values(choice: Choice, results: SweepResults) -> dict[str, str]:
    """What a choice sets each lever to, with units."""
    return {
        name: with_unit(value, results.unit(name)) if isinstance(value, float) else str(value)
        for name, value in choice.values.items()
    }


def _means_words(choice: Choice, found: TradeOff) -> str:
    means = [
        f"{short(choice.means[name].value).replace('-', MINUS)} {outcome_unit(name)}".rstrip()
        for name in found.outcomes
    ]
    sure = "" if choice.sure != choice.sure else f"; efficient in {percent(choice.sure)} of draws"
    return f"{joined(means)}{sure}"


def _ways(found: TradeOff) -> str:
    good = [outcome_words(name) for name in found.outcomes]
    return f"{joined(good)} set against each other"


def finding(found: TradeOff, results: SweepResults) -> str:
    """Say how many choices are efficient, or that one is best in all."""
    efficient = found.efficient
    names = joined([outcome_words(name) for name in found.outcomes])
    whose = f" of {the(found.chooser)}" if found.chooser else ""
    if len(efficient) == 1:
        best = joined([f"{name} {value}" for name, value in _values(efficient[0], results).items()])
        return f"One choice{whose} is best in {names}: {best}"
    return f"{len(efficient)} of {len(found.choices)} choices{whose} are efficient in {names}"
