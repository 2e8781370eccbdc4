"""The licence desk: what is asked, granted, refused and lapsed in a month, and the queue that is left."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, band_words, baseline, fan, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled
from sim.measures import licence_total, main_controller
from sim.names import name_of, the
from sim.types import THOUSAND, TINY, Array
from sim.words import capital, middle, month_words, percent

ROOM = 10.0
"""The axis shows at least this many applications, so that a desk at rest has a scale to read."""

MANY = 5 * THOUSAND
"""From this height on the axis counts thousands."""

QUEUE, ASKED = "licence_backlog", "licence_applications"
LINES = (
    (QUEUE, "waiting", ACCENT, 2.4, "-"),
    (ASKED, "asked for", INK, 1.7, "-"),
    ("licence_approved", "granted", GREY, 2.2, "-"),
    ("licence_refused", "refused (dashed)", GREY, 1.3, "--"),
    ("licence_lapsed", "lapsed (dotted)", GREY, 1.3, ":"),
)


def licence_desk(ax: Axes, results: Labelled) -> Axes:
    """Draw the queue at the busiest licence desk, and what it is asked for, grants, refuses and lets lapse."""
    state = main_controller(results)
    when, names, medians = month_dates(results), [], {}
    for variable, words, color, width, line in LINES:
        if results.keys(variable, state=state) or variable == QUEUE:
            medians[variable] = fan(ax, when, licence_total(results, variable, state), color, width, line)
            text = DARK if color in (GREY, LIGHT) else color
            names.append(Name(float(medians[variable][-1]), words, text, bold=color == ACCENT))
    baseline(ax, 0.0)
    ax.set_ylim(0, max(ROOM, ax.get_ylim()[1]))
    thousands = ax.get_ylim()[1] >= MANY
    _count_axis(ax, thousands)
    time_axis(ax, results)
    unit = "Thousand applications" if thousands else "Applications"
    measure = f"{unit} at {_whose(state)} licence desk: waiting at month's end; in the month: asked for, granted, ..."
    titles(ax, _finding(results, state, medians), measure + band_words(results))
    name_ends(ax, names)
    return ax


def has_licences(results: Labelled) -> bool:
    """Whether anybody asks for a licence, or waits for one, at the busiest desk."""
    state = main_controller(results)
    lines = [middle(licence_total(results, variable, state)) for variable in (QUEUE, ASKED)]
    return sum(float(line.sum()) for line in lines) >= TINY


def _count_axis(ax: Axes, thousands: bool) -> None:
    ax.yaxis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10], integer=True))
    scale = THOUSAND if thousands else 1
    ax.yaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count / scale:,g}"))


def _whose(state: str) -> str:
    return f"{the(state)}'" if name_of(state).endswith("s") else f"{the(state)}'s"


def _finding(results: Labelled, state: str, medians: dict[str, Array]) -> str:
    nothing = np.zeros(len(results.months))
    waiting, asked, granted = (medians.get(variable, nothing) for variable, *_ in LINES[:3])
    if asked.sum() + waiting.sum() < TINY:
        return f"Nobody needs a licence from {the(state)}"
    most = int(waiting.argmax())
    share = percent(float(granted.sum() / max(asked.sum(), TINY)))
    if waiting[most] < 1:
        return f"{capital(_whose(state))} desk keeps up and grants {share} of what is asked"
    queue = f"{_count(float(waiting[most]))} applications wait in {month_words(results.months[most])}"
    return f"{queue}; {the(state)} grants {share} of all that is asked"


def _count(number: float) -> str:
    """Write a count to the hundred where it is large, for nobody counts a queue to the last application."""
    return f"{round(number, -2):,.0f}" if number >= MANY else f"{number:,.0f}"
