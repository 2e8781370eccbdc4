"""AI computing by state: how much of it runs, and how many chips wait for power."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, band_words, baseline, fan, footer
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, ratio, running_compute
from sim.names import name_of, the
from sim.types import PER_CENT, Array
from sim.words import amount, capital, middle, month_words

PAGE = (13.0, 5.8)
COLORS = {RIVAL: INK, HOME: ACCENT}
NOTABLE = 1.0
"""A change of a state's running chips by less than this, in per cent, is not worth a figure."""

NAMED = 2
"""How many states get a name besides the US and China: those whose computing moves furthest, if it moves at all."""

ROOM = (98.0, 102.0)
"""The left axis shows at least this much, so that small wobbles do not look like storms."""

Lines = dict[str, Array]
"""State -> values (month, run)."""


def technology(results: Labelled) -> Figure:
    """Draw the chips that run and the share that waits for power, side by side; call inside `house_style`."""
    figure = Figure(figsize=PAGE)
    lines = running(results)
    top = page_titles(figure, _finding(results, lines), _measure(results))
    figure.subplots_adjust(left=0.045, right=0.865, top=top - 0.085, bottom=0.235, wspace=0.52)
    left, right = grid(figure, 2, 2)
    compute_index(left, results, lines)
    waiting_share(right, results)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_compute(results: Labelled) -> bool:
    """Whether AI computing moves by a notable amount in any state."""
    return any(_moved(line) >= NOTABLE for line in running(results).values())


def running(results: Labelled) -> Lines:
    """Chips that run, the first month being 100, by state: (month, run)."""
    states = [state for state, _, _ in results.keys("ai_compute")]
    return {state: PER_CENT * ratio(running_compute(results, state)) for state in states}


def compute_index(ax: Axes, results: Labelled, lines: Lines) -> Axes:
    """Draw how many chips run in each state; the US and China stand out."""
    when, named = month_dates(results), _furthest(lines)
    for state in [state for state in lines if state not in COLORS]:
        ax.plot(when, middle(lines[state]), color=GREY if state in named else LIGHT, linewidth=1.1)
    for state in [state for state in COLORS if state in lines]:
        fan(ax, when, lines[state], COLORS[state], 2.4)
    baseline(ax, PER_CENT)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, ROOM[0]), max(high, ROOM[1]))
    time_axis(ax, results)
    caption(ax, f"AI chips that run, {month_words(results.months[0])} = 100")
    name_ends(ax, [_name(state, lines[state], "") for state in lines if state in (*named, *COLORS)])
    return ax


def waiting_share(ax: Axes, results: Labelled) -> Axes:
    """Draw the share of chips in place that have no power yet, in the US and China."""
    when, names = month_dates(results), []
    for state in [state for state in COLORS if results.has("ai_energised", state)]:
        waiting = PER_CENT * (1 - results.values("ai_energised", state))
        fan(ax, when, waiting, COLORS[state], 2.4)
        names.append(_name(state, waiting, " %"))
    ax.set_ylim(0, max(ax.get_ylim()[1], 2.0))
    time_axis(ax, results)
    caption(ax, "Chips in place that wait for power, %")
    name_ends(ax, names)
    return ax


def _name(state: str, line: Array, unit: str) -> Name:
    text = f"{name_of(state)} {amount(float(middle(line)[-1]))}{unit}"
    return Name(float(middle(line)[-1]), text, COLORS.get(state, DARK), bold=state in COLORS)


def _moved(line: Array) -> float:
    return float(np.abs(middle(line) - PER_CENT).max())


def _furthest(lines: Lines) -> list[str]:
    others = [state for state in lines if state not in COLORS and _moved(lines[state]) >= NOTABLE]
    return sorted(others, key=lambda state: -_moved(lines[state]))[:NAMED]


def _measure(results: Labelled) -> str:
    text = "H100 equivalents in data centres; left: those with power, light lines: other states; right: the rest"
    return f"{text}{band_words(results)}"


def _finding(results: Labelled, lines: Lines) -> str:
    """Say where computing has moved furthest at the end, and how the two powers stand."""
    change = {state: float(middle(line)[-1]) - PER_CENT for state, line in lines.items()}
    most = max(change, key=lambda state: abs(change[state]))
    month = month_words(results.months[-1])
    if abs(change[most]) < NOTABLE:
        return f"AI computing is back where it began by {month}"
    told = [most, *[state for state in COLORS if state in change and state != most]]
    return capital(f"{_listed([_change(state, change[state]) for state in told])} in {month}")


def _change(state: str, change: float) -> str:
    if abs(change) < NOTABLE:
        return f"{the(state)} as much as before"
    return f"{the(state)} runs {amount(abs(change))} % {'more' if change > 0 else 'less'} AI computing"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
