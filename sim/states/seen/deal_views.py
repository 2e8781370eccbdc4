"""What a state sees of its deals with its rival: who is seen to break them, who complained, who holds clauses back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.states.judging.trust import breach_seen
from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


@dataclass(frozen=True, slots=True, eq=False)
class DealView:
    """One deal with the rival, as one party sees it; every mask is (world,).

    in_force: whole or in part. breach_seen: the rival is seen to break it, with enough certainty. complained: I have
    said so and wait for it to be mended; unanswered: the month for that is over and the breach still seen. held_back
    and rival_holds_back: clauses of mine, or of the rival, that do not bind for now. can_hold_back: I have clauses
    that are linked to the rival's. accused: the rival complains of me. slow: my own desk works slowly under it.
    """

    name: str
    in_force: Mask
    breach_seen: Mask
    complained: Mask
    unanswered: Mask
    held_back: Mask
    rival_holds_back: Mask
    can_hold_back: bool
    accused: Mask
    slow: Mask


def deal_views(world: World, craft: Statecraft, row: int) -> Mapping[str, DealView]:
    """All deals in force between a state (row) and its rival, by name."""
    rival, book = craft.ladders.against[row], world.deals
    rows = [number for number in book.of(row, rival) if book.active[number].any()] if rival >= 0 else []
    return {book.packages[number].name: _view(world, craft, number, row, rival) for number in rows}


def _view(world: World, craft: Statecraft, number: int, row: int, rival: int) -> DealView:
    book = world.deals
    package, active = book.packages[number], book.active[number]
    mine, theirs = (book.complaint[number, book.side(number, party)] for party in (row, rival))
    broken = active & breach_seen(world, craft, number, row)
    routes = package.routes_of(row)
    law = world.controls.law
    slow = active & (law.approval_ceiling[routes[0]] < 1) if len(routes) else np.zeros_like(active)
    return DealView(
        name=package.name,
        in_force=active,
        breach_seen=broken,
        complained=~np.isnan(mine),
        unanswered=broken & (mine < world.month),
        held_back=book.held_back(number, row),
        rival_holds_back=book.held_back(number, rival),
        can_hold_back=bool(package.linked(row)),
        accused=~np.isnan(theirs),
        slow=slow,
    )
