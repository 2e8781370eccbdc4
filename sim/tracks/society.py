"""Series of economies and governments: growth, incomes, prices, rungs, payoffs, trust."""

from __future__ import annotations

import numpy as np

from sim.policy.relations import PARTS
from sim.tracks.track import POWERS, Reader, Track, names_of, track
from sim.world import World


def economy_tracks(world: World) -> list[Track]:
    """Growth, incomes and prices by state."""
    codes = world.tables.state_codes

    def by_state(name: str, unit: str, label: str, read: Reader) -> Track:
        return track(name, unit, label, read, state=codes)

    return [
        by_state("gdp_gap", "% of GDP", "real GDP against the baseline", lambda now: now.economy.gdp_gap),
        by_state("trade_gap", "% of GDP", "part of the gap that tariffs make", lambda now: now.economy.trade_gap),
        by_state(
            "bottleneck_gap", "% of GDP", "part of the gap that shortages make", lambda now: now.economy.bottleneck_gap
        ),
        by_state("growth", "% a year", "growth of real GDP over a year earlier", lambda now: now.economy.growth),
        by_state("consumer_prices", "% above baseline", "cost of living", lambda now: now.economy.consumer_prices),
        by_state("real_income_gap", "%", "real income against the baseline", lambda now: now.economy.real_income_gap),
        by_state("welfare_gap", "%", "real income less the effort of work", lambda now: now.economy.welfare_gap),
        by_state(
            "employment_gap", "%", "employment against the baseline, by trade", lambda now: now.economy.employment_gap
        ),
    ]


def relation_tracks(world: World) -> list[Track]:
    """Rungs, payoffs part by part, and trust."""
    codes = world.tables.state_codes
    powers = [codes.index(code) for code in POWERS]

    def by_state(name: str, unit: str, label: str, read: Reader) -> Track:
        return track(name, unit, label, read, state=codes)

    def part(row: int) -> Reader:
        return lambda now: now.relations.payoff[row]

    unit = "% of GDP/month"
    pairs = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    pairs += [(i, j) for i in range(len(codes)) if i not in powers for j in powers]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    return [
        by_state("rung", "rung", "rung of the escalation ladder in force", lambda now: now.relations.rung),
        by_state("payoff", unit, "payoff, all parts together", lambda now: now.relations.welfare),
        *[by_state(f"payoff_{name}", unit, f"payoff: {name}", part(row)) for row, name in enumerate(PARTS)],
        track(
            "trust",
            "0 to 1",
            "trust in the partner",
            lambda now: now.relations.trust[one, other],
            state=names_of(codes, one),
            partner=names_of(codes, other),
        ),
    ]
