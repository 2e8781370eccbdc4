"""Tariff wars of growing harshness side by side: trade, who sells instead, prices, revenue, jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.calibration.tariff_war import WORLDS, YEARS, WarStudy
from sim.figures.gallery import save
from sim.figures.panels import LEFT, caption, page_titles
from sim.figures.style import ACCENT, DARK, LIGHT, footer, house_style, number_axis, text_size
from sim.labelled import quantiles
from sim.measures import RIVAL
from sim.names import WITH_ARTICLE, name_of, the
from sim.words import change

COLORS = (LIGHT, DARK, ACCENT)
"""One for each world, from the mildest to the harshest."""

STEP = 0.22
"""Distance between the worlds of one measure; measures are 1 apart."""

EDGE = 0.6
WIDTH, LABELS, BARS = 14.4, 2.75, 4.1
"""Of the page, of the names of measures and of the axes beside them, inches; there are two columns of both."""

ROW, BETWEEN, HEAD, KEY, FOOT = 0.5, 0.95, 1.5, 0.75, 0.2
"""Height of a measure, of the room between panels, over the panels, of the key in it, and at the foot, inches."""

SMALLER = 0.2
"""Measures that reach no further than this share of the largest of their unit get a panel of their own."""

KEY_ROOM = 0.3
"""Width of a name in the key, as a share of the page."""


@dataclass(frozen=True)
class Group:
    """Measures of one unit and about one size, which share a panel."""

    caption: str
    measures: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of its axes, inches."""
        return ROW * len(self.measures)


def draw_tariff_war(study: WarStudy, file: Path) -> Path:
    """Draw every measure after the longest time as median and 10-90 % band, like by like; return the file."""
    years = YEARS[-1]
    columns = _columns(groups_of(study, years))
    with house_style():
        figure = Figure(figsize=(WIDTH, max(_height(column) for column in columns) + HEAD + FOOT))
        high = figure.get_figheight()
        top = page_titles(figure, _finding(study, years), f"{years} years after the tariffs; median and 10-90 % band")
        for place, column in enumerate(columns):
            left, upper = (1 + place) * LABELS + place * BARS, high * top - KEY
            for group in column:
                box = (left / WIDTH, (upper - group.height) / high, BARS / WIDTH, group.height / high)
                _panel(figure.add_axes(box), study, group, years)
                upper -= group.height + BETWEEN
        _key(figure, study, top)
        footer(figure, study.worlds)
        return save(figure, file)


def groups_of(study: WarStudy, years: int) -> list[Group]:
    """Group the measures by unit, and those apart that would be lost beside much larger ones of the same unit."""
    found = []
    for unit in dict.fromkeys(one.unit for one in study.lines):
        reach = {one.measure: 0.0 for one in study.lines if one.unit == unit}
        for one in study.lines:
            if one.unit == unit and one.years == years:
                reach[one.measure] = max(reach[one.measure], float(np.abs(quantiles(one.values)).max()))
        small = [measure for measure in reach if reach[measure] < SMALLER * max(reach.values())]
        found.append(Group(unit, tuple(measure for measure in reach if measure not in small)))
        found += [Group(f"{unit}, smaller ones", tuple(small))] if small else []
    return found


def _columns(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group]]:
    """Break a list of panels where its two parts are of about equal height."""
    breaks = range(1, max(len(groups), 2))
    where = min(breaks, key=lambda row: abs(_height(groups[:row]) - _height(groups[row:])))
    return groups[:where], groups[where:]


def _height(groups: Sequence[Group]) -> float:
    return sum(group.height + BETWEEN for group in groups)


def _finding(study: WarStudy, years: int) -> str:
    measure = study.lines[0].measure
    _, mild, _ = quantiles(study.values(WORLDS[0], measure, years))
    _, harsh, _ = quantiles(study.values(WORLDS[-1], measure, years))
    called = _short(measure).replace(": ", " ")
    return f"{called}: {change(float(mild))} % in the mildest tariff war, {change(float(harsh))} % in the harshest"


def _short(measure: str) -> str:
    """Write the US short, and states with their article within a phrase."""
    for state in WITH_ARTICLE:
        measure = measure.replace(f" {name_of(state)}", f" {the(state)}")
    return measure.replace(name_of(RIVAL), "US")


def _panel(ax: Axes, study: WarStudy, group: Group, years: int) -> None:
    """Draw some measures, the first on top, each in all worlds."""
    measures = group.measures
    for row, measure in enumerate(measures):
        for place, (world, color) in enumerate(zip(study.worlds, COLORS, strict=True)):
            low, median, high = (float(point) for point in quantiles(study.values(world.scenario, measure, years)))
            height = row + (place - 1) * STEP
            ax.plot([low, high], [height, height], color=color, linewidth=2.4, solid_capstyle="butt")
            ax.plot(median, height, "o", color=color, markersize=5.5)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=1)
    ax.set_yticks(range(len(measures)), [_short(measure) for measure in measures])
    ax.set_ylim(len(measures) - 1 + EDGE, -EDGE)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    number_axis(ax.xaxis)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    caption(ax, group.caption)


def _key(figure: Figure, study: WarStudy, top: float) -> None:
    """Name the worlds beside a dot in their colour, side by side under the titles."""
    for place, (world, color) in enumerate(zip(study.worlds, COLORS, strict=True)):
        for text, shade, shift in (("\N{BLACK CIRCLE}", color, 0.0), (world.origin.title, DARK, text_size(1.2))):
            figure.text(
                LEFT + KEY_ROOM * place + shift / (72 * WIDTH),
                top - text_size(0.6) / (72 * figure.get_figheight()),
                text,
                color=shade,
                fontsize=text_size(0.95),
                fontweight="bold",
                va="top",
            )
