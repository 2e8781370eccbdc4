"""Briefings made by hand, for decision tables, and a small world to act in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.model import TradeWar
from sim.parameters import Settings
from sim.scenario import load_scenario
from sim.states.briefing import Briefing, Offer
from sim.states.courses import Course, Outlook, nothing_foreseen
from sim.states.moves import Moves, RungMove
from sim.states.strategy import Strategy, make_strategy
from sim.types import Array

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

LATE = {
    "rival_step_before": 0.0,
    "approval_estimate": 0.5,
    "approval_low": 0.05,
    "approval_high": 0.95,
    "slow_walk_probability": 0.0,
    "rival_stocks": 2.0,
    "rival_resolve": 1.0,
    "my_payoff": 0.0,
    "my_payoff_before": 0.0,
    "trust_in_leader": 0.5,
    "rival_reach": 0.0,
}
"""Facts that a briefing works out when asked, and what they are at rest."""

AS_GIVEN = {
    "talks": False,
    "months_to_vote": float("inf"),
    "rival_months_to_vote": float("inf"),
    "authorities": {},
    "packages": {"london_truce": "CHN", "geneva": "CHN"},
    "deals": {},
    "my_deals": {},
    "my_agreements": {},
    "trust_in": {},
    "tariffs_on_me": {},
    "my_tariffs": {},
    "trade_agreements": {},
    "ore": {},
    "makers": {},
    "roles": {},
}
"""Others of these facts, by the same name."""

TYPES = {"soft": 0.25, "normal": 0.5, "hard": 0.25}
"""What a state believes of its rival before anything has happened."""


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
        memory={},
        _late=late_facts(worlds, facts),
        _draw=lambda stream: np.full(worlds, luck),
        _foresee=lambda courses, months, only=None: nothing_foreseen(len(courses), worlds),
    )
    full = {
        name: np.broadcast_to(np.asarray(value, dtype=float), worlds).copy() if name in NUMBERS else value
        for name, value in facts.items()
        if name not in blank._late
    }
    return replace(blank, **full)


def late_facts(worlds: int, facts: dict[str, Any]) -> dict[str, Any]:
    """What a briefing would work out when asked: as at rest, or as given among `facts`."""
    late: dict[str, Any] = {name: np.zeros(worlds) + facts.get(name, usual) for name, usual in LATE.items()}
    types = facts.get("rival_types", TYPES)
    late["rival_types"] = {name: np.zeros(worlds) + chance for name, chance in types.items()}
    late |= {name: facts.get(name, usual) for name, usual in AS_GIVEN.items()}
    late["talks"] = np.zeros(worlds, dtype=bool) | late["talks"]
    return late


def foreseeing(seen: Briefing, pay: Callable[[Array, Array], tuple[Array, Array]], deal: float = 0.0) -> Briefing:
    """Let a briefing foresee what a game pays: pay(my rung, rival's rung) -> mine, rival's; a deal pays both `deal`."""

    def foresee(courses: Sequence[Course], months: int, only: int | None = None) -> Outlook:
        blank = nothing_foreseen(len(courses), seen.worlds)
        pays = [_paid(seen, course, pay, deal) for course in courses]
        mine, rival = (np.stack([paid[side] for paid in pays]) for side in (0, 1))
        return replace(blank, mine=mine, rival=rival)

    return replace(seen, _foresee=foresee)


def _paid(
    seen: Briefing, course: Course, pay: Callable[[Array, Array], tuple[Array, Array]], deal: float
) -> tuple[Array, Array]:
    if course.package is not None:
        return np.full(seen.worlds, deal), np.full(seen.worlds, deal)
    mine = seen.my_rung if course.rung is None else course.rung + np.zeros(seen.worlds)
    rival = seen.rival_rung if course.rival_rung is None else course.rival_rung + np.zeros(seen.worlds)
    return pay(mine, rival)


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


def make(name: str, **options: Any) -> Strategy:
    """A strategy by name, with the parameters as they are and some options of its own."""
    return make_strategy(name, Settings.defaults(), options)


def target(moves: Moves, stays: float) -> float:
    """The rung a single world ends on."""
    rungs = [move for move in moves.moves if isinstance(move, RungMove) and (move.where is None or move.where[0])]
    assert len(rungs) <= 1
    return float(np.asarray(rungs[0].target)[0]) if rungs else stays


def court_ruling(day: str) -> str:
    """An event for a scenario file: a court takes the law away that the United States levies most by."""
    return f"""\
  - date: {day}
    actor: USA
    kind: court_ruling
    authority: IEEPA
    court: Supreme Court
    because: no power to tax imports
    source: cfr_2026_02
"""
