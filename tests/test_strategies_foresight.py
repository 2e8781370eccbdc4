"""Decision tables for strategies that look ahead, against games whose answers are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from briefings import briefing, foreseeing, make, offer, target

from sim.states import Briefing, Moves
from sim.states.moves import DealMove, RungMove
from sim.states.rules.equilibrium import part_of_equilibrium
from sim.states.rules.weighing import first_of_each, logit_choice, rungs_near, stay_or
from sim.types import Array

Pay = Callable[[Array, Array], tuple[Array, Array]]


def proposes(moves: Moves) -> bool:
    return any(isinstance(move, DealMove) and (move.where is None or move.where.any()) for move in moves.moves)


def hills(mine: Array, rival: Array) -> tuple[Array, Array]:
    """My best rung is 5 - the rival's, the rival's best is mine less 1."""
    return -((mine - 5 + rival) ** 2), -((rival - mine + 1) ** 2)


def stands_on(mine: float, rival: float, pay: Pay = hills, luck: float = 0.5, **facts: object) -> Briefing:
    return foreseeing(briefing(luck=luck, my_rung=mine, rival_rung=rival, **facts), pay)


def test_rungs_near_start_with_ones_own_and_keep_to_the_ladder() -> None:
    near = rungs_near(np.array([3.0, 0.0, 6.0]), 6, 5)
    assert near[:, 0].tolist() == [3, 2, 4, 1, 5]
    assert near[:, 1].tolist() == [0, 0, 1, 0, 2]
    assert near[:, 2].tolist() == [6, 5, 6, 4, 6]
    assert first_of_each(near)[:, 1].tolist() == [True, False, True, False, True]


@pytest.mark.parametrize(("values", "margin", "expected"), [([0, 1, 2], 0, 4), ([0, 1, 2], 3, 3), ([1, 1, 1], 0, 3)])
def test_stay_unless_another_rung_is_worth_more_by_the_margin(
    values: list[float], margin: float, expected: int
) -> None:
    rungs = np.array([[3.0], [2.0], [4.0]])
    assert stay_or(rungs, np.array(values, dtype=float)[:, None], margin) == expected


def test_logit_chances_follow_the_formula() -> None:
    values = np.array([0.0, 0.1, 0.3])
    draws = (np.arange(1000) + 0.5) / 1000
    chosen = logit_choice(np.repeat(values[:, None], 1000, axis=1), np.ones((3, 1000), dtype=bool), 10.0, draws)
    odds = np.exp(10 * values)
    assert np.allclose(np.bincount(chosen, minlength=3) / 1000, odds / odds.sum(), atol=0.001)
    shut = np.array([[True], [True], [False]])
    assert logit_choice(values[:, None], shut, 10.0, np.array([0.999])) == 1


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0, 4),  # stays
        (1, 3),  # the rival stays on 2
        (2, 2),  # the rival answers 4 with 3
        (3, 3),  # it would answer my 3 with 2
    ],
)
def test_best_response_thinks_as_many_steps_as_its_level(level: int, expected: float) -> None:
    seen = stands_on(4, 2)
    assert target(make("best_response", level=level, candidates=7, margin=0).decide(seen), 4) == expected


def test_best_response_moves_no_further_than_it_looks_and_not_for_little() -> None:
    seen = stands_on(0, 0)
    assert target(make("best_response", candidates=3).decide(seen), 0) == 1
    assert target(make("best_response", candidates=3, margin=10).decide(seen), 0) == 0


@pytest.mark.parametrize(
    ("mine", "rival", "expected"),
    [(2, 3, 2), (3, 4, 1), (1, 1, 3), (6, 0, 5), (0, 6, 0)],
)
def test_lookahead_takes_the_best_rung_in_reach(mine: float, rival: float, expected: float) -> None:
    assert target(make("lookahead", package="").decide(stands_on(mine, rival)), mine) == expected


@pytest.mark.parametrize(
    ("mine", "rival", "deal", "offers"),
    [
        (3, 3, 1.0, True),  # better for both than anything else
        (3, 3, -2.0, False),  # better than staying, but another rung is better still
        (2, 1, -0.5, False),  # the rival stands where it wants to
        (0, 0, 1.0, False),  # no conflict
    ],
)
def test_lookahead_offers_a_truce_where_both_gain(mine: float, rival: float, deal: float, offers: bool) -> None:
    seen = foreseeing(briefing(my_rung=mine, rival_rung=rival), hills, deal)
    moves = make("lookahead").decide(seen)
    assert proposes(moves) == offers
    assert not (offers and any(isinstance(move, RungMove) and np.any(move.where) for move in moves.moves))


@pytest.mark.parametrize(("deal", "signs"), [(1.0, True), (-9.0, False)])
def test_lookahead_signs_what_beats_going_on(deal: float, signs: bool) -> None:
    seen = foreseeing(briefing(my_rung=4, rival_rung=2), hills, deal)
    assert bool(make("lookahead").answer(seen, offer())[0]) == signs


def test_thinking_every_few_months() -> None:
    due, between = stands_on(0, 0, month=12), stands_on(0, 0, month=13)
    for name in ("quantal_response", "equilibrium"):
        thinker = make(name, every=6)
        assert target(thinker.decide(due), 0) > 0
        assert not thinker.decide(between)


def test_quantal_response_errs_less_where_errors_cost_more() -> None:
    draws = (np.arange(400) + 0.5) / 400
    ends = {}
    for precision in (0.5, 5.0):
        seen = foreseeing(briefing(400, my_rung=2, rival_rung=3), hills)
        object.__setattr__(seen, "_draw", lambda stream: draws)
        moves = make("quantal_response", precision=precision).decide(seen)
        moved = sum(int(np.sum(move.where)) for move in moves.moves if isinstance(move, RungMove))
        ends[precision] = moved / 400
    assert ends[5.0] < 0.02 < 0.4 < ends[0.5]


def test_the_best_pure_equilibrium_is_played() -> None:
    stag = np.array([[4.0, 0.0], [3.0, 2.0]])
    row, pure = part_of_equilibrium(stag[..., None], stag.T[..., None], 5.0, np.array([0.5]))
    assert pure.all() and row == 0
    hare = np.where(stag == 4.0, 2.5, stag)  # to hunt together is no equilibrium any more
    assert part_of_equilibrium(hare[..., None], hare.T[..., None], 5.0, np.array([0.5]))[0] == 1


def test_without_a_pure_equilibrium_rows_are_drawn() -> None:
    """Matching pennies: each row half of the time; and a world alone plays as in company."""
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    many = np.repeat(pennies[..., None], 10, axis=-1)
    draws = (np.arange(10) + 0.5) / 10
    rows, pure = part_of_equilibrium(many, -many, 2.0, draws)
    assert not pure.any()
    assert rows.tolist() == [0] * 5 + [1] * 5
    for world in range(10):
        assert part_of_equilibrium(many[..., :1], -many[..., :1], 2.0, draws[[world]])[0] == rows[world]


def test_equilibrium_of_the_ladder_game() -> None:
    """The rival wants to stand one below, I want both rungs to add up to five: three against two."""
    for mine, rival in ((0, 0), (6, 1), (3, 2)):
        assert target(make("equilibrium").decide(stands_on(mine, rival)), mine) == 3


def test_experience_weighted_attraction_follows_camerer_and_ho() -> None:
    """One month from a known state: attractions, experience, and a step towards the best rung."""
    before = np.linspace(0.0, 0.6, 7)[:, None]
    memory = {"attraction": before, "experience": np.array([4.0])}
    learner = make("experience_weighted_attraction", memory=0.8, imagined=0.4, growth=0.5, precision=100)
    seen = stands_on(2, 2, luck=0.5, memory=memory, my_payoff=-9.0)  # last month's is no match for them
    moves = learner.decide(seen)
    payoff = -((np.arange(7.0) - 3) ** 2)
    weight = np.where(np.arange(7) == 2, 1.0, 0.4)
    expected = (0.8 * 4 * before[:, 0] + weight * (payoff - payoff.min())) / (0.5 * 4 + 1)
    assert np.allclose(np.asarray(moves.memory["attraction"])[:, 0], expected)
    assert np.asarray(moves.memory["experience"]) == 3
    best = int(np.argmax(expected))
    assert target(moves, 2) == 2 + np.sign(best - 2)


def test_a_state_without_a_rival_has_nothing_to_weigh() -> None:
    for name in ("lookahead", "best_response", "quantal_response", "equilibrium", "experience_weighted_attraction"):
        assert not make(name).decide(foreseeing(briefing(rival=""), hills))
