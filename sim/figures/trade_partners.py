"""Where trade goes in a tariff war: what the US and China buy and sell, from whom and to whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.commerce_changes import bought, partners, sold, sold_in_all
from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, band_words, baseline, fan, footer, number_axis, text_size
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled, quantiles
from sim.measures import HOME, RIVAL
from sim.names import name_of, the
from sim.types import MONTHS_A_YEAR, Array
from sim.words import capital, change, middle, month_words

SIZE = (16.0, 10.6)
POWERS = {RIVAL: HOME, HOME: RIVAL}
"""Whose trade is drawn, each with its rival."""

SHORT = {RIVAL: "US", HOME: "China"}
WHOSE = {RIVAL: "US", HOME: "China's"}
NAMED = 8
"""How many partners besides the rival are shown: those whose trade moves furthest."""

NOTABLE = 1.0
"""Change of trade between any two states, bn USD a year, that is worth a figure."""

LEAST_SPAN = 1.0
"""Every axis shows at least this many bn USD a year either way."""

KEY_DEPTH = 2.6
"""How far under the bars their key stands, over the size of text."""

UNIT = " bn USD a year"
SHIFT = 0.17
"""How far imports stand above the middle of their row, and exports below."""


@dataclass(frozen=True)
class Way:
    """One direction of a power's trade: its changes by partner and in all, each (month, run), bn USD a year."""

    caption: str
    by_partner: dict[str, Array]
    total: Array

    def others(self, rival: str) -> Array:
        """Change of trade with everybody but the rival: (month, run)."""
        moved: Array = self.total - self.by_partner[rival]
        return moved


@dataclass(frozen=True)
class Trade:
    """All trade of one power, and its rival."""

    power: str
    rival: str
    imports: Way
    exports: Way

    @classmethod
    def of(cls, results: Labelled, power: str) -> Trade:
        """Read it from the series of a run."""
        others, whose = partners(results, power), WHOSE[power]
        return cls(
            power=power,
            rival=POWERS[power],
            imports=Way(f"{whose} imports", {one: sold(results, one, power) for one in others}, bought(results, power)),
            exports=Way(
                f"{whose} exports", {one: sold(results, power, one) for one in others}, sold_in_all(results, power)
            ),
        )


def trade_partners(results: Labelled) -> Figure:
    """Draw imports and exports of the US and China over time, and by partner at one month; call in `house_style`."""
    month = telling_month(results)
    trades = [Trade.of(results, power) for power in POWERS if partners(results, power)]
    figure = Figure(figsize=SIZE)
    top = page_titles(figure, _finding(results, trades, month), _measure(results))
    axes = figure.subplots(len(trades), 3, squeeze=False)
    figure.subplots_adjust(left=0.035, right=0.985, top=top - 0.055, bottom=0.115, wspace=0.75, hspace=0.42)
    for trade, (left, centre, right) in zip(trades, axes, strict=True):
        for ax, way in ((left, trade.imports), (centre, trade.exports)):
            over_time(ax, results, way, trade.rival)
        by_partner(right, results, trade, month)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_trade(results: Labelled) -> bool:
    """Whether trade of the US or China with any partner moves by a notable amount."""
    return any(
        float(np.abs(middle(moved)).max()) > NOTABLE
        for power in POWERS
        for partner in partners(results, power)
        for moved in (sold(results, partner, power), sold(results, power, partner))
    )


def telling_month(results: Labelled) -> int:
    """A year after the shock, or the last month where the run ends before: a month, from 0."""
    return min(results.outbreak + MONTHS_A_YEAR, len(results.months) - 1)


def over_time(ax: Axes, results: Labelled, way: Way, rival: str) -> Axes:
    """Draw trade with the rival (accent), with everybody else, and all of it."""
    when, names = month_dates(results), []
    lines = (
        (way.total, "all", LIGHT, 3.2),
        (way.others(rival), "all others", INK, 1.8),
        (way.by_partner[rival], SHORT[rival], ACCENT, 2.2),
    )
    for values, called, color, width in lines:
        end = float(fan(ax, when, values, color, width)[-1])
        names.append(Name(end, f"{called} {change(end)}", DARK if color == LIGHT else color, bold=color == ACCENT))
    baseline(ax, 0.0)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -LEAST_SPAN), max(high, LEAST_SPAN))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, way.caption)
    name_ends(ax, names)
    return ax


def by_partner(ax: Axes, results: Labelled, trade: Trade, month: int) -> Axes:
    """Draw imports and exports by partner in one month, without the rival, as bars with their band over runs."""
    shown = _furthest(trade, month)
    for way, color, shift in ((trade.imports, INK, -SHIFT), (trade.exports, GREY, SHIFT)):
        low, median, high = quantiles(np.array([way.by_partner[one][month] for one in shown]))
        rows = np.arange(len(shown)) + shift
        ax.barh(rows, median, 2 * SHIFT, color=color)
        if results.runs > 1:
            ax.hlines(rows, low, high, color=DARK, linewidth=1.2)
    ax.axvline(0.0, color=DARK, linewidth=0.9)
    low_end, high_end = ax.get_xlim()
    ax.set_xlim(min(low_end, -LEAST_SPAN), max(high_end, LEAST_SPAN))
    ax.set_yticks(range(len(shown)), [name_of(one) for one in shown])
    ax.tick_params(axis="y", labelsize=text_size(0.88))
    ax.set_ylim(len(shown) - 1 + 3 * SHIFT, -3 * SHIFT)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    number_axis(ax.xaxis)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    caption(ax, f"{WHOSE[trade.power]} trade with others, {month_words(results.months[month])}")
    _key(ax)
    return ax


def _key(ax: Axes) -> None:
    """Say at the foot of the bars which are which."""
    for place, text, color in ((0.0, "imports from", INK), (0.5, "exports to", GREY)):
        ax.annotate(
            f"\N{BLACK SQUARE} {text}",
            (place, 0),
            xytext=(0, -text_size(KEY_DEPTH)),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=text_size(0.88),
            color=color,
        )


def _furthest(trade: Trade, month: int) -> list[str]:
    """Partners besides the rival by how far their trade with the power moves, the furthest first."""
    moved = {
        one: max(abs(float(middle(way.by_partner[one])[month])) for way in (trade.imports, trade.exports))
        for one in trade.imports.by_partner
        if one != trade.rival
    }
    return sorted(moved, key=lambda one: -moved[one])[:NAMED]


def _finding(results: Labelled, trades: list[Trade], month: int) -> str:
    """Say what each power buys or sells less, and who makes up for it."""
    parts = []
    for trade in trades:
        way, verb, elsewhere = (
            (trade.imports, "buys", "from") if trade.power == RIVAL else (trade.exports, "sells", "to")
        )
        rival, others = (
            float(middle(moved)[month]) for moved in (way.by_partner[trade.rival], way.others(trade.rival))
        )
        parts.append(
            f"{the(trade.power)} {verb} {_more(rival, UNIT)} {elsewhere} {the(trade.rival)} and {_more(others)} "
            f"{elsewhere} others"
        )
    first, *later = parts
    return capital(f"in {month_words(results.months[month])} {first}" + "".join(f"; {part}" for part in later))


def _more(moved: float, unit: str = "") -> str:
    size = change(abs(moved)).removeprefix("+")
    return "as much" if size == "0" else f"{size}{unit} {'more' if moved > 0 else 'less'}"


def _measure(results: Labelled) -> str:
    return (
        f"Goods trade against {month_words(results.months[0])}, bn USD a year at the pace of the month; "
        f"right: partners whose trade moves furthest{band_words(results, several=True)}"
    )
