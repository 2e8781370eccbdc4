"""The look of every figure: one accent colour and grey, the finding as title, the source in the footer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter

from sim.labelled import Labelled, quantiles
from sim.types import Array
from sim.words import MINUS

ACCENT = "#B3261E"
INK = "#222222"
DARK = "#4F4F4F"
GREY = "#8C8C8C"
LIGHT = "#BDBDBD"
PALE = "#E3E3E3"

DPI = 160
PAGE = (10.0, 5.8)
"""Width and height of a figure, inches."""

MARGINS = {"left": 0.092, "right": 0.815, "top": 0.80, "bottom": 0.235}
"""Room for titles above, names of lines at the right, event marks and source below."""

BAND_OPACITY = 0.16
NAMED_SOURCES = 3
"""How many sources the footer of one scenario names; a comparison names all."""

OURSELVES, OWN = "Chokepoint", "own assumptions"
"""The publisher of what this project assumes, and what the footer calls it."""

LICENCE = re.compile(r",? \(?(?:CC BY[-A-Z]*|(?:\w+ )?Open Licen[cs]e) [\d.]+\)?")
"""The licence of some data, as it stands behind the name of their publisher."""

NARROWER = 0.98
"""Step by which lines are narrowed until they are of about equal length."""

HEADING, TITLE, SUBTITLE, SMALL = 1.8, 1.25, 0.95, 0.78
"""Sizes of text over the base size."""

LOOK: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": DARK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.7,
    "xtick.color": DARK,
    "ytick.color": DARK,
    "ytick.left": False,
    "figure.facecolor": "white",
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
}


@contextmanager
def house_style(size: float = 10.0) -> Iterator[None]:
    """Draw in the house style, with text of a base size in points."""
    sizes = {"font.size": size, "axes.labelsize": size, "xtick.labelsize": 0.9 * size, "ytick.labelsize": 0.9 * size}
    look: Any = LOOK | sizes
    with mpl.rc_context(look):
        yield


def text_size(share: float = 1.0) -> float:
    """Size of text in points, as a share of the base size."""
    return share * float(mpl.rcParams["font.size"])


def page(size: tuple[float, float] = PAGE) -> tuple[Figure, Axes]:
    """Make an empty figure with one pair of axes; call inside `house_style`."""
    figure = Figure(figsize=size)
    axes = figure.add_subplot()
    figure.subplots_adjust(**MARGINS)
    return figure, axes


def titles(ax: Axes, finding: str, measure: str) -> None:
    """Write what the figure finds (bold) and, under it, what is measured in which unit; call before `name_ends`."""
    base = text_size()
    gap, x = 0.85 * base, -_left_room(ax)
    below = _wrapped(ax, measure, SUBTITLE * base)
    ax.annotate(
        below,
        (x, 1),
        xytext=(0, gap),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        fontsize=SUBTITLE * base,
        color=DARK,
        linespacing=1.25,
    )
    lift = gap + _lines(below) * 1.35 * SUBTITLE * base + 0.3 * base
    above = _wrapped(ax, finding, TITLE * base, bold=True)
    ax.annotate(
        above,
        (x, 1),
        xytext=(0, lift),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        fontsize=TITLE * base,
        fontweight="bold",
        linespacing=1.15,
    )
    _fill_page(ax, lift + _lines(above) * 1.3 * TITLE * base)


def heading(figure: Figure, text: str) -> None:
    """Write the heading of a page with several panels."""
    figure.text(
        0.012, 1 - 0.16 / figure.get_figheight(), text, fontsize=text_size(HEADING), fontweight="bold", va="top"
    )


def fan(
    ax: Axes, when: Array, values: Array, color: str, width: float = 1.8, line: str = "-", step: bool = False
) -> Array:
    """Draw the median over runs of values (month, run) and, for several runs, the 10-90 % band; return the median.

    Whatever holds for a month and then changes at once is drawn in steps.
    """
    low, median, high = quantiles(values)
    if values.shape[1] > 1:
        ax.fill_between(when, low, high, color=color, alpha=BAND_OPACITY, linewidth=0, step="mid" if step else None)
    drawstyle = "steps-mid" if step else "default"
    ax.plot(when, median, color=color, linewidth=width, linestyle=line, drawstyle=drawstyle, solid_capstyle="round")
    drawn: Array = median
    return drawn


def baseline(ax: Axes, height: float) -> None:
    """Draw the line at which nothing has changed."""
    ax.axhline(height, color=DARK, linewidth=0.9, zorder=1.5)


def footer(figure: Figure, results: Labelled | Sequence[Labelled], note: str = "") -> None:
    """Write at the foot of a page where the figure comes from, and a note on how to read it."""
    several = (results,) if isinstance(results, Labelled) else tuple(results)
    foot(figure, note, source_line(several))


def foot(figure: Figure, *texts: str) -> None:
    """Write texts at the foot of a page, each on lines of its own."""
    lines = foot_lines(figure.get_figwidth(), *texts)
    figure.text(0.012, 0.012, "\n".join(lines), fontsize=text_size(SMALL), color=DARK, va="bottom", linespacing=1.3)


def foot_lines(wide: float, *texts: str) -> list[str]:
    """Break texts into lines for the foot of a page of some width in inches; empty texts are left out."""
    return [line for text in texts if text for line in balanced(text, wide * 0.97 * 72, text_size(SMALL))]


def source_line(several: Sequence[Labelled]) -> str:
    """Say in one line which model, scenarios, runs and sources a figure rests on."""
    first = several[0]
    program = f"Chokepoint {first.origin.version}".removesuffix(" unknown")
    names = ", ".join(dict.fromkeys(one.scenario for one in several))
    parts = [f"Source: {program}, scenario{'s' * (len(several) > 1)} {names}", runs_line(first)]
    if sources := list(dict.fromkeys(_short(source) for one in several for source in one.origin.sources)):
        about = "measures" if any(one.events for one in several) else "data"
        parts.append(f"{about} after {_listed(sources, NAMED_SOURCES if len(several) == 1 else len(sources))}")
    return "; ".join(parts) + ". A model, not a forecast."


def _short(publisher: str) -> str:
    """Name a publisher without the licence of its data."""
    return OWN if publisher == OURSELVES else LICENCE.sub("", publisher)


def _listed(names: Sequence[str], most: int) -> str:
    """List the first names, up to some number, and own assumptions last; the manifest and the scenario have all."""
    others = [name for name in names if name != OWN]
    last = ["others"] * (len(others) > most) + [OWN] * (OWN in names)
    return " and ".join(filter(None, (", ".join(others[:most] + last[:-1]), *last[-1:])))


def runs_line(results: Labelled) -> str:
    """Say how many runs there are and which luck they had."""
    if results.runs == 1:
        return f"one run, seed {results.seeds[0]}"
    return f"{results.runs} runs, seeds {min(results.seeds)}-{max(results.seeds)}"


def band_words(results: Labelled, several: bool = False) -> str:
    """Words for a subtitle that explain line and band, or several of both; empty for a single run."""
    drawn = "medians and 10-90 % bands" if several else "median and 10-90 % band"
    return "" if results.runs == 1 else f"; {drawn} of {results.runs} runs"


def number_axis(axis: Axis) -> None:
    """Write the numbers along an axis with commas and a true minus sign."""
    axis.set_major_formatter(FuncFormatter(lambda place, _: f"{place + 0:,g}".replace("-", MINUS)))


def _fill_page(ax: Axes, points: float) -> None:
    """Let axes that have a page to themselves reach up to their titles, which are some points high."""
    figure = ax.get_figure(root=True)
    if isinstance(figure, Figure) and len(figure.axes) == 1:
        figure.subplots_adjust(top=1 - (points + 1.2 * text_size()) / (72 * figure.get_figheight()))


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _left_room(ax: Axes) -> float:
    """How far left of the axes titles begin, as a share of the width: above the tick labels."""
    return 2.2 * text_size() / (72 * _width(ax))


def _wrapped(ax: Axes, text: str, size: float, bold: bool = False) -> str:
    """Break a text into lines as wide as the axes and the names of lines beside them."""
    room = _width(ax) * 72 * (1 + _right_room(ax))
    return "\n".join(balanced(text, room, size, bold))


def balanced(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into as few lines as fit into a room (points), of about equal length.

    A number keeps its per cent sign.
    """
    words = text.replace(" %", "\N{NO-BREAK SPACE}%").split(" ")
    lines = _broken(words, room, size, bold)
    while len(lines) > 1 and len(narrower := _broken(words, NARROWER * room, size, bold)) == len(lines):
        lines, room = narrower, NARROWER * room
    return lines


def _broken(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    """Fill line after line with words; a word that is too long gets a line of its own."""
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if text_width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text in points."""
    font = FontProperties(family=LOOK["font.family"], size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def points_wide(ax: Axes) -> float:
    """Width of the axes in points."""
    return 72 * _width(ax)


def _width(ax: Axes) -> float:
    """Width of the axes in inches."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return float(ax.get_position().width * figure.get_figwidth())


def _right_room(ax: Axes) -> float:
    """Room at the right of the axes that titles may use too, as a share of the width."""
    return 0.2 if ax.get_position().width > 0.5 else 0.3
