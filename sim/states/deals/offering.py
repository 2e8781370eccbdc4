"""What an offer would mean for the one who has to answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.policy.clauses import hold_general_down, relieve
from sim.states.briefing import Offer
from sim.states.deals.relief import eased_controls, tariff_cuts
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World


def make_offer(row: int, party: int, where: Mask, extension: bool, world: World, craft: Statecraft) -> Offer:
    """Show what a deal would mean for one of its parties, in rungs."""
    book = world.deals
    package = book.packages[row]
    other = package.other(party)
    without, after = _rungs_with(None, where, world, craft), _rungs_with(row, where, world, craft)
    their_cut, my_cut = tariff_cuts(row, party, where, world)
    days = book.extension_days[row] if extension else np.full(where.shape, float(package.days))
    return Offer(
        name=package.name,
        proposer=craft.codes[other],
        where=where,
        my_rung_after=after[party],
        rival_rung_after=after[other],
        my_rung_without=without[party],
        rival_rung_without=without[other],
        days=days.copy(),
        extension=extension,
        their_tariff_cut=their_cut,
        my_tariff_cut=my_cut,
        eases_controls=eased_controls(row, party, where, world),
    )


def _rungs_with(row: int | None, where: Mask, world: World, craft: Statecraft) -> Array:
    """Read the rungs on which the law, relieved by one package or by none, would put everybody: (state, world)."""
    charged, terms = world.tariffs.lawful().copy(), world.controls.law.copy()
    bindings = [] if row is None else world.deals.binding(row, where)
    hold_general_down(charged, bindings)
    for one in bindings:
        relieve(terms, one.clause, one.where)
    return craft.ladders.read(charged, terms)
