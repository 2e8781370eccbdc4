"""One match: two strategies in the two seats, lived through in every world of the tournament."""

from __future__ import annotations

import numpy as np

from sim.labelled import Labelled
from sim.outcomes import CONFLICT_RUNG
from sim.policy.deals import BREACHED, deal_words, is_concluded
from sim.states.office import DEAL
from sim.tournament.arena import SEATS, Arena
from sim.types import Array
from sim.validation.sampling import Draws, sample

SERIES = ("payoff", "gdp_gap", "rung")
MEASURES = ("payoff", "growth", "conflict", "deals", "broken")
"""What is kept of a match, for each seat in each world: mean payoff and growth gap of the free months (per cent of
GDP), months in conflict, deals that came into force, and how many of these the seat itself broke."""

PAYOFF, GROWTH, CONFLICT, DEALS, BROKEN = range(len(MEASURES))
BROKE = deal_words(BREACHED)


def play(arena: Arena, draws: Draws, texts: tuple[str, ...]) -> Array:
    """Live through a match and score it: (measure, seat, run)."""
    results = sample(arena.between(*texts), draws, arena.months, SERIES)
    return scores(results, arena)


def scores(results: Labelled, arena: Arena) -> Array:
    """Score the free months of a match: (measure, seat, run)."""
    found = np.zeros((len(MEASURES), SEATS, results.runs))
    for seat, state in enumerate(arena.states):
        free = {name: results.values(name, state)[arena.first_free :] for name in SERIES}
        found[PAYOFF, seat] = free["payoff"].mean(axis=0)
        found[GROWTH, seat] = free["gdp_gap"].mean(axis=0)
        # a rung is a whole number; half a rung of slack keeps rounding from counting
        found[CONFLICT, seat] = (free["rung"] > CONFLICT_RUNG - 1 / 2).sum(axis=0)
    _count_deals(results, arena, found)
    return found


def _count_deals(results: Labelled, arena: Arena, found: Array) -> None:
    """Count the deals of the free months, and who broke one."""
    first = results.months[arena.first_free]
    for row in results.events:
        if row.month < first or not row.instrument.startswith(DEAL) or row.actor not in arena.states:
            continue
        if is_concluded(row.before, row.after):
            found[DEALS, :, row.run] += 1
        elif row.after == BROKE:
            found[BROKEN, arena.states.index(row.actor), row.run] += 1
