"""What each scenario changes against the first one: the measures that differ, prices as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.commerce_changes import money_change, sold
from sim.comparison.differences import Comparison
from sim.comparison.policy_effects import programme_cost
from sim.figures.gallery import save
from sim.figures.labels import Name, name_ends
from sim.figures.panels import grid
from sim.figures.style import (
    ACCENT,
    DARK,
    GREY,
    HEADING,
    INK,
    LIGHT,
    balanced,
    band_words,
    baseline,
    fan,
    footer,
    heading,
    house_style,
    number_axis,
    text_size,
    text_width,
    titles,
)
from sim.figures.time_axis import Lane, dates_of, month_dates, time_axis
from sim.labelled import Labelled
from sim.measures import HOME, MAGNETS, RIVAL, magnet_exports, price_abroad, ratio, running_compute
from sim.supply import made_outside_china
from sim.types import MONTHS_A_YEAR, PER_CENT, Array
from sim.words import amount, capital, middle, month_words, times

COLUMNS, MOST = 2, 6
"""Panels side by side, and in all."""

LEAST = 2
"""Panels that are drawn even where nothing else differs: the first ones."""

WIDTH, HEIGHT = 4.1, 3.36
"""Of the axes of a panel, inches."""

LEFT, BETWEEN, RIGHT = 0.75, 2.95, 2.5
TOP, ABOVE, BOTTOM = 1.7, 1.68, 1.55
"""Room around and between the axes, inches."""

LINE = 0.35
"""Height of one more line of the heading, inches."""

QUIET = 1e-6
CALM = (0.8, 1.25)
"""The axis of a price shows at least this much."""

SHADES = (INK, GREY, DARK)
SCARCE = "dytb_oxide"

Measure = Callable[[Labelled], Array]


@dataclass(frozen=True)
class Panel:
    """A measure to compare: its name and unit, and how large a difference has to be to be worth a panel.

    short: the unit behind a number. needs: the variable that has to be recorded. as_it_is: drawn as it is, not as a
    difference from the first's.
    """

    name: str
    unit: str
    short: str
    notable: float
    needs: str
    measure: Measure
    as_it_is: bool = False

    def moves(self, comparison: Comparison) -> bool:
        """Whether any scenario differs from the first by a notable amount, median over runs."""
        if not all(self.needs in one.names for one in comparison.scenarios):
            return False
        return any(float(np.abs(middle(values)).max()) >= self.notable for _, values in comparison.lines(self.measure))


def _of(variable: str, state: str) -> Measure:
    return lambda one: one.values(variable, state)


def _yearly(variable: str, state: str) -> Measure:
    return lambda one: money_change(one, variable, state)


def _trade_between(one: Labelled) -> Array:
    return sold(one, RIVAL, HOME) + sold(one, HOME, RIVAL)


def _compute(state: str) -> Measure:
    return lambda one: PER_CENT * ratio(running_compute(one, state))


def _programmes(one: Labelled) -> Array:
    return MONTHS_A_YEAR * programme_cost(one)


GDP, SHARE = "per cent of GDP", "per cent of the first month"
PANELS = (
    Panel("US GDP", GDP, " %", 0.05, "gdp_gap", _of("gdp_gap", RIVAL)),
    Panel("China's GDP", GDP, " %", 0.05, "gdp_gap", _of("gdp_gap", HOME)),
    Panel("US-China trade", "bn USD a year, both ways", " bn USD a year", 1.0, "trade", _trade_between),
    Panel("China's magnet exports", "t/month", " t a month", 50.0, "exports", lambda one: magnet_exports(one, "")),
    Panel(
        name="Price of Dy-Tb oxide abroad",
        unit="multiples of its first price",
        short=" times",
        notable=0.05,
        needs="spot_price",
        measure=lambda one: price_abroad(one, SCARCE),
        as_it_is=True,
    ),
    Panel(
        "US tariff revenue", "bn USD a year", " bn USD a year", 1.0, "tariff_revenue", _yearly("tariff_revenue", RIVAL)
    ),
    Panel("US consumer prices", "per cent", " %", 0.05, "consumer_prices", _of("consumer_prices", RIVAL)),
    Panel("US jobs", "thousand", " thousand", 20.0, "jobs", _of("jobs", RIVAL)),
    Panel("US share prices", "points, path = 100", " points", 0.5, "market_index", _of("market_index", RIVAL)),
    Panel("China's AI compute", SHARE, " points", 1.0, "ai_compute", _compute(HOME)),
    Panel("US AI compute", SHARE, " points", 1.0, "ai_compute", _compute(RIVAL)),
    Panel(
        "Magnets made abroad",
        "t/month outside China",
        " t a month",
        10.0,
        "output",
        lambda one: made_outside_china(one, MAGNETS),
    ),
    Panel(
        "Nd-Pr oxide made abroad",
        "t/month outside China",
        " t a month",
        10.0,
        "output",
        lambda one: made_outside_china(one, ("ndpr_oxide",)),
    ),
    Panel("Programmes of all states", "million USD a year", " million USD a year", 10.0, "programme_cost", _programmes),
)
"""Measures to choose from, the most telling first."""


def panels_of(comparison: Comparison) -> list[Panel]:
    """Choose what differs between the scenarios, the most telling first."""
    moving = [panel for panel in PANELS if panel.moves(comparison)]
    still = [panel for panel in PANELS[:LEAST] if panel not in moving]
    return [*moving, *still[: max(0, LEAST - len(moving))]][:MOST]


def leader(comparison: Comparison, panels: Sequence[Panel]) -> str:
    """Find the scenario that differs most in most panels: it is in the accent in all of them."""
    return Counter(_furthest(comparison, panel) for panel in panels).most_common(1)[0][0]


def _furthest(comparison: Comparison, panel: Panel) -> str:
    return max(comparison.lines(panel.measure), key=lambda line: float(np.abs(middle(line[1])).max()))[0]


def draw_differences(comparison: Comparison, folder: Path) -> Path:
    """Draw a comparison into a folder and return the file."""
    with house_style():
        return save(differences(comparison), folder / "comparison.png")


def differences(comparison: Comparison) -> Figure:
    """Draw one panel for each measure; call inside `house_style`."""
    panels = panels_of(comparison)
    rows = -(-len(panels) // COLUMNS)
    wide = LEFT + COLUMNS * WIDTH + (COLUMNS - 1) * BETWEEN + RIGHT
    lines = _heading(comparison, wide)
    top = TOP + (len(lines) - 1) * LINE
    high = top + rows * HEIGHT + (rows - 1) * ABOVE + BOTTOM
    figure = Figure(figsize=(wide, high))
    room = {"left": LEFT / wide, "right": 1 - RIGHT / wide, "top": 1 - top / high, "bottom": BOTTOM / high}
    accent = leader(comparison, panels)
    for ax, panel in zip(grid(figure, len(panels), COLUMNS), panels, strict=True):
        figure.subplots_adjust(**room, wspace=BETWEEN / WIDTH, hspace=ABOVE / HEIGHT)
        difference(ax, comparison, panel, accent)
    heading(figure, "\n".join(lines))
    note = "Runs are paired by seed: each pair lives through the same luck, so that the difference is policy."
    footer(figure, comparison.scenarios, note)
    return figure


def difference(ax: Axes, comparison: Comparison, panel: Panel, leading: str) -> Axes:
    """Draw how a measure differs from the first scenario; the leading scenario is in the accent."""
    changes = comparison.lines(panel.measure)
    shades = iter(SHADES * len(comparison.names))
    names, lanes = [], []
    for scenario, values in comparison.levels(panel.measure) if panel.as_it_is else changes:
        accent, first, called = scenario == leading, scenario == comparison.names[0], comparison.called(scenario)
        color = ACCENT if accent else LIGHT if first else next(shades)
        ends = fan(ax, month_dates(comparison.first)[: len(values)], values, color, 2.4 if accent else 1.6)
        names.append(Name(float(ends[-1]), called, DARK if first else color, bold=accent))
        if not first:
            lanes.append(Lane(called, color, dates_of(comparison.scenario(scenario))))
    baseline(ax, 1.0 if panel.as_it_is else 0.0)
    _calm_axis(ax, panel, changes)
    number_axis(ax.yaxis)
    time_axis(ax, comparison.first, lanes)
    furthest = _furthest(comparison, panel)
    titles(ax, _finding(comparison, panel, dict(changes)[furthest], furthest), _measure(comparison, panel))
    name_ends(ax, names)
    return ax


def _heading(comparison: Comparison, wide: float) -> list[str]:
    """Write what is compared in lines as wide as a page (inches); scenarios go by their titles if one line has room."""
    room, size = 0.97 * 72 * wide, text_size(HEADING)
    titled = _sentence(comparison, _quoted)
    if text_width(titled, size, bold=True) <= room:
        return [titled]
    return balanced(_sentence(comparison, lambda _, name: name), room, size, bold=True)


def _sentence(comparison: Comparison, call: Callable[[Comparison, str], str]) -> str:
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
    size = f"{amount(abs(float(median[most])))}{panel.short}"
    return f"{panel.name}: {scenario} up to {size} {way} in {month_words(comparison.first.months[most])}"
