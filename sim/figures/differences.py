"""What each scenario changes against the first one: GDP, magnets, prices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.comparison.differences import Comparison
from sim.figures.gallery import save
from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, INK, baseline, fan, footer, heading, house_style, titles
from sim.figures.time_axis import Lane, dates_of, month_dates, time_axis
from sim.figures.words import MINUS, amount, middle, month_words
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, magnet_exports, price_abroad
from sim.types import Array

SIZE = (15.0, 11.5)
QUIET = 1e-6
SHADES = (INK, GREY, DARK)
SCARCE = "dytb_oxide"

Measure = Callable[[Labelled], Array]

PANELS: tuple[tuple[str, str, Measure], ...] = (
    ("US GDP", "per cent of GDP", lambda one: one.values("gdp_gap", RIVAL)),
    ("China's GDP", "per cent of GDP", lambda one: one.values("gdp_gap", HOME)),
    ("China's magnet exports", "t/month", lambda one: magnet_exports(one, "")),
    ("Price of Dy-Tb oxide abroad", "multiples of its first price", lambda one: price_abroad(one, SCARCE)),
)


def draw_differences(comparison: Comparison, folder: Path) -> Path:
    """Draw a comparison into a folder and return the file."""
    with house_style():
        return save(differences(comparison), folder / "comparison.png")


def differences(comparison: Comparison) -> Figure:
    """Draw one panel for each measure; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    for panel, (name, unit, measure) in enumerate(PANELS, start=1):
        ax = figure.add_subplot(2, 2, panel)
        figure.subplots_adjust(left=0.05, right=0.845, top=0.865, bottom=0.125, wspace=0.62, hspace=0.5)
        difference(ax, comparison, name, unit, measure)
    others = " and ".join(", ".join(comparison.names[1:]).rsplit(", ", 1))
    heading(figure, f"What changes against {comparison.names[0]}: {others}")
    note = "Runs are paired by seed: each pair lives through the same luck, so that the difference is policy."
    footer(figure, comparison.scenarios, note)
    return figure


def difference(ax: Axes, comparison: Comparison, name: str, unit: str, measure: Measure) -> Axes:
    """Draw how a measure differs from the first scenario; the scenario that differs most is in the accent."""
    lines = comparison.lines(measure)
    furthest = max(lines, key=lambda line: float(np.abs(middle(line[1])).max()))[0]
    shades = iter(SHADES * len(lines))
    names, lanes = [], []
    for scenario, values in lines:
        accent = scenario == furthest
        color = ACCENT if accent else next(shades)
        ends = fan(ax, month_dates(comparison.first)[: len(values)], values, color, 2.4 if accent else 1.6)
        names.append(Name(float(ends[-1]), scenario, color, bold=accent))
        lanes.append(Lane(scenario, color, dates_of(comparison.scenario(scenario))))
    baseline(ax, 0.0)
    _calm_axis(ax, lines)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda height, _: f"{height + 0:,g}".replace("-", MINUS)))
    time_axis(ax, comparison.first, lanes)
    titles(ax, _finding(comparison, name, unit, dict(lines)[furthest], furthest), _measure(comparison, unit))
    name_ends(ax, names)
    return ax


def _measure(comparison: Comparison, unit: str) -> str:
    text = f"Difference from {comparison.names[0]}, {unit}"
    return text if comparison.first.runs == 1 else f"{text}; median and 10-90 % band of {comparison.first.runs} pairs"


def _calm_axis(ax: Axes, lines: list[tuple[str, Array]]) -> None:
    """Keep rounding from looking like news where nothing differs."""
    if max(float(np.abs(values).max()) for _, values in lines) < QUIET:
        ax.set_ylim(-1, 1)


def _finding(comparison: Comparison, name: str, unit: str, values: Array, scenario: str) -> str:
    median = middle(values)
    most = int(np.abs(median).argmax())
    if abs(median[most]) < QUIET:
        return f"{name}: no difference"
    way = "lower" if median[most] < 0 else "higher"
    month = month_words(comparison.first.months[most])
    size = f"{amount(abs(float(median[most])))}{' %' if unit.startswith('per cent') else ''}"
    size += {"t/month": " t a month", "multiples of its first price": " times the first price"}.get(unit, "")
    return f"{name}: {scenario} up to {size} {way} in {month}"
