"""The licence desk: a queue of applications, approvals that fill licence balances, and balances that lapse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.luck import Luck
from sim.policy.controls import BAN, LICENCE, LONGEST_MONTHS, OPEN, Controls, ControlTerms, Routes
from sim.types import TINY, Array, Index, Value

MEMORY = LONGEST_MONTHS + 2
"""Months that the desk can look back: the longest lag or term, the month it lies in, and the one before."""


@dataclass
class Desk:
    """Licences of every route; every array ends in (route, world) and counts units of the good.

    Running totals since the start: queued, decided, granted, spent (used or lapsed). `queued_by_month` and
    `granted_by_month` (MEMORY, route, world) remember the totals at the end of past months, which is all that lags
    and terms need: a licence granted t months ago has lapsed when t reaches its term. This month's flows: applied,
    approved, refused, lapsed. `allowance` is what may cross the border this month, `passage` its share in what is
    wanted, at most 1.
    """

    queued: Array
    decided: Array
    granted: Array
    spent: Array
    queued_by_month: Array
    granted_by_month: Array
    applied: Array
    approved: Array
    refused: Array
    lapsed: Array
    free: Array
    allowance: Array
    passage: Array

    @classmethod
    def start(cls, routes: int, worlds: int) -> Desk:
        """An empty desk."""
        flat = [np.zeros((routes, worlds)) for _ in range(11)]
        past = [np.zeros((MEMORY, routes, worlds)) for _ in range(2)]
        return cls(*flat[:4], *past, *flat[4:])

    @property
    def pending(self) -> Array:
        """Applications still waiting: (route, world)."""
        return self.queued - self.decided

    @property
    def balance(self) -> Array:
        """Licences granted, not yet used and not lapsed: (route, world)."""
        return self.granted - self.spent


@dataclass(frozen=True)
class Asked:
    """What buyers ask of each border this month, (route, world): ordered is new, wanted counts old orders too."""

    ordered: Array
    wanted: Array


@dataclass(frozen=True)
class DeskRules:
    """How applications are made and handled; a Value each.

    horizon_months: how far ahead firms apply. capacity: applications that one state's desk decides in a month.
    application_size (route,): units of the good in one application.
    """

    horizon_months: Value
    capacity: Value
    application_size: Array


def work(
    desk: Desk, controls: Controls, routes: Routes, asked: Asked, rules: DeskRules, luck: Luck, month: int
) -> None:
    """Live through a month at the desks: firms apply, desks decide, licences lapse, borders open so far."""
    terms, wanted = controls.in_force, asked.wanted
    desk.free = free_to_leave(asked, controls.free_share())
    if not (terms.status.any() or desk.queued.any() or desk.granted.any()):
        desk.allowance, desk.passage = wanted, np.ones_like(wanted)
        return
    receive(desk, terms, asked, rules)
    decide(desk, terms, routes, rules, luck, month)
    lapse(desk, terms, month)
    remember(desk, month)
    desk.allowance = np.where(terms.status == OPEN, wanted, desk.free + desk.balance)
    desk.passage = np.minimum(1, desk.allowance / np.maximum(wanted, TINY))


def free_to_leave(asked: Asked, share: Array) -> Array:
    """Units that need no licence: the share of new orders that no list covers, for the list took the rest of old ones.

    An order refused last month is of the controlled kind, so it gets no second chance as an uncontrolled one.
    """
    return np.where(share >= 1, asked.wanted, np.minimum(share * asked.ordered, asked.wanted))


def receive(desk: Desk, terms: ControlTerms, asked: Asked, rules: DeskRules) -> None:
    """Firms apply for what they need now and for new orders ahead, beyond what they hold and have asked for."""
    ahead = rules.horizon_months * terms.controlled_share * asked.ordered
    gap = asked.wanted - desk.free + ahead - desk.balance - desk.pending
    desk.applied = np.where(terms.status == LICENCE, np.maximum(gap, 0), 0.0)
    trusted = np.where(terms.approval_rate > 0, terms.green_channel, 0.0)
    desk.approved = desk.applied * trusted
    desk.queued = desk.queued + desk.applied - desk.approved


def decide(desk: Desk, terms: ControlTerms, routes: Routes, rules: DeskRules, luck: Luck, month: int) -> None:
    """Decide what has waited long enough, within capacity; each application is a draw at the approval rate."""
    ripe = np.maximum(_total_at(desk.queued_by_month, desk.queued, month, terms.lag_months) - desk.decided, 0)
    decided = ripe * _capacity_share(ripe, routes, rules)
    decided = np.where(terms.status == LICENCE, decided, desk.pending)
    share = np.where(terms.status == LICENCE, _approved_share(decided, terms, rules, luck, month), 0.0)
    desk.approved = desk.approved + decided * share
    desk.refused = decided * (1 - share)
    desk.decided = desk.decided + decided
    desk.granted = desk.granted + desk.approved


def lapse(desk: Desk, terms: ControlTerms, month: int) -> None:
    """Licences older than their term are gone; a ban takes them all."""
    expired = _total_at(desk.granted_by_month, desk.granted, month, terms.term_months)
    gone = np.where(terms.status == BAN, desk.granted, expired)
    desk.lapsed = np.maximum(gone - desk.spent, 0)
    desk.spent = desk.spent + desk.lapsed


def remember(desk: Desk, month: int) -> None:
    """Keep this month's totals for later months."""
    desk.queued_by_month[month % MEMORY] = desk.queued
    desk.granted_by_month[month % MEMORY] = desk.granted


def use(desk: Desk, controls: Controls, shipped: Array) -> None:
    """Write off licences for what crossed the border beyond the free part. shipped (route, world)."""
    beyond = np.maximum(shipped - desk.free, 0)
    under_licence = np.where(controls.in_force.status == OPEN, 0.0, beyond)
    desk.spent = desk.spent + np.minimum(under_licence, desk.balance)


def _total_at(by_month: Array, now: Array, month: int, age: Array) -> Array:
    """A running total as it stood `age` months ago, between months in proportion: (route, world)."""
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
    """A running total `age` (route, 1 or world) whole months ago; before the start it was 0."""
    row: Index = ((month - age) % MEMORY).astype(np.intp)
    if age.shape[-1] == 1:
        past = by_month[row[:, 0], np.arange(len(now))]
    else:
        past = np.take_along_axis(by_month, row[None], axis=0)[0]
    return np.where(age == 0, now, np.where(age > month, 0.0, past))


def _capacity_share(ripe: Array, routes: Routes, rules: DeskRules) -> Array:
    """Share of the ripe applications that each state's desk can handle: (route, world)."""
    waiting = routes.by_exporter.sum(ripe / rules.application_size[:, None])
    share: Array = routes.by_exporter.spread(np.minimum(rules.capacity / np.maximum(waiting, TINY), 1))
    return share


def _approved_share(decided: Array, terms: ControlTerms, rules: DeskRules, luck: Luck, month: int) -> Array:
    """Approved share of the decided applications: the binomial share of that many draws, in its normal limit."""
    number = np.maximum(decided / rules.application_size[:, None], 1)
    rate = terms.approval_rate
    spread = np.sqrt(rate * (1 - rate) / number)
    return np.clip(rate + spread * luck.normal("licence_approval", month, len(decided)), 0, 1)
