"""A deal's life, and that it lies over the law without touching it."""

from __future__ import annotations

import numpy as np
import pytest
from briefings import trade_war

from sim.errors import InputError
from sim.model import TradeWar
from sim.policy.clauses import Package, control_clause
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.deals import BREACHED, EXPIRED, EXTENDED, IN_FORCE, NONE, PROPOSED, DealBook
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.states.deals.offering import make_offer
from sim.states.enactment import enact, expire
from sim.states.moves import NOTHING, ControlMove, DealMove, Moves, RungMove, TariffMove

WORLDS = 3
FIRST = np.array([True, False, False])
ALL = np.ones(WORLDS, dtype=bool)


@pytest.fixture
def model() -> TradeWar:
    """The world at rest: three worlds of it."""
    return trade_war(worlds=WORLDS)


def act(model: TradeWar, scripted: bool = False, **moves: Moves) -> None:
    """Enact the moves of some states in this month."""
    decided = [moves.get(code, NOTHING) for code in model.craft.codes]
    if scripted:
        decided = [Moves(one.moves, scripted=True) for one in decided]
    enact(decided, model.world, model.craft, model.log)


def conflict(model: TradeWar) -> None:
    """Rung 5 on both sides."""
    five = Moves((RungMove(target=5.0, because="a test"),))
    act(model, USA=five, CHN=five)


def states(model: TradeWar) -> tuple[int, int]:
    return model.craft.codes.index("USA"), model.craft.codes.index("CHN")


def test_a_deal_holds_tariffs_down_and_its_end_restores_them(model: TradeWar) -> None:
    conflict(model)
    usa, chn = states(model)
    book, tariffs = model.world.deals, model.world.tariffs
    law = tariffs.law.copy()
    row = book.number("london_truce")
    book.conclude(row, FIRST, today=0)
    lay_over_tariffs(tariffs, book)
    assert np.allclose(tariffs.in_force[usa, chn], [0.30, 1.45, 1.45])
    assert np.allclose(tariffs.in_force[chn, usa], [0.10, 1.25, 1.25])
    book.end(row, ALL, EXPIRED)
    lay_over_tariffs(tariffs, book)
    assert np.allclose(tariffs.in_force[usa, chn], 1.45)
    assert (tariffs.law == law).all()


def test_a_deal_never_raises_a_tariff(model: TradeWar) -> None:
    usa, chn = states(model)
    model.world.deals.conclude(model.world.deals.number("london_truce"), ALL, today=0)
    lay_over_tariffs(model.world.tariffs, model.world.deals)
    assert (model.world.tariffs.in_force[usa, chn] == 0).all()


def test_a_deal_relieves_civil_users_and_leaves_military_ones_out(model: TradeWar) -> None:
    move = ControlMove(goods=("april_2025",), partners=("all",), status="ban", because="a test")
    act(model, CHN=Moves((move,)))
    world, (usa, chn) = model.world, states(model)
    world.deals.conclude(world.deals.number("london_truce"), FIRST, today=0)
    lay_over_controls(world.controls, world.deals, day=1)
    good = world.tables.good_index("ndfeb_magnets")
    civil, military = (world.routes.select([good], chn, [usa], use) for use in (0, 1))
    terms = world.controls.in_force
    assert (terms.status[civil] == [LICENCE, BAN, BAN]).all()
    assert np.allclose(terms.approval_rate[civil][:, 0], float(np.mean(world.settings.approval_rate_eased)))
    assert (terms.status[military] == BAN).all()
    others = world.routes.select([good], chn, [model.craft.codes.index("EUU")])
    assert (terms.status[others] == BAN).all()
    assert (world.controls.law.status[civil] == BAN).all()
    # goods that the list does not name stay open
    bulk = world.routes.select([world.tables.good_index("lace_oxide")], chn, [usa])
    assert (terms.status[bulk] == OPEN).all()


def test_the_life_of_a_deal(model: TradeWar) -> None:
    book = model.world.deals
    row, (usa, _) = book.number("geneva"), states(model)
    assert (book.status[row] == NONE).all()
    assert book.propose(row, usa, FIRST).tolist() == FIRST.tolist()
    assert book.status[row].tolist() == [PROPOSED, NONE, NONE]
    assert not book.propose(row, usa, FIRST).any()
    book.conclude(row, FIRST, today=10)
    assert book.status[row].tolist() == [IN_FORCE, NONE, NONE]
    assert book.expiry_day[row, 0] == 100
    assert book.extend(row, ALL, 90).tolist() == FIRST.tolist()
    assert book.status[row, 0] == EXTENDED
    assert book.expiry_day[row, 0] == 190
    assert not book.due(189)[row].any()
    assert book.due(190)[row].tolist() == FIRST.tolist()
    book.end(row, ALL, EXPIRED)
    assert book.status[row].tolist() == [EXPIRED, NONE, NONE]
    assert not book.active.any()
    # it can be offered again
    assert book.propose(row, usa, ALL).all()


def test_a_step_up_breaks_a_deal_and_costs_trust(model: TradeWar) -> None:
    conflict(model)
    world, (usa, chn) = model.world, states(model)
    row = world.deals.number("london_truce")
    world.deals.conclude(row, ALL, today=0)
    lay_over_tariffs(world.tariffs, world.deals)
    world.relations.rung = model.craft.rungs(world)
    trust = world.relations.trust.copy()
    act(model, USA=Moves((RungMove(target=6.0, because="a test", where=FIRST),)))
    assert world.deals.status[row].tolist() == [BREACHED, IN_FORCE, IN_FORCE]
    assert np.allclose(world.tariffs.in_force[usa, chn], [2.45, 0.30, 0.30])
    lost = trust[chn, usa] - world.relations.trust[chn, usa]
    assert np.allclose(lost, [0.3, 0, 0])
    assert (world.relations.trust[usa, chn] == trust[usa, chn]).all()
    assert [entry for entry in model.log.entries if entry.instrument == "deal london_truce"]


def test_a_tariff_against_a_deal_breaks_it_but_a_record_does_not(model: TradeWar) -> None:
    world = model.world
    row = world.deals.number("geneva")
    move = TariffMove(partners=("CHN",), rate=0.5, authority="IEEPA", because="a test")
    world.deals.conclude(row, ALL, today=0)
    act(model, scripted=True, USA=Moves((move,)))
    assert (world.deals.status[row] == IN_FORCE).all()
    higher = TariffMove(partners=("CHN",), rate=0.6, authority="IEEPA", because="a test")
    act(model, USA=Moves((higher,)))
    assert (world.deals.status[row] == BREACHED).all()


def test_a_deal_ends_in_the_month_of_its_last_day_unless_extended_in_it(model: TradeWar) -> None:
    world = model.world
    row = world.deals.number("geneva")
    world.deals.conclude(row, ALL, today=0)
    world.deals.expiry_day[row] = 10
    extend = DealMove(kind="extend", deal="geneva", partner="CHN", days=90, because="a test", where=FIRST, day=5)
    act(model, scripted=True, USA=Moves((extend,)))
    assert world.deals.status[row].tolist() == [EXTENDED, EXPIRED, EXPIRED]
    assert model.log.entries[-1].day == 11


def test_deals_that_end_on_different_days_in_different_worlds_do_not_disturb_each_other() -> None:
    """Goods under way are counted from the day of one's own world."""

    def free_days(worlds: int, days: list[float]) -> np.ndarray:  # type: ignore[type-arg]
        model = trade_war(worlds=worlds)
        tables, routes, everywhere = model.world.tables, model.world.routes, np.ones(worlds, dtype=bool)
        opened = control_clause(tables, routes, "CHN", ["USA"], ["april_2025"], "all", {}, OPEN)
        model.world.deals = book = DealBook.start([Package("open", "A test", states(model), 1, (opened,))], worlds)
        book.conclude(0, everywhere, today=0)
        book.expiry_day[0] = days
        ban = ControlMove(goods=("april_2025",), partners=("USA",), status="ban", because="a test")
        act(model, scripted=True, CHN=Moves((ban,)))
        return model.world.controls.free_days.max(axis=0)

    together = free_days(2, [5, 20])
    assert together.tolist() == [free_days(1, [5])[0], free_days(1, [20])[0]]
    assert together[0] < together[1]


def test_tightening_a_control_against_a_partner_breaks_the_deal_and_easing_one_does_not(model: TradeWar) -> None:
    row = model.world.deals.number("geneva")
    model.world.deals.conclude(row, ALL, today=0)
    eased = ControlMove(goods=("april_2025",), partners=("USA",), status="open", because="a test", where=FIRST)
    act(model, CHN=Moves((eased,)))
    assert (model.world.deals.status[row] == IN_FORCE).all()
    ban = ControlMove(goods=("april_2025",), partners=("USA",), status="ban", because="a test", where=FIRST)
    act(model, CHN=Moves((ban,)))
    assert model.world.deals.status[row].tolist() == [BREACHED, IN_FORCE, IN_FORCE]


def test_a_deal_that_ran_out_by_the_first_of_a_month_is_over_before_anybody_is_briefed(model: TradeWar) -> None:
    conflict(model)
    world, (usa, _) = model.world, states(model)
    row = world.deals.number("geneva")
    world.deals.conclude(row, ALL, today=-90)
    lay_over_tariffs(world.tariffs, world.deals)
    expire(world, model.craft, model.log)
    assert (world.deals.status[row] == EXPIRED).all()
    assert (world.relations.rung[usa] == 5).all()


def test_an_offer_is_answered_a_month_later_and_nobody_breaks_it_unawares() -> None:
    """What was accepted is known to both sides before they decide again."""
    model = trade_war(USA="hawk", CHN="dove", worlds=WORLDS)
    four = Moves((RungMove(target=4.0, because="a test"),))
    act(model, USA=four, CHN=four)
    offer = DealMove(kind="propose", deal="london_truce", partner="CHN", because="a test")
    act(model, USA=Moves((offer,)))
    row = model.world.deals.number("london_truce")
    assert (model.world.deals.status[row] == PROPOSED).all()
    for _ in range(2):
        model.step()
        assert (model.world.deals.status[row] == IN_FORCE).all()
        assert all(seen.deal_in_force.all() for seen in model.briefings[:2])


def test_a_refused_offer_is_off_the_table() -> None:
    model = trade_war(USA="dove", CHN="hold")
    act(model, USA=Moves((RungMove(target=4.0, because="a test"),)))
    act(model, CHN=Moves((RungMove(target=4.0, because="a test"),)))
    model.step()
    model.step()
    assert not model.world.deals.active.any()
    assert any(entry.reason == "the offer was not good enough" for entry in model.log.entries)


def test_an_offer_shows_both_sides_where_it_would_put_them(model: TradeWar) -> None:
    conflict(model)
    world, (usa, chn) = model.world, states(model)
    shown = make_offer(world.deals.number("london_truce"), chn, ALL, False, world, model.craft)
    assert shown.proposer == "USA"
    assert (shown.my_rung_without == 5).all()
    assert (shown.my_rung_after == 2).all()
    assert (shown.rival_rung_after < shown.rival_rung_without).all()
    # looking does not touch
    assert np.allclose(world.tariffs.in_force[usa, chn], 1.45)


def test_an_unknown_deal_gets_the_nearest_name(model: TradeWar) -> None:
    with pytest.raises(InputError, match="london_truce"):
        model.world.deals.number("london_truth")
