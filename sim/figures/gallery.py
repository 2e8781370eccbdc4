"""All figures of one scenario, drawn and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.beliefs import beliefs, has_beliefs
from sim.figures.capacity_pipeline import capacity_pipeline
from sim.figures.cover_map import cover_map_page, has_covers
from sim.figures.environment import environment, has_footprint
from sim.figures.escalation import escalation
from sim.figures.first_stops import first_stops, has_stops
from sim.figures.growth_gap import growth_gap
from sim.figures.industry_output import common_span, industry_output, moves
from sim.figures.jobs import has_jobs, jobs
from sim.figures.leverage import leverage, leverage_moves
from sim.figures.licence_desk import has_licences, licence_desk
from sim.figures.magnet_exports import magnet_exports_figure
from sim.figures.magnet_record import has_record, magnet_record_figure
from sim.figures.market import has_market, market_page
from sim.figures.overview import overview
from sim.figures.price_gap import has_prices, price_gap
from sim.figures.prices import prices_home_abroad
from sim.figures.public_finances import has_money, public_finances
from sim.figures.style import footer, heading, house_style, page
from sim.figures.supply_flows import has_flows, supply_flows
from sim.figures.technology import has_compute, technology
from sim.figures.time_axis import MARKS, where_marked
from sim.figures.trade_partners import has_trade, trade_partners
from sim.labelled import Labelled
from sim.measures import HOME, RIVAL, industries
from sim.supply import built_goods

INDUSTRIAL_STATES = (RIVAL, "EUU", "JPN", HOME)
QUARTERS = (14.0, 11.0)

SINGLE: dict[str, Callable[[Axes, Labelled], Axes]] = {
    "escalation": escalation,
    "magnet_exports": magnet_exports_figure,
    "prices_home_abroad": prices_home_abroad,
    "growth_gap": growth_gap,
}
"""Figures of one pair of axes, drawn for every scenario."""


@dataclass(frozen=True)
class Page:
    """A figure of its own page, left out where `worth` finds nothing to show; `without` says what is missing."""

    draw: Callable[[Labelled], Figure]
    worth: Callable[[Labelled], bool]
    without: str


def draw_all(results: Labelled, folder: Path) -> list[Path]:
    """Draw every figure of a scenario that has something to show into a folder and return the files."""
    saved = []
    with house_style():
        for name, draw in SINGLE.items():
            saved.append(save(_alone(draw, results), folder / f"{name}.png"))
        for name, one in PAGES.items():
            if one.worth(results):
                saved.append(save(one.draw(results), folder / f"{name}.png"))
    return saved


def left_out(results: Labelled) -> list[str]:
    """Say which figures are not drawn for a scenario, and why."""
    return [f"{name} ({one.without})" for name, one in PAGES.items() if not one.worth(results)]


def industries_by_state(results: Labelled) -> Figure:
    """Draw the final industries of the US, the EU, Japan and China side by side."""
    figure = Figure(figsize=QUARTERS)
    states = [state for state in INDUSTRIAL_STATES if industries(results, state)]
    for panel, state in enumerate(states, start=1):
        ax = figure.add_subplot(2, 2, panel)
        figure.subplots_adjust(left=0.045, right=0.865, top=0.865, bottom=0.125, wspace=0.5, hspace=0.5)
        industry_output(ax, results, state, common_span(results, states))
    heading(figure, f"Final industries: {results.origin.title or results.scenario}")
    footer(figure, results, where_marked(results, MARKS))
    return figure


def save(figure: Figure, file: Path) -> Path:
    """Write a figure to a file and return the file."""
    figure.savefig(file)
    return file


def _alone(draw: Callable[[Axes, Labelled], Axes], results: Labelled) -> Figure:
    """Draw one pair of axes on a page of its own."""
    figure, ax = page()
    draw(ax, results)
    footer(figure, results, where_marked(results, MARKS))
    return figure


def _licence_desk_page(results: Labelled) -> Figure:
    return _alone(licence_desk, results)


def _factories_move(results: Labelled) -> bool:
    return any(moves(results, state) for state in INDUSTRIAL_STATES)


def _first_stops_page(results: Labelled) -> Figure:
    """Draw when plants abroad first stopped, on a page of its own."""
    figure, ax = page()
    first_stops(ax, results)
    footer(figure, results)
    return figure


def _always(results: Labelled) -> bool:
    return bool(results.months)


PAGES: dict[str, Page] = {
    "licence_desk": Page(_licence_desk_page, has_licences, "nobody needs a licence"),
    "industry_output": Page(industries_by_state, _factories_move, "factories run as before"),
    "overview": Page(overview, _always, ""),
    "market": Page(market_page, has_market, "share prices keep to their path"),
    "trade_partners": Page(trade_partners, has_trade, "trade of the US and China hardly moves"),
    "public_finances": Page(public_finances, has_money, "duties hardly change and no programme costs anything"),
    "price_gap": Page(price_gap, has_prices, "no price parts from another"),
    "cover_map": Page(cover_map_page, has_covers, "stocks hold"),
    "supply_flows": Page(supply_flows, has_flows, "trade in the chain does not change"),
    "capacity_pipeline": Page(
        capacity_pipeline, lambda results: bool(built_goods(results)), "no capacity is built or closed"
    ),
    "technology": Page(technology, has_compute, "AI computing hardly moves"),
    "jobs": Page(jobs, has_jobs, "hardly a job is lost or won"),
    "environment": Page(environment, has_footprint, "waste of rare earths stays where it was"),
    "beliefs": Page(beliefs, has_beliefs, "neither power learns anything of the other"),
    "leverage": Page(leverage, leverage_moves, "nobody's hold over the other changes"),
    "first_stops": Page(_first_stops_page, has_stops, "no plant abroad stops within half a year"),
    "magnet_record": Page(
        magnet_record_figure, has_record, "the months of the record, or its controls, are not lived through"
    ),
}
"""Figures of several panels."""
