"""What a month is worth: nothing at rest, and each part moves the right way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from briefings import trade_war

from sim.arrays import settled
from sim.model import TradeWar
from sim.policy.relations import PARTS
from sim.policy.relief import lay_over_tariffs
from sim.scenario import load_scenario
from sim.states.enactment import enact
from sim.states.judging.alliances import allies_of_leaders
from sim.states.judging.domestic import farm_wedge, losses_at_home, nearness_of_votes, paid_by
from sim.states.judging.payoffs import _politics, convex_pain, cover_change, face, hurt, lost_markets, relative_gain
from sim.states.judging.trust import gives_what_it_promised, trust_after
from sim.states.moves import NOTHING, Moves, RungMove, TariffMove


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


@pytest.mark.parametrize(("signed", "share"), [(None, 1.0), (0, "part"), (2, 0.0), (3, 0.0)])
def test_an_empty_threat_costs_less_under_a_deal_and_nothing_if_it_ended_in_one(
    signed: int | None, share: float | str
) -> None:
    """The threat comes due in the fourth month; a deal of that month or the one before may be what it was for."""
    model = trade_war()
    world, (usa, chn) = model.world, (model.craft.codes.index(code) for code in ("USA", "CHN"))
    world.month = 3
    if signed is not None:
        today = model.craft.calendar.elapsed(signed)
        world.deals.conclude(world.deals.number("london_truce"), np.array([True]), today)
    calm = _politics(world, model.craft)[usa, 0]
    for kept, value in (("rate", 0.8), ("level", 0.8), ("month", 3.0)):
        getattr(world.relations, f"threat_{kept}")[usa, chn] = value
    settings = model.craft.settings
    part = settings.audience_cost_under_deal if share == "part" else share
    assert _politics(world, model.craft)[usa, 0] - calm == pytest.approx(-0.8 * part * settings.audience_cost)
    assert np.isnan(world.relations.threat_month).all()


def test_every_leader_has_its_own_allies() -> None:
    """Nothing takes the leader of the first ally for that of all."""
    model = trade_war()
    craft, codes = model.craft, model.craft.codes
    usa, chn, euu, kaz = (codes.index(code) for code in ("USA", "CHN", "EUU", "KAZ"))
    led = np.ones(len(codes), dtype=bool)
    assert [leader for leader, _ in allies_of_leaders(craft, led)] == [usa]
    leaders = tuple(chn if row == kaz else leader for row, leader in enumerate(craft.ladders.leader))
    split = replace(craft, ladders=replace(craft.ladders, leader=leaders))
    found = dict(allies_of_leaders(split, led))
    assert found[chn].tolist() == [kaz] and euu in found[usa] and kaz not in found[usa]
    assert not allies_of_leaders(craft, ~led)


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


def test_farms_lose_to_the_rivals_tariff_on_them_and_no_more_than_they_sell() -> None:
    wedge = farm_wedge(np.array([0.0, 0.25, 1.25, 100.0]), np.full(4, 0.1))
    assert wedge[0] == 0 and (np.diff(wedge) > 0).all() and wedge[-1] < 0.1
    assert wedge[1] == pytest.approx(0.02)


def test_a_tariff_on_farm_goods_alone_costs_the_other_sides_politics_and_nobody_elses() -> None:
    model = trade_war()
    usa = model.craft.codes.index("USA")
    farm = TariffMove(partners=("USA",), rate=0.15, authority="sectoral", sectors=("farm",), because="a test")
    moves = [Moves((farm,)) if code == "CHN" else NOTHING for code in model.craft.codes]
    enact(moves, model.world, model.craft, model.log)
    lost = losses_at_home(model.world, model.craft)
    assert lost[usa, 0] > 0
    assert not np.delete(lost, usa, axis=0).any()
    model.judge()
    assert model.world.relations.payoff[PARTS.index("politics"), usa, 0] == pytest.approx(-lost[usa, 0])


def test_a_deal_that_holds_general_tariffs_down_relieves_farms_too() -> None:
    model = trade_war()
    usa, chn = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    enact(
        [Moves((RungMove(target=5.0, because="a test"),)) if code == "CHN" else NOTHING for code in model.craft.codes],
        model.world,
        model.craft,
        model.log,
    )
    farm = model.craft.tables.sector_index("farm")
    before = paid_by(model.world.tariffs, chn, usa, farm).copy()
    book = model.world.deals
    book.conclude(book.number("geneva"), np.array([True]), 0)
    lay_over_tariffs(model.world.tariffs, book)
    assert before[0] == pytest.approx(1.25)
    assert paid_by(model.world.tariffs, chn, usa, farm)[0] == pytest.approx(0.1)


def test_idle_plants_cost_votes_where_they_stand() -> None:
    model = trade_war(worlds=2)
    row = next(row for row, one in enumerate(model.craft.tables.industries) if one.state == "JPN")
    model.world.economy.labour.laid_off[row, 1] = 0.5
    lost = losses_at_home(model.world, model.craft)
    jpn = model.craft.codes.index("JPN")
    assert lost[jpn, 1] > 0 == lost[jpn, 0]
    assert not np.delete(lost, jpn, axis=0).any()


def test_politics_weigh_more_before_a_vote_if_votes_are_among_the_chances() -> None:
    quiet, loud = trade_war(), TradeWar(load_scenario("base", {"chance": ["votes"]}), [1])
    assert np.all(nearness_of_votes(quiet.world, quiet.craft) == 1)
    usa = quiet.craft.codes.index("USA")
    far = np.broadcast_to(nearness_of_votes(loud.world, loud.craft), (len(loud.craft.codes), 1))[usa, 0]
    loud.world.month = 21  # October 2026, the month before the midterm elections
    near = np.broadcast_to(nearness_of_votes(loud.world, loud.craft), (len(loud.craft.codes), 1))[usa, 0]
    assert near > far >= 1


def test_no_part_drowns_the_others_at_full_conflict() -> None:
    """A year of both on rung five: losses of output weigh most, and everything else together weighs about as much."""
    model = trade_war(worlds=1)
    both = Moves((RungMove(target=5.0, because="a test"),))
    model.step()
    enact(
        [both if code in ("USA", "CHN") else NOTHING for code in model.craft.codes],
        model.world,
        model.craft,
        model.log,
    )
    total = np.zeros_like(model.world.relations.payoff)
    for _ in range(12):
        model.step()
        total += model.world.relations.payoff
    powers = [model.craft.codes.index(code) for code in ("USA", "CHN")]
    by_part = np.abs(total[:, powers, 0])
    assert (by_part.argmax(axis=0) == PARTS.index("growth")).all()
    assert (by_part.sum(axis=0) < 2 * by_part.max(axis=0)).all()
    assert (total[:, powers, 0].sum(axis=0) < 0).all()


def test_a_seller_pays_for_the_plants_that_it_brings_to_a_halt_abroad() -> None:
    model = trade_war(worlds=2)
    usa, chn, mng = (model.craft.codes.index(code) for code in ("USA", "CHN", "MNG"))
    assert not lost_markets(model.world, model.craft).any()
    model.world.economy.bottleneck_gap[usa, 1] = -1.0
    lost = lost_markets(model.world, model.craft)
    share = model.craft.trade_shares[chn, usa]
    assert lost[chn, 1] == pytest.approx(-1.5 * share) and lost[chn, 1] < -0.03
    assert lost[usa].tolist() == [0, 0] and not lost[:, 0].any()
    assert lost[mng, 1] > lost[chn, 1]  # sells little there
