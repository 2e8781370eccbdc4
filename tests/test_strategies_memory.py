"""Decision tables for strategies that remember, forgive or learn from their own payoffs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from briefings import briefing, offer

from sim.parameters import Settings
from sim.states import Briefing, Moves, Strategy
from sim.states.moves import DealMove, RungMove
from sim.states.seen.deal_views import DealView
from sim.states.strategy import make_strategy

SETTINGS = Settings.defaults()
YES, NO = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)


def make(name: str, **options: object) -> Strategy:
    return make_strategy(name, SETTINGS, options)


def target(moves: Moves, stays: float) -> float:
    """The rung a single world ends on."""
    rungs = [move for move in moves.moves if isinstance(move, RungMove) and (move.where is None or move.where[0])]
    assert len(rungs) <= 1
    return float(np.asarray(rungs[0].target)[0]) if rungs else stays


def remembered(moves: Moves) -> dict[str, Any]:
    return {name: np.asarray(value) for name, value in moves.memory.items()}


def deal_moves(moves: Moves) -> list[str]:
    return [move.kind for move in moves.moves if isinstance(move, DealMove)]


def broken_deal(**facts: Any) -> Briefing:
    """A truce in force that the rival is seen to break, with some facts changed."""
    view = {"breach_seen": YES, "complained": NO, "unanswered": NO, "held_back": NO, "rival_holds_back": NO}
    view |= {"accused": NO, "slow": NO, "can_hold_back": True} | facts
    days = {"london_truce": np.array([60.0])}
    deal = DealView(name="london_truce", in_force=YES, **view)
    return briefing(deal_in_force=YES, deal_days=days, deal_days_left=days["london_truce"], deals={deal.name: deal})


@pytest.mark.parametrize(
    ("step", "before", "expected"),
    [
        (2, 0, 0),  # one step passes
        (2, -1, 0),
        (2, 1, 2),  # the second one running is answered
        (-2, 0, 0),
    ],
)
def test_two_tats(step: float, before: float, expected: float) -> None:
    seen = briefing(my_rung=0, rival_rung=3, rival_step=step, rival_step_before=before)
    assert target(make("two_tats").decide(seen), 0) == expected


def test_two_tats_follows_every_step_down() -> None:
    seen = briefing(my_rung=4, rival_rung=2, rival_step=-2, rival_step_before=1)
    assert target(make("two_tats").decide(seen), 4) == 2


def test_generous_forgives_where_reciprocal_does_not() -> None:
    seen = briefing(luck=0.25, my_rung=0, rival_rung=2, rival_step=2)
    assert target(make("reciprocal").decide(seen), 0) == 2
    assert target(make("generous").decide(seen), 0) == 0


@pytest.mark.parametrize(
    ("mine", "rival", "step", "betrayed", "expected"),
    [
        (0, 0, 0, 0, 0),
        (2, 2, 0, 0, 2),  # peace on any rung
        (3, 2, 1, 0, 3),  # the rival climbs below it: no matter
        (0, 1, 1, 0, 5),  # first betrayal
        (5, 0, 0, 1, 5),  # the rival has come down: too late
        (5, 6, 1, 1, 6),
        (0, 0, 0, 1, 5),  # whatever took it down, it goes back
    ],
)
def test_grim(mine: float, rival: float, step: float, betrayed: float, expected: float) -> None:
    memory = {"betrayed": np.array([betrayed])}
    moves = make("grim", grim_rung=5).decide(briefing(my_rung=mine, rival_rung=rival, rival_step=step, memory=memory))
    assert target(moves, mine) == expected
    assert bool(remembered(moves).get("betrayed", 0)) == (expected > mine or bool(betrayed))


def test_grim_signs_until_it_is_betrayed_and_takes_a_broken_deal_for_betrayal() -> None:
    grim = make("grim")
    assert grim.answer(briefing(), offer())[0].all()
    assert not grim.answer(briefing(memory={"betrayed": np.ones(1)}), offer())[0].any()
    assert remembered(grim.decide(broken_deal()))["betrayed"] == 1


@pytest.mark.parametrize(
    ("mine", "rival", "step", "waited", "expected"),
    [
        (4, 4, 0, 2, 3),  # the time for an initiative has come
        (4, 4, 0, 1, 4),  # not yet
        (4, 3, -1, 0, 3),  # the rival has answered: on at once
        (3, 5, 0, 2, 3),  # one rung more would leave too much open
        (3, 5, -1, 2, 3),
        (2, 4, 1, 2, 3),  # exploited: answers in kind
        (0, 0, 0, 9, 0),
    ],
)
def test_graduated(mine: float, rival: float, step: float, waited: float, expected: float) -> None:
    seen = briefing(my_rung=mine, rival_rung=rival, rival_step=step, memory={"waited": np.array([waited])})
    moves = make("graduated", initiative_months=2, initiative_exposure=2).decide(seen)
    assert target(moves, mine) == expected
    if step > 0:
        assert remembered(moves)["waited"] == 1  # a pause follows


def test_graduated_takes_a_climb_to_its_own_old_rung_for_an_answer() -> None:
    """It came down from 3 to 2 while the rival answered the 3: to follow up again would go on for ever."""
    seen = briefing(my_rung=2, my_rung_before=3, rival_rung=3, rival_step=1, memory={"waited": np.array([1.0])})
    moves = make("graduated", initiative_months=2).decide(seen)
    assert target(moves, 2) == 2
    assert target(make("graduated", initiative_months=1).decide(seen), 2) == 1


def test_graduated_offers_a_truce_when_a_step_was_answered() -> None:
    answered = briefing(my_rung=3, rival_rung=3, rival_step=-1)
    assert deal_moves(make("graduated").decide(answered)) == ["propose"]
    assert not deal_moves(make("graduated").decide(briefing(my_rung=3, rival_rung=3)))


@pytest.mark.parametrize(
    ("mine", "rival", "payoff", "before", "usual", "expected"),
    [
        (3, 3, -0.1, -0.1, -0.1, 3),  # as usual
        (3, 3, 0.5, 0.6, -0.1, 3),  # better
        (3, 3, -0.11, -0.1, -0.1, 3),  # too little to be felt
        (0, 3, -0.5, -0.1, -0.1, 3),  # lost in peace
        (0, 0, -0.5, -0.1, -0.1, 1),
        (3, 3, -0.5, -0.1, -0.1, 0),  # lost in the fight
        (3, 0, -0.5, -0.5, -0.1, 0),
        (3, 3, -0.5, -0.6, -0.1, 3),  # on the mend
    ],
)
def test_win_stay_lose_shift(
    mine: float, rival: float, payoff: float, before: float, usual: float, expected: float
) -> None:
    memory = {"usual": np.array([usual])}
    seen = briefing(my_rung=mine, rival_rung=rival, my_payoff=payoff, my_payoff_before=before, memory=memory)
    moves = make("win_stay_lose_shift", loss_felt=0.02, aspiration_speed=0.2).decide(seen)
    assert target(moves, mine) == expected
    assert remembered(moves)["usual"] == pytest.approx(usual + 0.2 * (payoff - usual))


def test_win_stay_lose_shift_starts_content() -> None:
    assert target(make("win_stay_lose_shift").decide(briefing(my_rung=3, my_payoff=-0.9)), 3) == 3


@pytest.mark.parametrize(
    ("name", "facts", "kinds"),
    [
        ("reciprocal", {}, ["complain"]),
        ("reciprocal", {"complained": YES}, []),
        ("reciprocal", {"complained": YES, "unanswered": YES}, ["suspend"]),
        ("grim", {}, ["suspend"]),
        ("hawk", {}, ["suspend"]),
        ("dove", {}, ["complain"]),
        ("dove", {"complained": YES, "unanswered": YES}, []),
        ("hold", {}, []),
        ("volatile_leader(grim)", {}, ["suspend"]),
        ("two_levels(dove)", {}, ["complain"]),
        ("slow_walker", {"breach_seen": NO}, ["slow_walk"]),
        ("slow_walker", {"breach_seen": NO, "slow": YES}, []),
        ("slow_walker", {"breach_seen": NO, "slow": YES, "accused": YES}, ["mend"]),
        ("slow_walker", {"breach_seen": NO, "accused": YES}, []),
    ],
)
def test_answers_to_a_broken_deal_differ_by_character(name: str, facts: dict[str, Any], kinds: list[str]) -> None:
    assert deal_moves(make(name).mind_deals(broken_deal(**facts))) == kinds


@pytest.mark.parametrize("name", ["reciprocal", "lookahead", "dealmaker"])
def test_an_extension_is_for_deals_that_were_kept(name: str) -> None:
    more = offer(extension=True)
    assert make(name).answer(broken_deal(breach_seen=NO), more)[0].all()
    assert not make(name).answer(broken_deal(), more)[0].any()
