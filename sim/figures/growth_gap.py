"""What the trade war costs each economy."""

from __future__ import annotations

from matplotlib.axes import Axes

from sim.figures.labels import name_ends, state_name
from sim.figures.style import ACCENT, GREY, INK, LIGHT, band_words, baseline, fan, number_axis, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, states_with
from sim.names import the
from sim.types import Array
from sim.words import amount, capital, furthest, middle, month_words

NAMED = 5
"""How many lines get a name besides the US and China: those that move furthest."""

NOTABLE = 0.005
ROOM = 0.1
"""The axis shows at least this many per cent of GDP either way."""


def growth_gap(ax: Axes, results: Labelled) -> Axes:
    """Draw how far GDP lies above or below its path, state by state; the US and China stand out."""
    gaps = {state: results.values("gdp_gap", state) for state in states_with(results, "gdp_gap")}
    when, named = month_dates(results), furthest(gaps, (RIVAL, HOME), NAMED)
    for state in [state for state in gaps if state not in (RIVAL, HOME)]:
        ax.plot(when, middle(gaps[state]), color=GREY if state in named else LIGHT, linewidth=1.1)
    for state, color in ((RIVAL, INK), (HOME, ACCENT)):
        if state in gaps:
            fan(ax, when, gaps[state], color, 2.4)
    baseline(ax, 0.0)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -ROOM), max(high, ROOM))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    titles(
        ax,
        _finding(results, gaps),
        f"GDP against its path without a trade war, per cent; light lines: other states{band_words(results)}",
    )
    name_ends(ax, [state_name(state, gaps[state]) for state in gaps if state in (*named, RIVAL, HOME)])
    return ax


def _finding(results: Labelled, gaps: dict[str, Array]) -> str:
    """Name who loses most and set the rivals beside each other, at their worst months."""
    worst = {state: float(middle(gap).min()) for state, gap in gaps.items()}
    loser = min(worst, key=lambda state: worst[state])
    if worst[loser] > -NOTABLE:
        return "No economy loses output"
    month = month_words(results.months[int(middle(gaps[loser]).argmin())])
    text = f"{capital(the(loser))} loses most, {amount(-worst[loser])} % of GDP in {month}"
    rest = [f"{the(state)} {amount(-worst[state])} %" for state in (RIVAL, HOME) if state in worst and state != loser]
    return f"{text}; at worst {' and '.join(rest)}" if rest else text
