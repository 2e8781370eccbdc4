"""Series of trade in all goods and of public money: who sells how much to whom, balances, duties, budgets."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence
from sim.tracks.track import POWERS, Reader, Track, names_of, track
from sim.world import World

UNIT = "million USD/month"


def commerce_tracks(world: World) -> list[Track]:
    """Trade of the two powers with every partner, both ways, and of all states in total; duties and budgets."""
    codes = world.tables.state_codes
    powers = [codes.index(code) for code in POWERS if code in codes]
    states = range(len(codes))
    sold = [(i, j) for i in states for j in states if i != j and (i in powers or j in powers)]
    between = [(i, j) for i in powers for j in states if i != j]
    exporter, importer = (np.array(side, dtype=np.intp) for side in zip(*sold, strict=True))
    one, other = (np.array(side, dtype=np.intp) for side in zip(*between, strict=True))
    return [
        track("trade", UNIT, "goods exports to all partners", _exports(len(codes)), state=codes),
        track(
            "trade",
            UNIT,
            "goods exports to the partner",
            lambda now: now.economy.commerce.flows[exporter, importer],
            state=names_of(codes, exporter),
            partner=names_of(codes, importer),
        ),
        track("trade_balance", UNIT, "goods trade balance with all partners", _balances(len(codes)), state=codes),
        track(
            "trade_balance",
            UNIT,
            "goods trade balance with the partner",
            lambda now: now.economy.commerce.flows[one, other] - now.economy.commerce.flows[other, one],
            state=names_of(codes, one),
            partner=names_of(codes, other),
        ),
        track("tariff_revenue", UNIT, "duties collected", lambda now: now.economy.budget.tariff_revenue, state=codes),
        track(
            "budget_balance",
            UNIT,
            "change of duties less cost of programmes",
            lambda now: now.economy.budget.balance,
            state=codes,
        ),
    ]


def _exports(states: int) -> Reader:
    """Each state's exports to all partners; a sparse sum, for `add_up` over a middle axis is slow."""
    pairs = np.arange(states * states)
    by_state = Incidence(pairs // states, states)
    return lambda now: by_state.sum(now.economy.commerce.flows.reshape(len(pairs), -1))


def _balances(states: int) -> Reader:
    """Each state's balance with all partners."""
    pairs = np.arange(states * states)
    by_state = Incidence(pairs // states, states)
    return lambda now: by_state.sum(now.economy.commerce.balance.reshape(len(pairs), -1))
