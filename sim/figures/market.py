"""How share prices take the news."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, INK, band_words, baseline, fan, footer, page, titles
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL
from sim.names import name_of, the
from sim.outcomes import PATH
from sim.types import Array
from sim.words import middle, month_words

LINES = {RIVAL: (INK, 2.4, "-"), HOME: (ACCENT, 2.4, "-"), "EUU": (DARK, 1.4, "-"), "JPN": (GREY, 1.4, "--")}
"""Colour, width and line of each state that is drawn."""

NOTABLE = 0.05
ROOM = (95.0, 101.0)
"""The axis shows at least this much, so that small news does not look like a crash."""

EDGE = 0.04
"""Room above and below what is drawn, as a share of the axis."""


def has_market(results: Labelled) -> bool:
    """Whether share prices of any state drawn leave their path."""
    return any(float(np.abs(index - PATH).max()) >= NOTABLE for index in _indices(results).values())


def market(ax: Axes, results: Labelled) -> Axes:
    """Draw the share prices of the US, China, the EU and Japan against their path without a trade war."""
    indices, when = _indices(results), month_dates(results)
    for state in reversed(indices):
        color, width, line = LINES[state]
        if state in (RIVAL, HOME):
            fan(ax, when, indices[state], color, width, line)
        else:
            ax.plot(when, middle(indices[state]), color=color, linewidth=width, linestyle=line)
    baseline(ax, PATH)
    low, high = ax.get_ylim()
    low, high = min(low, ROOM[0]), max(high, ROOM[1])
    ax.set_ylim(low - EDGE * (high - low), high)
    time_axis(ax, results)
    band = f"{band_words(results)} (US, China)" if results.runs > 1 else ""
    titles(ax, _finding(results, indices), f"Share prices at month's end, the path without a trade war = 100{band}")
    name_ends(ax, [_name(state, index) for state, index in indices.items()])
    return ax


def market_page(results: Labelled) -> Figure:
    """Draw share prices on a page of their own."""
    figure, ax = page()
    market(ax, results)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def _indices(results: Labelled) -> dict[str, Array]:
    return {state: results.values("market_index", state) for state in LINES if results.has("market_index", state)}


def _name(state: str, index: Array) -> Name:
    end = float(middle(index)[-1])
    return Name(end, f"{name_of(state)} {end:.1f}", LINES[state][0], bold=state in (RIVAL, HOME))


def _finding(results: Labelled, indices: dict[str, Array]) -> str:
    """Say whose share prices fall furthest, when, and where they stand at the end."""
    lowest = {state: float(middle(index).min()) for state, index in indices.items()}
    if not lowest or min(lowest.values()) > PATH - NOTABLE:
        return "Share prices keep to their path"
    loser = min(lowest, key=lambda state: lowest[state])
    line = middle(indices[loser])
    month = month_words(results.months[int(line.argmin())])
    text = f"Share prices fall furthest in {the(loser)}, {PATH - lowest[loser]:.1f} % below their path in {month}"
    left = PATH - float(line[-1])
    return f"{text}; they end {left:.1f} % below it" if left >= NOTABLE else f"{text}, and come back"
