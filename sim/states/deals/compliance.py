"""How a state keeps its word at the licence desk, and how the other party of a deal sees that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.policy.clauses import Package
from sim.policy.deals import COMPLAINED
from sim.policy.log import EventLog
from sim.states.judging.trust import breach_seen
from sim.states.moves import DealMove
from sim.states.office import Office, note_deal
from sim.types import Mask, Value

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World

SLOW_WALK = "slow walk"
"""How the record names a desk that works slowly under a deal; not a public measure."""

MENDED = "the breach is no longer seen"


def work_slowly(office: Office, actor: int, package: Package, move: DealMove, where: Mask) -> None:
    """Let the desk approve less, and later, than a deal promises, whatever the deal says."""
    settings = office.craft.settings
    lag = settings.slow_walk_lag_days / settings.working_days_a_month
    _practise(office, actor, package, move, where, settings.slow_walk_approval_rate, lag, slow=True)


def work_by_the_deal(office: Office, actor: int, package: Package, move: DealMove, where: Mask) -> None:
    """Let the desk work as the deal promises again."""
    _practise(office, actor, package, move, where, 1.0, 0.0, slow=False)


def _practise(
    office: Office, actor: int, package: Package, move: DealMove, where: Mask, ceiling: Value, lag: Value, slow: bool
) -> None:
    """Set how the actor's desk works on the routes of its promises, and enter the change in the record."""
    law, routes = office.world.controls.law, package.routes_of(actor)
    if not len(routes):
        return
    was = law.approval_ceiling[routes[0]].copy()
    changed: Mask = where & ((was >= 1) if slow else (was < 1))
    if not changed.any():
        return
    chosen = np.zeros(len(office.craft.routes), dtype=bool)
    chosen[routes] = True
    office.world.controls.set(chosen, changed, approval_ceiling=ceiling, least_lag_months=lag)
    office.note(actor, SLOW_WALK, (package.other(actor),), package.name, was, ceiling, changed, move)
    office.controls_changed = True


def notice_mending(world: World, craft: Statecraft, log: EventLog) -> None:
    """Drop complaints of breaches that are no longer seen, unless clauses are still held back for them."""
    book = world.deals
    standing = (~np.isnan(book.complaint)).any(axis=(1, 2))
    for row in np.flatnonzero(standing).tolist():
        package = book.packages[row]
        for party in package.parties:
            over = ~breach_seen(world, craft, row, party) & ~book.held_back(row, party)
            dropped = book.withdraw(row, party, over)
            note_deal(world, craft, log, row, party, (COMPLAINED, book.status[row]), dropped, MENDED)
