"""What a deal on the table would change between its two parties, apart from their ladders."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.deals import IN_FORCE, DealBook
from sim.policy.relief import lay_over_tariffs
from sim.policy.terms import OPEN
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World


def tariff_cuts(row: int, party: int, where: Mask, world: World) -> tuple[Array, Array]:
    """By how much a deal would lower the average tariff on a party's goods, and its own: fractions, (world,)."""
    partner = world.deals.packages[row].other(party)
    now = world.tariffs.in_force
    after = copy(world.tariffs)  # renewed below: what it shares with the real one is never written to
    lay_over_tariffs(after, _signed(world.deals, row, where))
    return (
        now[partner, party] - after.in_force[partner, party],
        now[party, partner] - after.in_force[party, partner],
    )


def eased_controls(row: int, party: int, where: Mask, world: World) -> Mask:
    """Where a deal would ease export controls that the other side has in force against a party: (world,)."""
    eased = np.zeros_like(where)
    for one in world.deals.binding(row, where):
        if party in one.clause.partners and one.clause.routes is not None:
            eased |= one.where & (world.controls.in_force.status[one.clause.rows] > OPEN).any(axis=0)
    return eased


def _signed(book: DealBook, row: int, where: Mask) -> DealBook:
    """The same book with one deal in force in some worlds."""
    signed = copy(book)
    signed.status = book.status.copy()
    signed.status[row] = np.where(where, IN_FORCE, book.status[row])
    return signed
