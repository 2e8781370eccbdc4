"""The political half of the month: states answer offers and decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.policy.deals import IN_FORCE, MORE_TIME_ASKED, NO_MORE_TIME, NONE, SUSPENDED
from sim.policy.log import EventLog
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.states.briefing import Briefing
from sim.states.deals.negotiating import TalkRules, hold_talks
from sim.states.deals.offering import make_offer
from sim.states.moves import Moves
from sim.states.office import note_deal
from sim.states.seen.observing import LookAhead, observe
from sim.states.statecraft import Statecraft
from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

REFUSED = "the offer was not good enough"

PROLONGED = "its term is prolonged"
"""What an extension is to a deal that one side holds clauses back from; they stay held back."""


def negotiate(
    states: Sequence[State],
    briefings: list[Briefing],
    world: World,
    craft: Statecraft,
    log: EventLog,
    foresee: LookAhead,
    talks: TalkRules | None,
) -> None:
    """Every offer of last month gets its answer: the deal comes into force, is extended, or is off the table.

    Then rivals bargain where they sit at one table, if the scenario says how. Where anything was agreed all states are
    briefed anew, so that nobody breaks a deal for not knowing of it. talks: None where nobody bargains over packages.
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
    if talks is not None:
        changed |= hold_talks(talks, states, briefings, world, craft, log, foresee)
    if changed:
        lay_over_tariffs(world.tariffs, book)
        lay_over_controls(world.controls, book, day=1)
        world.relations.rung = craft.rungs(world)
        briefings[:] = observe(states, world, craft, world.luck, log, foresee)


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
    today = craft.calendar.elapsed(world.month)
    before = book.status[row].copy()
    if extension:
        book.extend(row, accepted, book.extension_days[row])
        book.refuse(row, refused)
        held_back = book.status[row] == SUSPENDED
        after = book.status[row].copy()
        note_deal(world, craft, log, row, party, (MORE_TIME_ASKED, after), accepted & ~held_back, reason)
        note_deal(world, craft, log, row, party, (before, after), accepted & held_back, PROLONGED)
        note_deal(world, craft, log, row, party, (MORE_TIME_ASKED, NO_MORE_TIME), refused, REFUSED)
        return
    if accepted.any():
        book.conclude(row, accepted, today)
    book.refuse(row, refused)
    note_deal(world, craft, log, row, party, (before, IN_FORCE), accepted, reason)
    note_deal(world, craft, log, row, party, (before, NONE), refused, REFUSED)
