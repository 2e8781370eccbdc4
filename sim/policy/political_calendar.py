"""Votes and party meetings: how far away the next one is, and how much more politics weigh before it."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from sim.policy.calendar import Calendar
from sim.tables import Tables
from sim.tables.law_rows import VoteRow
from sim.types import Array, Value

DECISIVE = ("election", "congress")
"""Meetings that decide who governs; a yearly session does not."""


def months_to_vote(tables: Tables, calendar: Calendar, month: int) -> Array:
    """Months to each state's next election or party congress, 0 in its month, inf where none is known: (state,)."""
    return _months_to(tables, calendar, month, DECISIVE)


@cache
def _months_to(tables: Tables, calendar: Calendar, month: int, kinds: tuple[str, ...]) -> Array:
    months = np.full(len(tables.states), np.inf)
    for row in tables.votes:
        away = _month(row, calendar) - month
        if row.kind in kinds and away >= 0:
            state = tables.state_index(row.state)
            months[state] = min(months[state], away)
    months.setflags(write=False)
    return months


def vote_factor(tables: Tables, calendar: Calendar, month: int, weight: Value, window: Value) -> Array:
    """How much more politics weigh for each state this month: (state, 1 or world), 1 far from any vote.

    weight: what a vote of full weight adds in its own month; window: months before it in which that begins, rising
    evenly. Of several votes ahead the one that weighs most counts.
    """
    ahead = [(tables.state_index(row.state), _month(row, calendar) - month, row.weight) for row in tables.votes]
    added = np.zeros((len(tables.states), np.broadcast(weight, window).size))
    for state, away, stake in ahead:
        if away >= 0:
            near = np.maximum(1 - away / np.asarray(window), 0)
            added[state] = np.maximum(added[state], weight * stake * near)
    factor: Array = 1 + added
    return factor


def votes_in(tables: Tables, calendar: Calendar, month: int) -> list[VoteRow]:
    """Votes and meetings of a month."""
    return [row for row in tables.votes if _month(row, calendar) == month]


def _month(row: VoteRow, calendar: Calendar) -> int:
    return calendar.month_of(date.fromisoformat(row.date))
