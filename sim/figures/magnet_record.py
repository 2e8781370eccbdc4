"""China's magnet exports of 2025, model against customs."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import StrMethodFormatter

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, SMALL, band_words, fan, footer, text_size
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled, until
from sim.measures import HOME, RIVAL, magnet_exports
from sim.record import magnet_record, usual_magnet_exports
from sim.types import Array
from sim.words import middle, month_words, percent

SIZE = (13.0, 6.2)
JUDGED = ("2025-03", "2025-04", "2025-05")
"""January and February swing with the lunar new year."""

LONGEST = 18
"""Months that are drawn."""


def magnet_record_figure(results: Labelled) -> Figure:
    """Draw exports in total and to the US, the model's as lines and customs' as points; call inside `house_style`."""
    results = until(results, LONGEST)
    figure = Figure(figsize=SIZE)
    top = page_titles(figure, _finding(results), _measure(results))
    for place, (partner, words) in enumerate((("", "All destinations"), (RIVAL, "To the United States"))):
        ax = figure.add_subplot(1, 2, place + 1)
        figure.subplots_adjust(left=0.05, right=0.9, top=top - 0.06, bottom=0.21, wspace=0.42)
        beside(ax, results, partner)
        caption(ax, f"{words}, t/month")
    footer(figure, results, where_marked(results, MARKS))
    return figure


def beside(ax: Axes, results: Labelled, partner: str) -> Axes:
    """Draw the model's exports to a partner (empty: to all) as a line and what customs recorded as points."""
    when, exports = month_dates(results), magnet_exports(results, partner)
    drawn = fan(ax, when, exports, ACCENT, 2.2)
    record = magnet_record().get(partner, {})
    months = [month for month in record if month in results.months]
    places = [results.month_index(month) for month in months]
    amounts = [record[month] for month in months]
    ax.plot(when[places], amounts, "o", color=DARK, markersize=6, zorder=4)
    for place, tonnes in zip(places, amounts, strict=True):
        _number(ax, when[place], tonnes)
    ax.set_ylim(0, 1.12 * max(float(exports.max()), *amounts))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    time_axis(ax, results)
    names = [Name(float(drawn[-1]), f"model {drawn[-1]:,.0f}", ACCENT, bold=True)]
    if places:
        names.append(Name(0.0, "points: customs", DARK))
    name_ends(ax, names)
    return ax


def has_record(results: Labelled) -> bool:
    """Whether the months of the record were lived, under the controls of April 2025, and exports are there."""
    april = any(row.actor == HOME and row.date == "2025-04-04" for row in results.events)
    return april and set(JUDGED) <= set(results.months) and magnet_exports(results, "")[0].min() > 0


def error(results: Labelled, partner: str = "") -> float:
    """Root-mean-square error of the median over March to May, t a month."""
    record = magnet_record()[partner]
    median = middle(magnet_exports(results, partner))
    gaps = [float(median[results.month_index(month)]) - record[month] for month in JUDGED]
    return float(np.sqrt(np.mean(np.square(gaps))))


def _number(ax: Axes, when: float, tonnes: float) -> None:
    ax.annotate(
        f"{tonnes:,.0f}",
        (when, tonnes),
        xytext=(6, 2),
        textcoords="offset points",
        path_effects=[withStroke(linewidth=3, foreground="white")],
        fontsize=text_size(SMALL),
        color=DARK,
    )


def _measure(results: Labelled) -> str:
    total, rival = error(results), error(results, RIVAL)
    shares = [percent(one / usual_magnet_exports(partner)) for one, partner in ((total, ""), (rival, RIVAL))]
    text = "China's exports of rare-earth magnets, model (line) and customs (points); root-mean-square error March-May"
    misses = f"{total:,.0f} t, {shares[0]} of the 2024 mean; to the US {rival:,.0f} t, {shares[1]}"
    return f"{text} {misses}{band_words(results)}"


def _finding(results: Labelled) -> str:
    lowest = JUDGED[-1]
    model: Array = middle(magnet_exports(results, ""))
    made, record = float(model[results.month_index(lowest)]), magnet_record()[""][lowest]
    text = f"In {month_words(lowest)} the model's China exports {made:,.0f} t of magnets, customs counted {record:,.0f}"
    last = max(month for month in magnet_record()[""] if month in results.months)
    if last == lowest:
        return text
    made, record = float(model[results.month_index(last)]), magnet_record()[""][last]
    return f"{text}; in {month_words(last)} {made:,.0f} against {record:,.0f}"
