"""One page with the whole story in six panels."""

from __future__ import annotations

from matplotlib.figure import Figure

from sim.figures.escalation import escalation
from sim.figures.growth_gap import growth_gap
from sim.figures.industry_output import industry_output
from sim.figures.licence_desk import licence_desk
from sim.figures.magnet_exports import magnet_exports_figure
from sim.figures.prices import prices_home_abroad
from sim.figures.style import footer, heading
from sim.figures.time_axis import where_marked
from sim.labelled import Labelled

PANELS = (escalation, licence_desk, magnet_exports_figure, prices_home_abroad, industry_output, growth_gap)
SIZE = (16.0, 17.5)
NOTE = "Marks under each time axis: days on which a side changed a tariff, a control, a deal or a programme."


def overview(results: Labelled) -> Figure:
    """Draw escalation, licences, magnets, prices, industries and growth on one page; call inside `house_style`."""
    figure = Figure(figsize=SIZE)
    for panel, draw in enumerate(PANELS, start=1):
        ax = figure.add_subplot(3, 2, panel)
        figure.subplots_adjust(left=0.055, right=0.875, top=0.905, bottom=0.082, wspace=0.58, hspace=0.56)
        draw(ax, results)
    heading(figure, results.origin.title or results.scenario)
    footer(figure, results, where_marked(results, NOTE))
    return figure
