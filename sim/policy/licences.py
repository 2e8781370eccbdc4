"""The licence desk: a queue of applications, licences that let a monthly amount pass, and licences that lapse."""

from __future__ import annotations

import numpy as np

from sim.luck import Luck
from sim.policy.applications import Asked, Counter, DeskRules, Orders, controlled_need, open_counter
from sim.policy.controls import Controls
from sim.policy.decisions import decide
from sim.policy.desk import MEMORY, Desk
from sim.policy.routes import Routes
from sim.policy.terms import BAN
from sim.types import TINY, Mask

__all__ = ["Asked", "Desk", "DeskRules", "Orders", "work"]

APPROVALS = "licence_approval"
"""Stream of luck that decides on applications."""

DUST = 1e-9
"""Licences for less than this many units a month are the crumbs of rounding."""


def work(
    desk: Desk,
    controls: Controls,
    routes: Routes,
    orders: Orders,
    rules: DeskRules,
    luck: Luck,
    month: int,
    stream: str = APPROVALS,
) -> None:
    """Live through a month at the desks: licences lapse, firms apply, desks decide, borders open so far."""
    desk.capacity_left = np.zeros((routes.by_exporter.groups, desk.passage.shape[-1])) + rules.capacity
    if not desk.notice(controls.in_force.status):
        return
    counter = open_counter(desk, controls, orders)
    lapse(desk, counter, controls.revoked[counter.rows] > 0, month)
    receive(desk, counter, routes, rules, month)
    decide(desk, counter, routes, rules, luck, month, stream)
    _open_borders(desk, counter)


def lapse(desk: Desk, counter: Counter, revoked: Mask, month: int) -> None:
    """Licences at the end of their term are gone; a ban or a revocation takes them all."""
    rows, live = counter.rows, desk.balance[counter.rows]
    gone = desk.lapsing[month % MEMORY].copy()
    void = (counter.terms.status == BAN) | revoked
    if void.any():
        gone = np.where(void, live, gone)
        desk.lapsing *= ~void
    desk.lapsing[month % MEMORY] = 0
    desk.lapsed[rows] = gone
    left = live - gone
    desk.balance[rows] = left * (left > DUST)


def receive(desk: Desk, counter: Counter, routes: Routes, rules: DeskRules, month: int) -> None:
    """Firms apply for the monthly amount they need a licence for, beyond what they hold and have asked for.

    Whoever was refused lets some months pass before it asks again. Trusted buyers skip the queue and get general
    licences, unless the desk approves nobody.
    """
    rows, terms = counter.rows, counter.terms
    need = controlled_need(counter.ordered, counter.wanted - counter.ordered, terms)
    held = desk.balance[rows] - desk.ends_soon(month, rules.horizon_months)
    pending = desk.queued[rows] - desk.decided[rows]
    waiting = desk.refused_lately(month, rules.reapplication_months)
    applied = counter.licensed * np.maximum(need - held - pending - waiting, 0)
    green = routes.skip_queue(terms.green_channel, rows) * (terms.approval_rate > 0)
    general = applied * green
    desk.applied[rows], desk.general[rows] = applied, general
    desk.queued[rows] += applied - general
    if general.any():
        desk.grant(rows, general, terms.general_term_months, month)


def _open_borders(desk: Desk, counter: Counter) -> None:
    """What may cross each border this month, and its share in what is wanted: at most 1."""
    rows, wanted = counter.rows, counter.wanted
    allowance = np.where(counter.unrestricted, wanted, counter.free + desk.balance[rows])
    desk.free[rows], desk.allowance[rows] = counter.free, allowance
    desk.passage[rows] = np.where(counter.unrestricted, 1.0, np.minimum(1, allowance / np.maximum(wanted, TINY)))
