"""How strong each factor is: its share of an outcome's variance, by itself and with all it takes part in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import outcome_words
from sim.figures.panels import caption
from sim.figures.style import DARK, GREY, INK, number_axis
from sim.figures.sweep.sheet import Sheet, color_of, light_grid, name_rows, role_key, small_note, source_of
from sim.figures.sweep.tornado import ALL, LEAST, MOST, ROW, faint, left_out, weighed
from sim.types import PER_CENT
from sim.words import capital, joined, percent

if TYPE_CHECKING:
    from sim.analysis.resampling import Estimate
    from sim.analysis.sensitivity import Effect, Sensitivity
    from sim.analysis.study import OutcomeStudy
    from sim.sweep.results import SweepResults

WIDE, NARROW = 0.62, 0.3
PALER = 0.35
"""Opacity of the bar of the total behind that of the factor alone."""

SHARE = "Share of the outcome's variance over the ranges tried"
NAMED = 2
WHISKER = 1.0


def indices_page(results: SweepResults, studies: Sequence[OutcomeStudy]) -> Figure:
    """Draw the strength of factors with intervals, a panel for each outcome; call inside `house_style`."""
    judged = [weighed(one.sensitivity) for one in studies]
    chosen = [shown(one) for one in judged]
    greys = any(effect.grey for some in chosen for effect in some)
    first = judged[0]
    sheet = Sheet(
        finding(first),
        measure(first),
        source_of(results),
        " ".join(filter(None, (f"Method: {first.method}.", left_out(first, chosen[0])))),
        role_key([effect.factor for some in chosen for effect in some], greys, slight=faint(studies)),
        wide=10.0,
    )
    figure, axes = sheet.stacked([ROW * max(len(some), 2) for some in chosen])
    for ax, study, some in zip(axes, studies, chosen, strict=True):
        indices(ax, some, study.sensitivity, results.unit(study.sensitivity.outcome))
        caption(ax, results.label(study.sensitivity.outcome))
        if study.sensitivity.luck is not None:
            small_note(ax, f"luck alone: {percent(study.sensitivity.luck.value)} of the variance of single runs")
    return figure


def indices(ax: Axes, effects: Sequence[Effect], found: Sensitivity, unit: str) -> Axes:
    """Draw one row for each effect: total (pale, wide) and alone (full, narrow), or Morris's effect."""
    for row, effect in enumerate(effects):
        color = color_of(effect.factor, effect.grey)
        if effect.effect is not None:
            _bar(ax, row, effect.effect, 1.0, WIDE, color, effect.grey)
            continue
        if effect.total is not None:
            _bar(ax, row, effect.total, PER_CENT, WIDE, color, effect.grey, PALER)
        if effect.first is not None:
            _bar(ax, row, effect.first, PER_CENT, NARROW if effect.total is not None else WIDE, color, effect.grey)
    name_rows(ax, [effect.factor for effect in effects], [effect.grey for effect in effects])
    light_grid(ax)
    number_axis(ax.xaxis)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=4)
    ax.set_xlabel(f"{unit}, over the whole range" if found.ranked_by == "effect" else "% of the variance")
    return ax


def _bar(
    ax: Axes, row: int, strength: Estimate, scale: float, high: float, color: str, grey: bool, opacity: float = 1.0
) -> None:
    inside = "white" if grey else color
    ax.barh(row, scale * strength.value, height=high, color=inside, alpha=opacity, linewidth=0, zorder=2)
    if grey:
        ax.barh(row, scale * strength.value, height=high, color="none", edgecolor=color, linewidth=1.0, zorder=2)
    if strength.sure:
        # the interval of a pale bar lies at its lower edge, clear of that of the narrow one
        place = row + (high / 2 - 0.05 if opacity < 1 else 0)
        ends = [scale * strength.low, scale * strength.high]
        ax.plot(ends, [place] * 2, color=GREY if grey else INK, linewidth=WHISKER, zorder=3)


def shown(found: Sensitivity) -> list[Effect]:
    """Effects that are shown, strongest first: those that are clear and, where room is left, some others."""
    clear = list(found.clear[:MOST])
    room = ALL if len(found.effects) <= ALL else LEAST
    others = [effect for effect in found.effects if effect.grey]
    return clear + others[: max(room - len(clear), 0)]


def measure(found: Sensitivity) -> str:
    """Say what bars and lines are."""
    if found.ranked_by == "effect":
        return "Mean size of the effect over the whole range of a factor (mu-star), with 95 % interval"
    if all(effect.total is None for effect in found.effects):
        return f"{SHARE}, by itself (first-order index), per cent; line: 95 % interval"
    bars = "narrow bar: alone (first-order index), wide pale bar: with all interactions (total)"
    return f"{SHARE}, per cent; {bars}; line: 95 % interval"


def finding(found: Sensitivity) -> str:
    """Name the strongest factors."""
    name = capital(outcome_words(found.outcome))
    if not found.clear:
        return f"{name}: no factor can be told from one that does nothing"
    few = found.clear[:NAMED]
    if found.ranked_by == "effect":
        return f"{name} hinges most on {joined([effect.factor.name for effect in few])}"
    shares = [percent(max(effect.measure(found.ranked_by).value, 0)) for effect in few]
    shares[0] += " of the variance" + (", interactions included" if found.ranked_by == "total" else "")
    parts = [f"{effect.factor.name} ({share})" for effect, share in zip(few, shares, strict=True)]
    return f"{name} hinges most on {joined(parts)}"
