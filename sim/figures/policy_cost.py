"""What each programme costs, and what it brings: public money against goods made outside the dominant state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.comparison.policies import ALL, PolicyTrials
from sim.comparison.policy_effects import Effect
from sim.figures.gallery import save
from sim.figures.labels import spread
from sim.figures.style import (
    ACCENT,
    DARK,
    GREY,
    balanced,
    baseline,
    footer,
    house_style,
    number_axis,
    text_size,
    titles,
)
from sim.words import MINUS, amount

SIZE = (10.5, 6.6)
SPACING = 1.25
"""Distance of names over the size of text."""

LINES = 3
"""Lines that a name and its numbers take."""

ROOM = 0.12
"""Free room around the points, as a share of their spread."""

TONNES = "t/year"


@dataclass(frozen=True)
class Point:
    """One policy: goods made outside in the last year, and cost so far, million USD, each (low, middle, high)."""

    name: str
    made: tuple[float, float, float]
    cost: tuple[float, float, float]


def draw_policy_cost(trials: PolicyTrials, folder: Path) -> Path:
    """Draw the cost of policies into a folder and return the file."""
    with house_style():
        figure = Figure(figsize=SIZE)
        ax = figure.add_subplot()
        figure.subplots_adjust(left=0.1, right=0.72, top=0.8, bottom=0.17)
        policy_cost(ax, trials)
        footer(figure, trials.control, "Each programme alone, and all together, against the same runs without any.")
        return save(figure, folder / "policy_cost.png")


def policy_cost(ax: Axes, trials: PolicyTrials) -> Axes:
    """Draw one point for each policy at the last horizon that the runs reach; bars are the 10-90 % band of runs."""
    effects = trials.effects()
    years = max((one.years for one in effects), default=0)
    unit = _main_unit(effects)
    points = _points([one for one in effects if one.years == years], unit)
    for point in points:
        _draw(ax, point)
    baseline(ax, 0.0)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=1.5)
    _axes(ax, points)
    ax.set_xlabel(f"made outside the state that makes most, {unit}, against no programmes")
    titles(ax, _finding(points, unit, years), f"{_measure(trials, years)}")
    _name_points(ax, points)
    return ax


def _main_unit(effects: list[Effect]) -> str:
    units = [one.unit for one in effects if one.measure == "made outside"]
    return TONNES if TONNES in units or not units else max(set(units), key=units.count)


def _points(effects: list[Effect], unit: str) -> list[Point]:
    """Add up the goods of each policy that are counted in one unit; a policy with no such goods has no point."""
    points = []
    for name in dict.fromkeys(one.policy.name for one in effects):
        own = [one for one in effects if one.policy.name == name]
        made = [one.values for one in own if one.measure == "made outside" and one.unit == unit]
        cost = next(one.values for one in own if one.measure == "cost")
        if made:
            points.append(Point(name, _band(np.sum(made, axis=0)), _band(cost)))
    return points


def _band(values: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = (float(point) for point in np.quantile(values, (0.1, 0.5, 0.9)))
    return low, middle, high


def _draw(ax: Axes, point: Point) -> None:
    (left, x, right), (low, y, high) = point.made, point.cost
    color = ACCENT if point.name == ALL else DARK
    ax.plot([left, right], [y, y], color=GREY, linewidth=1.0)
    ax.plot([x, x], [low, high], color=GREY, linewidth=1.0)
    ax.plot(x, y, "o", color=color, markersize=7, zorder=3)


def _axes(ax: Axes, points: list[Point]) -> None:
    """Show all points and zero, with some room."""
    for values, limit in (
        ([edge for point in points for edge in point.made], ax.set_xlim),
        ([edge for point in points for edge in point.cost], ax.set_ylim),
    ):
        low, high = min([0.0, *values]), max([1.0, *values])
        room = ROOM * (high - low)
        limit(low - room, high + room)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(6))
        number_axis(axis)
    ax.grid(True, axis="both")


def _name_points(ax: Axes, points: list[Point]) -> None:
    """Write names in a column at the right, each tied to its point, in the order of heights."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    points_high = ax.get_position().height * figure.get_figheight() * 72
    size = text_size(0.85)
    ordered = sorted(points, key=lambda point: point.cost[1])
    low, high = ax.get_ylim()
    heights = np.array([(point.cost[1] - low) / (high - low) for point in ordered])
    room = (1 - 1.015 * ax.get_position().x1) * figure.get_figwidth() * 72
    placed = spread(heights * points_high, LINES * SPACING * size, points_high) / points_high if ordered else heights
    left, right = ax.get_xlim()
    for point, height, place in zip(ordered, heights, placed, strict=True):
        color = ACCENT if point.name == ALL else DARK
        x = (point.made[1] - left) / (right - left)
        ax.plot([x, 1.01], [height, place], transform=ax.transAxes, color=GREY, linewidth=0.5, clip_on=False, zorder=1)
        name = balanced(point.name, room, size, bold=point.name == ALL)
        text = "\n".join([*name, _short(point)])
        bold = "bold" if point.name == ALL else "normal"
        ax.text(1.015, place, text, transform=ax.transAxes, va="center", fontsize=size, color=color, fontweight=bold)


def _short(point: Point) -> str:
    return f"{amount(point.made[1]).replace('-', MINUS)} a year for {amount(point.cost[1]).replace('-', MINUS)} million"


def _measure(trials: PolicyTrials, years: int) -> str:
    runs = trials.control.runs
    many = f"; median and 10-90 % band of {runs} runs" if runs > 1 else ""
    return f"Public money spent by {years} years after a programme began, million USD, against what it brings{many}"


def _finding(points: list[Point], unit: str, years: int) -> str:
    single = [point for point in points if point.name != ALL]
    if not single:
        return "No programme is meant for goods that are counted here"
    best = max(single, key=lambda point: point.made[1])
    if best.made[1] <= 0:
        return f"No programme brings more goods made outside after {years} years"
    text = f'"{best.name}" brings most after {years} years, {amount(best.made[1])} {unit}'
    cheap = [point for point in single if point.made[1] > 0 and point.cost[1] > 0]
    if len(cheap) > 1:
        cheapest = min(cheap, key=lambda point: point.cost[1] / point.made[1])
        if cheapest.name != best.name:
            return f'{text}; "{cheapest.name}" costs least for what it brings'
    return text
