"""Series of economies and governments: growth, prices, trade balances, rungs, payoffs, trust."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence
from sim.policy.relations import PARTS
from sim.tracks.track import POWERS, Reader, Track, names_of, track
from sim.world import World


def economy_tracks(world: World) -> list[Track]:
    """Growth, prices and trade by state."""
    codes = world.tables.state_codes
    powers = [codes.index(code) for code in POWERS]
    between = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*between, strict=True))

    def by_state(name: str, unit: str, label: str, read: Reader) -> Track:
        return track(name, unit, label, read, state=codes)

    return [
        by_state("gdp_gap", "% of GDP", "real GDP against the baseline", lambda now: now.economy.gdp_gap),
        by_state("trade_gap", "% of GDP", "part of the gap that tariffs make", lambda now: now.economy.trade_gap),
        by_state(
            "bottleneck_gap", "% of GDP", "part of the gap that shortages make", lambda now: now.economy.bottleneck_gap
        ),
        by_state("growth", "% a year", "growth of real GDP over a year earlier", lambda now: now.economy.growth),
        by_state("consumer_prices", "% above baseline", "consumer prices", lambda now: now.economy.consumer_prices),
        by_state(
            "trade_balance",
            "million USD/month",
            "goods trade balance with all partners",
            _balances(len(codes)),
        ),
        track(
            "trade_balance",
            "million USD/month",
            "goods trade balance with the partner",
            lambda now: now.economy.trade_balance[one, other],
            state=names_of(codes, one),
            partner=names_of(codes, other),
        ),
    ]


def _balances(states: int) -> Reader:
    """Each state's balance with all partners; a sparse sum, for `add_up` over a middle axis is slow."""
    pairs = np.arange(states * states)
    by_state = Incidence(pairs // states, states)
    return lambda now: by_state.sum(now.economy.trade_balance.reshape(len(pairs), -1))


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
