"""The box in which runs of some kind lie, over the two factors that it limits most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.sample import codes, ordered
from sim.analysis.sentences import condition_words, limit_words
from sim.analysis.wording import is_share, with_unit
from sim.figures.style import ACCENT, GREY, INK, LIGHT, SMALL, number_axis, text_size, text_width
from sim.figures.sweep.parallel_coordinates import some
from sim.figures.sweep.sheet import AXIS, Entry, Sheet, ink_of, source_of
from sim.luck import Luck
from sim.types import PER_CENT, Array, Index
from sim.words import capital, joined, percent

if TYPE_CHECKING:
    from sim.analysis.boxes import Box, Limit
    from sim.analysis.study import Analysis
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

HIGH = 4.4
SPREAD = 0.6
"""Part of the room of a listed value over which its runs are spread, so that they do not hide each other."""

TOGETHER, TILTED = 6.5, 0.55
"""Width of all names of an axis from which on they are tilted, inches; and their height then over their width."""

EDGE = 0.03
"""Room beyond the lowest and the highest value, as a part of what lies between."""

OTHERS, SUCH = 11.0, 20.0
"""Sizes of marks, square points."""

BESIDE = "beside"
"""Stream of luck: how far beside its listed value a run is drawn."""


@dataclass(frozen=True, eq=False)
class Direction:
    """One axis: what it is called, where runs lie (run,), where the box begins and ends, and the values of a list."""

    name: str
    color: str
    places: Array
    spans: tuple[tuple[float, float], ...]
    ends: tuple[float, float]
    ticks: tuple[str, ...] = ()


def box_scatter_page(results: SweepResults, analysis: Analysis) -> Figure | None:
    """Draw runs over the two strongest limits of the box; None where none was found; call inside `house_style`."""
    box = analysis.discovery.box
    if box is None:
        return None
    across, up = _directions(results, analysis, box)
    such, others = (some(np.flatnonzero(rows)) for rows in (analysis.meant, ~analysis.meant))
    sheet = Sheet(
        finding(analysis, box),
        f"Each mark is a run; framed: the box, which holds {percent(box.coverage)} of such runs and "
        f"{percent(box.mass)} of all",
        source_of(results),
        _note(box),
        (
            Entry(f"such runs ({analysis.meant.sum():,}, drawn: {len(such)})", ACCENT),
            Entry(f"all others ({(~analysis.meant).sum():,}, drawn: {len(others)})", GREY, hollow=True),
        ),
        wide=9.0,
        left=_room(up.ticks) + 0.75,
        right=0.4,
        axis=AXIS + (_room(across.ticks) * TILTED if _tilted(across) else 0),
    )
    figure, axes = sheet.stacked([HIGH])
    box_scatter(axes[0], across, up, such, others)
    return figure


def box_scatter(ax: Axes, across: Direction, up: Direction, such: Index, others: Index) -> Axes:
    """Draw marks of runs: such ones full, others hollow; and the frame of the box."""
    ax.scatter(
        across.places[others],
        up.places[others],
        s=OTHERS,
        facecolors="none",
        edgecolors=LIGHT,
        linewidths=0.9,
        zorder=2,
    )
    ax.scatter(
        across.places[such], up.places[such], s=SUCH, color=ACCENT, alpha=0.75, linewidths=0, marker="D", zorder=3
    )
    for left, right in across.spans:
        for low, high in up.spans:
            ax.add_patch(
                Rectangle((left, low), right - left, high - low, fill=False, edgecolor=INK, linewidth=2, zorder=4)
            )
    _axis(ax, across, up)
    return ax


def _axis(ax: Axes, across: Direction, up: Direction) -> None:
    ax.set_xlim(*across.ends)
    ax.set_ylim(*up.ends)
    ax.grid(visible=True, axis="both")
    ax.spines["bottom"].set_color(GREY)
    ax.set_xlabel(across.name, color=across.color)
    ax.set_ylabel(up.name, color=up.color)
    for axis in (ax.xaxis, ax.yaxis):
        number_axis(axis)
    if across.ticks:
        ax.set_xticks(range(len(across.ticks)), across.ticks, fontsize=text_size(SMALL))
        if _tilted(across):
            # the end of a tilted name stands at its tick
            for label in ax.get_xticklabels():
                label.set(rotation=30, ha="right", rotation_mode="anchor")
    if up.ticks:
        ax.set_yticks(range(len(up.ticks)), up.ticks, fontsize=text_size(SMALL))


def _directions(results: SweepResults, analysis: Analysis, box: Box) -> tuple[Direction, Direction]:
    """The two surest limits; with a single one, the outcome that the condition asks about stands upright."""
    limits = sorted(box.limits, key=lambda limit: limit.chance)[:2]
    names = [limit.factor.name for limit in limits]
    outcome = analysis.condition.outcomes[0]
    table = results.table([*names, outcome])
    made = [
        _of_limit(limit, codes(limit.factor, table[limit.factor.name]), place) for place, limit in enumerate(limits)
    ]
    if len(made) == 1:
        values = table[outcome].to_numpy(dtype=np.float64)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        ends = _widened(low, high)
        made.append(Direction(f"{results.label(outcome)}, {results.unit(outcome)}", INK, values, (ends,), ends))
    # long names stand better beside an axis than under it
    return (made[1], made[0]) if made[0].ticks and not made[1].ticks else (made[0], made[1])


def _room(ticks: Sequence[str]) -> float:
    """Room that names of values need beside an axis, inches."""
    return max((text_width(text, text_size(SMALL)) for text in ticks), default=0.0) / 72


def _tilted(direction: Direction) -> bool:
    """Whether names of values are too long to stand under an axis side by side."""
    return len(direction.ticks) * _room(direction.ticks) > TOGETHER


def _of_limit(limit: Limit, column: Array, place: int) -> Direction:
    factor = limit.factor
    if factor.listed:
        return _of_list(limit, column, place)
    scale = PER_CENT if is_share(factor.unit) else 1.0
    ends = _widened(scale * float(column.min()), scale * float(column.max()))
    low = ends[0] if limit.low is None else scale * limit.low
    high = ends[1] if limit.high is None else scale * limit.high
    return Direction(_named(factor), ink_of(factor), scale * column, ((low, high),), ends)


def _of_list(limit: Limit, column: Array, place: int) -> Direction:
    """Listed values stand side by side, whatever lies between them, and those that the box allows are framed."""
    factor = limit.factor
    values = np.arange(len(factor.axis.values), dtype=np.float64) if factor.texts else ordered(factor)
    # each axis has draws of its own: the same on both would put runs on a diagonal
    beside = Luck([place]).uniform(BESIDE, 0, len(column))[:, 0] - 0.5
    places = np.searchsorted(values, column) + SPREAD * beside
    spans = tuple((place - 0.45, place + 0.45) for place in np.flatnonzero(limit.allows(values)))
    texts = factor.axis.values if factor.texts else [with_unit(float(value), factor.unit) for value in values]
    return Direction(
        factor.name, ink_of(factor), places, spans, (-0.6, len(values) - 0.4), tuple(str(text) for text in texts)
    )


def _widened(low: float, high: float) -> tuple[float, float]:
    room = EDGE * ((high - low) or 1.0)
    return low - room, high + room


def _named(factor: Factor) -> str:
    unit = "%" if is_share(factor.unit) else factor.unit
    return f"{factor.name}, {unit}" if unit else factor.name


def finding(analysis: Analysis, box: Box) -> str:
    """Say what the box tells."""
    such = capital(condition_words(analysis.condition))
    return f"{such} in {percent(box.density)} of the runs in the box, against {percent(box.base_rate)} of all"


def _note(box: Box) -> str:
    return f"The box: {joined([limit_words(limit) for limit in box.limits])}."
