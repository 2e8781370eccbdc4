"""When plants outside the controlling state first stood still, in weeks after its first control on exports."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.labelled import Labelled
from sim.measures import HOME
from sim.policy.instruments import EXPORT_CONTROL
from sim.types import TINY, Array

DAYS_A_MONTH, DAYS_A_WEEK = 30, 7
STOPPED = 1.0
"""Days of a month that a plant stands still before it counts as stopped."""


def first_control(results: Labelled, controller: str = HOME) -> date | None:
    """Day of the controller's first control on exports in most runs, None if there was none."""
    rows = results.events_where(lambda row: row.actor == controller and row.instrument.startswith(EXPORT_CONTROL))
    return min((date.fromisoformat(row.date) for row in rows), default=None)


def weeks_to_first_stop(results: Labelled, controller: str = HOME) -> Array:
    """Weeks from the first control to the first stop of each industry abroad: (industry and state, run), nan for none.

    The hardest-hit plant of an industry counts. A month has 30 days; a plant that stood still for d of them is taken to
    have stopped d days before the month's end.
    """
    start = first_control(results, controller)
    keys = [key for key in results.keys("idle_days") if key[0] != controller]
    if start is None or not keys:
        return np.full((0, results.runs), np.nan)
    month_starts = np.array([(date.fromisoformat(f"{month}-01") - start).days for month in results.months])
    return np.array([_first(results.values("idle_days", *key), month_starts) for key in keys])


def _first(idle: Array, month_starts: Array) -> Array:
    """Weeks to the first stop of one industry: idle (month, run) days, month_starts (month,) days after the control."""
    stopped = (idle >= STOPPED) & (month_starts[:, None] + DAYS_A_MONTH > 0)
    month = stopped.argmax(axis=0)
    runs = np.arange(idle.shape[1])
    days = month_starts[month] + DAYS_A_MONTH - idle[month, runs]
    weeks: Array = np.where(stopped.any(axis=0), np.maximum(days, TINY) / DAYS_A_WEEK, np.nan)
    return weeks
