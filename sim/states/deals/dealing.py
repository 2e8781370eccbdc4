"""What becomes of deals: proposed, recorded, extended, complained of, suspended, broken, run out."""

from __future__ import annotations

from sim.policy.deals import (
    BREACHED,
    COMPLAINED,
    COUNTERED,
    EXPIRED,
    IN_FORCE,
    MORE_TIME_ASKED,
    PROPOSED,
    SUSPENDED,
)
from sim.states.deals.compliance import work_by_the_deal, work_slowly
from sim.states.judging.trust import lose_trust
from sim.states.moves import DealMove, Move
from sim.states.office import Office, note_deal
from sim.types import Mask, Value

RAN_OUT = "its term ran out"

TALK = (PROPOSED, MORE_TIME_ASKED, COMPLAINED, COUNTERED)
"""What changes nothing that is in force."""


def deal(office: Office, actor: int, move: DealMove, where: Mask) -> None:
    """Propose, record, extend, complain of, suspend, resume or end a deal, or let its licences wait."""
    book, partner = office.world.deals, office.craft.tables.state_index(move.partner)
    row = book.number(move.deal)
    if move.kind in ("slow_walk", "mend"):
        works = work_slowly if move.kind == "slow_walk" else work_by_the_deal
        works(office, actor, book.packages[row], move, where & book.active[row])
        return
    before = book.status[row].copy()
    changed, after = _carried_out(office, actor, partner, row, move, where)
    office.note_deal(row, actor, (before, after), changed, move)
    if not (isinstance(after, float) and after in TALK):
        office.deal_changed()


def _carried_out(office: Office, actor: int, partner: int, row: int, move: DealMove, where: Mask) -> tuple[Mask, Value]:
    """Carry out one move: where it changed anything (world,), and the status that the record shows then."""
    book, follows = office.world.deals, partner in office.scripted
    match move.kind:
        case "record" if follows:
            today = office.craft.calendar.elapsed(office.world.month, move.day)
            return book.conclude(row, where, today), IN_FORCE
        case "extend" if follows and move.days is not None:
            # a deal that one side holds clauses back from stays suspended
            return book.extend(row, where, move.days), book.status[row].copy()
        case "complain":
            # the month that follows is theirs to mend it
            return book.complain(row, actor, where, office.world.month + 1), COMPLAINED
        case "suspend":
            return book.suspend(row, actor, where), SUSPENDED
        case "resume":
            back = book.resume(row, actor, where)
            book.withdraw(row, actor, back)
            return back, book.status[row].copy()
        case "breach":
            changed = book.end(row, where, BREACHED)
            lose_trust(office.world.relations, partner, actor, changed, office.craft.settings)
            return changed, BREACHED
        case "counter":
            book.refuse(row, where)
            return book.propose(row, actor, where), COUNTERED
        case _:
            asked = PROPOSED if move.days is None else MORE_TIME_ASKED
            return book.propose(row, actor, where, move.days), asked


def breach(office: Office, actor: int, partner: int, where: Mask, move: Move) -> None:
    """Break every deal in force with a partner by tightening a measure."""
    book = office.world.deals
    for row in book.of(actor, partner):
        before = book.status[row].copy()
        broken = book.end(row, where, BREACHED)
        if broken.any():
            lose_trust(office.world.relations, partner, actor, broken, office.craft.settings)
            office.note_deal(row, actor, (before, BREACHED), broken, move)
            office.deal_changed()


def end_deals(office: Office, last_day: int) -> None:
    """End the deals that run out by a day (counted from the start); the law, never touched, binds again."""
    book = office.world.deals
    due = book.due(last_day)
    if not due.any():
        return
    days = {float(day) for row, where in enumerate(due) for day in book.expiry_day[row][where]}
    for day in sorted(days):
        for row, where in enumerate(due):
            _end(office, row, where & (book.expiry_day[row] == day), day)


def _end(office: Office, row: int, where: Mask, day: float) -> None:
    """End one deal on the day on which it runs out, or on the first of this month when that has passed."""
    if not where.any():
        return
    book, month = office.world.deals, office.world.month
    package = book.packages[row]
    day_of_month = max(1, int(day) - office.craft.calendar.elapsed(month) + 1)
    before = book.status[row].copy()
    book.end(row, where, EXPIRED)
    change = (before, EXPIRED)
    note_deal(office.world, office.craft, office.log, row, package.parties[0], change, where, RAN_OUT, day_of_month)
    office.deal_changed()
    office.renew(day_of_month)
