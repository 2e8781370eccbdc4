"""Jobs: what a state loses or gains in all, and who works in rare earths outside China."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends, state_name
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, band_words, baseline, fan, footer, number_axis
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.impact import STEPS, jobs_abroad, jobs_change
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, states_with
from sim.names import name_of, the
from sim.types import THOUSAND, Array
from sim.words import amount, capital, furthest, middle, month_words

SIZE = (14.0, 5.6)
REST = "ROW"
"""All other states together: too large to lead the title."""

NAMED = 4
"""How many lines get a name besides the US and China: those that move furthest."""

NOTABLE = 0.5
"""Thousand jobs that are worth a figure."""

LEAST_SPAN = 1.0
"""The left axis shows at least this many thousand jobs either way."""

COLORS = {"mines": GREY, "separation": ACCENT, "magnets": INK}
NAMES = {"mines": "mines", "separation": "separation", "magnets": "magnet works"}


def jobs(results: Labelled) -> Figure:
    """Draw the change of all jobs by state, and jobs in rare earths outside China; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    changes = {state: jobs_change(results, state) for state in states_with(results, "jobs")}
    top = page_titles(figure, _finding(results, changes), _measure(results))
    left, right = grid(figure, 2, 2)
    figure.subplots_adjust(left=0.055, right=0.88, top=top - 0.08, bottom=0.24, wspace=0.5)
    change_by_state(left, results)
    rare_earths_abroad(right, results)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_jobs(results: Labelled) -> bool:
    """Whether jobs are counted and a notable number of them is lost or won anywhere."""
    changes = [middle(jobs_change(results, state)) for state in states_with(results, "jobs")]
    return any(float(np.abs(change).max()) > NOTABLE for change in changes)


def change_by_state(ax: Axes, results: Labelled) -> Axes:
    """Draw how many jobs a state has more or less than in the first month; the US and China stand out."""
    changes = {state: jobs_change(results, state) for state in states_with(results, "jobs")}
    when, named = month_dates(results), furthest(changes, (RIVAL, HOME), NAMED)
    for state in (state for state in changes if state not in (RIVAL, HOME)):
        ax.plot(when, middle(changes[state]), color=GREY if state in named else LIGHT, linewidth=1.1)
    for state, color in ((RIVAL, INK), (HOME, ACCENT)):
        if state in changes:
            fan(ax, when, changes[state], color, 2.2)
    baseline(ax, 0.0)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -LEAST_SPAN), max(high, LEAST_SPAN))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, f"All jobs against {month_words(results.months[0])}, thousand")
    name_ends(ax, [state_name(state, change) for state, change in changes.items() if state in (*named, RIVAL, HOME)])
    return ax


def rare_earths_abroad(ax: Axes, results: Labelled) -> Axes:
    """Draw jobs in mines, separation and magnet works outside China."""
    when, names = month_dates(results), []
    for step in STEPS:
        line = fan(ax, when, jobs_abroad(results, step), COLORS[step], 1.8)
        text = f"{NAMES[step]} {amount(float(line[-1]))}"
        names.append(Name(float(line[-1]), text, COLORS[step] if step != "mines" else DARK))
    ax.set_ylim(0, max(ax.get_ylim()[1], LEAST_SPAN))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, f"Jobs in rare earths outside {name_of(HOME)}, thousand")
    name_ends(ax, names)
    return ax


def _finding(results: Labelled, changes: dict[str, Array]) -> str:
    """Name who loses most, the US beside it, and what becomes of rare earths."""
    lowest = {state: float(middle(change).min()) for state, change in changes.items() if state != REST}
    loser = min(lowest, key=lambda state: lowest[state])
    if lowest[loser] > -NOTABLE:
        return "Hardly any job is lost anywhere"
    month = month_words(results.months[int(middle(changes[loser]).argmin())])
    besides = REST in changes and float(middle(changes[REST]).min()) < lowest[loser]
    among = "of the states shown one by one " * besides
    text = f"{capital(among + the(loser))} loses most jobs, {_people(-lowest[loser])} in {month}"
    if loser != RIVAL and RIVAL in lowest:
        text += f"; {the(RIVAL)} at most {_people(-lowest[RIVAL])}"
    return f"{text}; rare earths outside {name_of(HOME)} employ {_abroad(results)}"


def _people(thousand: float) -> str:
    return f"{amount(thousand / THOUSAND)} million" if thousand >= THOUSAND else f"{amount(thousand)} thousand"


def _abroad(results: Labelled) -> str:
    before, after = (amount(sum(float(middle(jobs_abroad(results, step))[end]) for step in STEPS)) for end in (0, -1))
    return f"{after} thousand as before" if before == after else f"{after} thousand at the end, {before} at first"


def _measure(results: Labelled) -> str:
    return (
        "Left: people laid off at plants of the chain that stand still, and people outside it who offer less or more "
        "work as wages buy less or more; light lines: other states. Right: output times workers per tonne"
        f"{band_words(results, several=True)}"
    )
