"""A page of a sweep: titles, a key of colours, panels of given heights one under the other, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.saving import source_words
from sim.figures.panels import LEFT, page_titles, titles_high
from sim.figures.style import ACCENT, DARK, GREY, LIGHT, SMALL, foot, foot_lines, text_size, text_width

if TYPE_CHECKING:
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

KEY, FOOT_LINE, AIR = 0.3, 0.155, 0.14
"""Height of a line of the key and of the foot, and room beside them, inches."""

CAPTION, AXIS = 0.34, 0.62
"""Room over a panel for its name and under it for its axis, inches."""

SQUARE = 0.8
"""Size of a square of the key over that of its text."""

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
ROLES = {"lever": "choice (lever)", "uncertainty": "fact not known (uncertainty)"}
NOT_TOLD, SLIGHT = "cannot be told from no effect", "or too small to matter (under 1 %)"


@dataclass(frozen=True)
class Entry:
    """One entry of a key: its words and its colour; hollow where only the edge is coloured."""

    words: str
    color: str
    hollow: bool = False


@dataclass(frozen=True)
class Sheet:
    """What stands around panels: finding, measure, notes, key, and the room left, right and under them in inches."""

    finding: str
    measure: str
    source: str
    note: str = ""
    key: tuple[Entry, ...] = ()
    wide: float = 11.0
    left: float = 2.4
    right: float = 0.5
    axis: float = AXIS

    def stacked(self, heights: Sequence[float], columns: int = 1, between: float = 0.0) -> tuple[Figure, list[Axes]]:
        """Make a page with rows of panels of these heights (inches), each of `columns` panels; call in `house_style`.

        between: room between two columns beside that of their left and right margins, inches.
        """
        head = titles_high(self.wide, self.finding, self.measure) + KEY * bool(self.key) + AIR
        under = FOOT_LINE * len(foot_lines(self.wide, self.note, self.source)) + AIR
        high = head + sum(heights) + len(heights) * (CAPTION + self.axis) + under
        figure = Figure(figsize=(self.wide, high))
        self._words(figure, high)
        width = (self.wide - columns * (self.left + self.right) - (columns - 1) * between) / columns
        axes, top = [], head
        for height in heights:
            top += CAPTION
            for column in range(columns):
                left = self.left + column * (self.left + width + self.right + between)
                place = left / self.wide, 1 - (top + height) / high, width / self.wide, height / high
                axes.append(figure.add_axes(place))
            top += height + self.axis
        return figure, axes

    def _words(self, figure: Figure, high: float) -> None:
        page_titles(figure, self.finding, self.measure)
        foot(figure, self.note, self.source)
        if self.key:
            write_key(figure, self.key, 1 - (titles_high(self.wide, self.finding, self.measure) + KEY / 2) / high)


def write_key(figure: Figure, entries: Sequence[Entry], height: float) -> None:
    """Write a line of coloured squares with words at a height (share of the page)."""
    points, size = LEFT * 72 * figure.get_figwidth(), text_size(0.9)
    for entry in entries:
        x = points / (72 * figure.get_figwidth())
        inside = "white" if entry.hollow else entry.color
        wide = SQUARE * size / (72 * figure.get_figwidth())
        figure.add_artist(
            _square(x, height, wide, wide * figure.get_figwidth() / figure.get_figheight(), entry, inside)
        )
        figure.text(x + 1.6 * wide, height, entry.words, fontsize=size, color=DARK, va="center")
        points += 3.2 * size + text_width(entry.words, size)


def _square(x: float, y: float, wide: float, high: float, entry: Entry, inside: str) -> Rectangle:

    return Rectangle((x, y - high / 2), wide, high, facecolor=inside, edgecolor=entry.color, linewidth=1.2)


def color_of(factor: Factor, grey: bool = False) -> str:
    """Colour of a factor: choices stand out; light where it cannot be told from no effect."""
    if grey:
        return LIGHT
    return ACCENT if factor.role == "lever" else GREY


def ink_of(factor: Factor, grey: bool = False) -> str:
    """Colour of a factor's name and lines, darker than that of its bars."""
    return GREY if grey else ACCENT if factor.role == "lever" else DARK


def role_key(factors: Sequence[Factor], grey: bool = False, slight: bool = False) -> tuple[Entry, ...]:
    """Entries for the roles of some factors, and one for those that cannot be told from no effect or are too slight."""
    roles = [role for role in ROLES if any(factor.role == role for factor in factors)]
    entries = [Entry(ROLES[role], ACCENT if role == "lever" else GREY) for role in roles]
    words = f"{NOT_TOLD}, {SLIGHT}" if slight else NOT_TOLD
    return (*entries, *([Entry(words, LIGHT, hollow=True)] if grey else []))


def name_rows(ax: Axes, factors: Sequence[Factor], greys: Sequence[bool]) -> None:
    """Name rows by their factors from above, in the colours of their roles."""
    rows = range(len(factors))
    ax.set_yticks(rows, [fitted(factor.name, 72 * 2.2, text_size(0.9)) for factor in factors])
    for label, factor, grey in zip(ax.get_yticklabels(), factors, greys, strict=True):
        label.set_color(ink_of(factor, grey))
        label.set_fontweight("bold" if factor.role == "lever" and not grey else "normal")
    ax.set_ylim(len(factors) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def fitted(text: str, room: float, size: float, bold: bool = False) -> str:
    """Cut a text so that it fits into a room (points), with dots for what is cut off."""
    if text_width(text, size, bold) <= room:
        return text
    while text and text_width(text + ELLIPSIS, size, bold) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def source_of(results: SweepResults) -> str:
    """Say in one line which model, sweep and runs a figure rests on."""
    program = str(results.programs[-1].get("version", "")) if results.programs else ""
    name = f"Chokepoint {program}".removesuffix(" unknown").strip()
    return f"Source: {name}, sweep {results.name}; {source_words(results)} A model, not a forecast."


def light_grid(ax: Axes, axis: str = "x") -> None:
    """Draw grid lines across one axis alone."""
    ax.grid(visible=False)
    ax.grid(visible=True, axis=axis)  # type: ignore[arg-type]
    ax.spines["bottom"].set_color(GREY)


def small_note(ax: Axes, text: str) -> None:
    """Write a small note at the upper right of a panel."""
    ax.annotate(
        text,
        (1, 1),
        xytext=(0, text_size(0.5)),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=text_size(SMALL),
        color=DARK,
    )
