"""Choices of two governments as a game: what each pair comes to, best replies of either side, where both agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.choice_sentences import choice_words
from sim.analysis.wording import outcome_words
from sim.figures.panels import caption
from sim.figures.style import ACCENT, INK
from sim.figures.sweep.heat_map import CELL, LEAST_HIGH, MOST_HIGH, Side, Table, heat_map, lift, room_of, room_under
from sim.figures.sweep.sheet import Entry, Sheet, source_of
from sim.names import the
from sim.words import joined, percent

if TYPE_CHECKING:
    from sim.analysis.replies import Replies
    from sim.analysis.replies import Side as Chooser
    from sim.sweep.results import SweepResults

WIDE, RIGHT = 15.0, 0.3
INSET = 0.1
"""Room between the edge of a cell and its frame, as a part of the cell."""

NAMED = 2
"""Equilibria that a title names at most."""


def best_replies_page(results: SweepResults, found: Replies) -> Figure:
    """Draw what pairs of choices come to, a panel for each side; call inside `house_style`."""
    across, up = _side(found.columns), _side(found.rows)
    high = float(np.clip(CELL * len(up.names), LEAST_HIGH, MOST_HIGH))
    left = room_of(up.names) + 0.45
    under = room_under(across.names, WIDE / 2 - left - RIGHT)
    sheet = Sheet(
        finding(found),
        f"Mean of each pair of choices over {_worlds(found)}; the redder the worse for the side that is named",
        source_of(results),
        "Best reply: the side's own best choice against one choice of the other. Where both are, neither gains by "
        "changing alone (Nash equilibrium, pure strategies).",
        (
            Entry("best reply of the side that is named", INK, hollow=True),
            Entry("best reply of both (Nash)", ACCENT, hollow=True),
        ),
        wide=WIDE,
        left=left,
        right=RIGHT,
    )
    figure, axes = sheet.stacked([high + under], 2)
    for ax, side in zip(axes, (found.rows, found.columns), strict=True):
        lift(ax, under, high)
        best_replies(ax, found, side, (across, up))
        caption(ax, f"{results.label(side.outcome)}, {results.unit(side.outcome)}")
    return figure


def best_replies(ax: Axes, found: Replies, side: Chooser, sides: tuple[Side, Side]) -> Axes:
    """Draw the cells of one side (its mean outcome), framed where it replies best, and heavily where both do."""
    table = Table(side.means, np.ones(side.means.shape, dtype=np.intp), 1)
    heat_map(ax, table, sides, side.good, None)
    for row, column in np.argwhere(side.best).tolist():
        if not found.equilibria[row, column]:
            _frame(ax, row, column, INK, 1.2)
    for row, column in found.cells:
        _frame(ax, row, column, ACCENT, 2.6)
        _frame(ax, row, column, "white", 0.8)
    return ax


def _frame(ax: Axes, row: int, column: int, color: str, width: float) -> None:
    size = 1 - INSET
    place = column - size / 2, row - size / 2
    ax.add_patch(Rectangle(place, size, size, fill=False, edgecolor=color, linewidth=width, zorder=4))


def _side(chooser: Chooser) -> Side:
    """The choices of a government as cells; of several levers, under their names together."""
    names = tuple(choice_words(chooser, place) for place in range(len(chooser.choices)))
    factor = chooser.levers[0]
    together = replace(factor, name=", ".join(one.name for one in chooser.levers), unit="")
    return Side(together, np.empty(0, dtype=np.intp), names, False)


def _worlds(found: Replies) -> str:
    return "one world" if found.worlds == 1 else f"the same {found.worlds:,} worlds"


def finding(found: Replies) -> str:
    """Name the pairs in which neither side gains by changing alone."""
    by = outcome_words(found.rows.outcome.split(".")[0])
    if not found.cells:
        return f"By {by}, in no pair of choices is each the best reply to the other"
    told = [_pair(found, *cell) for cell in found.cells[:NAMED]]
    more = len(found.cells) - len(told)
    return f"By {by}, each is the best reply to the other at {joined(told)}" + (f" and {more} more" if more else "")


def _pair(found: Replies, row: int, column: int) -> str:
    ends = (found.rows, row), (found.columns, column)
    words = " with ".join(f"{choice_words(side, place)} of {the(side.chooser)}" for side, place in ends)
    sure = float(found.sure[row, column])
    return words if sure != sure else f"{words} ({percent(sure)} of draws)"
