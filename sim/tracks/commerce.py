"""Series of trade in all goods and of public money: who sells how much to whom, balances, duties, budgets."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence
from sim.tracks.track import POWERS, Track, names_of, track
from sim.types import Array
from sim.world import World

UNIT = "million USD/month"


def commerce_tracks(world: World) -> list[Track]:
    """Trade of the two powers with every partner, both ways, and of all states in total; taxes and budgets."""
    codes = world.tables.state_codes
    return [*_trade(codes), *_money(codes)]


def _trade(codes: tuple[str, ...]) -> list[Track]:
    """Flows and balances; codes: states in the order of arrays."""
    powers = [codes.index(code) for code in POWERS if code in codes]
    states = range(len(codes))
    sold = [(i, j) for i in states for j in states if i != j and (i in powers or j in powers)]
    between = [(i, j) for i in powers for j in states if i != j]
    exporter, importer = (np.array(side, dtype=np.intp) for side in zip(*sold, strict=True))
    one, other = (np.array(side, dtype=np.intp) for side in zip(*between, strict=True))
    by_state = Incidence(np.repeat(states, len(codes)), len(codes))
    return [
        track(
            "trade",
            UNIT,
            "goods exports to all partners",
            lambda now: _over_partners(by_state, now.economy.commerce.flows),
            state=codes,
        ),
        track(
            "trade",
            UNIT,
            "goods exports to the partner",
            lambda now: now.economy.commerce.flows[exporter, importer],
            state=names_of(codes, exporter),
            partner=names_of(codes, importer),
        ),
        track(
            "trade_balance",
            UNIT,
            "goods trade balance with all partners",
            lambda now: _over_partners(by_state, now.economy.commerce.balance),
            state=codes,
        ),
        track(
            "trade_balance",
            UNIT,
            "goods trade balance with the partner",
            lambda now: now.economy.commerce.flows[one, other] - now.economy.commerce.flows[other, one],
            state=names_of(codes, one),
            partner=names_of(codes, other),
        ),
    ]


def _money(codes: tuple[str, ...]) -> list[Track]:
    """What states take and what is left of it; codes: states in the order of arrays."""
    return [
        track("tariff_revenue", UNIT, "duties collected", lambda now: now.economy.budget.tariff_revenue, state=codes),
        track(
            "other_taxes",
            UNIT,
            "change of taxes on incomes and output",
            lambda now: now.economy.budget.other_taxes,
            state=codes,
        ),
        track(
            "budget_balance",
            UNIT,
            "change of duties and other taxes less cost of programmes",
            lambda now: now.economy.budget.balance,
            state=codes,
        ),
    ]


def _over_partners(by_state: Incidence, pairs: Array) -> Array:
    """Add up values (state, partner, world) over partners; a sparse sum, for `add_up` over a middle axis is slow."""
    return by_state.sum(pairs.reshape(len(by_state.of), -1))
