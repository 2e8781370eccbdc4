"""Pieces of rules that several strategies share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.policy.instruments import WITHHELD
from sim.states.briefing import Briefing, Offer
from sim.states.moves import NOTHING, ControlMove, Move, Moves, RungMove, TariffMove, TraceRuleMove
from sim.types import Mask, Value

LONGEST_MONTH = 31


def is_fair(offer: Offer, margin: Value) -> Mask:
    """Where an offer brings the rival down and asks at most `margin` rungs more than it gives: (world,)."""
    relief = offer.rival_rung_without - offer.rival_rung_after
    concession = offer.my_rung_without - offer.my_rung_after
    fair: Mask = offer.where & (relief > 0) & (concession <= relief + margin)
    return fair


def has_kept(seen: Briefing, offer: Offer) -> Mask:
    """Where the rival has kept the deal that it wants to run on: no climb, no breach that can be seen: (world,)."""
    kept: Mask = offer.where & (seen.rival_step <= 0)
    deal = seen.deals.get(offer.name) if seen.deal_days else None
    return kept if deal is None else kept & ~deal.breach_seen


def asks_more_than_it_gives(offer: Offer) -> Mask:
    """Where an offer takes one down more rungs than the rival: (world,)."""
    relief = offer.rival_rung_without - offer.rival_rung_after
    concession = offer.my_rung_without - offer.my_rung_after
    lopsided: Mask = offer.where & (concession > relief)
    return lopsided


def carry_out_threats(seen: Briefing, chance: Value) -> Moves:
    """Make good a threat that has come due, with some chance, unless a deal that goes on has settled it."""
    threat = seen.my_threat
    if threat is None:
        return NOTHING
    due = threat.due & ~(seen.deal_days_left > LONGEST_MONTH)
    if not due.any():
        return NOTHING
    done = due & (seen.luck("threat") < chance)
    return seen.set_tariff(
        seen.my_law_on_rival + np.nan_to_num(threat.rate), because="carried out its threat", where=done
    )


def withholds(instrument: str) -> bool:
    """Whether a measure is one that withholds goods, by its name in the record."""
    return instrument.startswith(WITHHELD)


def ask_for_extensions(seen: Briefing, days_before: Value, days: Value) -> Moves:
    """Ask for more days of every deal that ends soon, unless it is seen to be broken."""
    moves = NOTHING
    for name, left in seen.deal_days.items():
        soon = left <= days_before
        if soon.any() and name in seen.deals:
            soon = soon & ~seen.deals[name].breach_seen
        if soon.any():
            moves += seen.ask_for_more(name, days, because="the deal runs out soon", where=soon)
    return moves


def tightening_moves_only_in(moves: Moves, seen: Briefing, where: Mask) -> Moves:
    """Keep what tightens a measure against the rival in some worlds only (world,), and everything else everywhere."""
    if where.all() or not moves.moves:
        return moves
    kept = [replace(move, where=_kept(move, seen, where)) for move in moves.moves]
    return replace(moves, moves=tuple(move for move in kept if move.where is None or move.where.any()))


def _kept(move: Move, seen: Briefing, where: Mask) -> Mask | None:
    match move:
        case RungMove():
            tightens = np.asarray(move.target) > seen.my_rung
        case TariffMove():
            tightens = np.asarray(move.rate) > seen.my_law_on_rival
        case ControlMove() | TraceRuleMove():
            tightens = np.full(seen.worlds, move.status != "open")
        case _:
            return move.where
    kept: Mask = move.worlds(seen.worlds) & (where | ~tightens)
    return kept
