"""Why two runs differ: worked out with progress, printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.comparison.why.page import headings, page, rows
from sim.comparison.why.words import paragraph
from sim.console.screen import out, progresses, table
from sim.errors import InputError, shown

if TYPE_CHECKING:
    from sim.comparison.differences import Comparison
    from sim.comparison.why.study import Why
    from sim.labelled import Labelled
    from sim.scenario import Scenario

COLUMNS = 4
"""Outcomes side by side in one table."""


def runs_for_why(scenarios: Sequence[str], runs: int | None, asked: Sequence[str]) -> int | None:
    """Choose how many runs an explanation takes: those asked for, or the scenario's, or a few where it has but one.

    Raises InputError, before anything is run, for outcomes that do not exist and for more or less than two scenarios.
    """
    from sim.comparison.why.study import RUNS, wanted_outcomes
    from sim.scenario import load_scenario

    if len(scenarios) != 2:
        raise InputError(f"--why explains the difference of two scenarios, not of {len(scenarios)}")
    wanted_outcomes(asked)
    return RUNS if runs is None and load_scenario(scenarios[0]).runs == 1 else runs


def explained(
    scenarios: Sequence[Scenario], comparison: Comparison, asked: Sequence[str], most: int
) -> tuple[Why, Callable[[Comparison, Path], object]]:
    """Explain a comparison, showing how far it is; the second thing returned draws and writes it into a folder."""
    from sim.comparison.why.study import explain
    from sim.figures.differences import draw_differences
    from sim.figures.why import draw_why
    from sim.simulation import simulate

    first = comparison.first
    with progresses() as watch:

        def run(one: Scenario, series: tuple[str, ...] | None, title: str) -> Labelled:
            seeds = first.seeds
            return simulate(one, len(seeds), len(first.months), seeds[0], watch(title), series)

        why = explain(scenarios, comparison, run, asked, most)

    def write(drawn: Comparison, folder: Path) -> None:
        draw_differences(drawn, folder)
        why.write(folder, page(why))
        draw_why(why, folder)

    return why, write


def print_why(why: Why, folder: Path) -> None:
    """Print the paragraph, the shares of every change and where the files are."""
    out.print()
    out.print(f"[bold]Why {escape(why.names[1])} differs from {escape(why.names[0])}[/bold]")
    out.print(escape(paragraph(why)))
    out.print()
    heads, lines = headings(why), rows(why)
    for start in range(0, len(heads), COLUMNS):
        part = slice(start, start + COLUMNS)
        title = "What each change counts for (mean over runs)" if not start else ""
        out.print(table(title, ("", *heads[part]), [(line[0], *line[1:][part]) for line in lines]))
        out.print()
    out.print(f"All moves that differ: {escape(shown(folder / 'why.md'))}", soft_wrap=True)
