"""How far states expect each other to keep a deal: slowly won, quickly lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.parameters import Settings
from sim.policy.licences import Desk
from sim.policy.relations import Relations
from sim.types import TINY, Array, Index, Mask, Value

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


def trust_after(trust: Array, kept: Mask, gain: Value, loss: Value, ceiling: Value) -> Array:
    """Trust after a month in which a deal was seen to be kept or not, from 0 to the ceiling: (world,)."""
    after: Array = np.where(kept, np.minimum(trust + gain, np.maximum(ceiling, trust)), np.maximum(trust - loss, 0))
    return after


def lose_trust(relations: Relations, truster: int, trusted: int, where: Mask, settings: Settings) -> None:
    """One state loses trust in another where that one broke a deal (world,)."""
    now = relations.trust[truster, trusted]
    relations.trust[truster, trusted] = np.where(where, np.maximum(now - settings.trust_loss, 0), now)


def judge_compliance(world: World, craft: Statecraft) -> None:
    """Each party of a deal in force looks at what the other one did this month."""
    book, relations, settings = world.deals, world.relations, craft.settings
    kept: dict[tuple[int, int], Mask] = {}
    under_deal: dict[tuple[int, int], Mask] = {}
    for row, (package, active) in enumerate(zip(book.packages, book.active, strict=True)):
        if not active.any():
            continue
        for truster, trusted in (package.parties, package.parties[::-1]):
            pair = (truster, trusted)
            honest = ~active | _keeps(row, truster, trusted, world, craft)
            kept[pair] = kept.get(pair, True) & honest
            under_deal[pair] = under_deal.get(pair, False) | active
    for (truster, trusted), honest in kept.items():
        now = relations.trust[truster, trusted]
        after = trust_after(now, honest, settings.trust_gain, settings.trust_loss, settings.trust_ceiling)
        relations.trust[truster, trusted] = np.where(under_deal[truster, trusted], after, now)


def breach_seen(world: World, craft: Statecraft, row: int, by: int) -> Mask:
    """Worlds in which one party of a deal is sure enough that the other does not give the licences it promised."""
    package = world.deals.packages[row]
    other = package.other(by)
    if craft.ladders.against[by] != other or not package.promises_licences(other):
        return np.zeros(world.worlds, dtype=bool)
    sure: Mask = world.beliefs.slow_walk[by] > craft.settings.breach_certainty
    return sure & world.deals.promised_by(row, other)


def _keeps(row: int, truster: int, trusted: int, world: World, craft: Statecraft) -> Mask:
    """Whether a party is seen to keep its clauses: rungs not climbed, licences given as promised (world,)."""
    relations, settings = world.relations, craft.settings
    # steps against somebody else are no business of this deal
    climbed = relations.climbed[trusted] > 0
    seen: Mask = ~climbed if craft.ladders.against[trusted] == truster else np.ones_like(climbed)
    if craft.ladders.against[truster] == trusted:
        return np.asarray(seen & ~breach_seen(world, craft, row, truster))
    for clause in world.deals.packages[row].clauses:
        promised = dict(clause.terms).get("approval_rate")
        if clause.actor == trusted and promised is not None:
            seen = seen & gives_what_it_promised(world.desk, clause.rows, promised, settings.compliance_margin)
    return seen


def gives_what_it_promised(desk: Desk, routes: Index, promised: Value, margin: Value) -> Mask:
    """Whether this month's approved share came near the promise; a month without decisions tells nothing: (world,).

    Only between states that are no rivals, who keep no count of each other's desks.
    """
    approved, refused = add_up(desk.approved[routes]), add_up(desk.refused[routes])
    decided = approved + refused
    given: Mask = (decided <= TINY) | (approved >= (promised - margin) * decided)
    return given
