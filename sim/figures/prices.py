"""Two prices for one good: what it costs in China, and what it costs where it is scarce."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, SMALL, band_words, baseline, fan, text_size, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled
from sim.measures import HOME, abroad, price_abroad, price_at_home
from sim.names import name_of
from sim.types import Array
from sim.words import TIMES, month_words, times

GOODS = ("dytb_oxide", "ndpr_oxide", "lace_oxide")
WIDTHS = (2.6, 1.7, 1.0)
TICKS = (0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000)
LATE = 0.6
"""A peak in the last two fifths of the time stands close to the names of the lines."""

NOTABLE = 0.05
EDGE = 1.03
"""Room beyond the outermost ticks."""

ALIKE = 0.01
"""Lines that end within this share of the height of the axes are named together."""


def prices_home_abroad(ax: Axes, results: Labelled) -> Axes:
    """Draw the spot price abroad and the contract price in China of three oxides, as ratios to the first month."""
    when = month_dates(results)
    away, home = {}, {}
    for good, width in zip(GOODS, WIDTHS, strict=True):
        if results.has("price", HOME, "", good):
            home[good] = fan(ax, when, price_at_home(results, good), GREY, width, "--")
        if abroad(results, good):
            color = ACCENT if good == GOODS[0] else DARK
            away[good] = fan(ax, when, price_abroad(results, good), color, width)
    baseline(ax, 1.0)
    ratio_axis(ax)
    _mark_peak(ax, results, when, away.get(GOODS[0]))
    time_axis(ax, results)
    first = month_words(results.months[0])
    measure = f"Price over {first}, log scale: spot abroad (solid; mean of US, EU, Japan), contract in China (dashed)"
    titles(ax, _finding(results, away, home), measure + band_words(results))
    name_ends(ax, [*_names(ax, away, "abroad"), *_names(ax, home, "in China", GREY)])
    return ax


def ratio_axis(ax: Axes) -> None:
    """Make the height a log scale of ratios with ticks that people read, around what is drawn."""
    low, high = ax.get_ylim()
    ax.set_yscale("log")
    low, high = min(max(low, 0.01), 0.8), max(high, 1.25)
    ax.set_ylim(low / EDGE, high * EDGE)
    room = np.log(high / low)
    inside = [tick for tick in TICKS if low <= tick <= high]
    # keep ticks that stand apart enough to be read, nearest to 1 first
    kept: list[float] = []
    for tick in sorted(inside, key=lambda tick: abs(np.log(tick))):
        if all(abs(np.log(tick / other)) > 0.055 * room for other in kept):
            kept.append(tick)
    ax.yaxis.set_major_locator(FixedLocator(sorted(kept)))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda ratio, _: f"{ratio:g}{TIMES}"))


def _mark_peak(ax: Axes, results: Labelled, when: Array, price: Array | None) -> None:
    if price is None or price.max() < 1 + NOTABLE:
        return
    peak = int(price.argmax())
    late = peak > LATE * len(price)
    ax.plot(when[peak], price[peak], "o", color=ACCENT, markersize=4)
    ax.annotate(
        f"{times(float(price[peak]))}, {month_words(results.months[peak])}",
        (when[peak], price[peak]),
        # names of the lines stand at the right: a late peak is told on its other side
        xytext=(-7, 4) if late else (7, 2),
        ha="right" if late else "left",
        textcoords="offset points",
        fontsize=text_size(SMALL),
        color=ACCENT,
        fontweight="bold",
        path_effects=[withStroke(linewidth=3, foreground="white")],
    )


def _names(ax: Axes, prices: dict[str, Array], where: str, color: str | None = None) -> list[Name]:
    """Name each line, or all at once where they end together to the eye; without a color one line is bold."""
    ends = {good: float(values[-1]) for good, values in prices.items()}
    low, high = ax.get_ylim()
    if len(ends) > 1 and np.log(max(ends.values()) / min(ends.values())) < ALIKE * np.log(high / low):
        bold = f" (bold: {_short(GOODS[0])})" if GOODS[0] in ends and color is None else ""
        return [Name(float(np.mean(list(ends.values()))), f"all {len(ends)} {where}{bold}", color or DARK)]
    return [
        Name(end, f"{_short(good)} {where}", color or (ACCENT if good == GOODS[0] else DARK))
        for good, end in ends.items()
    ]


def _short(good: str) -> str:
    return name_of(good).removesuffix(" oxide")


def _finding(results: Labelled, away: dict[str, Array], home: dict[str, Array]) -> str:
    prices = away.get(GOODS[0])
    if prices is None:
        return "No prices were recorded"
    peak = int(prices.argmax())
    if prices[peak] < 1 + NOTABLE:
        return "Prices at home and abroad stay together"
    text = f"Abroad, dysprosium-terbium oxide costs {times(float(prices[peak]))} its first price in "
    text += month_words(results.months[peak])
    if GOODS[0] in home:
        text += f"; in China {_change(float(home[GOODS[0]][peak]))}"
    return text


def _change(ratio: float) -> str:
    if abs(ratio - 1) < NOTABLE / 2:
        return "it hardly moves"
    return f"it {'rises' if ratio > 1 else 'falls'} by {100 * abs(ratio - 1):.0f} %"
