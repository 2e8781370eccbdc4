"""Detectors of patterns in tariffs and threats: 1 a run shows the pattern, 0 not, nan no occasion."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

import numpy as np

from sim.measures import HOME, RIVAL
from sim.recording import EventRow
from sim.states.law.rulings import RULING
from sim.types import Array
from sim.validation.patterns.rows import PatternRow
from sim.validation.patterns.runs import TARIFF, THREAT, Run, day, value, was

COURT = "court"
"""The word by which the reason of a recorded measure tells that a court made it."""


def mirror(run: Run, pattern: PatternRow) -> float:
    """The other side adds most of the points that the side which moved first adds, in the same month or the next."""
    rises = {pair: _rises(run.series("tariff", *pair)) for pair in ((RIVAL, HOME), (HOME, RIVAL))}
    begun = {pair: np.flatnonzero(rise >= pattern.size) for pair, rise in rises.items()}
    if not any(len(months) for months in begun.values()):
        return nan
    first = min(
        (pair for pair in rises if len(begun[pair])), key=lambda pair: (begun[pair][0], -rises[pair][begun[pair][0]])
    )
    added, answer = rises[first], rises[first[::-1]]
    window = int(pattern.months) + 1
    matched = [min(added[month], answer[month : month + window].sum()) for month in begun[first]]
    return float(sum(matched) >= pattern.share * added[begun[first]].sum())


def idle_threats(run: Run, pattern: PatternRow) -> float:
    """Of the large threats whose deadline the run lives through, at most a share is carried out."""
    threats = [one for one in run.of_kind(THREAT) if value(one) >= pattern.size]
    outcomes = [_carried_out(run, one.actor, one.target, run.month(one), value(one), pattern) for one in threats]
    known = [done for done in outcomes if done is not None]
    return float(np.mean(known) <= pattern.share) if known else nan


def struck_returns(run: Run, pattern: PatternRow) -> float:
    """A layer that a court removed comes back under another authority, lower."""
    struck = list(_struck(run))
    if not struck:
        return nan
    for one in struck:
        law = one.instrument.removeprefix(RULING).removeprefix(f"{TARIFF} ")
        for back in run.raised(one.actor, HOME):
            later = 0 <= run.month(back) - run.month(one) <= pattern.months and day(back) >= day(one)
            other = back.instrument != f"{TARIFF} {law}"
            if later and other and pattern.size <= value(back) < was(one):
                return 1.0
    return 0.0


def settles_above(run: Run, pattern: PatternRow) -> float:
    """The US tariff on China ends below its peak and above its start."""
    rate = run.series("tariff", RIVAL, HOME)
    if rate.max() < rate[0] + pattern.size:
        return nan
    return float(rate.max() - rate[-1] >= pattern.size and rate[-1] - rate[0] >= pattern.size)


def _rises(rate: Array) -> Array:
    """What was added in each month, never less than nothing: (month,)."""
    return np.maximum(np.diff(rate, prepend=rate[0]), 0)


def _carried_out(run: Run, actor: str, target: str, month: int, rate: float, pattern: PatternRow) -> bool | None:
    """Whether a threat was carried out; None where the run ends before it could be told."""
    end = month + 1 + int(pattern.months)
    if end >= run.months or not run.results.has("tariff", actor, target):
        return None
    tariff = run.series("tariff", actor, target)
    return bool(tariff[month : end + 1].max() - tariff[max(month - 1, 0)] >= rate / 2)


def _struck(run: Run) -> Iterator[EventRow]:
    """Rulings that took a general tariff away; in the record they are tariffs set to nothing because a court ruled."""
    for one in run.events:
        recorded = one.instrument.startswith(f"{TARIFF} ") and not one.good and COURT in one.reason.lower()
        if (recorded or one.instrument.startswith(RULING)) and value(one) == 0 < was(one):
            yield one
