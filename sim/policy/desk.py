"""What lies on the licence desks: applications in the queue, and licences in the hands of firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.policy.terms import LONGEST_MONTHS
from sim.types import Array, Index, Value

MEMORY = LONGEST_MONTHS + 2
"""Months that a desk can look back or ahead: the longest lag or term, the month it lies in, and the one beside."""

COUNTS = ("balance", "queued", "decided", "applied", "approved", "general", "refused", "withdrawn", "lapsed")
"""What a desk counts by route."""


@dataclass
class Desk:
    """Applications and licences of every route; arrays are (route, world) and count units of the good a month.

    A licence lets its buyer ship an amount every month until it lapses; what is not used in a month is not carried
    over. balance: the licences in hand. Running totals since the start: queued, decided. This month's flows: applied =
    what firms ask; approved, of which general licences of trusted buyers; refused; withdrawn, because no licence is
    needed any more; lapsed or void. free: what may leave without a licence, allowance: what may leave at all (no limit
    where nothing was ever controlled); passage: its share in what is wanted, at most 1. capacity_left (state, world):
    applications that desks could still decide.

    Desks only work on busy routes, those that were ever controlled: rows (busy, 1), rising. For these queued_by_month
    (MEMORY, busy, world) remembers the queue of past months, refused_by_month what was refused in each, and lapsing
    when licences end.
    """

    balance: Array
    queued: Array
    decided: Array
    applied: Array
    approved: Array
    general: Array
    refused: Array
    withdrawn: Array
    lapsed: Array
    free: Array
    allowance: Array
    passage: Array
    capacity_left: Array
    rows: Index
    queued_by_month: Array
    refused_by_month: Array
    lapsing: Array

    @classmethod
    def start(cls, routes: int, worlds: int) -> Desk:
        """An empty desk."""
        shape = (routes, worlds)

        def full(value: float) -> Array:
            return np.full(shape, value)

        return cls(
            **{name: full(0.0) for name in COUNTS},
            free=full(np.inf),
            allowance=full(np.inf),
            passage=full(1.0),
            capacity_left=np.zeros((1, worlds)),
            rows=np.zeros((0, 1), dtype=np.intp),
            queued_by_month=np.zeros((MEMORY, 0, worlds)),
            refused_by_month=np.zeros((MEMORY, 0, worlds)),
            lapsing=np.zeros((MEMORY, 0, worlds)),
        )

    @property
    def pending(self) -> Array:
        """Applications still waiting: (route, world)."""
        return self.queued - self.decided

    @property
    def busy(self) -> Index:
        """Numbers of the routes that the desks work on, rising: (busy,)."""
        return self.rows[:, 0]

    def notice(self, status: Array) -> bool:
        """Open counters for routes that are controlled (status, route x world) for the first time; whether any is."""
        controlled = np.flatnonzero(status.any(axis=1))
        place = np.searchsorted(self.busy, controlled)
        known = np.append(self.busy, -1)[place] == controlled
        if not known.all():
            self._open(place[~known], controlled[~known])
        return len(self.rows) > 0

    def _open(self, place: Index, rows: Index) -> None:
        """Open counters, in the order of routes: sums over them come out the same whatever other worlds control."""
        self.rows = np.insert(self.busy, place, rows)[:, None]
        for name in ("queued_by_month", "refused_by_month", "lapsing"):
            setattr(self, name, np.insert(getattr(self, name), place, 0.0, axis=1))

    def ends_soon(self, month: int, horizon: Value) -> Array:
        """Licences that lapse within the horizon (months), those of its last month in part: (busy, world)."""
        return _add_up_months(self.lapsing, month, horizon, 1)

    def refused_lately(self, month: int, wait: Value) -> Array:
        """Applications refused less than so many months ago, those of the earliest month in part: (busy, world)."""
        return _add_up_months(self.refused_by_month, month, wait - 1, -1)

    def grant(self, rows: Index, amount: Array, term: Array, month: int) -> None:
        """Give licences for an amount a month (busy, world); they lapse after their term, between months in part."""
        whole = np.floor(term)
        part = term - whole
        self.balance[rows] += amount
        self._enter(month + whole, amount * (1 - part))
        if part.any():
            self._enter(month + whole + 1, amount * part)

    def _enter(self, month: Array, amount: Array) -> None:
        """Add amounts to the months of the calendar in which they lapse."""
        if not amount.any():
            return
        due = (month % MEMORY).astype(np.intp)
        found = np.flatnonzero(np.bincount(due.reshape(-1)))
        for row in found:
            self.lapsing[row] += amount if len(found) == 1 else amount * (due == row)


def _add_up_months(calendar: Array, month: int, months: Value, step: int) -> Array:
    """Add up so many months of a calendar (MEMORY, busy, world), ahead (step 1) or back (-1), the last one in part."""
    total: Array = np.zeros_like(calendar[0])
    for away in range(1, int(np.ceil(np.max(months))) + 1):
        total += np.clip(months - away + 1, 0, 1) * calendar[(month + step * away) % MEMORY]
    return total
