"""When the first plants abroad stopped: industries by the week of their first stop."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures.style import ACCENT, DARK, LIGHT, SMALL, text_size, titles
from sim.labelled import Labelled
from sim.measures import HOME
from sim.names import the
from sim.stops import first_control, weeks_to_first_stop
from sim.words import middle, percent

REPORTED = (6, 8)
"""Weeks after the controls of 4 April 2025 in which the first plants abroad were reported idle (facts of 2025)."""

LONGEST = 30
"""Weeks that are drawn."""

MEASURE = (
    "Share of industries (in a state, abroad; all runs) by the week in which their first plant stops for a day; "
    "the model steps by months, so stops bunch at their ends"
)


def has_stops(results: Labelled) -> bool:
    """Whether any plant abroad stopped within the weeks drawn."""
    weeks = weeks_to_first_stop(results)
    return bool((weeks <= LONGEST).any())


def first_stops(ax: Axes, results: Labelled) -> Axes:
    """Draw the share of industries abroad that first stop in each week; stocks at the start decide it."""
    weeks = weeks_to_first_stop(results)
    edges = np.arange(LONGEST + 1)
    share = np.histogram(weeks[np.isfinite(weeks)], bins=edges)[0] / weeks.size
    reported = (edges[:-1] >= REPORTED[0]) & (edges[:-1] < REPORTED[1])
    ax.bar(edges[:-1], share, width=0.9, align="edge", color=np.where(reported, ACCENT, LIGHT).tolist())
    ax.set_xlim(0, LONGEST)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    start = first_control(results)
    ax.set_xlabel(f"weeks after {the(HOME)}'s first control, {start.day} {start:%B %Y}" if start else "weeks")
    ax.annotate(
        "weeks of the first stops\nreported in 2025",
        (REPORTED[0], share[slice(*REPORTED)].max()),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=text_size(SMALL),
        color=ACCENT,
    )
    titles(ax, _finding(results), MEASURE)
    ax.tick_params(colors=DARK)
    return ax


def _finding(results: Labelled) -> str:
    weeks = weeks_to_first_stop(results)
    # industries that never stop come last in each run
    first = np.where(np.isfinite(weeks), weeks, np.inf).min(axis=0)
    never = float(np.mean(~np.isfinite(weeks)))
    usual = float(middle(first[None])[0])
    later = float(np.mean(weeks > LONGEST))
    rest = f"{percent(later)} of industries later than shown, {percent(never)} never"
    return f"The first plant abroad stops after {usual:.1f} weeks (middle run); {rest}"
