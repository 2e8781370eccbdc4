"""What the two powers could do to each other by withholding goods, month by month, and through which goods."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, INK, LIGHT, SMALL, band_words, fan, footer, number_axis, text_size
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.leverage.ledger import EVERYTHING, Leverage, has_leverage, ledger
from sim.measures import HOME, RIVAL
from sim.names import name_of, the
from sim.words import amount, capital, middle, month_words, percent

PAGE = (13.5, 7.6)
PAIRS = ((HOME, RIVAL, ACCENT), (RIVAL, HOME, INK))
"""Holder, target, and colour."""

MOST = 6
"""Goods of a holder that get a bar."""

NOTABLE = 0.01
"""Per cent of a year's GDP: the least change of a hold that is worth a figure."""

BAR, ROOM = 0.38, 0.42
"""Height of a bar, and free room beside the longest one for its numbers, as a share of it."""


def leverage_moves(results: Labelled) -> bool:
    """Whether the hold of one power over the other changes by a notable amount."""
    if not has_leverage(results):
        return False
    lines = [middle(one.leverage) for one in ledger(results, (HOME, RIVAL)) if one.good == EVERYTHING]
    return any(float(np.ptp(line)) >= NOTABLE for line in lines)


def leverage(results: Labelled) -> Figure:
    """Draw both powers' hold over time and the goods that it rests on; call inside `house_style`."""
    figure = Figure(figsize=PAGE)
    found = ledger(results, (HOME, RIVAL))
    top = page_titles(figure, _finding(results, found), _measure(results))
    over_time(figure.add_axes((0.045, 0.2, 0.32, top - 0.28)), results, found)
    heights = [max(1, len(_goods(found, holder, target))) for holder, target, _ in PAIRS]
    space, gap, upper = top - 0.28, 0.11, top - 0.08
    for (holder, target, color), rows in zip(PAIRS, heights, strict=True):
        high = (space - gap) * rows / sum(heights)
        ax = figure.add_axes((0.67, upper - high, 0.315, high))
        by_good(ax, _goods(found, holder, target), color)
        caption(ax, f"{capital(the(holder))} over {the(target)}, by good", color)
        upper -= high + gap
    footer(figure, results, f"{NOTE} {where_marked(results, MARKS)}".strip())
    return figure


NOTE = (
    "Goods do not add up: an industry stops for want of the good that it lacks most. Bars: pale at first, dark now; "
    "beside them leverage now, and months until stocks are used up."
)


def over_time(ax: Axes, results: Labelled, found: list[Leverage]) -> Axes:
    """Draw the leverage of both powers by all goods together, with bands over runs."""
    when, names = month_dates(results), []
    for holder, target, color in PAIRS:
        for one in _whole(found, holder, target):
            line = fan(ax, when, one.leverage, color, 2.4)
            text = f"{name_of(holder)} over {the(target)} {amount(float(line[-1]))}"
            names.append(Name(float(line[-1]), text, color, bold=True))
    ax.set_ylim(0, max(ax.get_ylim()[1], NOTABLE))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, "All goods together, % of a year's GDP")
    name_ends(ax, names)
    return ax


def by_good(ax: Axes, goods: list[Leverage], color: str) -> Axes:
    """Draw the leverage through each good at first (pale) and in the last month (dark)."""
    size = text_size(0.85)
    for row, one in enumerate(goods):
        first, last = (float(middle(one.leverage)[place]) for place in (0, -1))
        ax.barh(row - BAR / 2, first, BAR, color=LIGHT, zorder=2)
        ax.barh(row + BAR / 2, last, BAR, color=color, zorder=2)
        cover = float(middle(one.months_of_cover)[-1])
        months = f"{cover:.1f} months" if np.isfinite(cover) else "no gap"
        ax.annotate(
            f"{amount(last)}; {months}",
            (max(first, last), row),
            xytext=(0.4 * size, 0),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=DARK,
        )
    ax.set_yticks(range(len(goods)), [name_of(one.good) for one in goods])
    ax.tick_params(axis="y", length=0, labelsize=size)
    ax.tick_params(axis="x", labelsize=text_size(SMALL))
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_ylim(len(goods) - 0.4, -0.6)
    longest = max((float(middle(one.leverage)[[0, -1]].max()) for one in goods), default=1.0)
    ax.set_xlim(0, (1 + ROOM) * longest)
    number_axis(ax.xaxis)
    return ax


def _goods(found: list[Leverage], holder: str, target: str) -> list[Leverage]:
    """Goods through which a holder can do most, now or at first."""
    own = [one for one in found if (one.holder, one.target) == (holder, target) and one.good != EVERYTHING]
    return sorted(own, key=lambda one: -float(middle(one.leverage)[[0, -1]].max()))[:MOST]


def _whole(found: list[Leverage], holder: str, target: str) -> list[Leverage]:
    return [one for one in found if (one.holder, one.target, one.good) == (holder, target, EVERYTHING)]


def _finding(results: Labelled, found: list[Leverage]) -> str:
    """Say how far China's hold, or the other's where China has none, has worn out."""
    for holder, target, _ in PAIRS:
        for one in _whole(found, holder, target):
            line = middle(one.leverage)
            change = float(line[-1] / line[0] - 1) if line[0] > 0 else 0.0
            way = "worn out by" if change < 0 else "grown by"
            return (
                f"By {month_words(results.months[-1])} the hold of {the(holder)} over {the(target)} has {way} "
                f"{percent(abs(change))}, to {amount(float(line[-1]))} % of a year's GDP"
            )
    return "Neither power has a hold over the other"


def _measure(results: Labelled) -> str:
    return (
        "What a full cut-off from that month on would cost the other within a year: value added of industries that "
        "would stop, after stocks, thrift, scrap and spare capacity of others" + band_words(results)
    )
