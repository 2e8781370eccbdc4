"""An analysis in a folder: tables, a page of sentences, figures; whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.summary import markdown
from sim.analysis.tables import tables
from sim.folders import replacing, write_manifest, write_table

if TYPE_CHECKING:
    from sim.analysis.study import Analysis
    from sim.sweep.results import SweepResults

Draw = Callable[["SweepResults", "Analysis", Path], tuple[list[Path], list[str]]]
"""Draws all figures into a folder: the files, and what is left out and why."""

SUMMARY, FIGURES = "summary.md", "figures"


def save_analysis(results: SweepResults, analysis: Analysis, folder: Path, draw: Draw) -> list[str]:
    """Write everything into a folder; return which figures are left out, and why. Raises InputError."""
    with replacing(folder) as fresh:
        for name, table in tables(analysis, results.table(["run"])["run"].to_numpy()).items():
            write_table(table, fresh / f"{name}.csv")
        files, left_out = draw(results, analysis, fresh / FIGURES)
        page = markdown(results.title, results.about, source_words(results), analysis, [file.stem for file in files])
        (fresh / SUMMARY).write_text(page, encoding="utf-8")
        write_manifest(fresh, _manifest(results, analysis))
    return left_out


def source_words(results: SweepResults) -> str:
    """Say which runs an analysis rests on."""
    lived = results.runs - results.missing
    runs = f"{lived:,} runs" if results.complete else f"{lived:,} of {results.runs:,} runs (the sweep is not finished)"
    each = f", {results.runs_per_point} runs each" if results.runs_per_point > 1 else ""
    design = results.design_kind.replace("_", " ")
    return (
        f"{runs} of {results.months} months, {results.points:,} points ({design}{each}), "
        f"from scenario {results.base_name}."
    )


def _manifest(results: SweepResults, analysis: Analysis) -> dict[str, Any]:
    return {
        "analysis_of": results.name,
        "runs": results.runs - results.missing,
        "outcomes": [one.sensitivity.outcome for one in analysis.outcomes],
        "where": str(analysis.condition),
        "against": [list(one.outcomes) for one in analysis.trade_offs],
    }
