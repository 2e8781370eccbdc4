"""The ladders that the two rivals climb and descend."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, INK, band_words, fan, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL
from sim.outcomes import CONFLICT_RUNG
from sim.words import middle, month_words

APART = 0.05
"""Shift, in rungs, that keeps two ladders on the same rung both visible."""

TOP = 6
RUNGS = {0: "peace", CONFLICT_RUNG: "conflict", TOP: "embargo"}
"""Names of the rungs that have one."""

SIDES = ((RIVAL, "US", INK, APART), (HOME, "China", ACCENT, -APART))


def escalation(ax: Axes, results: Labelled) -> Axes:
    """Draw the rung of the US and of China on their escalation ladders, with every measure marked under the axis."""
    when = month_dates(results)
    names = []
    for state, name, color, shift in SIDES:
        rungs = results.values("rung", state)
        drawn = fan(ax, when, rungs + shift, color, 2.4, step=True)
        names.append(Name(float(drawn[-1]), f"{name}: {_written(drawn[-1] - shift)}", color, bold=True))
    _ladder(ax)
    time_axis(ax, results)
    titles(ax, _finding(results), f"Rung of the escalation ladder{band_words(results)}")
    name_ends(ax, names)
    return ax


def _ladder(ax: Axes) -> None:
    ax.set_ylim(-0.25, TOP + 0.35)
    ax.set_yticks(range(TOP + 1), [f"{RUNGS.get(rung, '')}  {rung}".strip() for rung in range(TOP + 1)])
    ax.axhline(0, color=DARK, linewidth=0.9, zorder=1.5)
    ax.axhline(CONFLICT_RUNG, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.4)


def _finding(results: Labelled) -> str:
    us, china = (middle(results.values("rung", state)) for state in (RIVAL, HOME))
    highest = float(max(us.max(), china.max()))
    if _written(highest) == "0":
        return "Nobody climbs: both sides stay at peace"
    both = np.maximum(us, china)
    peak = month_words(results.months[int(both.argmax())])
    months = int((both > CONFLICT_RUNG - 0.5).sum())
    first = f"{_leaders(us, china)} reach rung {_written(highest)} in {peak}" if us.max() == china.max() else ""
    first = first or f"{_leaders(us, china)} reaches rung {_written(highest)} in {peak}"
    ended = f"both end on rung {_written(us[-1])}" if _written(us[-1]) == _written(china[-1]) else _ends(us, china)
    reached = f"one or both on rung {CONFLICT_RUNG} or higher for {months} month{'s' * (months != 1)}"
    spent = reached if months else "never in conflict"
    return f"{first}, {spent}; {ended}"


def _leaders(us: np.ndarray, china: np.ndarray) -> str:
    if us.max() == china.max():
        return "Both sides"
    return "The US" if us.max() > china.max() else "China"


def _ends(us: np.ndarray, china: np.ndarray) -> str:
    return f"the US ends on rung {_written(us[-1])}, China on {_written(china[-1])}"


def _written(rung: float) -> str:
    """Write a rung, or the half between two that a median of runs may lie at."""
    return f"{round(float(rung), 1) + 0:g}"
