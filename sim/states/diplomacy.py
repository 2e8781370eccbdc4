"""The political half of the month: states answer offers and decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.clauses import hold_down, relieve
from sim.policy.deals import EXTENDED, IN_FORCE, MORE_TIME_ASKED, NONE, deal_words, lay_over_controls, lay_over_tariffs
from sim.policy.log import EventLog
from sim.states.briefing import Briefing, Offer
from sim.states.moves import Moves
from sim.states.observing import observe
from sim.states.office import DEAL
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

REFUSED = "the offer was not good enough"


def negotiate(
    states: Sequence[State], briefings: list[Briefing], world: World, craft: Statecraft, log: EventLog
) -> None:
    """Every offer of last month gets its answer: the deal comes into force, is extended, or is off the table.

    Where anything was agreed all states are briefed anew, so that nobody breaks a deal for not knowing of it.
    """
    book = world.deals
    changed = False
    for row, package in enumerate(book.packages):
        waiting = book.awaiting(row)
        if not waiting.any():
            continue
        for party in package.parties:
            asked = waiting & (book.proposer[row] == package.other(party))
            if asked.any():
                changed |= _answer(states[party], briefings[party], row, asked, world, craft, log)
    if changed:
        lay_over_tariffs(world.tariffs, book)
        lay_over_controls(world.controls, book, day=1)
        world.relations.rung = craft.rungs(world)
        briefings[:] = observe(states, world, craft, world.luck, log)


def decide(states: Sequence[State], briefings: Sequence[Briefing]) -> list[Moves]:
    """All states choose at once, each from its own briefing."""
    return [state.decide(seen) for state, seen in zip(states, briefings, strict=True)]


def _answer(
    state: State, seen: Briefing, row: int, asked: Mask, world: World, craft: Statecraft, log: EventLog
) -> bool:
    """One state answers one offer; returns whether any deal came into force or was extended."""
    book = world.deals
    more_days = asked & book.active[row]
    accepted_somewhere = False
    for where, extension in ((more_days, True), (asked & ~more_days, False)):
        if where.any():
            offer = make_offer(row, state.row, where, extension, world, craft)
            accepted, reason = state.answer(seen, offer)
            _settle(row, state.row, accepted, where & ~accepted, extension, reason, world, craft, log)
            accepted_somewhere |= bool(accepted.any())
    return accepted_somewhere


def make_offer(row: int, party: int, where: Mask, extension: bool, world: World, craft: Statecraft) -> Offer:
    """Show what a deal would mean for one of its parties, in rungs."""
    book = world.deals
    package = book.packages[row]
    other = package.other(party)
    without, after = _rungs_with(None, where, world, craft), _rungs_with(row, where, world, craft)
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
    )


def _rungs_with(row: int | None, where: Mask, world: World, craft: Statecraft) -> Array:
    """Read the rungs on which the law, relieved by one package or by none, would put everybody: (state, world)."""
    charged, terms = world.tariffs.lawful(), world.controls.law.copy()
    for clause in () if row is None else world.deals.packages[row].clauses:
        hold_down(charged, clause, where)
        relieve(terms, clause, where)
    return craft.ladders.read(charged, terms)


def _settle(
    row: int,
    party: int,
    accepted: Mask,
    refused: Mask,
    extension: bool,
    reason: str,
    world: World,
    craft: Statecraft,
    log: EventLog,
) -> None:
    """Enter an answer in the book and the log."""
    book = world.deals
    package = book.packages[row]
    today = craft.calendar.elapsed(world.month)
    before = np.full(accepted.shape, MORE_TIME_ASKED) if extension else book.status[row].copy()
    still = book.status[row].copy() if extension else NONE
    target = craft.codes[package.other(party)]
    if extension:
        book.extend(row, accepted, book.extension_days[row])
    elif accepted.any():
        book.conclude(row, accepted, today)
    book.refuse(row, refused)
    after = EXTENDED if extension else IN_FORCE
    code = craft.codes[party]
    log.record(
        world.month, 1, code, f"{DEAL}{package.name}", target, "", before, after, accepted, reason, deal_words, True
    )
    log.record(
        world.month, 1, code, f"{DEAL}{package.name}", target, "", before, still, refused, REFUSED, deal_words, True
    )
