"""What a month is worth: nothing at rest, and each part moves the right way."""

from __future__ import annotations

import numpy as np
import pytest
from briefings import trade_war

from sim.arrays import settled
from sim.policy.relations import PARTS
from sim.states.enactment import enact
from sim.states.moves import NOTHING, Moves, RungMove
from sim.states.payoffs import convex_pain, cover_change, face, hurt, relative_gain
from sim.states.trust import gives_what_it_promised, trust_after


def test_nobody_gains_or_loses_in_a_world_at_rest() -> None:
    model = trade_war(worlds=2)
    for _ in range(36):
        model.step()
        assert not model.world.relations.payoff.any()
    relations = model.world.relations
    assert not relations.pain.any()
    assert not relations.rung.any()
    assert (relations.trust == trade_war(worlds=2).world.relations.trust).all()
    assert not model.log.entries


def test_parts_add_up_to_the_payoff() -> None:
    model = trade_war("liberation_day_2025")
    for _ in range(8):
        model.step()
    relations = model.world.relations
    assert relations.payoff.shape[0] == len(PARTS)
    assert np.allclose(relations.welfare, relations.payoff.sum(axis=0))
    assert relations.payoff[:, :2].any(axis=(1, 2)).sum() >= 6


def test_noise_is_no_news() -> None:
    assert settled(np.array([1e-9, -1e-9, 1e-3])).tolist() == [0, 0, 1e-3]


def test_pain_counts_losses_only_and_grows_faster_than_they_do() -> None:
    assert hurt(np.array([1.0]), np.array([-1.0]), np.array([0.5]))[0] == 0
    assert hurt(np.array([-1.0]), np.array([2.0]), np.array([0.5]))[0] == 2
    pain = convex_pain(np.array([0.4, 1.0, 1.5]), np.array([0.5]), 2.0)
    assert pain[0] == 0
    assert pain[2] == pytest.approx(4 * pain[1])


def test_relative_gains_matter_the_more_the_less_trust_there_is() -> None:
    own, rival = np.array([-1.0, -1.0]), np.array([-2.0, -2.0])
    gain = relative_gain(own, rival, np.array([0.9, 0.1]))
    assert gain.tolist() == pytest.approx([0.1, 0.9])


def test_standing_below_the_rival_costs_face_and_standing_firm_pays() -> None:
    standing = face(np.array([0.0, 0.0, 6.0]), np.array([0.0, 5.0, 0.0]), 6, 0.02, 0.05)
    assert standing.tolist() == pytest.approx([0.0, -0.1, 0.05])


def test_stocks_below_the_start_are_felt_and_goods_nobody_buys_are_not() -> None:
    start = np.array([[2.0], [np.nan], [1.0]])[:, None]
    now = np.array([[1.0], [np.nan], [3.0]])[:, None]
    assert cover_change(now, start)[0, 0] == pytest.approx(-0.25)


def test_the_leader_loses_favour_with_allies_it_taxes_and_with_those_that_stay_behind() -> None:
    model = trade_war()
    step = Moves((RungMove(target=6.0, because="a test"),))
    enact([step if code == "USA" else NOTHING for code in model.craft.codes], model.world, model.craft, model.log)
    usa, euu = (model.craft.codes.index(code) for code in ("USA", "EUU"))
    model.world.tariffs.in_force[usa, euu] = 0.2
    model.judge()
    alliance = model.world.relations.payoff[PARTS.index("alliance")]
    assert (alliance[[usa, euu]] < 0).all()
    assert (alliance[model.craft.codes.index("CHN")] == 0).all()


def test_keeping_the_rival_from_buying_counts_as_security() -> None:
    model = trade_war()
    step = Moves((RungMove(target=5.0, because="a test"),))
    enact([step if code == "CHN" else NOTHING for code in model.craft.codes], model.world, model.craft, model.log)
    model.settle()
    model.judge()
    assert model.world.relations.payoff[PARTS.index("security"), model.craft.codes.index("CHN"), 0] > 0


def test_trust_rises_slowly_and_falls_fast_between_nothing_and_all() -> None:
    trust = trust_after(np.array([0.5, 0.5, 0.99, 0.1]), np.array([True, False, True, False]), 0.05, 0.3, 1.0)
    assert trust.tolist() == pytest.approx([0.55, 0.2, 1.0, 0.0])


@pytest.mark.parametrize(
    ("approved", "refused", "kept"), [(0.0, 0.0, True), (6.0, 4.0, True), (5.0, 5.0, True), (2.0, 8.0, False)]
)
def test_approvals_are_measured_against_the_promise(approved: float, refused: float, kept: bool) -> None:
    desk = trade_war().world.desk
    desk.approved[0], desk.refused[0] = approved, refused
    assert bool(gives_what_it_promised(desk, np.array([0]), 0.6, 0.15)[0]) == kept


def test_pain_goes_straight_on_beyond_the_knee_without_a_jump() -> None:
    pain = convex_pain(np.array([2.5, 2.5 + 1e-9, 3.5, 4.5]), np.array([0.5]), 2.0)
    assert pain[0] == pytest.approx(4) and pain[1] == pytest.approx(4)
    assert pain[3] - pain[2] == pytest.approx(pain[2] - pain[0]) == pytest.approx(4)


def test_trust_stops_at_its_ceiling_but_is_not_pulled_down_to_it() -> None:
    kept = np.array([True, True])
    assert trust_after(np.array([0.74, 0.9]), kept, 0.05, 0.3, 0.75) == pytest.approx([0.75, 0.9])
