"""How often the patterns of the record emerge where nobody follows it: a bar for each."""

from __future__ import annotations

from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.panels import page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, PALE, SMALL, balanced, footer, house_style, text_size
from sim.types import PER_CENT
from sim.validation.patterns.page import share_words
from sim.validation.patterns.study import PatternFinding, PatternStudy

WIDTH, LINE = 11.0, 0.46
HEAD, FOOT, NAMES, RIGHT = 1.25, 0.85, 4.6, 1.5
"""Room for titles, for notes, for what a pattern is, and for numbers at the right, inches."""

DESIGNED = "*"
"""Marks patterns that are by design in part."""

BAR = 0.52
ROUND = 6.5
"""Thickness of a bar as a share of its line; size of the mark of the record, points."""


def patterns_page(study: PatternStudy) -> Figure:
    """Draw how often each pattern emerges, in how many runs it could, and whether the record has it."""
    with house_style():
        height = HEAD + LINE * len(study.findings) + FOOT
        figure = Figure(figsize=(WIDTH, height))
        runs = len(study.findings[0].seen)
        finding = f"{study.usual} of {len(study.findings)} patterns of the record emerge without a script"
        finding += f" in half the runs or more, {study.found or 'none'} of them with nothing in it by design"
        measure = (
            f"Share of {runs} runs without a script that show the pattern (red), and in which it could have shown "
            f"(grey), per cent; ring: share of the runs of {study.origins[1].scenario}, which follows the record; "
            f"{DESIGNED}: furthered or hindered by design, as the report says"
        )
        page_titles(figure, finding, measure)
        share = 1 - (NAMES + RIGHT) / WIDTH
        ax = figure.add_axes((NAMES / WIDTH, FOOT / height, share, LINE * len(study.findings) / height))
        pattern_bars(ax, study)
        ax.annotate(
            "show it, of those that could",
            (1, 1),
            xytext=(RIGHT * 72 - text_size(), text_size(0.4)),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            color=DARK,
            fontsize=text_size(SMALL),
        )
        footer(figure, study.origins)
    return figure


def pattern_bars(ax: Axes, study: PatternStudy) -> Axes:
    """Draw the bars; call inside `house_style`."""
    for row, one in enumerate(study.findings):
        _bar(ax, row, one)
    ax.set_ylim(len(study.findings) - 1 / 2, -1 / 2)
    ax.set_xlim(0, PER_CENT)
    room = 72 * (NAMES - 2 * text_size() / 72)
    names = ["\n".join(balanced(_called(one), room, text_size())) for one in study.findings]
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=text_size())
    ax.grid(visible=True, axis="x", color=PALE)
    ax.grid(visible=False, axis="y")
    ax.spines["bottom"].set_color(GREY)
    return ax


def _called(one: PatternFinding) -> str:
    return f"{one.pattern.what}{f' {DESIGNED}' if one.pattern.by_design else ''}"


def _bar(ax: Axes, row: int, one: PatternFinding) -> None:
    ax.barh(row, PER_CENT * one.occasions, height=BAR, color=PALE)
    ax.barh(row, PER_CENT * one.emerges, height=BAR, color=ACCENT)
    if isfinite(one.in_record):  # nothing to mark where the record gave no occasion
        ax.plot(
            [PER_CENT * one.in_record], [row], "o", color=INK, markerfacecolor="none", markersize=ROUND, clip_on=False
        )
    text = f"{share_words(one.emerges)} of {share_words(one.occasions)}"
    ax.annotate(text, (1, row), xytext=(1.2 * text_size(), 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", color=DARK)  # fmt: skip
