"""What a licence desk decides: applications that have waited long enough, within its capacity, by chance."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sim.luck import Luck
from sim.policy.applications import Counter, DeskRules
from sim.policy.desk import MEMORY, Desk
from sim.policy.routes import Routes
from sim.policy.terms import OPEN, ControlTerms
from sim.types import TINY, Array, Index, Value


def decide(desk: Desk, counter: Counter, routes: Routes, rules: DeskRules, luck: Luck, month: int, stream: str) -> None:
    """Decide what has waited long enough, within capacity; each application is a draw at the approval rate.

    Where no licence is needed any more applications are withdrawn; under a ban they are refused.
    """
    rows, terms, licensed = counter.rows, counter.terms, counter.licensed
    queued, decided = desk.queued[rows], desk.decided[rows]
    ripe = licensed * np.maximum(_total_at(desk.queued_by_month, queued, month, terms.lag_months) - decided, 0)
    handled = ripe * _capacity_share(desk, ripe, routes, rows, rules)
    share = _approved_share(handled, terms, rules.application_size[rows], luck, month, rows, stream)
    left = (1 - licensed) * (queued - decided)
    open_again = terms.status == OPEN
    refused = handled * (1 - share)
    desk.approved[rows] = handled * share + desk.general[rows]
    desk.refused[rows] = refused + left * ~open_again
    desk.withdrawn[rows] = left * open_again
    desk.decided[rows] = decided + handled + left
    desk.queued_by_month[month % MEMORY] = queued
    desk.refused_by_month[month % MEMORY] = refused
    desk.grant(rows, handled * share, terms.term_months, month)


def overdue(desk: Desk, rows: Index, month: int, age: Value) -> Array:
    """Applications on some routes (rising) that have waited for more than `age` months: (chosen route, world)."""
    found = np.zeros((len(rows), desk.decided.shape[-1]))
    place = np.flatnonzero(np.isin(desk.busy, rows))
    busy = desk.busy[place]
    ages = np.broadcast_to(np.atleast_1d(age), (len(busy), np.size(age)))
    asked = _total_at(desk.queued_by_month[:, place], desk.queued[busy], month, ages)
    found[np.searchsorted(rows, busy)] = np.maximum(asked - desk.decided[busy], 0)
    return found


def _total_at(by_month: Array, now: Array, month: int, age: Array) -> Array:
    """A running total as it stood `age` months ago, between months in proportion: (row, world)."""
    if (age == age[:, :1]).all():  # the same in all worlds, as nearly always: whole rows can be read at once
        age = age[:, :1]
    whole = np.floor(age)
    part = age - whole
    newer = _whole_months_ago(by_month, now, month, whole)
    if not part.any():
        return newer
    older = _whole_months_ago(by_month, now, month, whole + 1)
    return newer + part * (older - newer)


def _whole_months_ago(by_month: Array, now: Array, month: int, age: Array) -> Array:
    """A running total `age` (row, 1 or world) whole months ago; before the start it was 0."""
    row: Index = ((month - age) % MEMORY).astype(np.intp)
    if age.shape[-1] == 1:
        past = by_month[row[:, 0], np.arange(len(now))]
    else:
        past = np.take_along_axis(by_month, row[None], axis=0)[0]
    return np.where(age == 0, now, np.where(age > month, 0.0, past))


def _capacity_share(desk: Desk, ripe: Array, routes: Routes, rows: Index, rules: DeskRules) -> Array:
    """Share of the ripe applications that each state's desk can handle: (row, world); notes what capacity is left."""
    desks = routes.desks_of(rows)
    waiting = desks.sum(ripe / rules.application_size[rows][:, None])
    desk.capacity_left = np.maximum(desk.capacity_left - waiting, 0)
    share: Array = desks.spread(np.minimum(rules.capacity / np.maximum(waiting, TINY), 1))
    return share


def _approved_share(
    decided: Array, terms: ControlTerms, size: Array, luck: Luck, month: int, rows: Index, stream: str
) -> Array:
    """Approved share of the decided applications: the binomial share of that many draws, in its normal limit."""
    rate = terms.approval_rate
    number = np.maximum(decided / size[:, None], 1)
    spread = np.sqrt(rate * (1 - rate) / number)
    if not (spread * decided).any():
        return rate
    # luck goes by the number of the route, whichever routes are busy
    draws = ndtri(luck.uniform_of(stream, month, rows))
    return np.clip(rate + spread * draws, 0, 1)
