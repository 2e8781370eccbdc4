"""Pages of several panels under one finding."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.style import DARK, SUBTITLE, TITLE, balanced, text_size

LEFT = 0.012
"""Where titles begin, as a share of the width."""


def page_titles(figure: Figure, finding: str, measure: str) -> float:
    """Write the finding (bold) and the measure at the head of a page; return the height that they leave, a share."""
    room = 0.97 * 72 * figure.get_figwidth()
    base, points = text_size(), 0.6 * text_size()
    for text, size, bold in ((finding, 1.15 * TITLE * base, True), (measure, SUBTITLE * base, False)):
        lines = balanced(text, room, size, bold)
        figure.text(
            LEFT,
            1 - points / (72 * figure.get_figheight()),
            "\n".join(lines),
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color="black" if bold else DARK,
            va="top",
            linespacing=1.2,
        )
        points += len(lines) * 1.3 * size + 0.35 * base
    return 1 - points / (72 * figure.get_figheight())


def grid(figure: Figure, panels: int, columns: int) -> Iterator[Axes]:
    """Make axes row by row, no more than there are panels."""
    columns = min(columns, panels)
    rows = -(-panels // columns)
    for place in range(1, panels + 1):
        yield figure.add_subplot(rows, columns, place)


def caption(ax: Axes, text: str, color: str = "black") -> None:
    """Name a panel at its upper left."""
    ax.annotate(
        text,
        (0, 1),
        xytext=(0, text_size(0.5)),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        fontsize=text_size(1.0),
        fontweight="bold",
        color=color,
    )
