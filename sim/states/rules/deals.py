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


def answer_breaches(seen: Briefing) -> Moves:
    """Complain of a breach; hold linked clauses back if a month does not mend it; let them bind once it is mended."""
    return _added_up(complain(seen, deal) + hold_back(seen, deal) + resume(seen, deal) for deal in _deals(seen))


def complain_only(seen: Briefing) -> Moves:
    """Complain of breaches, and leave it at that."""
    return _added_up(complain(seen, deal) for deal in _deals(seen))


def hold_back_at_once(seen: Briefing) -> Moves:
    """Hold linked clauses back as soon as a breach is seen, without a complaint first, and for good."""
    why = "a deal broken once is broken"
    return _added_up(_move(seen, deal, "suspend", why, deal.breach_seen & ~deal.held_back) for deal in _deals(seen))


def complain(seen: Briefing, deal: DealView) -> Moves:
    """Say that the rival breaks a deal, and leave it a month."""
    return _move(seen, deal, "complain", "licences come slower than promised", deal.breach_seen & ~deal.complained)


def hold_back(seen: Briefing, deal: DealView) -> Moves:
    """Let one's law bind again where a complaint was of no use."""
    if not deal.can_hold_back:
        return NOTHING
    return _move(seen, deal, "suspend", "the breach was not mended in a month", deal.unanswered & ~deal.held_back)


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
