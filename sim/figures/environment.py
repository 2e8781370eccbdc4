"""Where rare earths leave their waste and emissions, and how much for each tonne."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, SMALL, baseline, fan, footer, number_axis, text_size
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.impact import STEPS, PerTonne, left_in, per_tonne, places_of
from sim.labelled import Labelled
from sim.measures import HOME
from sim.names import name_of, the
from sim.types import TINY, Array
from sim.words import amount, capital, furthest, middle, month_words, percent, signed

SIZE = (14.0, 10.6)
NAMED = 4
"""How many lines get a name besides China's: those that move furthest."""

NOTABLE = 0.02
"""Change of waste by this share of what China leaves in the first month that is worth a figure."""

PANELS = {"waste": "Solid waste, kt a month", "emissions": "Emissions, kt CO2e a month"}
PER_TONNE = {"waste": "Solid waste, t for each t of oxide", "emissions": "Emissions, t CO2e for each t of oxide"}


@dataclass(frozen=True)
class Step:
    """A step whose footprint per tonne is drawn: its goods, how it is called, and where it stands beside the others."""

    goods: tuple[str, ...]
    name: str
    color: str
    shift: float


MINING = Step(STEPS["mines"], "mining", GREY, 0.16)
SEPARATING = Step(STEPS["separation"], "separation", ACCENT, -0.16)


def environment(results: Labelled) -> Figure:
    """Draw waste and emissions of rare earths by place, and both per tonne; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    top = page_titles(figure, _finding(results), _measure(results))
    axes = list(grid(figure, 4, 2))
    figure.subplots_adjust(left=0.115, right=0.885, top=top - 0.045, bottom=0.1, wspace=0.55, hspace=0.42)
    for ax, variable in zip(axes[:2], PANELS, strict=True):
        change_by_place(ax, results, variable)
    for ax, variable in zip(axes[2:], PER_TONNE, strict=True):
        footprint_by_place(ax, results, variable)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_footprint(results: Labelled) -> bool:
    """Whether the waste of rare earths moves anywhere by a notable amount."""
    if not places_of(results, "waste"):
        return False
    scale = float(middle(left_in(results, "waste", HOME))[0])
    changes = [middle(_change(results, "waste", state)) for state in places_of(results, "waste")]
    return any(float(np.abs(change).max()) > NOTABLE * scale for change in changes)


def change_by_place(ax: Axes, results: Labelled, variable: str) -> Axes:
    """Draw waste or emissions of rare earths in each state less those of the first month; China in the accent."""
    changes = {state: _change(results, variable, state) for state in places_of(results, variable)}
    when, named = month_dates(results), furthest(changes, (HOME,), NAMED)
    for state in (state for state in changes if state != HOME):
        ax.plot(when, middle(changes[state]), color=INK if state in named else LIGHT, linewidth=1.2)
    if HOME in changes:
        fan(ax, when, changes[HOME], ACCENT, 2.2)
    baseline(ax, 0.0)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, f"{PANELS[variable]}, against {month_words(results.months[0])}")
    name_ends(ax, [_name(state, change) for state, change in changes.items() if state in (*named, HOME)])
    return ax


def footprint_by_place(ax: Axes, results: Labelled, variable: str) -> Axes:
    """Draw what a tonne leaves behind in each state, by mining and by separation, with the range held possible."""
    places = _busy(results, variable)
    for step in (MINING, SEPARATING):
        for height, state in enumerate(reversed(places)):
            one = per_tonne(results, variable, state, step.goods)
            if one is not None:
                _dot(ax, one, height + step.shift, step)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    number_axis(ax.xaxis)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(range(len(places)), [capital(name_of(state)) for state in reversed(places)])
    ax.set_ylim(-0.6, len(places) - 0.4)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    caption(ax, f"{PER_TONNE[variable]}, log scale")
    _key(ax)
    return ax


def _dot(ax: Axes, one: PerTonne, height: float, step: Step) -> None:
    ax.plot([one.low, one.high], [height, height], color=step.color, linewidth=1.4, solid_capstyle="butt")
    filled = step is SEPARATING
    ax.plot(one.value, height, "o", color=step.color, markersize=6, markerfacecolor=step.color if filled else "white")


def _key(ax: Axes) -> None:
    """Say at the right which dot is which."""
    for step, height in ((MINING, 0.97), (SEPARATING, 0.91)):
        filled = step.color if step is SEPARATING else "white"
        ax.plot(
            1.03,
            height,
            "o",
            color=step.color,
            markerfacecolor=filled,
            markersize=6,
            transform=ax.transAxes,
            clip_on=False,
        )
        ax.text(1.055, height, step.name, transform=ax.transAxes, va="center", fontsize=text_size(0.88), color=DARK)
    ax.text(
        1.055,
        0.85,
        "line: low to high",
        transform=ax.transAxes,
        va="center",
        fontsize=text_size(SMALL),
        color=DARK,
    )


def _busy(results: Labelled, variable: str) -> list[str]:
    """States that mine or separate anything in the run, China first."""
    found = [
        state
        for state in places_of(results, variable)
        if any(per_tonne(results, variable, state, step.goods) for step in (MINING, SEPARATING))
    ]
    return sorted(found, key=lambda state: (state != HOME, -float(left_in(results, variable, state).sum())))


def _change(results: Labelled, variable: str, state: str) -> Array:
    values = left_in(results, variable, state)
    change: Array = values - values[0]
    return change


def _name(state: str, change: Array) -> Name:
    end = float(middle(change)[-1])
    return Name(end, f"{name_of(state)} {signed(end)}", ACCENT if state == HOME else DARK, bold=state == HOME)


def _finding(results: Labelled) -> str:
    changes = {place: float(middle(_change(results, "waste", place))[-1]) for place in (HOME, "")}
    at_home, abroad = (_moved(changes[place]) for place in (HOME, ""))
    month = month_words(results.months[-1])
    text = f"By {month} rare earths leave {at_home} waste in {name_of(HOME)} and {abroad} abroad"
    gains = {state: float(middle(_change(results, "waste", state))[-1]) for state in places_of(results, "waste")}
    most = max((state for state in gains if state != HOME), key=lambda state: gains[state], default="")
    if changes[""] > 0 and most and gains[most] > 0:
        return f"{text}, most of it in {the(most)}"
    return text


def _moved(change: float) -> str:
    if abs(change) < 0.05:
        return "as much"
    return f"{amount(abs(change))} kt a month {'more' if change > 0 else 'less'}"


def _measure(results: Labelled) -> str:
    many = "" if results.runs == 1 else f"; medians and 10-90 % band of {results.runs} runs"
    at_home, abroad = (percent(_untreated(results, place)) for place in (HOME, ""))
    return (
        f"Mining and separation of rare earths; light lines: other states{many}. Left untreated at the end (assumed): "
        f"{at_home} of the waste in {name_of(HOME)}, {abroad} abroad. Below: what a tonne leaves by place"
    )


def _untreated(results: Labelled, place: str) -> float:
    """Share of the waste of the last month that is left untreated."""
    loose, waste = (float(middle(left_in(results, name, place))[-1]) for name in ("untreated_waste", "waste"))
    return loose / max(waste, TINY)
