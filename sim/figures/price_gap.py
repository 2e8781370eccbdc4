"""What each good of the chain costs where most of it is made, and where it has to be bought."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.prices import ratio_axis
from sim.figures.style import ACCENT, DARK, GREY, band_words, baseline, fan, footer
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.measures import ratio
from sim.names import name_of
from sim.supply import dominant, priced_abroad, spot_abroad
from sim.types import Array
from sim.words import amount, capital, middle, month_words, times

MOST, COLUMNS = 12, 3
PANEL = (5.4, 3.0)
HEAD_AND_FOOT = 2.2
PARTED = 1.25
"""A price to buyers abroad that climbs to this many times the first is drawn in the accent."""


def price_gap(results: Labelled) -> Figure:
    """Draw a small panel for each good: spot price abroad, contract price where it is made; call in `house_style`."""
    goods = _chosen(results)
    columns = min(COLUMNS, len(goods))
    rows = -(-len(goods) // columns)
    size = (PANEL[0] * columns, PANEL[1] * rows + HEAD_AND_FOOT)
    figure = Figure(figsize=size)
    top = page_titles(figure, _finding(results, goods), _measure(results))
    span = _span(results, goods)
    for good, ax in zip(goods, grid(figure, len(goods), columns), strict=False):
        figure.subplots_adjust(
            left=0.045, right=0.885, top=top - 0.45 / size[1], bottom=1.3 / size[1], wspace=0.72, hspace=0.55
        )
        two_prices(ax, results, good, span)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def two_prices(ax: Axes, results: Labelled, good: str, span: tuple[float, float]) -> Axes:
    """Draw both prices of a good over their first month, on a log axis from low to high; ends tell the prices."""
    when, home = month_dates(results), dominant(results, good)
    made, bought = results.values("price", home, "", good), spot_abroad(results, good)
    at_home = fan(ax, when, ratio(made), GREY, 1.5, "--")
    parted = float(middle(ratio(bought)).max()) >= PARTED
    color = ACCENT if parted else DARK
    away = fan(ax, when, ratio(bought), color, 2.0 if parted else 1.5)
    baseline(ax, 1.0)
    ax.set_ylim(*span)
    ratio_axis(ax)
    time_axis(ax, results)
    caption(ax, f"{capital(name_of(good))}, {_unit(results, good)}", ACCENT if parted else "black")
    ends = [
        Name(float(away[-1]), f"bought abroad {amount(float(middle(bought)[-1]))}", color, bold=parted),
        Name(float(at_home[-1]), f"in {_short(home)} {amount(float(middle(made)[-1]))}", GREY),
    ]
    name_ends(ax, ends, 0.82)
    return ax


def _short(state: str) -> str:
    return {"USA": "the US", "EUU": "the EU"}.get(state, name_of(state))


def _chosen(results: Labelled) -> list[str]:
    """The goods whose two prices part most, in the order of the goods table."""
    goods = priced_abroad(results)
    gap = {good: _parting(results, good) for good in goods}
    kept = sorted(goods, key=lambda good: -gap[good])[:MOST]
    return [good for good in goods if good in kept]


def _parting(results: Labelled, good: str) -> float:
    """How far the two prices come apart, as the largest log of their ratio against the first month's."""
    home = ratio(middle(results.values("price", dominant(results, good), "", good)))
    gap = np.abs(np.log(ratio(middle(spot_abroad(results, good))) / home))
    return float(np.nanmax(gap))


def has_prices(results: Labelled) -> bool:
    """Whether any two prices part by a notable amount."""
    return any(_parting(results, good) > np.log(1.05) for good in priced_abroad(results))


def _span(results: Labelled, goods: list[str]) -> tuple[float, float]:
    every: list[Array] = [ratio(middle(spot_abroad(results, good))) for good in goods]
    every += [ratio(middle(results.values("price", dominant(results, good), "", good))) for good in goods]
    return float(np.nanmin(every)), float(np.nanmax(every))


def _unit(results: Labelled, good: str) -> str:
    return results.unit("price", dominant(results, good), "", good)


def _measure(results: Labelled) -> str:
    return (
        "Price over its first month, log scale: spot where bought abroad (solid, mean of large buyers, duties of the "
        "buying state included), contract where most is made (dashed); numbers at the ends: prices in the unit named"
        f"{band_words(results, several=True)}"
    )


def _finding(results: Labelled, goods: list[str]) -> str:
    peaks = {good: float(middle(ratio(spot_abroad(results, good))).max()) for good in goods}
    parted = sorted((good for good in goods if peaks[good] >= PARTED), key=lambda good: -peaks[good])
    if not parted:
        return "Prices at home and abroad stay together"
    most = parted[0]
    month = month_words(results.months[int(middle(spot_abroad(results, most)).argmax())])
    count = f"{len(parted)} of {len(goods)} goods cost" if len(parted) > 1 else "One good costs"
    count += " buyers abroad much more" + ("; most of all" if len(parted) > 1 else ":")
    return f"{count} {name_of(most)}, {times(peaks[most])} the price of {month_words(results.months[0])} in {month}"
