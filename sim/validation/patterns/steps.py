"""Detectors of patterns in tariffs and threats: 1 a run shows the pattern, 0 not, nan no occasion."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

import numpy as np

from sim.measures import HOME, RIVAL
from sim.policy.instruments import RULING, TARIFF, THREAT
from sim.recording import EventRow
from sim.tables import load_tables
from sim.types import TINY, Array
from sim.validation.patterns.rows import PatternRow
from sim.validation.patterns.runs import Run, day, value, was

COURT = "court"
"""The word by which the reason of a recorded measure tells that a court made it."""


def mirror(run: Run, pattern: PatternRow) -> float:
    """The other side answers the tariffs of the side that moved first, in the same month or the next.

    Rung by rung: an answer is held against the points that the ladder of the side answering has for the rungs that the
    first mover climbs by its tariffs, since the two ladders do not have the same points.
    """
    base = {(row.importer, row.exporter): row.rate for row in load_tables().base_tariffs}
    added = {pair: run.series("tariff", *pair) - base[pair] for pair in ((RIVAL, HOME), (HOME, RIVAL))}
    rises = {pair: _rises(points) for pair, points in added.items()}
    begun = {pair: np.flatnonzero(rise >= pattern.size) for pair, rise in rises.items()}
    if not any(len(months) for months in begun.values()):
        return nan
    first = min(
        (pair for pair in rises if len(begun[pair])), key=lambda pair: (begun[pair][0], -rises[pair][begun[pair][0]])
    )
    wanted, answer = _rises(_on_the_ladder(added[first], *first)), rises[first[::-1]]
    window = int(pattern.months) + 1
    asked = [month for month in begun[first] if wanted[month] > TINY]
    matched = [min(wanted[month], answer[month : month + window].sum()) for month in asked]
    return float(sum(matched) >= pattern.share * wanted[asked].sum()) if asked else nan


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
        law = one.instrument.removeprefix(RULING).removeprefix(TARIFF)
        for back in run.raised(one.actor, HOME):
            later = 0 <= run.month(back) - run.month(one) <= pattern.months and day(back) >= day(one)
            other = back.instrument != f"{TARIFF}{law}"
            if later and other and pattern.size <= value(back) < was(one):
                return 1.0
    return 0.0


def settles_above(run: Run, pattern: PatternRow) -> float:
    """The US tariff on China ends below its peak and above its start."""
    rate = run.series("tariff", RIVAL, HOME)
    if rate.max() < rate[0] + pattern.size:
        return nan
    return float(rate.max() - rate[-1] >= pattern.size and rate[-1] - rate[0] >= pattern.size)


def _on_the_ladder(added: Array, mover: str, other: str) -> Array:
    """Points that a state's ladder has for the rungs that another one climbs by adding points: (month,).

    Between rungs in proportion; of several rungs with the same points the lowest.
    """
    ladders = load_tables().ladders
    steps = [(own.added_tariff, ladders[other][rung].added_tariff) for rung, own in enumerate(ladders[mover])]
    lowest = dict(reversed(steps))
    return np.interp(added, sorted(lowest), [lowest[mark] for mark in sorted(lowest)])


def _rises(added: Array) -> Array:
    """What was added in each month to the tariffs of before, never less than nothing: (month,)."""
    return np.maximum(np.diff(added, prepend=0), 0)


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
        recorded = one.instrument.startswith(TARIFF) and not one.good and COURT in one.reason.lower()
        if (recorded or one.instrument.startswith(RULING)) and value(one) == 0 < was(one):
            yield one
