"""Pages of several panels under one finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.style import DARK, SUBTITLE, TITLE, balanced, text_size

LEFT = 0.012
"""Where titles begin, as a share of the width."""


def page_titles(figure: Figure, finding: str, measure: str) -> float:
    """Write the finding (bold) and the measure at the head of a page; return the height that they leave, a share."""
    points = 0.6 * text_size()
    for text, size, bold in _headlines(finding, measure):
        lines = balanced(text, _room(figure.get_figwidth()), size, bold)
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
        points += _high(lines, size)
    return 1 - points / (72 * figure.get_figheight())


def titles_high(wide: float, finding: str, measure: str) -> float:
    """Height that such titles take at the head of a page of some width: inches, both."""
    points = 0.6 * text_size()
    for text, size, bold in _headlines(finding, measure):
        points += _high(balanced(text, _room(wide), size, bold), size)
    return points / 72


def _headlines(finding: str, measure: str) -> tuple[tuple[str, float, bool], ...]:
    """Both titles, each with its size in points and whether it is bold."""
    base = text_size()
    return (finding, 1.15 * TITLE * base, True), (measure, SUBTITLE * base, False)


def _room(wide: float) -> float:
    """Points that a line may take on a page of some width (inches)."""
    return 0.97 * 72 * wide


def _high(lines: Sequence[str], size: float) -> float:
    """Points that some lines take, with the room under them."""
    return len(lines) * 1.3 * size + 0.35 * text_size()


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
