"""What each scenario changes against the first one: GDP and magnets as differences, prices as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.comparison.differences import Comparison
from sim.figures.gallery import save
from sim.figures.labels import Name, name_ends
from sim.figures.style import (
    ACCENT,
    DARK,
    GREY,
    HEADING,
    INK,
    LIGHT,
    band_words,
    baseline,
    fan,
    footer,
    heading,
    house_style,
    text_size,
    text_width,
    titles,
)
from sim.figures.time_axis import Lane, dates_of, month_dates, time_axis
from sim.figures.words import MINUS, amount, capital, middle, month_words, times
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, magnet_exports, price_abroad
from sim.types import Array

SIZE = (15.0, 11.5)
QUIET = 1e-6
CALM = (0.8, 1.25)
"""The axis of a price shows at least this much."""

SHADES = (INK, GREY, DARK)
SCARCE = "dytb_oxide"

Measure = Callable[[Labelled], Array]


@dataclass(frozen=True)
class Panel:
    """A measure to compare: its name and unit, and whether it is drawn as it is or as a difference from the first's."""

    name: str
    unit: str
    measure: Measure
    as_it_is: bool = False


PANELS = (
    Panel("US GDP", "per cent of GDP", lambda one: one.values("gdp_gap", RIVAL)),
    Panel("China's GDP", "per cent of GDP", lambda one: one.values("gdp_gap", HOME)),
    Panel("China's magnet exports", "t/month", lambda one: magnet_exports(one, "")),
    Panel("Price of Dy-Tb oxide abroad", "multiples of its first price", lambda one: price_abroad(one, SCARCE), True),
)


def draw_differences(comparison: Comparison, folder: Path) -> Path:
    """Draw a comparison into a folder and return the file."""
    with house_style():
        return save(differences(comparison), folder / "comparison.png")


def differences(comparison: Comparison) -> Figure:
    """Draw one panel for each measure; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    for row, panel in enumerate(PANELS, start=1):
        ax = figure.add_subplot(2, 2, row)
        figure.subplots_adjust(left=0.05, right=0.835, top=0.865, bottom=0.135, wspace=0.72, hspace=0.5)
        difference(ax, comparison, panel)
    room = 0.97 * 72 * SIZE[0]
    fitting = text_width(_heading(comparison, _quoted), text_size(HEADING), bold=True) <= room
    heading(figure, _heading(comparison, _quoted if fitting else lambda _, name: name))
    note = "Runs are paired by seed: each pair lives through the same luck, so that the difference is policy."
    footer(figure, comparison.scenarios, note)
    return figure


def difference(ax: Axes, comparison: Comparison, panel: Panel) -> Axes:
    """Draw how a measure differs from the first scenario; the scenario that differs most is in the accent."""
    changes = comparison.lines(panel.measure)
    furthest = max(changes, key=lambda line: float(np.abs(middle(line[1])).max()))[0]
    shades = iter(SHADES * len(comparison.names))
    names, lanes = [], []
    for scenario, values in comparison.levels(panel.measure) if panel.as_it_is else changes:
        accent, first, called = scenario == furthest, scenario == comparison.names[0], comparison.called(scenario)
        color = ACCENT if accent else LIGHT if first else next(shades)
        ends = fan(ax, month_dates(comparison.first)[: len(values)], values, color, 2.4 if accent else 1.6)
        names.append(Name(float(ends[-1]), called, DARK if first else color, bold=accent))
        if not first:
            lanes.append(Lane(called, color, dates_of(comparison.scenario(scenario))))
    baseline(ax, 1.0 if panel.as_it_is else 0.0)
    _calm_axis(ax, panel, changes)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda height, _: f"{height + 0:,g}".replace("-", MINUS)))
    time_axis(ax, comparison.first, lanes)
    titles(ax, _finding(comparison, panel, dict(changes)[furthest], furthest), _measure(comparison, panel))
    name_ends(ax, names)
    return ax


def _heading(comparison: Comparison, call: Callable[[Comparison, str], str]) -> str:
    first, *others, last = (call(comparison, name) for name in comparison.names)
    return f"What changes against {first}: {' and '.join(filter(None, (', '.join(others), last)))}"


def _quoted(comparison: Comparison, name: str) -> str:
    """Call a scenario in a sentence; its title stands in quotation marks."""
    called = comparison.called(name)
    return called if called == name else f'"{called}"'


def _measure(comparison: Comparison, panel: Panel) -> str:
    runs = comparison.first.runs
    if panel.as_it_is:
        return f"{capital(panel.unit)}{band_words(comparison.first)}"
    text = f"Difference from {comparison.names[0]}, {panel.unit}"
    return text if runs == 1 else f"{text}; median and 10-90 % band of {runs} pairs"


def _calm_axis(ax: Axes, panel: Panel, changes: list[tuple[str, Array]]) -> None:
    """Keep rounding from looking like news where nothing differs."""
    if panel.as_it_is:
        low, high = ax.get_ylim()
        ax.set_ylim(min(low, CALM[0]), max(high, CALM[1]))
    elif max(float(np.abs(values).max()) for _, values in changes) < QUIET:
        ax.set_ylim(-1, 1)


def _finding(comparison: Comparison, panel: Panel, change: Array, scenario: str) -> str:
    median = middle(change)
    most = int(np.abs(median).argmax())
    if abs(median[most]) < QUIET:
        return f"{panel.name}: no difference"
    if panel.as_it_is:
        price = middle(dict(comparison.levels(panel.measure))[scenario])
        peak = int(price.argmax())
        month = month_words(comparison.first.months[peak])
        return f"{panel.name}: {scenario} up to {times(float(price[peak]))} its first price in {month}"
    way = "lower" if median[most] < 0 else "higher"
    size = f"{amount(abs(float(median[most])))}{' %' if panel.unit.startswith('per cent') else ' t a month'}"
    return f"{panel.name}: {scenario} up to {size} {way} in {month_words(comparison.first.months[most])}"
