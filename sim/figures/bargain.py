"""What two sides could agree on: every package by what each side gains, and what linkage takes away."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes

from sim.bargain_study import Bargain
from sim.bargaining.alternating import NOBODY
from sim.figures.gallery import save
from sim.figures.style import (
    ACCENT,
    DARK,
    GREY,
    PALE,
    balanced,
    baseline,
    house_style,
    number_axis,
    page,
    text_size,
    titles,
)
from sim.names import the
from sim.scenario.negotiation import ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE
from sim.types import Index, Mask

SIZE = (10.0, 7.2)
SMALL, LARGE = 9.0, 60.0
"""Size of marks in square points."""

FOOT, LEGEND = 0.25, (0.5, 0.165)
"""Room below the axes, and the upper edge of the legend in it, as shares of the page."""


def draw_bargain(found: Bargain, folder: Path) -> Path | None:
    """Draw the packages of a month into a folder and return the file; nothing where nothing can be tied together."""
    if len(found.on_table) < 2:
        return None
    with house_style():
        figure, ax = page(SIZE)
        figure.subplots_adjust(right=0.97, bottom=FOOT)
        bargain_map(ax, found)
        figure.legend(loc="upper center", bbox_to_anchor=LEGEND, ncols=2, frameon=False, fontsize=text_size(0.85))
        note = (
            "Law as it stands and nobody moving, with the deal or without it; issues.yaml holds the concessions. "
            f"Chokepoint, {found.scenario}, first run."
        )
        room = SIZE[0] * 0.97 * 72
        text = "\n".join(balanced(note, room, text_size(0.78)))
        figure.text(0.012, 0.012, text, fontsize=text_size(0.78), color=DARK, va="bottom")
        return save(figure, folder / "bargain.png")


def bargain_map(ax: Axes, found: Bargain) -> Axes:
    """Draw one mark for each package at the gains of both sides, per cent of GDP a month."""
    linked, separate, single = (found.allowed(linkage) for linkage in (ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE))
    alone = found.size == 1
    _scatter(ax, found, ~linked & (found.size > 1), PALE, "o", SMALL, "not signed: a side does not gain, or a red line")
    _scatter(ax, found, linked & ~separate & ~alone, GREY, "^", SMALL, "signed only if linked")
    _scatter(ax, found, separate & ~alone, ACCENT, "o", SMALL, "signed either way")
    _scatter(ax, found, alone & ~single, DARK, "D", LARGE / 2, "a single issue, not signed", hollow=True)
    _scatter(ax, found, single, DARK, "D", LARGE / 2, "a single issue, signed")
    _name(ax, found, found.chosen(FORBIDDEN), f"agreed on ({found.protocol})")
    for title, row in found.known():
        _name(ax, found, row, title.split(",")[0])
    baseline(ax, 0.0)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=1.5)
    for axis in (ax.xaxis, ax.yaxis):
        number_axis(axis)
    ax.grid(True, axis="both")
    first, second = (the(code) for code in found.codes)
    ax.set_xlabel(f"gain of {first}, per cent of GDP a month")
    ax.set_ylabel(f"gain of {second}, per cent of GDP a month")
    titles(ax, _finding(found, linked, separate, single), _measure(found))
    return ax


def _scatter(
    ax: Axes, found: Bargain, rows: Mask, color: str, marker: str, size: float, label: str, hollow: bool = False
) -> None:
    if not rows.any():
        return
    first, second = found.values.gains[:, rows, 0]
    text, inside = f"{label} ({rows.sum()})", "white" if hollow else color
    ax.scatter(first, second, s=size, marker=marker, label=text, linewidths=0.8, zorder=2, c=inside, edgecolors=color)


def _name(ax: Axes, found: Bargain, row: int | Index, words: str) -> None:
    """Ring a package and name it."""
    if row == NOBODY:
        return
    x, y = found.values.gains[:, row, 0]
    ax.scatter([x], [y], s=LARGE, facecolors="none", edgecolors="black", linewidths=1.4, zorder=3)
    ax.annotate(
        words,
        (x, y),
        xytext=(12, 12),
        textcoords="offset points",
        fontweight="bold",
        bbox={"boxstyle": "square", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        zorder=3 + 1,
    )


def _finding(found: Bargain, linked: Mask, separate: Mask, single: Mask) -> str:
    licences = int((single & found.without_tariffs()).sum())
    alone = f"{single.sum()} issues pass alone" if single.any() else "No issue passes alone"
    no_licence = ", none of them a licence" if single.any() and not licences else ""
    return f"{alone}{no_licence}; as packages {linked.sum()} do, and {separate.sum()} without arms and advanced chips"


def _measure(found: Bargain) -> str:
    count = len(found.values.packages) - 1
    return (
        f"Every package of {len(found.on_table)} issues on the table in {found.month} ({count}), lived through for "
        f"{found.months_ahead} months, against no deal"
    )
