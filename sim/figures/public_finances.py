"""What the trade war brings in and costs the public purse: duties, programmes, and the balance after other taxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.commerce_changes import costs, money_change
from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, grid, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, LIGHT, band_words, baseline, fan, footer, number_axis
from sim.figures.time_axis import MARKS, month_dates, time_axis, where_marked
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, states_with
from sim.names import name_of, the
from sim.types import THOUSAND, Array
from sim.words import amount, change, middle, month_words

WIDTH, ALONE, HIGH, COLUMNS = 7.6, 11.4, 3.4, 2
"""Width of one panel and of one that has the page to itself, height of every one, inches; panels side by side."""

LEFT, RIGHT, ABOVE, BETWEEN, BELOW = 0.6, 2.3, 0.5, 1.25, 1.4
"""Room beside the panels, under the titles, between rows and at the foot of the page, inches."""

HEAD = 0.75
"""Room for the titles, inches, before they are written; axes then begin right below them."""

NOTABLE, COSTLY = 0.5, 1.0
"""Change of duties or a balance, bn USD a year, and cost of a programme, million, that are worth a figure."""

NAMED = 6
"""How many lines of a panel get a name: those that move furthest, and always the US and China."""

LEAST_SPAN = 1.0
"""The axis of every panel shows at least this much."""

APART = 0.02
"""A balance is drawn where it parts from the change of duties by this share of the largest such change."""

LEADING = (ACCENT, INK)
"""Colours of the instruments that cost most, the dearest first."""

SAME = "as much as before"


@dataclass(frozen=True)
class Line:
    """One line of a panel: what it is called, its values (month, run), and its colour."""

    name: str
    values: Array
    color: str = LIGHT

    @property
    def size(self) -> float:
        """How far it goes from nothing, median over runs."""
        return float(np.abs(middle(self.values)).max())

    @property
    def end(self) -> float:
        """Where it stands in the last month, median over runs."""
        return float(middle(self.values)[-1])


@dataclass(frozen=True)
class Panel:
    """A panel: its caption and lines; what moves less than `notable` is not worth one.

    write: how numbers at the ends of lines are written.
    """

    caption: str
    notable: float
    lines: Sequence[Line]
    write: Callable[[float], str] = change

    @property
    def size(self) -> float:
        """How far the line goes that goes furthest."""
        return max((line.size for line in self.lines), default=0.0)

    def told(self, line: Line) -> str:
        """Write beside a line what it is and where it ends, or how high it was if it is over."""
        over = abs(line.end) < self.notable
        return f"{line.name}, up to {self.write(line.size)}" if over else f"{line.name} {self.write(line.end)}"

    @property
    def worth(self) -> bool:
        """Whether there is anything to show."""
        return self.size > self.notable


def public_finances(results: Labelled) -> Figure:
    """Draw duties by state, what programmes cost by instrument, and balances; call inside `house_style`."""
    panels = panels_of(results)
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    wide = WIDTH * columns if columns > 1 else ALONE
    high = HEAD + ABOVE + rows * (HIGH + BETWEEN) - BETWEEN + BELOW
    figure = Figure(figsize=(wide, high))
    top = page_titles(figure, _finding(results), _measure(results))
    axes = list(grid(figure, len(panels), columns))
    figure.subplots_adjust(
        left=LEFT / wide,
        right=1 - RIGHT / wide,
        top=top - ABOVE / high,
        bottom=BELOW / high,
        wspace=0.66,
        hspace=BETWEEN / HIGH,
    )
    for ax, panel in zip(axes, panels, strict=True):
        _draw(ax, results, panel)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def has_money(results: Labelled) -> bool:
    """Whether duties change, or programmes cost anything, by an amount worth a figure."""
    return bool(panels_of(results))


def panels_of(results: Labelled) -> list[Panel]:
    """Panels with something to show; a balance that is no more than the change of duties is not."""
    duties = Panel("Duties collected, change, bn", NOTABLE, _by_state(results, "tariff_revenue"))
    paid = Panel("Programmes less fees for licences, million", COSTLY, _by_instrument(results), _cost)
    balance = Panel("Budget: duties, other taxes, programmes, bn", NOTABLE, _by_state(results, "budget_balance"))
    differing = _apart(balance, duties) > APART * duties.size
    return [panel for panel in (duties, paid, *([balance] * differing)) if panel.worth]


def _apart(one: Panel, other: Panel) -> float:
    """How far lines of the same name part at most, medians over runs."""
    lines = {line.name: line.values for line in other.lines}
    return max((Line("", line.values - lines[line.name]).size for line in one.lines if line.name in lines), default=0.0)


def _by_state(results: Labelled, variable: str) -> list[Line]:
    """One line a state: the US and China in colours of their own, last; the others by how far they go."""
    changes = {state: money_change(results, variable, state) for state in states_with(results, variable)}
    colors = {RIVAL: INK, HOME: ACCENT}
    lines = [Line(name_of(state), change, colors.get(state, GREY)) for state, change in changes.items()]
    return sorted(lines, key=lambda line: (line.color != GREY, line.size))


def _by_instrument(results: Labelled) -> list[Line]:
    """One line for each instrument of each state that pays, the dearest in the accent and last."""
    found = {key: THOUSAND * values for key, values in costs(results).items()}
    payers = {state for _, state in found}
    lines = [Line(_called(instrument, state, len(payers) > 1), values) for (instrument, state), values in found.items()]
    ordered = sorted(lines, key=lambda line: line.size)
    colors = dict(zip((line.name for line in reversed(ordered)), LEADING, strict=False))
    return [replace(line, color=colors.get(line.name, GREY)) for line in ordered]


def _called(instrument: str, state: str, several: bool) -> str:
    name = instrument.replace("_", " ")
    return f"{name}, {name_of(state)}" if several and state != RIVAL else name


def _draw(ax: Axes, results: Labelled, panel: Panel) -> None:
    """Draw one panel; the band over runs is drawn for the lines that stand out."""
    when, names = month_dates(results), []
    named = sorted(panel.lines, key=lambda line: (line.color != GREY, line.size))[-NAMED:]
    for line in panel.lines:
        if line.color == GREY:
            ax.plot(when, middle(line.values), color=GREY if line in named else LIGHT, linewidth=1.1)
        else:
            fan(ax, when, line.values, line.color, 2.2 if line.color == ACCENT else 1.8)
    baseline(ax, 0.0)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -LEAST_SPAN if low < 0 else 0.0), max(high, LEAST_SPAN))
    number_axis(ax.yaxis)
    time_axis(ax, results)
    caption(ax, panel.caption)
    for line in named:
        if line.size > panel.notable:
            color = DARK if line.color == GREY else line.color
            names.append(Name(line.end, panel.told(line), color, bold=line.color in (INK, ACCENT)))
    name_ends(ax, names)


def _cost(million: float) -> str:
    return change(million).removeprefix("+")


def _finding(results: Labelled) -> str:
    """Say what duties bring the US and China at most and at the end, and what programmes cost at most."""
    powers = [state for state in (RIVAL, HOME) if state in states_with(results, "tariff_revenue")]
    parts = [", ".join(_best_and_end(results, state) for state in powers)]
    paid = sum(costs(results).values(), np.zeros((len(results.months), results.runs)))
    dearest = float(middle(paid).max()) * THOUSAND
    if dearest > COSTLY:
        parts.append(f"programmes cost at most {amount(dearest)} million")
    return "Duties bring " + "; ".join(parts)


def _best_and_end(results: Labelled, state: str) -> str:
    duties = middle(money_change(results, "tariff_revenue", state))
    month = int(np.abs(duties).argmax())
    text = f"{the(state)} {_more(float(duties[month]))}"
    if text.endswith(SAME) or month == len(duties) - 1:
        return text
    return f"{text} in {month_words(results.months[month])} and {_more(float(duties[-1]))} at the end"


def _more(moved: float) -> str:
    size = change(abs(moved)).removeprefix("+")
    return SAME if size == "0" else f"{size} bn {'more' if moved > 0 else 'less'}"


def _measure(results: Labelled) -> str:
    since = month_words(results.months[0])
    return f"USD a year at the pace of the month, against {since}{band_words(results, several=True)}"
