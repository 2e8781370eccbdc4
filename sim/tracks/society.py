"""Series of economies and governments: growth, prices, trade balances, rungs, payoffs, trust."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.policy.relations import PARTS
from sim.tracks.track import POWERS, Reader, Track, blank, names_of
from sim.types import Array
from sim.world import World


def economy_tracks(world: World) -> list[Track]:
    """Growth, prices and trade by state."""
    codes = world.tables.state_codes
    powers = [codes.index(code) for code in POWERS]
    between = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*between, strict=True))

    def track(name: str, unit: str, label: str, read: Reader) -> Track:
        return Track(name, unit, label, codes, blank(len(codes)), blank(len(codes)), read)

    return [
        track("gdp_gap", "% of GDP", "real GDP against the baseline", lambda now: now.economy.gdp_gap),
        track("trade_gap", "% of GDP", "part of the gap that tariffs make", lambda now: now.economy.trade_gap),
        track(
            "bottleneck_gap", "% of GDP", "part of the gap that shortages make", lambda now: now.economy.bottleneck_gap
        ),
        track("growth", "% a year", "growth of real GDP over a year earlier", lambda now: now.economy.growth),
        track("consumer_prices", "% above baseline", "consumer prices", lambda now: now.economy.consumer_prices),
        track(
            "trade_balance",
            "million USD/month",
            "goods trade balance with all partners",
            _balance,
        ),
        Track(
            "trade_balance",
            "million USD/month",
            "goods trade balance with the partner",
            names_of(codes, one),
            names_of(codes, other),
            blank(len(between)),
            lambda now: now.economy.trade_balance[one, other],
        ),
    ]


def _balance(world: World) -> Array:
    return add_up(world.economy.trade_balance, axis=1)


def relation_tracks(world: World) -> list[Track]:
    """Rungs, payoffs part by part, and trust."""
    codes = world.tables.state_codes
    none = blank(len(codes))
    powers = [codes.index(code) for code in POWERS]

    def track(name: str, unit: str, label: str, read: Reader) -> Track:
        return Track(name, unit, label, codes, none, none, read)

    def part(row: int) -> Reader:
        return lambda now: now.relations.payoff[row]

    unit = "% of GDP/month"
    pairs = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    return [
        track("rung", "rung", "rung of the escalation ladder in force", lambda now: now.relations.rung),
        track("payoff", unit, "payoff, all parts together", lambda now: now.relations.welfare),
        *[track(f"payoff_{name}", unit, f"payoff: {name}", part(row)) for row, name in enumerate(PARTS)],
        Track(
            "trust",
            "0 to 1",
            "trust in the partner",
            names_of(codes, one),
            names_of(codes, other),
            blank(len(pairs)),
            lambda now: now.relations.trust[one, other],
        ),
    ]
