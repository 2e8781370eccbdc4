"""Where China's rare-earth magnets go."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, INK, baseline, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled, quantiles
from sim.measures import RIVAL, magnet_exports, magnet_exports_by_destination
from sim.names import name_of
from sim.types import TINY, Array
from sim.words import amount, middle, month_words, percent

LARGEST = 5
SHADES = ("#5E5E5E", "#7F7F7F", "#9C9C9C", "#B8B8B8", "#CFCFCF", "#E2E2E2")
LASTING = 0.05
"""Exports that end within this share of where they began have come back to stay."""

NOTABLE = 0.02
"""A change of less than this share is not worth a title."""


def magnet_exports_figure(ax: Axes, results: Labelled) -> Axes:
    """Draw China's monthly exports of NdFeB and SmCo magnets, stacked by destination."""
    when, total = month_dates(results), magnet_exports(results, "")
    parts = _split(results, total)
    _stack(ax, when, parts)
    if results.runs > 1:
        low, _, high = quantiles(total)
        ax.plot(when, low, when, high, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    ax.plot(when, middle(total), color=INK, linewidth=1.6)
    ax.set_ylim(0, 1.08 * float(max(total.max(), TINY)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    baseline(ax, float(middle(total)[0]))
    time_axis(ax, results)
    titles(ax, _finding(results, middle(total)), _measure(results))
    name_ends(ax, _names(parts))
    return ax


def _split(results: Labelled, total: Array) -> list[tuple[str, str, Array]]:
    """Split the median total by mean shares, the US at the bottom: (name, colour, (month,))."""
    found = magnet_exports_by_destination(results, LARGEST)
    whole = np.maximum(sum((values for _, values in found), np.zeros(())).mean(axis=-1), TINY)
    found.sort(key=lambda pair: (pair[0] != name_of(RIVAL), pair[0] == "Others"))
    greys = iter(SHADES)
    return [
        (name, ACCENT if name == name_of(RIVAL) else next(greys), middle(total) * values.mean(axis=-1) / whole)
        for name, values in found
    ]


def _stack(ax: Axes, when: Array, parts: list[tuple[str, str, Array]]) -> None:
    floor = np.zeros(len(when))
    for _, color, values in parts:
        ax.fill_between(when, floor, floor + values, color=color, linewidth=0.6, edgecolor="white")
        floor = floor + values


def _names(parts: list[tuple[str, str, Array]]) -> list[Name]:
    names, floor = [], 0.0
    for name, color, values in parts:
        last = float(values[-1])
        accent = color == ACCENT
        names.append(Name(floor + last / 2, f"{name} {amount(last)} t", color if accent else DARK, bold=accent))
        floor += last
    return names


def _measure(results: Labelled) -> str:
    text = "China's exports of rare-earth magnets (NdFeB and SmCo), t/month; line: level of the first month"
    if results.runs > 1:
        text += f"; median of {results.runs} runs, dashed: 10-90 %"
    return text


def _finding(results: Labelled, total: Array) -> str:
    change = total / max(float(total[0]), TINY) - 1
    if np.abs(change).max() < NOTABLE:
        return f"China's magnet exports hold steady at {amount(float(total[0]))} t a month"
    lowest = int(change.argmin())
    if change[lowest] > -NOTABLE:
        highest = int(change.argmax())
        return f"China's magnet exports rise by {percent(change[highest])} by {month_words(results.months[highest])}"
    month, then = month_words(results.months[lowest]), _afterwards(results, change, lowest)
    if change[lowest] < NOTABLE - 1:
        return f"China's magnet exports stop by {month} and {then}"
    return f"China's magnet exports fall by {percent(-change[lowest])} by {month} and {then}"


def _afterwards(results: Labelled, change: Array, lowest: int) -> str:
    """Tell whether exports came back, when first, and whether it lasted."""
    back = np.flatnonzero(change[lowest:] > -NOTABLE)
    ends = f"end {percent(abs(change[-1]))} {'below' if change[-1] < 0 else 'above'} where they began"
    if back.size:
        first = f"are back by {month_words(results.months[lowest + int(back[0])])}"
        return first if abs(change[-1]) < LASTING else f"{first}, but {ends}"
    return ends if change[-1] > change[lowest] + NOTABLE else "do not recover"
