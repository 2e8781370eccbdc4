"""What states do about deals in force: complain, hold back, let bind again, walk slowly, mend."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from sim.states.briefing import Briefing
from sim.states.moves import NOTHING, DealMove, Moves
from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.seen.deal_views import DealView


PATIENCE = 2
"""After so many complaints of one deal nobody waits any more for the next breach to be mended."""


def answer_breaches(seen: Briefing) -> Moves:
    """Complain of a breach; hold linked clauses back if a month does not mend it; let them bind once it is mended.

    Of a deal that was complained of twice before, linked clauses are held back as soon as it is seen to be broken
    again, without another month to mend it.
    """
    return _added_up(_answered(seen, deal) for deal in _deals(seen))


def complain_of_steps(seen: Briefing) -> Moves:
    """Complain where the rival climbs while a deal is in force."""
    climbed = (seen.rival_step > 0) & (seen.rival_rung > seen.rival_rung_before)
    found = ((deal, climbed & deal.in_force & ~deal.breach_seen & ~deal.complained) for deal in _deals(seen))
    return _added_up(_move(seen, deal, "complain", "a step up under a deal", mask) for deal, mask in found)


def complain_only(seen: Briefing) -> Moves:
    """Complain of breaches, and leave it at that."""
    return _added_up(complain(seen, deal) for deal in _deals(seen))


def hold_back_at_once(seen: Briefing) -> Moves:
    """Hold linked clauses back as soon as a breach is seen, without a complaint first, and for good."""
    why = "a deal broken once is broken"
    return _added_up(_move(seen, deal, "suspend", why, deal.breach_seen & ~deal.held_back) for deal in _deals(seen))


def complain(seen: Briefing, deal: DealView, where: Mask | None = None) -> Moves:
    """Say that the rival breaks a deal, and leave it a month."""
    broken = deal.breach_seen & ~deal.complained
    why = "licences come slower than promised"
    return _move(seen, deal, "complain", why, broken if where is None else broken & where)


def hold_back(seen: Briefing, deal: DealView) -> Moves:
    """Let one's law bind again where a complaint was of no use."""
    if not deal.can_hold_back:
        return NOTHING
    return _move(seen, deal, "suspend", "the breach was not mended in a month", deal.unanswered & ~deal.held_back)


def _answered(seen: Briefing, deal: DealView) -> Moves:
    """What is done about one deal."""
    if not deal.breach_seen.any():
        return resume(seen, deal)
    complaints = seen.recall(f"complaints_{deal.name}")
    tired = (complaints >= PATIENCE) & deal.can_hold_back
    again = deal.breach_seen & tired & ~deal.held_back & ~deal.unanswered
    told = complain(seen, deal, ~tired)
    moves = told + hold_back(seen, deal) + _move(seen, deal, "suspend", "broken again after two complaints", again)
    moves += resume(seen, deal)
    if not told:
        return moves
    return moves + seen.remember(**{f"complaints_{deal.name}": complaints + told.anywhere(seen.worlds)})


def resume(seen: Briefing, deal: DealView) -> Moves:
    """Let one's clauses bind again where the breach is no longer seen."""
    return _move(seen, deal, "resume", "the other side keeps its word again", deal.held_back & ~deal.breach_seen)


def walk_slowly(seen: Briefing, because: str, where: Mask | None = None) -> Moves:
    """Let one's desk approve less than was promised, in every deal with the rival."""
    found = ((deal, deal.in_force & ~deal.slow) for deal in _deals(seen))
    chosen = ((deal, mask if where is None else mask & where) for deal, mask in found)
    return _added_up(_move(seen, deal, "slow_walk", because, mask) for deal, mask in chosen)


def mend(seen: Briefing, because: str = "the other side complains", where: Mask | None = None) -> Moves:
    """Let one's desk work as promised again: where the rival complains or holds back, or where it is said."""
    found = ((deal, deal.slow & (deal.accused | deal.rival_holds_back)) for deal in _deals(seen))
    chosen = ((deal, mask if where is None else deal.slow & where) for deal, mask in found)
    return _added_up(_move(seen, deal, "mend", because, mask) for deal, mask in chosen)


def _added_up(moves: Iterable[Moves]) -> Moves:
    return reduce(add, moves, NOTHING)


def _deals(seen: Briefing) -> tuple[DealView, ...]:
    return tuple(seen.deals.values()) if seen.deal_days else ()


def _move(seen: Briefing, deal: DealView, kind: str, because: str, where: Mask) -> Moves:
    if not where.any():
        return NOTHING
    move = DealMove(kind=kind, deal=deal.name, partner=seen.rival, because=because, where=where)  # type: ignore[arg-type]
    return Moves((move,))
