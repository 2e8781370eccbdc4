"""What the US and China believe of each other: of which type the other is, and what its licence desk approves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, BAND_OPACITY, DARK, GREY, INK, PALE, footer
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL
from sim.names import the
from sim.policy.beliefs import HIGH, LOW
from sim.types import PER_CENT, Array, Mask
from sim.words import capital, middle, month_words, percent

WIDTH, HEIGHTS, BOTTOMS = 13.0, (5.6, 9.6), (0.235, 0.137)
"""Width of the page; its height and the room below, with one row of panels and with two."""

COLUMNS = 2

TYPES = {"soft": ("gives way", PALE), "normal": ("answers in kind", GREY), "hard": ("hits harder", ACCENT)}
"""What each type is called beside its area, and its colour."""

SIDES = ((RIVAL, HOME), (HOME, RIVAL))
"""Who believes, and of whom."""

NOTABLE = 0.02
"""A belief that moves by less is no news."""

CERTAIN = 0.95
"""A slow-walk is named in the title when it is more probable than this."""

SURE = 0.5
"""A type is named in the title when it is more probable than all others together."""


def beliefs(results: Labelled) -> Figure:
    """Draw the types each power takes the other for, and the approvals each expects; call inside `house_style`."""
    desks = [side for side in SIDES if _heard(results, side[0]).any()]
    rows = 1 if not desks else 2
    figure = Figure(figsize=(WIDTH, HEIGHTS[rows - 1]))
    top = page_titles(figure, _finding(results), _measure(bool(desks)))
    figure.subplots_adjust(
        left=0.045, right=0.865, top=top - 0.085 / rows, bottom=BOTTOMS[rows - 1], wspace=0.52, hspace=0.5
    )
    axes = list(grid(figure, len(SIDES) + len(desks), COLUMNS))
    for ax, (state, rival) in zip(axes, SIDES, strict=False):
        types_of_rival(ax, results, state, rival)
    for ax, (state, rival) in zip(axes[len(SIDES) :], desks, strict=True):
        approvals(ax, results, state, rival)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_beliefs(results: Labelled) -> bool:
    """Whether either power learns anything notable of the other."""
    return any(
        bool(np.ptp(results.values(f"belief_{kind}", state), axis=0).max() > NOTABLE)
        for state, _ in SIDES
        for kind in TYPES
        if results.has(f"belief_{kind}", state)
    )


def types_of_rival(ax: Axes, results: Labelled, state: str, rival: str) -> Axes:
    """Draw how probable each type of rival is to one power, stacked up to 100 %."""
    when = month_dates(results)
    chances = {kind: PER_CENT * results.values(f"belief_{kind}", state).mean(axis=1) for kind in TYPES}
    colors = [color for _, color in TYPES.values()]
    ax.stackplot(when, list(chances.values()), colors=colors, edgecolor="white", linewidth=0.8)
    ax.set_ylim(0, PER_CENT)
    time_axis(ax, results)
    caption(ax, f"{capital(the(state))} thinks that {the(rival)} ..., %")
    below, names = 0.0, []
    for kind, (words, color) in TYPES.items():
        share = float(chances[kind][-1])
        shown = DARK if color == PALE else color
        names.append(Name(below + share / 2, f"{words} {share:.0f}", shown, bold=kind == "hard"))
        below += share
    name_ends(ax, names)
    return ax


def approvals(ax: Axes, results: Labelled, state: str, rival: str) -> Axes:
    """Draw the approval rate that one power expects at the other's desk, with its 90 % band, and what was promised."""
    when, heard = month_dates(results), _heard(results, state)
    expected, low, high = (
        np.where(heard, PER_CENT * middle(results.values(name, state)), np.nan)
        for name in ("approval_estimate", "approval_low", "approval_high")
    )
    promised = _promised(results, state)
    ax.fill_between(when, low, high, color=INK, alpha=BAND_OPACITY, linewidth=0)
    ax.plot(when, expected, color=INK, linewidth=2.4)
    names = [Name(float(expected[heard][-1]), f"expected {expected[heard][-1]:.0f}", INK, bold=True)]
    agreed = np.isfinite(promised)
    if agreed.any():
        ax.plot(when, promised, color=ACCENT, linewidth=1.8, drawstyle="steps-mid")
        names.append(Name(float(promised[agreed][-1]), f"promised {promised[agreed][-1]:.0f}", ACCENT))
    ax.set_ylim(0, PER_CENT)
    time_axis(ax, results)
    caption(ax, f"Approvals at the desk of {the(rival)}, % (band: 90 %)")
    name_ends(ax, names)
    return ax


def _promised(results: Labelled, state: str) -> Array:
    """Approvals promised, per cent, median of the runs with a promise in force; nan where no run has one: (month,)."""
    values = results.values("promised_approval", state)
    given = values > 0  # recorded as 0 without a promise
    medians = [np.median(row[there]) if there.any() else np.nan for row, there in zip(values, given, strict=True)]
    return PER_CENT * np.array(medians)


def _measure(desks: bool) -> str:
    text = "Chance that the rival is of each type, mean of runs"
    return (
        f"{text}; below: share of licence applications that its desk approves, by the cases heard of, "
        "and what was promised (runs with a promise in force)"
        if desks
        else text
    )


def _heard(results: Labelled, state: str) -> Mask:
    """Months in which a power has heard of any decision of its rival's desk: (month,)."""
    if not results.has("approval_low", state):
        return np.zeros(len(results.months), dtype=bool)
    width = middle(results.values("approval_high", state)) - middle(results.values("approval_low", state))
    # of the flat prior before anything is heard
    return np.asarray(np.abs(width - (HIGH - LOW)) > NOTABLE)


def _finding(results: Labelled) -> str:
    """Say what each side takes the other for at the end, or when a slow-walk was seen."""
    seen = _slow_walk(results)
    if seen:
        return seen
    said = [_view(results, state, rival) for state, rival in SIDES if results.has("belief_hard", state)]
    return capital(f"{' and '.join(said)} in {month_words(results.months[-1])}")


def _view(results: Labelled, state: str, rival: str) -> str:
    chances = {kind: float(results.values(f"belief_{kind}", state)[-1].mean()) for kind in TYPES}
    most = max(chances, key=lambda kind: chances[kind])
    if chances[most] < SURE:
        return f"{the(state)} cannot tell what {the(rival)} is"
    return f"{the(state)} thinks that {the(rival)} {TYPES[most][0]} ({percent(chances[most])})"


def _slow_walk(results: Labelled) -> str:
    """Say in which month a slow-walk first was as good as certain, or nothing."""
    for state, rival in SIDES:
        if results.has("slow_walk_probability", state):
            line = middle(results.values("slow_walk_probability", state))
            if line.max() > CERTAIN:
                month = month_words(results.months[int((line > CERTAIN).argmax())])
                return f"By {month} {the(state)} is all but certain that {the(rival)} approves less than it promised"
    return ""
