"""Briefings made by hand, for decision tables, and a small world to act in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.model import TradeWar
from sim.scenario import load_scenario
from sim.states.briefing import Briefing, Offer

NUMBERS = (
    "my_rung",
    "my_rung_before",
    "rival_rung",
    "rival_rung_before",
    "rival_step",
    "leader_rung",
    "leader_rung_before",
    "my_tariff_on_rival",
    "my_law_on_rival",
    "rival_tariff_on_me",
    "leader_tariff_on_me",
    "gdp_gap",
    "consumer_prices",
    "market",
    "market_fall",
    "pain",
    "trust_in_rival",
    "applications_asked",
    "applications_approved",
)


def briefing(worlds: int = 1, luck: float = 0.5, **facts: Any) -> Briefing:
    """What the United States would see at rest, with some facts changed; plain numbers hold in every world."""
    arrays: dict[str, Any] = {name: np.zeros(worlds) for name in NUMBERS}
    blank = Briefing(
        month=12,
        state="USA",
        rival="CHN",
        leader="",
        worlds=worlds,
        top_rung=6,
        **arrays,
        pain_limit=0.5,
        deal_in_force=np.zeros(worlds, dtype=bool),
        deal_days_left=np.full(worlds, np.nan),
        my_threat=None,
        rival_threat=None,
        deal_days={},
        events=(),
        my_trade_with_leader=0.0,
        my_trade_with_rival=0.0,
        my_imports_from_rival=0.0,
        authority="IEEPA",
        _draw=lambda stream: np.full(worlds, luck),
    )
    full = {
        name: np.broadcast_to(np.asarray(value, dtype=float), worlds).copy() if name in NUMBERS else value
        for name, value in facts.items()
    }
    return replace(blank, **full)


def offer(worlds: int = 1, **facts: Any) -> Offer:
    """A truce that takes both sides from rung 4 to rung 2, with some facts changed."""
    terms = {
        "my_rung_after": 2.0,
        "rival_rung_after": 2.0,
        "my_rung_without": 4.0,
        "rival_rung_without": 4.0,
        "days": 90.0,
    } | {name: value for name, value in facts.items() if name != "extension"}
    arrays = {name: np.full(worlds, value) for name, value in terms.items()}
    everywhere = np.ones(worlds, dtype=bool)
    return Offer("london_truce", "CHN", everywhere, extension=bool(facts.get("extension", False)), **arrays)


def trade_war(scenario: str = "base", worlds: int = 1, **strategies: str) -> TradeWar:
    """A model with some states' strategies replaced, for example CHN="hawk"."""
    changes = {f"states.{code}.strategy": strategy for code, strategy in strategies.items()}
    return TradeWar(load_scenario(scenario, changes), list(range(1, worlds + 1)))
