"""Detectors of patterns in deals: 1 a run shows the pattern, 0 not, nan no occasion."""

from __future__ import annotations

from calendar import monthrange
from math import nan

import numpy as np

from sim.measures import HOME, RIVAL
from sim.policy.deals import COMPLAINED, EXTENDED, deal_words, is_concluded
from sim.policy.instruments import THREAT
from sim.recording import EventRow
from sim.types import TINY
from sim.validation.patterns.rows import PatternRow
from sim.validation.patterns.runs import Run, day

LONGER, DISPUTED = (deal_words(status) for status in (EXTENDED, COMPLAINED))
LAST_MONTHS = 2
"""An extension is made near expiry if a deal has no more than so many months left."""

LONGEST_MONTH = 31


def disputed_truce(run: Run, pattern: PatternRow) -> float:
    """Some deal between the powers is disputed within a few months of its start, and slow-walked in them."""
    begun = [one for one in run.deals(HOME, RIVAL) if is_concluded(one.before, one.after)]
    if not begun:
        return nan
    return float(any(_disputed(run, one, pattern) and _slow_walked(run, one, pattern) for one in begun))


def military_outside(run: Run, pattern: PatternRow) -> float:
    """While deals are in force no more of what military users are refused is opened to them."""
    left, access = run.series("deal_days_left", RIVAL, HOME), run.series("military_access", HOME, RIVAL)
    held = np.flatnonzero((left > 0) & (np.minimum.accumulate(access) < 1))
    if not len(held):
        return nan
    before = access[max(held[0] - 1, 0)]
    return float(access[held].max() - min(before, access[held[0]]) <= pattern.size)


def extended_truces(run: Run, pattern: PatternRow) -> float:
    """Terms differ, and some deal is extended when it is about to run out."""
    deals = list(run.deals(HOME, RIVAL))
    if not any(is_concluded(one.before, one.after) for one in deals):
        return nan
    left = run.series("deal_days_left", RIVAL, HOME)
    terms = [_term(run, one, left) for one in deals if is_concluded(one.before, one.after)]
    longer = {one.date: one for one in deals if one.after == LONGER and run.month(one) > 0}
    terms += [_more_days(run, one, left) for one in longer.values()]
    late = [left[run.month(one) - 1] - day(one).day <= LAST_MONTHS * LONGEST_MONTH for one in longer.values()]
    return float(max(terms) - min(terms) > pattern.size and any(late))


def _disputed(run: Run, deal: EventRow, pattern: PatternRow) -> bool:
    """Whether either side complains, threatens or tightens a control within some months of a deal."""
    moves = [
        *run.tightened(HOME, RIVAL),
        *run.tightened(RIVAL, HOME),
        *(one for one in run.of_kind(THREAT) if {one.actor, one.target} == {HOME, RIVAL}),
        *(one for one in run.deals(HOME, RIVAL) if one.after == DISPUTED),
    ]
    begun = run.month(deal)
    return any(day(one) > day(deal) and run.month(one) - begun <= pattern.months for one in moves)


def _slow_walked(run: Run, deal: EventRow, pattern: PatternRow) -> bool:
    """Whether the Chinese desk approves clearly less than is promised in the months after a deal.

    Until a rate is promised, as in the month of Geneva, and where nothing is decided, that cases wait is all there is
    to go by. Months after the promise has ended are not looked at: nothing is owed in them.
    """
    first = run.month(deal)
    span = slice(first, first + int(pattern.months) + 1)
    approved, refused, waiting = (
        run.series(f"licence_{name}", HOME, RIVAL)[span] for name in ("approved", "refused", "backlog")
    )
    promised, left = run.series("promised_approval", RIVAL)[span], run.series("deal_days_left", RIVAL, HOME)[span]
    owed, decided = promised > 0, approved + refused
    silent = (left > 0) & (np.cumsum(owed) == 0)
    for months in (silent, owed):
        if months.any() and decided[months].sum() <= TINY and waiting[months][-1] > TINY:
            return True
    return bool(approved[owed].sum() < ((promised - pattern.size) * decided)[owed].sum())


def _term(run: Run, deal: EventRow, left: np.ndarray) -> float:
    """Days from the conclusion of a deal to its end, read off the days left at the end of its month."""
    return float(left[run.month(deal)] + _month_days(deal) - day(deal).day)


def _more_days(run: Run, deal: EventRow, left: np.ndarray) -> float:
    """Days that an extension added."""
    month = run.month(deal)
    return float(left[month] - left[month - 1] + _month_days(deal))


def _month_days(event: EventRow) -> int:
    return monthrange(day(event).year, day(event).month)[1]
