"""All figures of an analysis, drawn and saved; what has nothing to show is left out, and said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.figures.gallery import save
from sim.figures.style import house_style
from sim.figures.sweep.best_replies import best_replies_page
from sim.figures.sweep.box_scatter import box_scatter_page
from sim.figures.sweep.convergence import convergence_page, has_steps
from sim.figures.sweep.heat_map import heat_map_page
from sim.figures.sweep.indices import indices_page
from sim.figures.sweep.lever_fans import fans_of
from sim.figures.sweep.lever_gains import lever_gains_page
from sim.figures.sweep.parallel_coordinates import parallel_coordinates_page
from sim.figures.sweep.tornado import tornado_page
from sim.figures.sweep.trade_off import trade_off_page
from sim.figures.sweep.values import told, values_page

if TYPE_CHECKING:
    from sim.analysis.study import Analysis
    from sim.sweep.results import SweepResults

WITHOUT = {
    "values": "no factor takes three listed values or more",
    "heat_map": "fewer than two factors are clear",
    "box": "no box singles such runs out",
    "convergence": "nothing is clear, or there is no part to compare with",
    "trade_off": "there is no choice, or no two outcomes that are good or bad by themselves",
    "lever_gains": "values of no lever met the same worlds",
}
"""Figures that a sweep may be without, and why."""


def draw_analysis(results: SweepResults, analysis: Analysis, folder: Path) -> tuple[list[Path], list[str]]:
    """Draw every figure that has something to show into a folder; return the files, and what is left out and why."""
    folder.mkdir(parents=True, exist_ok=True)
    files, left_out = [], []
    with house_style():
        for name, figure in _figures(results, analysis):
            if figure is None:
                left_out.append(f"{name} ({WITHOUT[name]})")
            else:
                files.append(save(figure, folder / f"{name}.png"))
    return files, left_out


def _figures(results: SweepResults, analysis: Analysis) -> Iterator[tuple[str, Figure | None]]:
    """Yield one figure after the other, with its name; None where there is nothing to show."""
    studies = [one for one in analysis.outcomes if one.sensitivity.deviation > 0]
    settled = [one for one in studies if has_steps(one)]
    if studies:
        yield "tornado", tornado_page(results, studies)
        yield "sensitivity", indices_page(results, studies)
        yield "values", values_page(results, studies) if told(studies) else None
    yield "heat_map", heat_map_page(results, analysis) if studies else None
    yield "convergence", convergence_page(results, settled) if settled else None
    yield "parallel_coordinates", parallel_coordinates_page(results, analysis)
    yield "box", box_scatter_page(results, analysis)
    yield from _choices(results, analysis)
    for name, figure in fans_of(results, analysis).items():
        yield f"fans_{name}", figure


def _choices(results: SweepResults, analysis: Analysis) -> Iterator[tuple[str, Figure | None]]:
    """Yield the figures of choices: efficient ones of each chooser, best replies by each measure, what levers gain."""
    if not analysis.trade_offs:
        yield "trade_off", None
    for one in analysis.trade_offs:
        name = f"trade_off_{one.chooser or 'nobody'}" if len(analysis.trade_offs) > 1 else "trade_off"
        yield name, trade_off_page(results, one)
    for game in analysis.replies:
        yield f"best_replies_{game.rows.outcome.split('.')[0]}", best_replies_page(results, game)
    yield "lever_gains", lever_gains_page(results, analysis.gains) if analysis.gains else None
