"""Whether more runs would still change what matters: strengths of factors from a part of the runs and from all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption
from sim.figures.style import GREY, LIGHT, number_axis
from sim.figures.sweep.sheet import Sheet, ink_of, source_of
from sim.types import PER_CENT

if TYPE_CHECKING:
    from sim.analysis.stability import Stability
    from sim.analysis.study import OutcomeStudy
    from sim.sweep.results import SweepResults

NAMED = 5
"""Factors whose lines are named and have a band."""

STYLES = ("-", "--", "-.", ":", (0, (1, 3)))
AIR, PALE = 1.1, 0.13
"""Room beside the first and the last number of runs (a factor of it), and opacity of bands."""

HIGH = 2.7
FEWEST = 2
"""Factors whose order is worth a word."""

WIDENS = 1.02


def convergence_page(results: SweepResults, studies: Sequence[OutcomeStudy]) -> Figure:
    """Draw strengths against the number of runs, a panel for each outcome; call inside `house_style`."""
    told = [one for one in studies if has_steps(one)]
    by = told[0].sensitivity.ranked_by
    what = (
        "Mean size of the effect"
        if by == "effect"
        else f"Share of variance over the ranges tried ({by}-order index, %)"
    )
    what = what.replace("total-order", "total")
    sheet = Sheet(
        finding(told[0]),
        f"{what} of the strongest factors from parts of the runs and from all; band: 95 % interval{_others(told[0])}",
        source_of(results),
        left=0.85,
        right=3.2,
        wide=10.0,
    )
    figure, axes = sheet.stacked([HIGH] * len(told))
    for ax, study in zip(axes, told, strict=True):
        convergence(ax, study, results.unit(study.sensitivity.outcome))
        caption(ax, results.label(study.sensitivity.outcome))
    return figure


def _others(study: OutcomeStudy) -> str:
    return "; light: the other factors" if len(study.sensitivity.effects) > len(study.sensitivity.clear[:NAMED]) else ""


def has_steps(study: OutcomeStudy) -> bool:
    """Whether there is anything to see: two parts of the runs, and a factor that is clear."""
    return len(study.convergence) > 1 and bool(study.sensitivity.clear)


def convergence(ax: Axes, study: OutcomeStudy, unit: str) -> Axes:
    """Draw a line for each factor over the number of runs (logarithmic)."""
    steps, found = study.convergence, study.sensitivity
    scale = 1.0 if found.ranked_by == "effect" else PER_CENT
    runs = [step.runs for step in steps]
    strongest = [effect.factor for effect in found.clear[:NAMED]]
    named = {factor.name for factor in strongest}
    for effect in found.effects:
        if effect.factor.name not in named:
            heights = [scale * step.strengths[effect.factor.name].value for step in steps]
            ax.plot(runs, heights, color=LIGHT, linewidth=0.6, alpha=0.6, zorder=1)
    names = []
    for place, factor in enumerate(strongest):
        color = ink_of(factor)
        line = [step.strengths[factor.name] for step in steps]
        heights = [scale * one.value for one in line]
        ax.plot(runs, heights, color=color, linewidth=1.5, linestyle=STYLES[place], marker="o", markersize=3, zorder=3)
        sure = [(count, one) for count, one in zip(runs, line, strict=True) if one.sure]
        low, high = ([scale * getattr(one, end) for _, one in sure] for end in ("low", "high"))
        ax.fill_between([count for count, _ in sure], low, high, color=color, alpha=PALE, linewidth=0, zorder=2)
        names.append(Name(heights[-1], factor.name, color, bold=factor.role == "lever"))
    ax.set_xscale("log")
    ax.set_xlim(runs[0] / AIR, runs[-1] * AIR)
    ax.xaxis.set_major_locator(FixedLocator(runs))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:,.0f}"))
    ax.spines["bottom"].set_color(GREY)
    number_axis(ax.yaxis)
    _limit(ax, study, scale)
    ax.set_ylabel(unit if found.ranked_by == "effect" else "% of variance")
    ax.set_xlabel("runs")
    name_ends(ax, names)
    return ax


def _limit(ax: Axes, study: OutcomeStudy, scale: float) -> None:
    """Show all that the last two parts reach, from nothing on; wide intervals of few runs are cut."""
    last = [estimate for step in study.convergence[-2:] for estimate in step.strengths.values()]
    most = max(scale * (one.high if one.sure else one.value) for one in last)
    every = max(scale * one.value for step in study.convergence[-3:] for one in step.strengths.values())
    ax.set_ylim(0, WIDENS * max(most, every))


def finding(study: OutcomeStudy) -> str:
    """Say whether halves of the runs agree."""
    found: Stability | None = study.stability
    if found is None or found.top < FEWEST:
        return "How the strength of factors settles with the number of runs"
    agree = found.spearman == found.spearman
    if found.top == len(found.ranks) and agree:
        return f"Halves of the {found.halves} put the {found.top} factors in the same order to {found.spearman:.2f}"
    shared = f"Halves of the {found.halves} share {found.top_shared} of their {found.top} strongest factors"
    return f"{shared}; clear ones are in the same order to {found.spearman:.2f}" if agree else shared
