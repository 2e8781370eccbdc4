"""What a run or a comparison came to, printed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.console.screen import err, out, table
from sim.errors import shown

if TYPE_CHECKING:
    from sim.comparison.differences import Comparison
    from sim.labelled import Labelled
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.types import Array

POWERS = ("USA", "CHN", "EUU", "JPN", "KOR", "")
"""Whose outcomes are printed; the files have everybody's."""


def print_warnings(scenario: Scenario) -> None:
    """Print what is allowed in a scenario but worth a second look."""
    for warning in scenario.warnings:
        err.print(f"[yellow]note:[/yellow] {escape(warning)}", soft_wrap=True)


def print_summary(results: Results, folder: Path) -> None:
    """Print the outcomes of the large states and where the files are."""
    cells: dict[str, dict[str, str]] = {}
    for one in results.outcomes():
        if one.state in POWERS:
            cells.setdefault(_short(one.label, one.unit), {})[one.state] = spread(one.values)
    states = [state for state in POWERS if any(state in row for row in cells.values())]
    rows = [(label, *(row.get(state, "") for state in states)) for label, row in cells.items()]
    many = f": median (10-90 %) of {results.runs} runs" if results.runs > 1 else ""
    out.print(
        table(f"{results.origin.title or results.scenario}{many}", ("", *(state or "Abroad" for state in states)), rows)
    )
    out.print(_counted_from(results, results.outbreak))
    out.print(
        f"{len(results.months)} months, {results.origin.wall_time:.1f} s. Files: {escape(shown(folder))}",
        soft_wrap=True,
    )


def print_comparison(comparison: Comparison, folder: Path) -> None:
    """Print outcomes of the first scenario and differences of the others from it."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for one in comparison.contrasts():
        if one.state in POWERS:
            label = _short(one.label, one.unit)
            rows.setdefault((label, one.state), {})[one.scenario] = spread(
                one.values, signed=one.measure == "difference"
            )
    texts, before = [], ""
    for (label, state), row in rows.items():
        texts.append(
            (label if label != before else "", state or "Abroad", *(row.get(name, "") for name in comparison.names))
        )
        before = label
    headings = ("", "", comparison.names[0], *(f"{name}, difference" for name in comparison.names[1:]))
    runs = comparison.first.runs
    many = f": median (10-90 %) of {runs} pairs of runs with the same luck" if runs > 1 else ": one run, same luck"
    out.print(table(f"Against {comparison.names[0]}{many}", headings, texts))
    out.print(_counted_from(comparison.first, comparison.since))
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def _short(label: str, unit: str) -> str:
    return f"{label.partition(':')[0]}, {unit}"


def _counted_from(results: Labelled, since: int) -> str:
    """Say which month two-year outcomes are counted from."""
    if since >= len(results.months) or not (results.broke_out or results.origin.counted_from):
        return ""
    return f"Two-year outcomes are counted from {results.months[since]}, the month of the shock."


def spread(values: Array, signed: bool = False) -> str:
    """Write numbers (run,) as one number, or as a median with its 10-90 % band."""
    from sim.labelled import quantiles

    low, median, high = (number(float(point), signed) for point in quantiles(values))
    return median if len(values) == 1 or low == median == high else f"{median} ({low} to {high})"


def number(value: float, signed: bool = False) -> str:
    """Write a number with about three figures that matter; a dash for one that a run is too short to tell."""
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    text = f"{size:,.0f}" if size >= 100 else f"{size:.1f}" if size >= 10 else f"{size:.2f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return ("-" if value < 0 else "+" if signed else "") + text
