"""A series over months for the values, or the lowest and highest third, of each lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import range_with_unit, rounded, short
from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption
from sim.figures.style import ACCENT, BAND_OPACITY, GREY, INK, baseline, number_axis, text_size, text_width
from sim.figures.sweep.sheet import Sheet, fitted, source_of
from sim.figures.time_axis import middles_of, month_axis
from sim.labelled import BAND
from sim.sweep.summing import thirds_apart, values_apart
from sim.types import Array, Mask
from sim.words import MINUS, capital, month_words

if TYPE_CHECKING:
    from sim.analysis.study import Analysis
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

MOST_FACTORS, MOST_SERIES = 6, 4
MOST_BANDS = 3
"""Groups up to which all are told apart; of more, the lowest and the highest at the end are, the others are grey."""

MOST_VALUES = 9
"""A factor of more values than this is cut into thirds."""

STEPPED = ("rung",)
"""Units of what holds for a month and then changes at once."""

HIGH = 2.6
STYLES = {"low": (INK, "-"), "middle": (GREY, "--"), "high": (ACCENT, "-")}


@dataclass(frozen=True, eq=False)
class Group:
    """Runs with one value, or one part of the range, of a factor: low, median and high by month (3, month)."""

    name: str
    points: Array


def fans_of(results: SweepResults, analysis: Analysis) -> dict[str, Figure]:
    """Draw one page for each series that was kept, by name; call inside `house_style`."""
    factors = factors_of(results, analysis)
    if not factors:
        return {}
    return {name: lever_fans_page(results, name, factors) for name in results.series_names[:MOST_SERIES]}


def factors_of(results: SweepResults, analysis: Analysis) -> list[Factor]:
    """The levers; without any, the strongest facts that are clear."""
    clear = [effect.factor for effect in analysis.outcomes[0].sensitivity.clear]
    levers = sorted(results.levers, key=lambda one: clear.index(one) if one in clear else len(clear))
    return (levers or clear)[:MOST_FACTORS]


def lever_fans_page(results: SweepResults, name: str, factors: Sequence[Factor]) -> Figure:
    """Draw a series by groups of runs, a panel for each factor; call inside `house_style`."""
    runs, values = results.series_values(name)
    table = results.table(["run", *(factor.name for factor in factors)]).set_index("run").reindex(runs)
    panels = [groups_of(factor, table[factor.name].to_numpy(), values) for factor in factors]
    columns = 2 if len(factors) > 1 else 1
    sheet = Sheet(
        finding(results, name, factors, panels),
        f"{capital(results.label(name))}, {results.unit(name)}; median and 10-90 % band of the runs with each value, or"
        " each third of the range, of a factor",
        source_of(results),
        wide=7.5 * columns,
        left=0.75,
        right=max(_room(one) for one in panels),
    )
    figure, axes = sheet.stacked([HIGH] * -(-len(factors) // columns), columns)
    limits = _limits(panels)
    for ax, factor, groups in zip(axes, factors, panels, strict=False):
        fans(ax, groups, results.month_names, limits, factor.texts, results.unit(name) in STEPPED)
        caption(ax, factor.name, ACCENT if factor.role == "lever" else "black")
    for ax in axes[len(factors) :]:
        ax.remove()
    return figure


def groups_of(factor: Factor, column: Array, values: Array) -> list[Group]:
    """Cut runs into groups by a factor's column (run,), and tell a series (run, month) of each; rising."""
    if factor.texts:
        return [Group(str(value), _points(values[column == value])) for value in dict.fromkeys(column)]
    if len(np.unique(column)) <= MOST_VALUES:
        return [_ranged(factor, column, values, chosen) for _, chosen in values_apart(column)]
    return [_ranged(factor, column, values, chosen) for _, chosen in thirds_apart(column)]


def _ranged(factor: Factor, column: Array, values: Array, chosen: Mask) -> Group:
    low, high = (rounded(float(end), factor) for end in (column[chosen].min(), column[chosen].max()))
    return Group(range_with_unit(low, high, factor.unit), _points(values[chosen]))


def _points(values: Array) -> Array:
    points: Array = np.nanquantile(values.astype(np.float64), BAND, axis=0)
    return points


def fans(
    ax: Axes,
    groups: Sequence[Group],
    months: Sequence[str],
    limits: tuple[float, float],
    unordered: bool = False,
    stepped: bool = False,
) -> Axes:
    """Draw the median of each group and the bands of those that stand out, with their names at the ends."""
    when = middles_of(months)
    step: Literal["mid"] | None = "mid" if stepped else None
    month_axis(ax, months)
    ax.tick_params(axis="x", length=0)
    ax.set_ylim(*limits)
    number_axis(ax.yaxis)
    if limits[0] < 0 < limits[1]:
        baseline(ax, 0.0)
    names = []
    for group, (color, line) in zip(groups, _looks(groups, unordered), strict=True):
        low, median, high = group.points
        if color != GREY:
            ax.fill_between(when, low, high, color=color, alpha=BAND_OPACITY, linewidth=0, step=step)
        width, drawn = (1.0 if color == GREY else 1.8), ("steps-mid" if stepped else "default")
        ax.plot(when, median, color=color, linestyle=line, linewidth=width, drawstyle=drawn)
        names.append(Name(float(median[-1]), _short(group.name), color, bold=color != GREY))
    name_ends(ax, names)
    return ax


def _looks(groups: Sequence[Group], unordered: bool) -> list[tuple[str, str]]:
    """Colour and line of each group: the first and the last stand out, or those that end lowest and highest."""
    ends = [float(group.points[1, -1]) for group in groups]
    if unordered or len(groups) > MOST_BANDS:
        low, high = (int(np.argmin(ends)), int(np.argmax(ends))) if unordered else (0, len(groups) - 1)
    else:
        low, high = 0, len(groups) - 1
    return [STYLES["high" if place == high else "low" if place == low else "middle"] for place in range(len(groups))]


def _short(name: str) -> str:
    return fitted(name, 72 * 2.0, text_size(0.88))


def _room(groups: Sequence[Group]) -> float:
    """Room for the longest name right of a panel, inches."""
    return max(text_width(_short(group.name), text_size(0.88), bold=True) for group in groups) / 72 + 0.35


def _limits(panels: Sequence[Sequence[Group]]) -> tuple[float, float]:
    """The same heights for all panels."""
    every = np.concatenate([group.points.ravel() for groups in panels for group in groups])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    room = 0.04 * ((high - low) or 1.0)
    return low - room, high + room


def finding(results: SweepResults, name: str, factors: Sequence[Factor], panels: Sequence[Sequence[Group]]) -> str:
    """Say which factor parts the medians most in the last month, and how far."""
    ends = [[float(group.points[1, -1]) for group in groups] for groups in panels]
    widest = int(np.argmax([max(some) - min(some) for some in ends]))
    groups, some = panels[widest], ends[widest]
    low, high = int(np.argmin(some)), int(np.argmax(some))
    month, label = month_words(results.month_names[-1]), capital(results.label(name))
    if some[low] == some[high]:
        return f"{label}: the same in {month} whatever is chosen"
    told = [
        f"{short(some[one]).replace('-', MINUS)} with {factors[widest].name} {groups[one].name}" for one in (low, high)
    ]
    return f"{label} in {month}: {told[0]}, {told[1]}"
