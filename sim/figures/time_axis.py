"""The time axis: months, and under it a lane of marks for the measures of each side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import matplotlib.dates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from sim.figures.style import ACCENT, DARK, GREY, SMALL, points_wide, text_size
from sim.labelled import Labelled
from sim.recording import EventRow
from sim.types import MONTHS_A_YEAR, Array

mdates: Any = matplotlib.dates
"""Not annotated by its makers."""

MIDDLE_OF_MONTH = 15
BETWEEN = ((1, 4, 7, 10), (1, 7))
"""Months of the year that are ticked where there is room; otherwise years are."""

MARKS = "Marks under the time axis: days on which a tariff, a control, a deal or a programme changed."
"""Note for a figure with such marks."""

TICK_ROOM = 7.0
"""Room that a month and its year take, over the size of text."""

DEALS = ("deal", "extend")
LANES = (("US", DARK), ("China", ACCENT), ("Deals", GREY), ("Others", GREY))
LANE_HEIGHT = 0.85
"""Height of a lane over the size of text."""


@dataclass(frozen=True)
class Lane:
    """Days (YYYY-MM-DD) to mark under the time axis, with a name and a colour."""

    name: str
    color: str
    dates: tuple[str, ...]


def month_dates(results: Labelled) -> Array:
    """Give the middle of each month as the axis counts days: (month,)."""
    return middles_of(results.months)


def middles_of(months: Sequence[str]) -> Array:
    """Give the middle of months (YYYY-MM) as the axis counts days: (month,)."""
    days = [date(int(month[:4]), int(month[5:7]), MIDDLE_OF_MONTH) for month in months]
    counted: Array = np.asarray(mdates.date2num(days), dtype=np.float64)
    return counted


def lane_of(event: EventRow) -> str:
    """Say in whose lane a measure is marked."""
    if event.instrument.split()[0].split("_")[0] in DEALS:
        return "Deals"
    return {"USA": "US", "CHN": "China"}.get(event.actor, "Others")


def time_axis(ax: Axes, results: Labelled, lanes: Sequence[Lane] | None = None) -> None:
    """Draw months along the bottom and mark every measure on its day, one lane for each side (or the lanes given)."""
    month_axis(ax, results.months)
    used = [lane for lane in (lanes_of(results) if lanes is None else lanes) if lane.dates]
    for depth, lane in enumerate(used):
        _draw_lane(ax, lane, -(depth + 0.75) * text_size(LANE_HEIGHT))
    # without a lane the months keep as much room, clear of the lowest number at the left
    ax.tick_params(axis="x", length=0, pad=text_size(0.35 + max(1, len(used)) * LANE_HEIGHT))


def month_axis(ax: Axes, months: Sequence[str]) -> None:
    """Let the axis run over months (YYYY-MM), and tick them."""
    ax.set_xlim(_day(months[0] + "-01"), _day(months[-1] + "-28") + 3)
    _months(ax, len(months))


def dates_of(results: Labelled, wanted: Callable[[EventRow], bool] = lambda _: True) -> tuple[str, ...]:
    """List the days of measures that happened in at least half of the runs, each once."""
    return tuple(dict.fromkeys(event.date for event in results.events_where(wanted)))


def where_marked(results: Labelled, note: str) -> str:
    """Give a note on the marks under the time axis, or nothing where there are none to explain."""
    return note if dates_of(results) else ""


def lanes_of(results: Labelled) -> list[Lane]:
    """Sort the measures of a scenario into a lane for each side."""
    return [Lane(name, color, dates_of(results, _in_lane(name))) for name, color in LANES]


def _in_lane(name: str) -> Callable[[EventRow], bool]:
    return lambda event: lane_of(event) == name


def _months(ax: Axes, count: int) -> None:
    """Tick January and some months between, or years alone, as many as there is room for."""
    room = points_wide(ax) / (TICK_ROOM * text_size())
    between = next((some for some in BETWEEN if count * len(some) / MONTHS_A_YEAR <= room), ())
    ax.xaxis.set_minor_locator(NullLocator())
    if between:
        ax.xaxis.set_major_locator(mdates.MonthLocator(bymonth=between, interval=1))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))
    else:
        every = next(years for years in (1, 2, 5, 10, 100) if count / MONTHS_A_YEAR / years <= 2 * room or years == 100)
        ax.xaxis.set_major_locator(mdates.YearLocator(every))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def _draw_lane(ax: Axes, lane: Lane, depth: float) -> None:
    """Mark days at a depth of some points under the axis, and name the lane at the right."""
    for day in lane.dates:
        ax.annotate(
            "|",
            (_day(day), 0),
            xytext=(0, depth),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=text_size(0.7),
            fontweight="bold",
            color=lane.color,
            annotation_clip=True,
        )
    ax.annotate(
        lane.name,
        (1, 0),
        xytext=(text_size(0.5), depth),
        xycoords="axes fraction",
        textcoords="offset points",
        va="center",
        fontsize=text_size(SMALL),
        color=lane.color,
    )


def _day(iso: str) -> float:
    return float(mdates.date2num(date.fromisoformat(iso)))
