"""An outcome over two inputs at once: cells of a grid, or of bins where inputs were drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.conditions import Clause
from sim.analysis.sample import Sample
from sim.analysis.wording import is_share, outcome_words, short
from sim.figures.contrast import ink_on
from sim.figures.panels import caption
from sim.figures.style import ACCENT, GREY, INK, SMALL, text_size, text_width
from sim.figures.sweep.sheet import Sheet, ink_of, source_of
from sim.outcomes import good_way
from sim.types import PER_CENT, Array, Index
from sim.words import MINUS, capital

if TYPE_CHECKING:
    from sim.analysis.study import Analysis, OutcomeStudy
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

MOST_VALUES = 20
"""Whole numbers get a cell each up to so many, and so do steps of a grid; what else was drawn is cut into bins."""

FEWEST_BINS, MOST_BINS, PER_BIN = 3, 10, 8
"""Bins of a drawn factor, and points that a cell should hold on average."""

FEW = 3
"""Points under which the mean of a bin is hatched: luck and all the other factors tell there too."""

MOST_PANELS = 4
CELL = 0.36
LEAST_HIGH, MOST_HIGH = 2.4, 5.6
"""Height of a row of cells, and of a panel at least and at most, inches."""

SHORT_UNIT = 12
"""Letters of a unit that a title has room for."""

WORSE = LinearSegmentedColormap.from_list("worse", ["#FFFFFF", "#F0C9C6", ACCENT])
MORE = LinearSegmentedColormap.from_list("more", ["#FFFFFF", "#BDBDBD", "#4F4F4F"])


@dataclass(frozen=True, eq=False)
class Side:
    """One input: which cell each point lies in (point,), and what cells are called."""

    factor: Factor
    cells: Index
    names: tuple[str, ...]
    binned: bool


@dataclass(frozen=True, eq=False)
class Table:
    """Mean of an outcome in cells (row, column) and the number of points in each."""

    means: Array
    counts: Index
    few: int

    @property
    def told(self) -> Array:
        """The means of cells with points enough, nan elsewhere."""
        return np.where(self.counts >= self.few, self.means, np.nan)


def pair_of(studies: Sequence[OutcomeStudy]) -> tuple[str, str] | None:
    """The two inputs that matter most to the first outcome; any two where there are no others; None without two."""
    found = studies[0].sensitivity
    clear = [effect.factor.name for effect in found.clear]
    names = clear if len(clear) >= 2 else [effect.factor.name for effect in found.effects]
    return (names[0], names[1]) if len(clear) >= 2 or len(found.effects) == 2 else None


def heat_map_page(results: SweepResults, analysis: Analysis) -> Figure | None:
    """Draw outcomes over the two strongest inputs, a panel each; None where there are no two; in `house_style`."""
    pair = pair_of(analysis.outcomes)
    if pair is None:
        return None
    few = analysis.outcomes[:MOST_PANELS]
    first = [side_of(few[0].sample, name) for name in pair]
    sides = [[side_of(one.sample, name, side.names) for name, side in zip(pair, first, strict=True)] for one in few]
    tables = [table_of(one.sample.mean, *both) for one, both in zip(few, sides, strict=True)]
    across, up = sides[0]
    columns = 2 if len(few) > 1 else 1
    high = float(np.clip(CELL * len(up.names), LEAST_HIGH, MOST_HIGH))
    wide, left, right = (8.6 if columns == 1 else 15.0), room_of(up.names) + 0.45, 0.3
    under = room_under(across.names, wide / columns - left - right)
    sheet = Sheet(
        finding(tables[0], sides[0], few[0].sensitivity.outcome, results),
        measure(sides[0], any((table.counts < table.few).any() for table in tables)),
        source_of(results),
        _note(analysis, few),
        wide=wide,
        left=left,
        right=right,
    )
    rows = -(-len(few) // columns)
    figure, axes = sheet.stacked([high + under] * rows, columns)
    for ax, study, both, table in zip(axes, few, sides, tables, strict=False):
        lift(ax, under, high)
        outcome = study.sensitivity.outcome
        heat_map(ax, table, both, good_way(outcome), _clause(analysis, outcome))
        caption(ax, f"{results.label(outcome)}, {results.unit(outcome)}")
    for ax in axes[len(few) :]:
        ax.remove()
    return figure


def side_of(sample: Sample, name: str, order: Sequence[str] = ()) -> Side:
    """Sort the points of a sample into the cells of one input; order: texts from below, else by their means."""
    place = sample.names.index(name)
    factor, column = sample.factors[place], sample.values[:, place]
    values, cells = np.unique(column, return_inverse=True)
    # what was drawn has a value for each world; one of a single world says little of the value
    if factor.listed or len(values) <= (MOST_VALUES if factor.axis.whole else factor.axis.steps):
        return _by_value(factor, values, cells.reshape(-1), sample.mean, order)
    count = int(np.clip(np.sqrt(len(column) / PER_BIN), FEWEST_BINS, MOST_BINS))
    low, _, high = factor.axis.ends
    edges = np.linspace(low, high, count + 1)
    cells = np.clip(np.searchsorted(edges, column, side="right") - 1, 0, count - 1)
    scale = PER_CENT if is_share(factor.unit) else 1.0
    names = tuple(f"{short(scale * low)}\N{EN DASH}{short(scale * high)}" for low, high in pairwise(edges))
    return Side(factor, cells, names, True)


def _by_value(factor: Factor, values: Array, cells: Index, outcome: Array, order: Sequence[str]) -> Side:
    if not factor.texts:
        scale = PER_CENT if is_share(factor.unit) else 1.0
        return Side(factor, cells, tuple(short(scale * float(value)) for value in values), False)
    # texts have no order of their own
    texts = [str(factor.axis.values[int(value)]) for value in values]
    means = [outcome[cells == place].mean() for place in range(len(values))]
    ranked = [text for text in order if text in texts] or [texts[place] for place in np.argsort(means)]
    places = np.array([ranked.index(text) for text in texts])
    return Side(factor, places[cells], tuple(ranked), False)


def table_of(outcome: Array, across: Side, up: Side) -> Table:
    """Mean of an outcome (point,) in each cell (row, column)."""
    shape = len(up.names), len(across.names)
    place = up.cells * shape[1] + across.cells
    counts = np.bincount(place, minlength=shape[0] * shape[1])
    sums = np.bincount(place, outcome, minlength=shape[0] * shape[1])
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    few = min(FEW, int(counts.max())) if across.binned or up.binned else 1
    return Table(means.reshape(shape), counts.reshape(shape), few)


def heat_map(ax: Axes, table: Table, sides: Sequence[Side], good: int, clause: Clause | None) -> Axes:
    """Draw the cells, the first input across and the second up; a line around cells that meet a condition."""
    across, up = sides
    told = table.told
    low, high = (float(end) for end in (np.nanmin(told), np.nanmax(told)))
    scale = MORE if good == 0 else WORSE
    for (row, column), mean in np.ndenumerate(table.means):
        if table.counts[row, column]:
            share = float(np.clip((mean - low) / ((high - low) or 1.0), 0, 1))
            _cell(
                ax,
                row,
                column,
                mean,
                scale(1 - share if good > 0 else share),
                bool(table.counts[row, column] < table.few),
            )
    if clause is not None:
        _border(ax, np.asarray(clause.holds(np.nan_to_num(table.means, nan=np.nan))))
    ax.set_xlim(-0.5, len(across.names) - 0.5)
    ax.set_ylim(-0.5, len(up.names) - 0.5)
    _name_cells(ax, across, up)
    return ax


def _cell(ax: Axes, row: int, column: int, mean: float, color: tuple[float, float, float, float], few: bool) -> None:
    hatch = "////" if few else None
    ground = "#FFFFFF" if few else color
    ax.add_patch(
        Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=ground, edgecolor="#D9D9D9", linewidth=0.4, hatch=hatch)
    )
    text = _written(mean)
    ax.text(
        column, row, text, ha="center", va="center", fontsize=text_size(SMALL), color=GREY if few else ink_on(color)
    )


def _border(ax: Axes, holds: Array) -> None:
    """Draw a line between cells (row, column) where something holds and cells where it does not."""
    for row, column in np.argwhere(holds[:, 1:] != holds[:, :-1]):
        ax.plot([column + 0.5] * 2, [row - 0.5, row + 0.5], color=INK, linewidth=2.0, zorder=3)
    for row, column in np.argwhere(holds[1:] != holds[:-1]):
        ax.plot([column - 0.5, column + 0.5], [row + 0.5] * 2, color=INK, linewidth=2.0, zorder=3)


def _name_cells(ax: Axes, across: Side, up: Side) -> None:
    size = text_size(SMALL)
    width = 72 * _inches(ax)[0] / len(across.names)
    upright = 90 if _turned(across.names, width) else 0
    ax.set_xticks(range(len(across.names)), across.names, rotation=upright, fontsize=size)
    ax.set_yticks(range(len(up.names)), up.names, fontsize=size)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    for side, write in ((across, ax.set_xlabel), (up, ax.set_ylabel)):
        write(_axis_name(side.factor), color=ink_of(side.factor))
    for text in ax.texts:
        if text_width(text.get_text(), size) > 0.97 * width:
            text.set_fontsize(size * 0.97 * width / text_width(text.get_text(), size))


def _axis_name(factor: Factor) -> str:
    unit = "%" if is_share(factor.unit) else factor.unit
    return f"{factor.name}, {unit}" if unit and not factor.texts else factor.name


def _inches(ax: Axes) -> tuple[float, float]:
    figure = ax.get_figure(root=True)
    assert figure is not None
    place = ax.get_position()
    return float(place.width * figure.get_figwidth()), float(place.height * figure.get_figheight())


def lift(ax: Axes, under: float, high: float) -> None:
    """Leave room (inches) under a panel for names that stand upright."""
    place = ax.get_position()
    part = place.height * under / (under + high)
    ax.set_position((place.x0, place.y0 + part, place.width, place.height - part))


def room_of(names: Sequence[str]) -> float:
    """Room that the longest name takes, inches."""
    return max(text_width(name, text_size(SMALL)) for name in names) / 72 + 0.15


def room_under(names: Sequence[str], width: float) -> float:
    """Room for names under a panel of some width where they have to stand upright, inches."""
    longest = room_of(names)
    return longest if _turned(names, 72 * width / len(names)) else 0.0


def _turned(names: Sequence[str], width: float) -> bool:
    """Whether names do not fit beside each other on columns of some width, points."""
    return any(text_width(name, text_size(SMALL)) > 0.95 * width for name in names)


def _clause(analysis: Analysis, outcome: str) -> Clause | None:
    return next((clause for clause in analysis.condition.clauses if clause.outcome == outcome), None)


def _note(analysis: Analysis, few: Sequence[OutcomeStudy]) -> str:
    named = [
        str(clause)
        for clause in analysis.condition.clauses
        if any(clause.outcome == one.sensitivity.outcome for one in few)
    ]
    return f"Thick line: around cells whose mean has {' or '.join(named)}." if named else ""


def measure(sides: Sequence[Side], hatched: bool) -> str:
    """Say what cells hold."""
    binned = any(side.binned for side in sides)
    what = "Mean of the points in each bin" if binned else "Mean at each pair of values"
    few = f"; hatched: fewer than {FEW} points" if hatched and binned else ""
    return f"{what} of two inputs, over all else; the redder the worse (darker: more, where neither is good){few}"


def finding(table: Table, sides: Sequence[Side], outcome: str, results: SweepResults) -> str:
    """Say where the outcome is lowest and where highest."""
    told = table.told
    name, unit = capital(outcome_words(outcome)), results.unit(outcome)
    ends = [np.unravel_index(int(one), told.shape) for one in (np.nanargmin(told), np.nanargmax(told))]
    words = [
        f"{_written(float(told[end]))} where {_at(sides[0], int(end[1]))} and {_at(sides[1], int(end[0]))}"
        for end in ends
    ]
    return f"{name}, {unit}: {words[0]}; {words[1]}"


def _at(side: Side, cell: int) -> str:
    unit = "%" if is_share(side.factor.unit) else side.factor.unit
    behind = "" if side.factor.texts or len(unit) > SHORT_UNIT else f" {unit}"
    return f"{side.factor.name} is {side.names[cell]}{behind}".rstrip()


def _written(mean: float) -> str:
    """Write a mean with two or three figures that matter."""
    return (f"{mean:.2g}" if abs(mean) < 1 else short(mean)).replace("-", MINUS)
