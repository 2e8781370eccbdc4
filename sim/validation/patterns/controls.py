"""Detectors of patterns in controls and in what answers them: 1 a run shows the pattern, 0 not, nan no occasion."""

from __future__ import annotations

from math import nan

import numpy as np

from sim.measures import HOME, MAGNETS, RIVAL
from sim.names import DUG_RARE_EARTHS
from sim.types import TINY, Array
from sim.validation.patterns.rows import PatternRow
from sim.validation.patterns.runs import Run, day, value, was

PROGRAMMES = ("equity stake", "price floor", "strategic reserve", "pooled reserve", "friend shoring")
FLOOR = "price floor"
REFUSED = ("refused:", "no effect")
"""Words by which the record tells that a programme came to nothing."""


def third_round(run: Run, pattern: PatternRow) -> float:
    """China answers the third round of tariffs, or a later one, with its first control, and then tightens it."""
    rounds = sorted({one.date: run.month(one) for one in run.raised(RIVAL, HOME)}.items())
    controls = sorted({one.date: run.month(one) for one in run.tightened(HOME, RIVAL)}.items())
    number = int(pattern.size)
    if not controls:
        return nan if len(rounds) < number else 0.0
    first, month = controls[0]
    before = [month for date, month in rounds if date <= first]
    if len(before) < number or month - before[-1] > pattern.months:
        return 0.0
    return float(controls[-1][1] > month)


def answered_controls(run: Run, pattern: PatternRow) -> float:
    """Months with a tighter Chinese control are followed by programmes of industrial policy elsewhere."""
    months = {run.month(one) for one in run.tightened(HOME, RIVAL) if was(one) - value(one) >= pattern.size}
    known = [month for month in months if month + pattern.months < run.months]
    if not known:
        return nan
    begun = [run.month(one) for one in run.of_kind(*PROGRAMMES) if one.actor != HOME and not _idle(one.reason)]
    answered = [any(0 <= other - month <= pattern.months for other in begun) for month in known]
    return float(np.mean(answered) >= pattern.share)


def relaxed_kills(run: Run, pattern: PatternRow) -> float:
    """After a control is eased capacity outside China is shut where no floor holds it, and not where one does."""
    relaxed = _first_relaxed(run)
    if relaxed is None:
        return nan
    last = min(relaxed + int(pattern.months), run.months - 1)
    floors = _floors(run)
    capacity = run.by_good("capacity")
    lost: dict[bool, float] = {True: 0.0, False: 0.0}
    for cell, shut in run.by_good("mothballed").items():
        if cell[0] != HOME and cell[1] in (*DUG_RARE_EARTHS, *MAGNETS) and cell in capacity:
            kept = cell in floors
            lost[kept] = max(lost[kept], _largest_loss(shut, capacity[cell], relaxed, last))
    return float(lost[False] >= pattern.share > lost[True])


def _first_relaxed(run: Run) -> int | None:
    """Month in which a control on the United States is first eased, by law or by a deal."""
    controls = [day(one) for one in run.tightened(HOME, RIVAL)]
    if not controls:
        return None
    eased = [*run.eased(HOME, RIVAL), *(one for one in run.deals(HOME, RIVAL) if one.after == "in force")]
    after = [run.month(one) for one in eased if day(one) > min(controls)]
    return min(after, default=None)


def _floors(run: Run) -> set[tuple[str, str]]:
    """State and good of every floor that a state pays."""
    floors = [one for one in run.of_kind(FLOOR) if not _idle(one.reason)]
    return {(state, good) for one in floors for state in one.target.split("+") for good in one.good.split("+")}


def _largest_loss(shut: Array, capacity: Array, first: int, last: int) -> float:
    """Highest share of capacity that is shut after a month beyond what was shut in it."""
    share = shut / np.maximum(shut + capacity, TINY)
    return float(share[first : last + 1].max() - share[first])


def _idle(reason: str) -> bool:
    return any(word in reason for word in REFUSED)
