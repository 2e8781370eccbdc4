"""All figures of one scenario, drawn and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.escalation import escalation
from sim.figures.growth_gap import growth_gap
from sim.figures.industry_output import common_span, industry_output
from sim.figures.licences import licences
from sim.figures.magnet_exports import magnet_exports_figure
from sim.figures.overview import overview
from sim.figures.prices import prices_home_abroad
from sim.figures.style import footer, heading, house_style, page
from sim.figures.time_axis import where_marked
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, industries

NOTE = "Marks under the time axis: days on which a tariff, a control or a deal changed."
INDUSTRIAL_STATES = (RIVAL, "EUU", "JPN", HOME)
QUARTERS = (14.0, 11.0)

SINGLE: dict[str, Callable[[Axes, Labelled], Axes]] = {
    "escalation": escalation,
    "licences": licences,
    "magnet_exports": magnet_exports_figure,
    "prices_home_abroad": prices_home_abroad,
    "growth_gap": growth_gap,
}


def draw_all(results: Labelled, folder: Path) -> list[Path]:
    """Draw every figure of a scenario into a folder and return the files."""
    saved = []
    with house_style():
        for name, draw in SINGLE.items():
            figure, ax = page()
            draw(ax, results)
            footer(figure, results, where_marked(results, NOTE))
            saved.append(save(figure, folder / f"{name}.png"))
        saved.append(save(industries_by_state(results), folder / "industry_output.png"))
        saved.append(save(overview(results), folder / "overview.png"))
    return saved


def industries_by_state(results: Labelled) -> Figure:
    """Draw the final industries of the US, the EU, Japan and China side by side."""
    figure = Figure(figsize=QUARTERS)
    states = [state for state in INDUSTRIAL_STATES if industries(results, state)]
    for panel, state in enumerate(states, start=1):
        ax = figure.add_subplot(2, 2, panel)
        figure.subplots_adjust(left=0.045, right=0.865, top=0.865, bottom=0.125, wspace=0.5, hspace=0.5)
        industry_output(ax, results, state, common_span(results, states))
    heading(figure, f"Final industries: {results.origin.title or results.scenario}")
    footer(figure, results, where_marked(results, NOTE))
    return figure


def save(figure: Figure, file: Path) -> Path:
    """Write a figure to a file and return the file."""
    figure.savefig(file)
    return file
