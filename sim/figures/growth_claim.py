"""How much growth a cut-off costs over all that is uncertain, and which numbers the loss hinges on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.calibration.growth_claim import GrowthStudy
from sim.figures.gallery import save
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, GREY, LIGHT, footer, house_style, text_size
from sim.labelled import quantiles
from sim.types import Array
from sim.validation.drivers import Driver
from sim.words import amount, percent

WIDTH, ROW, BETWEEN, HEAD, FOOT = 11.5, 2.2, 1.15, 1.55, 1.3
"""Of the page, of the axes of a study, of the room between them, over and under them, inches."""

NAMED, LEAST = 8, 4
"""How many parameters are shown: at most, and at least, for which some are added that could be chance."""

MOST_BINS, BINS = 30, 2.0
"""How many bars the widest histogram has at most, and over the root of the number of samples."""

FEW = 40
"""Below so many samples, ranks of parameters that could be chance say nothing and are left out."""

HEADROOM = 1.45
"""Height of a histogram with the words above it, over its own."""

LINE_ROOM = 0.6
CENT = 0.01


NOTE = (
    "Right: mean loss over the fifth of the samples with the lowest (hollow) and the highest (full) values of a "
    "parameter; light: no more than what chance alone would show. Thin line: mean of all samples."
)


def draw_growth_claim(studies: Sequence[GrowthStudy], file: Path) -> Path:
    """Draw, for each scenario, how losses are spread (left) and what moves them (right) into a file; return it."""
    with house_style():
        high = HEAD + len(studies) * (ROW + BETWEEN) - BETWEEN + FOOT
        figure = Figure(figsize=(WIDTH, high))
        axes = figure.subplots(len(studies), 2, squeeze=False)
        page_titles(figure, _finding(studies), _measure(studies))
        figure.subplots_adjust(
            left=0.055, right=0.975, top=1 - HEAD / high, bottom=FOOT / high, wspace=0.62, hspace=BETWEEN / ROW
        )
        edges = _edges(studies)
        for study, (left, right) in zip(studies, axes, strict=True):
            _spread(left, study, edges)
            _hinges(right, study)
        footer(
            figure,
            [study.results for study in studies],
            NOTE if any(_shown(study) for study in studies) else "",
        )
        return save(figure, file)


def _finding(studies: Sequence[GrowthStudy]) -> str:
    parts: dict[str, str] = {}
    for one in studies:
        name, share = one.results.scenario, percent(CENT * one.share_meeting)
        parts[name] = f"{parts[name]} ({share} by {one.counted})" if name in parts else f"{share} {_of(name, parts)}"
    claim = studies[0].claim
    points = f"{claim:g} {'point' if claim == 1 else 'points'}"
    return f"The US loses {points} of growth or more in {' and '.join(parts.values())}"


def _of(name: str, parts: dict[str, str]) -> str:
    return f"of {name}" if parts else f"of the samples of {name}"


def _measure(studies: Sequence[GrowthStudy]) -> str:
    samples = len(studies[0].losses)
    return f"US growth lost over two years, per cent of GDP, over {samples} samples of all that is uncertain"


def _edges(studies: Sequence[GrowthStudy]) -> Array:
    """Edges of the bars, the same for all studies, so that they can be set side by side."""
    losses = np.concatenate([one.losses for one in studies])
    bins = min(MOST_BINS, int(BINS * np.sqrt(len(losses))))
    return np.linspace(min(0.0, float(losses.min())), float(losses.max()), bins + 1)


def _shown(study: GrowthStudy) -> Sequence[Driver]:
    """Parameters that are shown, strongest first: those that matter and, where samples are many, some others."""
    clear = len(study.drivers.clear)
    least = LEAST if len(study.losses) >= FEW else 0
    return study.drivers.ranked[: min(max(clear, least), NAMED)]


def _spread(ax: Axes, study: GrowthStudy, edges: Array) -> None:
    """Draw the losses as a histogram, with the claim."""
    low, median, high = (float(point) for point in quantiles(study.losses))
    tallest = float(np.histogram(study.losses, edges)[0].max())
    ax.hist(study.losses, bins=list(edges), color=LIGHT)
    ax.set_ylim(0, HEADROOM * tallest)
    # a bar's width free at the end, so that the last bar does not look cut
    ax.set_xlim(edges[0], max(edges[-1], study.claim) + edges[1] - edges[0])
    ax.plot([median] * 2, [0, tallest], color=DARK, linewidth=1.4)
    ax.plot([study.claim] * 2, [0, tallest], color=ACCENT, linewidth=1.6)
    _note(ax, study.claim, f"the claim: {study.claim:g}", ACCENT, 0.82)
    _note(ax, median, f"median {amount(median)}, 10-90 %: {amount(low)} to {amount(high)}", DARK, 0.99)
    # no lines behind the words
    ax.set_yticks([tick for tick in MaxNLocator(4, integer=True).tick_values(0, tallest) if tick <= tallest])
    ax.set_xlabel("% of GDP")
    ax.set_ylabel("samples")
    caption(ax, study.title)


def _note(ax: Axes, x: float, text: str, color: str, height: float) -> None:
    """Write right of a line, or around it where it stands in the right half."""
    left, right = ax.get_xlim()
    beyond = x > (left + right) / 2
    ax.annotate(
        text,
        (x, height),
        xytext=(0 if beyond else text_size(0.4), 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center" if beyond else "left",
        va="top",
        fontsize=text_size(0.88),
        color=color,
    )


def _hinges(ax: Axes, study: GrowthStudy) -> None:
    """Draw mean losses at both ends of the parameters that matter most; light where it could be chance."""
    caption(ax, "What the loss hinges on" if study.drivers.clear else "No parameter stands out from chance")
    shown = _shown(study)[::-1]
    if not shown:
        ax.set_axis_off()
        return
    for height, one in enumerate(shown):
        color = DARK if one.clear else LIGHT
        ax.plot([one.low_end, one.high_end], [height, height], color=color, linewidth=1.4, zorder=1)
        ax.plot(one.low_end, height, "o", color="white", markeredgecolor=color, markersize=7)
        ax.plot(one.high_end, height, "o", color=color, markersize=7)
    ax.axvline(float(np.mean(study.losses)), color=GREY, linewidth=1.0, zorder=0)
    ax.set_yticks(range(len(shown)), [one.parameter for one in shown])
    for label, one in zip(ax.get_yticklabels(), shown, strict=True):
        label.set_color(DARK if one.clear else GREY)
    ax.set_ylim(-LINE_ROOM, len(shown) - 1 + LINE_ROOM)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.set_xlabel("mean loss, % of GDP")
