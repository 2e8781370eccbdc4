"""Agreements of friend-shoring need the consent of those they are made with, unless they are part of the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.log import EventLog
from sim.policy.programme_book import AGREEMENTS
from sim.policy.programmes import Programme
from sim.states.briefing import Briefing
from sim.states.moves import Move, Moves, ProgrammeMove
from sim.states.requests import COMMITTING, Request
from sim.types import MONTHS_A_YEAR, Array, Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.states.statecraft import Statecraft
    from sim.world import World

FRIEND_SHORING = "friend_shoring"

OUTBID = "another one bids more, or is trusted more"


@dataclass(frozen=True, eq=False)
class Wish:
    """What one state wants of one other: rows of both, the move cut down to that one, and what it would bring it.

    finance (world,): in the first year, million USD; where (world,): the worlds in which it is asked for.
    """

    actor: int
    host: int
    move: ProgrammeMove
    finance: Array
    where: Mask


def with_consent(
    states: Sequence[State],
    briefings: Sequence[Briefing],
    decided: Sequence[Moves],
    world: World,
    craft: Statecraft,
    log: EventLog,
) -> list[Moves]:
    """Ask the partners of every agreement that a strategy wants; only what they consent to is left of the moves.

    Of several bids for the same goods a partner takes one. Months of the record are not asked about: what was agreed
    then was agreed.
    """
    if not any(_asks(one) for moves in decided if not moves.scripted for one in moves.moves):
        return list(decided)
    wishes = [
        wish
        for actor, moves in enumerate(decided)
        if not moves.scripted
        for one in moves.moves
        if _asks(one)
        for wish in _split(actor, one, world, craft)
    ]
    agreed: dict[int, list[Move]] = {actor: [] for actor in range(len(decided))}
    answers = [_ask(states[wish.host], briefings[wish.host], wish, world, craft) for wish in wishes]
    bids = [replace(wish, where=accepted) for wish, (accepted, _) in zip(wishes, answers, strict=True)]
    for wish, bid, (accepted, reason) in zip(wishes, bids, answers, strict=True):
        outbid = _outbid(bid, bids, briefings[wish.host], world, craft)
        _note_refusal(wish, wish.where & ~accepted, reason, world, craft, log)
        _note_refusal(wish, outbid, OUTBID, world, craft, log)
        if (accepted & ~outbid).any():
            agreed[wish.actor].append(replace(wish.move, where=accepted & ~outbid))
    return [_left_of(moves, agreed[actor]) for actor, moves in enumerate(decided)]


def _asks(move: Move) -> bool:
    return isinstance(move, ProgrammeMove) and move.instrument == FRIEND_SHORING


def _left_of(moves: Moves, agreed: list[Move]) -> Moves:
    """Put what was agreed in place of what was asked for."""
    if moves.scripted:
        return moves
    others = tuple(one for one in moves.moves if not _asks(one))
    return replace(moves, moves=(*others, *agreed))


def _split(actor: int, move: Move, world: World, craft: Statecraft) -> list[Wish]:
    """Cut an agreement with several partners into one with each; they share the finance."""
    if not isinstance(move, ProgrammeMove):
        return []
    where = move.worlds(world.worlds)
    share = {
        name: value / len(move.partners) if name == "finance_musd" else value for name, value in move.terms.items()
    }
    yearly = _first_year(share.get("finance_musd", 0.0), share.get("months", craft.settings.stake_months))
    if move.form == "shared_processing":
        yearly = yearly / 2  # the other half is for sites of the one who asks
    finance = np.full(world.worlds, 1.0) * yearly
    return [
        Wish(actor, craft.tables.state_index(code), replace(move, partners=(code,), terms=share), finance, where)
        for code in move.partners
        if code in craft.codes and craft.tables.state_index(code) != actor
    ]


def _first_year(amount: Array | float, months: Array | float) -> Array:
    """Finance of the first year, million USD."""
    found: Array = np.minimum(amount * MONTHS_A_YEAR / np.asarray(months, dtype=float), amount)
    return found


def _ask(host: State, seen: Briefing, wish: Wish, world: World, craft: Statecraft) -> tuple[Mask, str]:
    """One state answers one request: where it consents (world,), and why."""
    gdp = world.tables.states[wish.host].gdp_musd
    trust = world.relations.trust[wish.host, wish.actor]
    request = Request(
        proposer=craft.codes[wish.actor],
        form=wish.move.form,
        goods=wish.move.goods,
        where=wish.where,
        finance=wish.finance / gdp,
        best_other=_best_standing(wish, world, craft) / gdp,
        trusted=trust >= craft.settings.consent_trust,
    )
    return host.consent(seen, request)


def _outbid(bid: Wish, bids: Sequence[Wish], host: Briefing, world: World, craft: Statecraft) -> Mask:
    """Worlds in which a host that would take a bid takes another one of the same month for the same goods: (world,).

    It takes the highest; of equal ones that of the state it trusts more, or any of them by luck.
    """
    outbid = np.zeros_like(bid.where)
    for other in bids:
        both = bid.where & other.where
        if not (both.any() and _compete(bid, other, craft)):
            continue
        trust = world.relations.trust[bid.host]
        tied = both & (bid.finance == other.finance)
        outbid |= both & (bid.finance < other.finance)
        outbid |= tied & (trust[bid.actor] < trust[other.actor])
        even = tied & (trust[bid.actor] == trust[other.actor])
        if even.any():
            mine, its = (host.luck(f"bid of {craft.codes[one.actor]}") for one in (bid, other))
            outbid |= even & (mine < its)
    return outbid


def _compete(one: Wish, other: Wish, craft: Statecraft) -> bool:
    """Whether two states bid money for some of the same goods of a third."""
    if one.host != other.host or one.actor == other.actor or COMMITTING & {one.move.form, other.move.form}:
        return False
    return bool(_goods(one, craft) & _goods(other, craft))


def _goods(wish: Wish, craft: Statecraft) -> set[str]:
    """Names of the goods that are asked for, lists taken apart."""
    return set(craft.tables.controlled_shares(wish.move.goods))


def _best_standing(wish: Wish, world: World, craft: Statecraft) -> Array:
    """The most that agreements in force with others bring the one who is asked for these goods: million USD a year."""
    best = np.zeros(world.worlds)
    rows = {craft.tables.good_index(good) for good in _goods(wish, craft)}
    for one in world.programmes.running(world.month, *AGREEMENTS):
        if one.host == wish.host and one.payer not in (wish.host, wish.actor) and rows & set(one.goods):
            best = np.maximum(best, np.where(one.where, _paid(one), 0.0))
    return best


def _paid(one: Programme) -> Array:
    """What an agreement in force brings in a year: million USD."""
    return _first_year(np.asarray(one.terms.amount_musd), np.maximum(np.asarray(one.terms.months), 1))


def _note_refusal(wish: Wish, where: Mask, reason: str, world: World, craft: Statecraft, log: EventLog) -> None:
    """Enter a refusal in the record."""
    if where.any():
        told = f"{wish.move.because} (refused by {craft.codes[wish.host]}: {reason})"
        instrument, goods = FRIEND_SHORING.replace("_", " "), "+".join(wish.move.goods)
        actor, host, day = craft.codes[wish.actor], craft.codes[wish.host], wish.move.day
        log.record(world.month, day, actor, instrument, host, goods, 0.0, 0.0, where, told, None, True)
