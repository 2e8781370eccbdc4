"""The model beside the record: one line for each check, its band against the limits of the record or claim."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.gallery import save
from sim.figures.panels import LEFT, page_titles
from sim.figures.patterns import patterns_page
from sim.figures.style import ACCENT, DARK, LIGHT, PALE, SMALL, balanced, footer, house_style, text_size
from sim.validation.checks import NOT_READ, Finding, Validation
from sim.validation.page import TITLES
from sim.validation.words import limits, model, share

WIDTH = 13.0
LINE = 0.33
"""Height of a check, inches."""

HEAD, FOOT = 1.15, 1.1
"""Room for the titles above and the notes below, inches."""

STRIP = (0.345, 0.575)
"""Where the strips lie, as shares of the width; names stand left of them, numbers right."""

COLUMNS = {"model": 0.59, "record": 0.765, "holds in": 0.985}
"""Where the numbers stand, as shares of the width; the last ones end there."""

ROOM = 0.12
"""Free room at either end of a strip, as a share of what it shows."""

BAR, BAND, DOT = 9.0, 1.8, 6.5
"""Thickness of the record, thickness of the model's band, size of its median, points."""


def draw_validation(validation: Validation, folder: Path) -> Path:
    """Draw the checks that the model could fail, and the patterns beside them, into a folder; return the first file."""
    if validation.patterns is not None:
        save(patterns_page(validation.patterns), folder / "patterns.png")
    with house_style():
        return save(validation_page(validation), folder / "validation.png")


def validation_page(validation: Validation) -> Figure:
    """Draw patterns, figures of the record and claims, a strip each, on a scale of its own; inside `house_style`."""
    groups = {kind: shown(validation, kind) for kind in TITLES}
    lines = sum(len(own) + 1 for own in groups.values() if own)
    figure = Figure(figsize=(WIDTH, HEAD + LINE * lines + FOOT))
    top = page_titles(figure, _finding([one for own in groups.values() for one in own]), _measure(validation))
    height = figure.get_figheight() * (1 - top) + LINE
    _headings(figure, height + 0.6 * LINE)
    for kind, own in groups.items():
        if own:
            _heading(figure, TITLES[kind], height + 0.6 * LINE)
            height += LINE
        for one in own:
            _line(figure, one, height)
            height += LINE
    given = sum(one.check.given for one in validation.findings)
    note = f"{given} more checks only show that numbers which the model was given come through; the report lists them."
    footer(figure, validation.origins, note)
    return figure


def shown(validation: Validation, kind: str) -> list[Finding]:
    """List the checks of a kind that the model could fail and that could be read."""
    return [
        one
        for one in validation.findings
        if one.check.about == kind and not one.check.given and one.verdict != NOT_READ and len(one.known)
    ]


def _line(figure: Figure, one: Finding, height: float) -> None:
    """Draw one check: name, strip, numbers."""
    ax = figure.add_axes((STRIP[0], _up(figure, height + LINE), STRIP[1] - STRIP[0], LINE / figure.get_figheight()))
    strip(ax, one)
    middle = _up(figure, height + LINE / 2)
    size = text_size(0.9)
    unit = "" if one.check.unit == "ratio" else f", {one.check.unit}"
    room = 0.97 * 72 * figure.get_figwidth() * (STRIP[0] - LEFT)
    name = "\n".join(balanced(f"{one.check.what}{unit}", room, size))
    figure.text(LEFT, middle, name, va="center", fontsize=size, linespacing=1.0)
    figure.text(COLUMNS["model"], middle, model(one), va="center", fontsize=size, color=ACCENT)
    figure.text(COLUMNS["record"], middle, limits(one), va="center", fontsize=size, color=DARK)
    figure.text(COLUMNS["holds in"], middle, share(one), va="center", ha="right", fontsize=size, fontweight="bold")


def strip(ax: Axes, one: Finding) -> Axes:
    """Draw the record as a grey bar and the model as a line with a dot, hollow where band and bar do not overlap."""
    low, median, high = one.band
    ends = [end for end in one.check.limits if isfinite(end)]
    left, right = min(low, *ends), max(high, *ends)
    room = ROOM * (right - left) or max(abs(median), 1.0) * ROOM
    left, right = left - room, right + room
    ax.set_xlim(left, right)
    ax.set_ylim(-1, 1)
    ax.axis("off")
    ax.plot([left, right], [0, 0], color=PALE, linewidth=0.8, zorder=0)
    first, last = (end if isfinite(end) else edge for end, edge in zip(one.check.limits, (left, right), strict=True))
    ax.plot([first, last], [0, 0], color=LIGHT, linewidth=BAR, solid_capstyle="butt", zorder=1)
    ax.plot([first, first], [0, 0], "|", color=LIGHT, markersize=BAR, zorder=1)
    ax.plot([low, high], [0, 0], color=ACCENT, linewidth=BAND, solid_capstyle="round", zorder=2)
    face = ACCENT if one.covered else "white"
    ax.plot([median], [0], "o", color=ACCENT, markerfacecolor=face, markersize=DOT, zorder=3)
    return ax


def _headings(figure: Figure, height: float) -> None:
    size = text_size(SMALL)
    words = {"model": "model: median (10-90 %)", "record": "record or claim", "holds in": "holds in"}
    for name, place in COLUMNS.items():
        side = "right" if name == "holds in" else "left"
        figure.text(place, _up(figure, height), words[name], va="center", ha=side, fontsize=size, color=DARK)


def _heading(figure: Figure, text: str, height: float) -> None:
    figure.text(LEFT, _up(figure, height), text, va="center", fontsize=text_size(1.0), fontweight="bold")


def _up(figure: Figure, height: float) -> float:
    """Turn inches from the top into a share of the height from the bottom."""
    return 1 - height / figure.get_figheight()


def _finding(found: Sequence[Finding]) -> str:
    """Say how many checks hold in most runs, and how many lie beside the band."""
    most = sum(one.verdict in ("holds", "mostly") for one in found)
    beside = sum(not one.covered for one in found)
    text = f"{most} of {len(found)} checks that the model could fail hold in most runs"
    return f"{text}; {beside} lie outside the model's band" if beside else text


def _measure(validation: Validation) -> str:
    draws = validation.draws
    return (
        f"Median and 10-90 % band (dot, line) of {draws.samples} runs, each with its own luck and its own draw of "
        f"{len(draws.names)} uncertain parameters; grey bar: record or claim; hollow dot: bar and band do not overlap; "
        "each line on a scale of its own"
    )
