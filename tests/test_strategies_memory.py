"""Decision tables for strategies that remember, forgive or learn from their own payoffs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from briefings import briefing, make, offer, target

from sim.states import Briefing, Moves
from sim.states.briefing import Threat
from sim.states.moves import DealMove
from sim.states.rules.threats import remember_threats
from sim.states.seen.deal_views import DealView

YES, NO = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)


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


@pytest.mark.parametrize(
    ("complaints", "facts", "kinds"),
    [
        (0.0, {}, ["complain"]),
        (1.0, {}, ["complain"]),
        (2.0, {}, ["suspend"]),
        (2.0, {"can_hold_back": False}, ["complain"]),
        (2.0, {"held_back": YES}, []),
        (2.0, {"held_back": YES, "breach_seen": NO}, ["resume"]),
        (2.0, {"complained": YES, "unanswered": YES}, ["suspend"]),
        (5.0, {"breach_seen": NO}, []),
    ],
)
def test_after_two_complaints_clauses_are_held_back_at_once(
    complaints: float, facts: dict[str, Any], kinds: list[str]
) -> None:
    seen = replace(broken_deal(**facts), memory={"complaints_london_truce": np.array([complaints])})
    moves = make("reciprocal").mind_deals(seen)
    assert deal_moves(moves) == kinds
    assert remembered(moves).get("complaints_london_truce", complaints) == complaints + kinds.count("complain")


def test_no_more_time_is_asked_for_a_deal_that_is_seen_to_be_broken() -> None:
    left = {"london_truce": np.array([10.0])}
    for broken, asked in ((NO, ["propose"]), (YES, [])):
        seen = replace(broken_deal(breach_seen=broken), deal_days=left, deal_days_left=left["london_truce"])
        assert deal_moves(make("dealmaker").decide(seen)) == asked


@pytest.mark.parametrize("name", ["reciprocal", "dealmaker", "generous"])
def test_a_step_under_a_deal_brings_a_complaint_and_no_step(name: str) -> None:
    facts = {"my_rung": np.array([2.0]), "rival_rung": np.array([4.0]), "rival_step": np.array([2.0])}
    facts["rival_rung_before"] = np.array([2.0])
    seen = replace(broken_deal(breach_seen=NO), **facts)
    assert target(make(name).decide(seen), 2) == 2
    assert deal_moves(make(name).mind_deals(seen)) == ["complain"]
    # what was done before the deal was struck is settled: the rung in force has not risen
    settled = replace(seen, rival_rung=np.array([2.0]))
    assert not deal_moves(make(name).mind_deals(settled))


# Threats ----------------------------------------------------------------------------------------------------------


def threatened(rate: float = 1.0, **facts: Any) -> Briefing:
    """China, which sells three per cent of its output to its rival, under a threat."""
    threat = None if np.isnan(rate) else Threat(np.array([rate]), NO)
    usual = {"my_trade_with_rival": 0.03, "rival_threat": threat}
    return briefing(**(usual | facts))


@pytest.mark.parametrize(
    ("rate", "kept", "empty", "trade", "offers"),
    [
        (1.0, 0, 0, 0.03, True),  # 0.75 per cent of GDP against a limit of 0.5
        (1.0, 0, 3, 0.03, False),  # three empty ones, and nobody believes the fourth
        (1.0, 3, 3, 0.03, True),
        (0.1, 0, 0, 0.03, False),
        (1.0, 0, 0, 0.005, False),  # sells too little to mind
        (np.nan, 0, 0, 0.03, False),
    ],
)
def test_a_dealmaker_offers_where_a_threat_is_to_be_believed(
    rate: float, kept: float, empty: float, trade: float, offers: bool
) -> None:
    memory = {"threats_kept": np.array([float(kept)]), "threats_empty": np.array([float(empty)])}
    seen = threatened(rate, memory=memory, my_trade_with_rival=trade)
    assert deal_moves(make("dealmaker").decide(seen)) == (["propose"] if offers else [])
    accepted, _ = make("dealmaker").answer(seen, offer(my_rung_after=0.0, my_rung_without=4.0, rival_rung_after=4.0))
    assert bool(accepted[0]) == offers
    assert not deal_moves(make("reciprocal").decide(seen))


@pytest.mark.parametrize(
    ("tariff", "deal", "before", "kept", "empty"),
    [
        (1.2, False, 0.0, 1, 0),
        (0.2, False, 0.0, 0, 1),
        (0.2, True, 0.0, 0, 0),  # ended in a deal
        (0.2, True, 1.0, 0, 1),  # the deal stood before
    ],
)
def test_threats_are_remembered_as_kept_or_empty(
    tariff: float, deal: bool, before: float, kept: int, empty: int
) -> None:
    memory = {"threat_level": np.array([1.2]), "threat_under_deal": np.array([before])}
    after = remember_threats(briefing(rival_tariff_on_me=tariff, deal_in_force=np.array([deal]), memory=memory))
    noted = remembered(after)
    assert (noted["threats_kept"], noted["threats_empty"]) == (kept, empty) and np.isnan(noted["threat_level"])


def test_a_threat_is_remembered_from_the_tariff_of_the_month_in_which_it_is_seen() -> None:
    first = remembered(remember_threats(threatened(0.5, rival_tariff_on_me=0.3)))
    assert first["threat_level"] == pytest.approx(0.8) and first["threat_under_deal"] == 0
    memory = {name: np.atleast_1d(value).astype(float) for name, value in first.items()}
    again = remembered(remember_threats(threatened(0.5, rival_tariff_on_me=0.6, memory=memory)))
    assert again["threat_level"] == pytest.approx(0.8) and again["threats_kept"] == 0
    assert not remember_threats(briefing()).memory


def test_a_slow_desk_works_again_under_a_threat_that_is_to_be_believed() -> None:
    facts = {"my_trade_with_rival": 0.03, "rival_threat": Threat(np.array([1.0]), NO)}
    slow = replace(broken_deal(breach_seen=NO, slow=YES), **facts)
    assert deal_moves(make("slow_walker").mind_deals(slow)) == ["mend"]
    fast = replace(broken_deal(breach_seen=NO), **facts)
    assert deal_moves(make("slow_walker").mind_deals(fast)) == []


@pytest.mark.parametrize("name", ["reciprocal", "lookahead", "dealmaker"])
def test_an_extension_is_for_deals_that_were_kept(name: str) -> None:
    more = offer(extension=True)
    assert make(name).answer(broken_deal(breach_seen=NO), more)[0].all()
    assert not make(name).answer(broken_deal(), more)[0].any()
