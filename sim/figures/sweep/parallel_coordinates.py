"""Runs as lines across all that varied and what came out: the runs of some kind in colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from sim.analysis.sample import codes, position
from sim.analysis.sentences import condition_words
from sim.analysis.wording import SILENT, is_share, short
from sim.figures.style import ACCENT, DARK, GREY, INK, SMALL, balanced, text_size
from sim.figures.sweep.sheet import Entry, Sheet, fitted, ink_of, source_of
from sim.types import PER_CENT, Array, Index
from sim.words import MINUS, capital, percent

if TYPE_CHECKING:
    from sim.analysis.boxes import Limit
    from sim.analysis.study import Analysis
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

MOST_FACTORS, LEAST_FACTORS, MOST_OUTCOMES = 8, 4, 3
MOST_LINES = 300
"""Runs of either kind that are drawn at most, evenly over the sweep."""

INK_AT = 40.0
"""So many lines may be drawn with full strength; more are paler."""

FAINTEST, STRONGEST = 0.1, 0.7
JITTER, GOLDEN = 0.05, 0.6180339887498949
"""Lines of equal values are spread over this part of an axis, by the golden ratio, which leaves no gaps."""

MOST_WORDS = 10
HIGH, WORDS = 4.2, 0.3
"""Height of the axes and of the room for their names beside that of a caption, inches."""

TINY_SHARE = 0.002
"""A number that is smaller than this part of its axis is nothing."""

ROOM = 0.9
"""Width of an axis with its words, inches, at least."""


@dataclass(frozen=True, eq=False)
class Upright:
    """One axis: name, colour, where each run lies on it (run,), words at heights, and the box's limits on it."""

    name: str
    color: str
    places: Array
    words: tuple[tuple[float, str], ...]
    limits: tuple[tuple[float, float], ...] = ()


def parallel_coordinates_page(results: SweepResults, analysis: Analysis) -> Figure:
    """Draw runs across factors (choices, then facts) and outcomes; call inside `house_style`."""
    uprights = uprights_of(results, analysis)
    meant = analysis.meant
    box = analysis.discovery.box
    names = condition_words(analysis.condition)
    rows = some(np.flatnonzero(~meant)), some(np.flatnonzero(meant))
    key = (
        Entry(f"such runs ({int(meant.sum()):,}, drawn: {len(rows[1])})", ACCENT),
        Entry(f"all others ({int((~meant).sum()):,}, drawn: {len(rows[0])})", GREY),
        *((Entry("limits of the box", INK),) if box else ()),
    )
    sheet = Sheet(
        f"{capital(names)} in {percent(float(meant.mean()))} of {len(meant):,} runs",
        f"Each line is a run, across {_across(results)} and, last, outcomes; drawn evenly over the sweep",
        source_of(results),
        _left_out(results, uprights),
        key=key,
        wide=max(10.0, (ROOM + 0.55) * len(uprights)),
        left=0.75,
        right=1.05,
    )
    figure, axes = sheet.stacked([HIGH + WORDS])
    place = axes[0].get_position()
    axes[0].set_position((place.x0, place.y0, place.width, place.height * HIGH / (HIGH + WORDS)))
    parallel_coordinates(axes[0], uprights, rows)
    return figure


def parallel_coordinates(ax: Axes, uprights: list[Upright], rows: tuple[Index, Index]) -> Axes:
    """Draw other runs and, on top, those that are meant; then the axes with their words."""
    points = np.array([one.places for one in uprights]).T
    for chosen, color, height in ((rows[0], GREY, 1), (rows[1], ACCENT, 2)):
        lines = [np.column_stack([np.arange(len(uprights)), points[row]]) for row in chosen]
        strength = float(np.clip(INK_AT / max(len(lines), 1), FAINTEST, STRONGEST))
        ax.add_collection(LineCollection(lines, colors=color, alpha=strength, linewidths=0.9, zorder=height))
    for x, one in enumerate(uprights):
        _upright(ax, x, one)
    ax.set_xlim(-0.05, len(uprights) - 0.95)
    ax.set_ylim(-0.06, 1.06)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def uprights_of(results: SweepResults, analysis: Analysis) -> list[Upright]:
    """The axes: levers, the facts that matter, outcomes of the condition and those that were studied."""
    factors = _factors(results, analysis)
    asked = [*analysis.condition.outcomes, *(one.sensitivity.outcome for one in analysis.outcomes)]
    outcomes = list(dict.fromkeys(asked))[:MOST_OUTCOMES]
    table = results.table([*(factor.name for factor in factors), *outcomes])
    limits = {limit.factor.name: limit for limit in (analysis.discovery.box.limits if analysis.discovery.box else ())}
    made = [_of_factor(factor, codes(factor, table[factor.name]), limits.get(factor.name)) for factor in factors]
    return made + [_of_outcome(results, name, table[name].to_numpy(dtype=np.float64)) for name in outcomes]


def _factors(results: SweepResults, analysis: Analysis) -> list[Factor]:
    """Factors of the box first of all, then what is clear, then levers, and the others; choices to the left."""
    box = [limit.factor.name for limit in (analysis.discovery.box.limits if analysis.discovery.box else ())]
    effects = analysis.outcomes[0].sensitivity
    clear = [effect.factor.name for effect in effects.clear]
    levers = [factor.name for factor in results.levers]
    kept = list(dict.fromkeys([*box, *clear, *levers]))[:MOST_FACTORS]
    others = [effect.factor.name for effect in effects.effects if effect.factor.name not in kept]
    kept += others[: max(LEAST_FACTORS - len(kept), 0)]
    chosen = (one for one in results.factors if one.name in kept)
    return sorted(chosen, key=lambda one: (one.role != "lever", kept.index(one.name)))


def _of_factor(factor: Factor, column: Array, limit: Limit | None) -> Upright:
    places = _heights(factor, column)
    if factor.listed:
        # equal values would hide each other
        places = places + JITTER * (np.arange(len(places)) * GOLDEN % 1 - 0.5)
        words = _listed_words(factor)
    else:
        low, middle, high = factor.axis.ends
        words = ((0.0, _end(low, factor)), (0.5, _end(middle, factor)), (1.0, _end(high, factor)))
    unit = "" if factor.texts or is_share(factor.unit) or factor.unit in SILENT else factor.unit
    return Upright(
        f"{factor.name}, {unit}" if unit else factor.name, ink_of(factor), places, words, _limits(factor, limit)
    )


def _heights(factor: Factor, column: Array) -> Array:
    """Where values lie on their axis; those of a list leave room at its ends over which their runs are spread."""
    places = position(factor, column)
    return JITTER / 2 + (1 - JITTER) * places if factor.listed else places


def _listed_words(factor: Factor) -> tuple[tuple[float, str], ...]:
    values = factor.axis.values if factor.texts else sorted(factor.axis.values)
    heights = _heights(
        factor, np.arange(len(values), dtype=np.float64) if factor.texts else np.array(values, dtype=float)
    )
    step = -(-len(values) // MOST_WORDS)
    texts = [str(value) if factor.texts else _end(float(value), factor) for value in values]
    return tuple((float(height), text) for height, text in list(zip(heights, texts, strict=True))[::step])


def _end(number: float, factor: Factor) -> str:
    share = is_share(factor.unit)
    return short(PER_CENT * number if share else number).replace("-", MINUS) + (" %" if share else "")


def _limits(factor: Factor, limit: Limit | None) -> tuple[tuple[float, float], ...]:
    """Where on its axis a limit lets runs be."""
    if limit is None:
        return ()
    if limit.codes:
        heights = _heights(factor, np.array(limit.codes, dtype=np.float64))
        return tuple((float(height) - JITTER / 2, float(height) + JITTER / 2) for height in heights)
    ends = [0.0 if limit.low is None else limit.low, 1.0 if limit.high is None else limit.high]
    low, high = _heights(factor, np.array(ends, dtype=np.float64))
    room = JITTER / 2 if factor.listed else 0.0
    start = 0.0 if limit.low is None else float(low) - room
    end = 1.0 if limit.high is None else float(high) + room
    return ((start, end),)


def _of_outcome(results: SweepResults, name: str, values: Array) -> Upright:
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    span = (high - low) or 1.0
    places = (values - low) / span
    heights = (0.0, 0.5, 1.0) if high > low else (0.0,)
    words = tuple((height, _number(low + height * span, span)) for height in heights)
    unit = results.unit(name)
    return Upright(f"{results.label(name)}, {unit}" if unit else results.label(name), INK, places, words)


def _number(value: float, span: float) -> str:
    """Write a number of an axis that spans so much."""
    return short(value).replace("-", MINUS) if abs(value) > TINY_SHARE * span else "0"


def _upright(ax: Axes, x: int, one: Upright) -> None:
    size = text_size(SMALL)
    ax.plot([x, x], [0, 1], color=DARK, linewidth=1.0, zorder=4)
    for low, high in one.limits:
        ax.plot([x, x], [low, high], color=INK, linewidth=6, solid_capstyle="butt", zorder=5)
    for height, text in one.words:
        ax.annotate(
            fitted(text, 72 * 1.25, size),
            (x, height),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=INK,
            bbox={"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
            zorder=6,
        )
    words = balanced(one.name.replace("_", "_ "), 72 * (ROOM + 0.45), text_size(0.82))
    text = "\n".join(line.replace("_ ", "_") for line in words)
    ax.annotate(
        text,
        (x, 1),
        xytext=(0, text_size(0.9)),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=text_size(0.82),
        color=one.color,
        fontweight="bold" if one.color == ACCENT else "normal",
    )


def some(rows: Index) -> Index:
    """Take some rows, evenly over all."""
    if len(rows) <= MOST_LINES:
        return rows
    chosen: Index = rows[np.linspace(0, len(rows) - 1, MOST_LINES).astype(np.intp)]
    return chosen


def _across(results: SweepResults) -> str:
    kinds = [word for word, there in (("choices (red)", results.levers), ("facts", results.uncertainties)) if there]
    return " and ".join(kinds)


def _left_out(results: SweepResults, uprights: list[Upright]) -> str:
    named = {one.name.split(", ")[0] for one in uprights}
    left = sum(factor.name not in named for factor in results.factors)
    return f"Not shown: {left} factor{'s' * (left > 1)} that matter{'s' * (left == 1)} less." if left else ""
