"""Months of cover: which industries and inputs ran lowest, where, and when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.figures.style import ACCENT, DARK, GREY, PALE, SMALL, band_words, footer, text_size, titles
from sim.labelled import Labelled
from sim.names import goods_of, name_of, place_of, the
from sim.supply import Cover, covers
from sim.words import capital, month_words

INDUSTRY, INPUT = "industry_cover", "stock_cover"
MOST_INPUTS = 10
"""Inputs that get a row: those whose stocks fall furthest."""

MOST_STATES = 12
PAGE_SIZE = (11.0, 7.6)
GAP = 0.6
"""Rows left free between industries and inputs."""

NOTABLE = 0.1
"""A fall of cover by less than this share is not worth a title."""

EMPTY = 0.05
"""Months of cover below this are written as nothing."""

DARK_CELL = 0.7
"""From this loss of cover on numbers are written in white."""

REDS = LinearSegmentedColormap.from_list("cover lost", ["#FFFFFF", "#F0C9C6", ACCENT])

Row = tuple[str, str]
"""(variable, good) of a row of the table."""


def cover_map(ax: Axes, results: Labelled) -> Axes:
    """Draw a table of the lowest months of cover of industries and inputs by state; red: what was lost of the first."""
    cells = {(INDUSTRY, one.good, one.state): one for one in covers(results, INDUSTRY)}
    cells |= {(INPUT, one.good, one.state): one for one in covers(results, INPUT)}
    rows, states = _rows(cells), _states(cells)
    heights = _heights(rows)
    for (variable, good), height in zip(rows, heights, strict=True):
        for place, state in enumerate(states):
            _cell(ax, place, height, cells.get((variable, good, state)))
    _frame(ax, rows, heights, states)
    keys = [(*row, state) for row in rows for state in states]
    shown = [cells[key] for key in keys if key in cells]
    titles(ax, _finding(shown), f"{_measure(rows)}{band_words(results).replace(' and 10-90 % band', '')}")
    return ax


def cover_map_page(results: Labelled) -> Figure:
    """Draw the table on a page of its own; call inside `house_style`."""
    figure = Figure(figsize=PAGE_SIZE)
    figure.subplots_adjust(left=0.17, right=0.95, bottom=0.2)
    ax = figure.add_subplot()
    cover_map(ax, results)
    footer(figure, results)
    return figure


def has_covers(results: Labelled) -> bool:
    """Whether stocks of anything fall by a notable share."""
    return any(_lost(one) >= NOTABLE for one in covers(results, INPUT))


def _rows(cells: dict[tuple[str, str, str], Cover]) -> list[Row]:
    """Industries in the order of the goods table, then the inputs whose stocks fall furthest, in the same order."""
    industries = [(INDUSTRY, good) for good in goods_of("final") if any(key[:2] == (INDUSTRY, good) for key in cells)]
    lost: dict[str, float] = {}
    for (variable, good, _), one in cells.items():
        if variable == INPUT:
            lost[good] = max(_lost(one), lost.get(good, 0.0))
    furthest = sorted(lost, key=lambda good: -lost[good])[:MOST_INPUTS]
    inputs = [(INPUT, good) for good in goods_of("mine", "refine", "component") if good in furthest]
    return industries + inputs


def _states(cells: dict[tuple[str, str, str], Cover]) -> list[str]:
    """The states with most cells, in the order of the table of states."""
    filled: dict[str, int] = {}
    for _, _, state in cells:
        filled[state] = filled.get(state, 0) + 1
    kept = sorted(filled, key=lambda state: -filled[state])[:MOST_STATES]
    return sorted(kept, key=place_of)


def _heights(rows: Sequence[Row]) -> list[float]:
    """Where rows stand, from the top down, with a gap between industries and inputs."""
    return [-place - GAP * (variable == INPUT and rows[0][0] == INDUSTRY) for place, (variable, _) in enumerate(rows)]


def _cell(ax: Axes, place: int, height: float, cover: Cover | None) -> None:
    lost = 0.0 if cover is None else _lost(cover)
    color = PALE if cover is None else REDS(lost)
    ax.add_patch(Rectangle((place - 0.5, height - 0.5), 1, 1, facecolor=color, edgecolor="white", linewidth=1.5))
    if cover is not None:
        text = f"{cover.lowest:.1f}" if cover.lowest >= EMPTY else "0"
        ink = "white" if lost > DARK_CELL else DARK
        ax.text(place, height, text, ha="center", va="center", fontsize=text_size(SMALL), color=ink)


def _frame(ax: Axes, rows: Sequence[Row], heights: Sequence[float], states: Sequence[str]) -> None:
    ax.grid(False)
    ax.set_xlim(-0.5, max(1, len(states)) - 0.5)
    ax.set_ylim(min(heights, default=0.0) - 0.5, 0.5)
    ax.spines["bottom"].set_visible(False)
    ax.set_yticks(heights, [capital(name_of(good)) for _, good in rows])
    ax.set_xticks(range(len(states)), [name_of(state) for state in states], rotation=35, ha="right")
    ax.tick_params(length=0)
    for variable, text in ((INDUSTRY, "Industries"), (INPUT, "Inputs")):
        places = [height for (kind, _), height in zip(rows, heights, strict=True) if kind == variable]
        if places:
            middle = (places[0] + places[-1]) / 2
            ax.text(1.02, middle, text, transform=ax.get_yaxis_transform(), color=GREY, va="center", rotation=-90)


def _lost(cover: Cover) -> float:
    """Share of the first month's cover that is gone at the lowest."""
    return float(np.clip(1 - cover.lowest / cover.first, 0, 1)) if cover.first > 0 else 0.0


def _measure(rows: Sequence[Row]) -> str:
    industry = "industries: the scarcest input they cannot do without; " if rows and rows[0][0] == INDUSTRY else ""
    return f"Months of use in stock, lowest month-end of the run ({industry}inputs: all buyers); red: share lost"


def _emptied(cover: Cover) -> bool:
    """Whether a stock of some size is used up."""
    return cover.lowest < EMPTY and _lost(cover) >= NOTABLE


def _finding(shown: Sequence[Cover]) -> str:
    """Name the cell of the table that falls furthest, or how many run out and the first of them."""
    emptied = [one for one in shown if _emptied(one)]
    worst = next(iter(emptied), max(shown, key=_lost, default=None))
    if worst is None or _lost(worst) < NOTABLE:
        return "Stocks hold: no industry and no input loses a tenth of its cover"
    left = "nothing" if emptied else f"{worst.lowest:.1f}"
    where = f"{name_of(worst.good)} in {the(worst.state)}"
    if len(emptied) > 1:
        one = f"{where} ({worst.first:.1f} months at first) in {month_words(worst.month)}"
        return f"Stocks run out in {len(emptied)} cells of the table, among them {one}"
    return f"Stocks fall furthest for {where}: from {worst.first:.1f} months to {left} in {month_words(worst.month)}"
