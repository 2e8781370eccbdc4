"""The mean outcome at each value of the factors that take listed values: strategies, steps of a rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import outcome_words, short
from sim.figures.panels import caption
from sim.figures.style import GREY, number_axis, text_size
from sim.figures.sweep.sheet import Sheet, fitted, ink_of, light_grid, role_key, source_of
from sim.words import MINUS, capital

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Effect
    from sim.analysis.study import OutcomeStudy
    from sim.analysis.swings import ValueMean
    from sim.sweep.results import SweepResults

MOST_FACTORS, MOST_OUTCOMES = 6, 3
ROW = 0.27
"""Height of a value, inches."""

BESIDE = 0.35
UNDER = 0.8
"""Room under a panel for two lines, inches."""

NAME_ROOM = 2.1
"""Room for the name of a value left of a panel, inches."""


def values_page(results: SweepResults, studies: Sequence[OutcomeStudy]) -> Figure:
    """Draw the mean of outcomes (columns) at the values of factors (rows); call inside `house_style`."""
    few = studies[:MOST_OUTCOMES]
    effects = told(studies)
    names = [effect.factor.name for effect in effects]
    sheet = Sheet(
        finding(effects[0], studies[0], results),
        "Mean outcome at each value of a factor, over all else (dot), with 95 % interval (line); texts by their means",
        source_of(results),
        "" if any(one.mean.sure for effect in effects for one in effect.swing.means) else "One world: no intervals.",
        role_key([effect.factor for effect in effects], any(effect.grey for effect in effects)),
        wide=1.0 + (NAME_ROOM + 2.7) * len(few),
        left=NAME_ROOM,
        right=0.2,
        axis=UNDER,
    )
    figure, axes = sheet.stacked([ROW * len(effect.swing.means) for effect in effects], len(few), BESIDE)
    for place, ax in enumerate(axes):
        row, column = divmod(place, len(few))
        study = few[column]
        effect = next(one for one in study.sensitivity.effects if one.factor.name == names[row])
        order = [one.value for one in _ordered(effects[row])]
        _means(ax, effect, sorted(effect.swing.means, key=lambda one: order.index(one.value)), sheet.left)
        outcome = study.sensitivity.outcome
        ax.set_xlabel(f"{results.label(outcome)},\n{results.unit(outcome)}", fontsize=text_size(0.9))
        caption(ax, fitted(names[row], 72 * 2.0, text_size()), ink_of(effect.factor, effect.grey))
    for column in range(len(few)):
        _one_scale(axes[column :: len(few)])
    return figure


def _one_scale(axes: Sequence[Axes]) -> None:
    """Give panels of one outcome the same ends, so that factors can be held against each other."""
    ends = np.array([ax.get_xlim() for ax in axes])
    for ax in axes:
        ax.set_xlim(ends[:, 0].min(), ends[:, 1].max())


def told(studies: Sequence[OutcomeStudy]) -> list[Effect]:
    """Listed factors of some values that do something clear to the first outcome, or any where none does."""
    listed = [effect for effect in studies[0].sensitivity.effects if _several(effect)]
    return [effect for effect in listed if not effect.grey][:MOST_FACTORS] or listed[:1]


def _several(effect: Effect) -> bool:
    """Whether there is more to see than the bar of a tornado shows."""
    return effect.factor.listed and len(effect.swing.means) > 2


def _ordered(effect: Effect) -> list[ValueMean]:
    """Values in their order; texts, which have none, by their means."""
    means = effect.swing.means
    return sorted(means, key=lambda one: one.mean.value) if effect.factor.texts else list(means)


def _means(ax: Axes, effect: Effect, means: Sequence[ValueMean], room: float) -> None:
    color = ink_of(effect.factor, effect.grey)
    for row, one in enumerate(means):
        if one.mean.sure:
            ax.plot([one.mean.low, one.mean.high], [row, row], color=color, linewidth=1.4)
        ax.plot(one.mean.value, row, "o", color="white" if effect.grey else color, markeredgecolor=color, markersize=5)
    size = text_size(0.9)
    ax.set_yticks(range(len(means)), [fitted(one.value, 72 * room - size, size) for one in means])
    ax.set_ylim(len(means) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    light_grid(ax)
    ax.spines["bottom"].set_color(GREY)
    ax.locator_params(axis="x", nbins=5)
    number_axis(ax.xaxis)


def finding(effect: Effect, study: OutcomeStudy, results: SweepResults) -> str:
    """Name the values with the lowest and the highest mean."""
    outcome = study.sensitivity.outcome
    ranked = sorted(effect.swing.means, key=lambda one: one.mean.value)
    low, high = ranked[0], ranked[-1]
    name, unit = capital(outcome_words(outcome)), results.unit(outcome)
    if effect.grey:
        return f"{name}: no listed choice can be told from another"
    numbers = [short(one.mean.value).replace("-", MINUS) for one in (low, high)]
    return f"{name}: {numbers[0]} {unit} with {effect.factor.name} {low.value}, {numbers[1]} with {high.value}"
