"""New capacity outside the dominant state: what works, what is on its way, and when it comes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, baseline, footer, number_axis
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.names import name_of
from sim.supply import STAGES, built_goods, dominant, outside, pipeline, yearly
from sim.types import THOUSAND, TINY, Array
from sim.words import amount, capital, middle, month_words

MOST = 6
"""Goods that get a panel: those below, then those whose capacity outside the dominant state changes most, by share."""

FIRST = ("ndfeb_magnets", "dytb_oxide", "ndpr_oxide")
NOTABLE = 0.05
"""A change of working capacity by more than this share is told in the title, the goods above first."""

COLUMNS = 2
PANEL = (7.2, 3.7)
HEAD_AND_FOOT = 2.1
"""Height of titles and source, inches."""

VISIBLE = 0.01
"""A layer of less than this share has no name at the end."""

LAYERS = (
    ("working", "#CFCFCF"),
    ("commissioning", ACCENT),
    ("building", "#D67A74"),
    ("permitting", "#F0CFCC"),
)
"""From the bottom up; the accent is what will work soon."""

Layers = dict[str, Array]
"""Stage -> median capacity, units a year: (month,)."""


def capacity_pipeline(results: Labelled) -> Figure:
    """Draw one panel for each good whose capacity is built up or closed; call inside `house_style`."""
    goods = _most_changed(results)
    rows = -(-len(goods) // COLUMNS)
    columns = min(COLUMNS, len(goods))
    size = (PANEL[0] * columns + (2.0 if columns == 1 else 0.0), PANEL[1] * rows + HEAD_AND_FOOT)
    figure = Figure(figsize=size)
    top = page_titles(figure, _finding(results, goods), _measure(results))
    for good, ax in zip(goods, grid(figure, len(goods), COLUMNS), strict=False):
        figure.subplots_adjust(
            left=0.06, right=0.87, top=top - 0.5 / size[1], bottom=1.3 / size[1], wspace=0.45, hspace=0.5
        )
        stages_of(ax, results, good)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def stages_of(ax: Axes, results: Labelled, good: str) -> Axes:
    """Draw capacity of a good outside its dominant state, stacked by stage; mothballed capacity lies below zero."""
    when, layers = month_dates(results), layers_of(results, good)
    floor, names = np.zeros(len(when)), []
    whole = max(float(np.sum([layers[stage][-1] for stage, _ in LAYERS])), TINY)
    for stage, color in LAYERS:
        values = layers[stage]
        ax.fill_between(when, floor, floor + values, color=color, linewidth=0)
        if values[-1] > VISIBLE * whole:
            text = f"{stage} {amount(float(values[-1]))}"
            names.append(Name(float(floor[-1] + values[-1] / 2), text, DARK, bold=stage == "commissioning"))
        floor = floor + values
    _below(ax, when, layers["mothballed"], names)
    ax.plot(when, layers["working"], color=INK, linewidth=1.4)
    baseline(ax, float(layers["working"][0]))
    low = -1.15 * float(layers["mothballed"].max())
    ax.set_ylim(low, 1.08 * max(float(floor.max()), TINY))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, f"{capital(name_of(good))}, {_unit(results, good)}")
    name_ends(ax, names)
    return ax


def layers_of(results: Labelled, good: str) -> Layers:
    """Median capacity by stage, units a year; mothballed capacity apart from what works."""
    scale = _scale(results, good)
    found = {stage: yearly(middle(pipeline(results, good, stage))) / scale for stage in STAGES}
    mothballed = yearly(middle(outside(results, "mothballed", good))) / scale
    working = yearly(middle(outside(results, "capacity", good))) / scale
    return {"working": working, **found, "mothballed": mothballed}


def _below(ax: Axes, when: Array, mothballed: Array, names: list[Name]) -> None:
    if mothballed.max() > TINY:
        ax.fill_between(when, 0, -mothballed, facecolor="white", edgecolor=GREY, hatch="////", linewidth=0)
        ax.plot(when, -mothballed, color=GREY, linewidth=1.0)
    if mothballed[-1] > TINY:
        names.append(Name(float(-mothballed[-1] / 2), f"mothballed {amount(float(mothballed[-1]))}", DARK))


def _most_changed(results: Labelled) -> list[str]:
    change = {}
    for good in built_goods(results):
        layers = layers_of(results, good)
        whole = layers["working"] + sum(layers[stage] for stage in (*STAGES, "mothballed"))
        change[good] = float(np.abs(whole - layers["working"][0]).max()) / max(float(layers["working"][0]), 1.0)
    kept = sorted(change, key=lambda good: (good not in FIRST, -change[good]))[:MOST]
    return [good for good in change if good in kept]


def _scale(results: Labelled, good: str) -> float:
    """Thousands where there are tens of thousands a year."""
    capacity = yearly(outside(results, "capacity", good))
    return THOUSAND if float(capacity.max()) >= 10 * THOUSAND else 1.0


def _unit(results: Labelled, good: str) -> str:
    key = next(iter(results.keys("capacity", good=good)))
    unit = results.unit("capacity", *key).removesuffix("/month")
    if _scale(results, good) > 1:
        unit = {"t": "kt", "MWh": "GWh", "million USD": "bn USD"}.get(unit, f"thousand {unit}")
    return f"{unit} a year"


def _measure(results: Labelled) -> str:
    many = "" if results.runs == 1 else f"; medians of {results.runs} runs"
    text = (
        "Capacity outside the state that makes most: working (grey), commissioning (red), building, permitting (pale)"
    )
    return f"{text}, mothballed (hatched, below zero); line: level of the first month{many}"


def _finding(results: Labelled, goods: list[str]) -> str:
    changes = {good: layers_of(results, good)["working"] for good in goods}
    grown = {good: float(line[-1] - line[0]) / max(float(line[0]), 1.0) for good, line in changes.items()}
    end = month_words(results.months[-1])
    moved = [good for good in FIRST if abs(grown.get(good, 0.0)) > NOTABLE]
    best = moved[0] if moved else max(grown, key=lambda good: abs(grown[good]))
    line = changes[best]
    if abs(grown[best]) < VISIBLE:
        return f"New capacity is on its way, none of it works by {end}"
    home, unit = name_of(dominant(results, best)), _unit(results, best)
    way = "grows" if line[-1] > line[0] else "shrinks"
    sizes = f"from {amount(float(line[0]))} to {amount(float(line[-1]))} {unit}"
    return f"Capacity for {name_of(best)} outside {home} {way} {sizes} by {end}{_first_month(results, best)}"


def _first_month(results: Labelled, good: str) -> str:
    """Say when the first tenth of the new capacity works."""
    line = layers_of(results, good)["working"]
    added = line - line[0]
    if added[-1] <= 0:
        return ""
    return f"; the first of it works in {month_words(results.months[int(np.argmax(added > 0.1 * added[-1]))])}"
