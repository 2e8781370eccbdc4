"""What factories still make when their inputs do not come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, band_words, baseline, fan, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled, quantiles
from sim.measures import RIVAL, industries, industry_index
from sim.names import name_of
from sim.types import Array
from sim.words import capital, middle, month_words

Span = tuple[float, float]

NORMAL = 100.0
EDGE = 0.03
"""Room above and below the lines, as a share of the axis."""

NOTABLE = 0.5
"""A change of the index below this is not worth a title."""

ROOM = (90.0, 102.0)
"""The axis shows at least this much, so that small wobbles do not look like storms."""


def industry_output(ax: Axes, results: Labelled, state: str = RIVAL, span: Span | None = None) -> Axes:
    """Draw the output of a state's final industries, the first month being 100; the hardest hit is in the accent.

    `span` (low, high) sets the axis, so that several states can share one scale.
    """
    indices = {good: industry_index(results, state, good) for good in industries(results, state)}
    when, worst = month_dates(results), _hardest_hit(indices)
    names = []
    for good, index in indices.items():
        hit = good == worst
        if hit:
            fan(ax, when, index, ACCENT, 2.4)
        else:
            ax.plot(when, middle(index), color=GREY, linewidth=1.3)
        names.append(Name(float(middle(index)[-1]), name_of(good), ACCENT if hit else DARK, bold=hit))
    baseline(ax, NORMAL)
    ax.set_ylim(span or common_span(results, [state]))
    time_axis(ax, results)
    first = month_words(results.months[0])
    titles(ax, _finding(results, state, indices, worst), f"Output, {first} = 100{band_words(results)}")
    name_ends(ax, names)
    return ax


def common_span(results: Labelled, states: Sequence[str]) -> Span:
    """Find an axis (low, high) that holds the industries of several states, bands included, with a little room."""
    lows, highs = [ROOM[0]], [ROOM[1]]
    for state in states:
        for good in industries(results, state):
            low, _, high = quantiles(industry_index(results, state, good))
            lows.append(float(low.min()))
            highs.append(float(high.max()))
    room = (max(highs) - min(lows)) * EDGE
    return max(0.0, min(lows) - room), max(highs) + room


def moves(results: Labelled, state: str) -> bool:
    """Whether the output of any final industry of a state moves by a notable amount."""
    indices = (middle(industry_index(results, state, good)) for good in industries(results, state))
    return any(float(np.abs(index - NORMAL).max()) >= NOTABLE for index in indices)


def _hardest_hit(indices: dict[str, Array]) -> str:
    lowest = {good: float(middle(index).min()) for good, index in indices.items()}
    worst = min(lowest, key=lambda good: lowest[good], default="")
    return worst if worst and lowest[worst] < NORMAL - NOTABLE else ""


def _finding(results: Labelled, state: str, indices: dict[str, Array], worst: str) -> str:
    if not worst:
        return f"{capital(name_of(state))}: factories run as before"
    index = middle(indices[worst])
    month = month_words(results.months[int(np.argmin(index))])
    return f"{capital(name_of(state))}: {name_of(worst)} hit hardest, at {index.min():.0f} in {month}"
