"""What moves do to the law, and what the record says of them."""

from __future__ import annotations

import numpy as np
import pytest
from briefings import trade_war
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model import TradeWar
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.log import EventLog
from sim.states.enactment import enact
from sim.states.moves import NOTHING, ControlMove, Moves, RungMove, TariffMove, ThreatMove


def act(model: TradeWar, **moves: Moves) -> None:
    enact([moves.get(code, NOTHING) for code in model.craft.codes], model.world, model.craft, model.log)


def go(rung: float | np.ndarray, where: np.ndarray | None = None) -> Moves:  # type: ignore[type-arg]
    return Moves((RungMove(target=rung, because="a test", where=where),))


def rungs(model: TradeWar, code: str) -> list[float]:
    rung: list[float] = model.world.relations.rung[model.craft.codes.index(code)].tolist()
    return rung


def test_a_rung_becomes_tariffs_and_controls_towards_the_rival_only() -> None:
    model = trade_war()
    act(model, CHN=go(4))
    world, codes = model.world, model.craft.codes
    usa, chn, euu = (codes.index(code) for code in ("USA", "CHN", "EUU"))
    assert np.allclose(world.tariffs.in_force[chn, usa], 0.84)
    assert world.tariffs.in_force.sum() == pytest.approx(0.84)
    magnets = world.tables.good_index("ndfeb_magnets")
    assert (world.controls.in_force.status[world.routes.select([magnets], chn, [usa])] == LICENCE).all()
    assert (world.controls.in_force.status[world.routes.select([magnets], chn, [euu])] == OPEN).all()
    assert (world.controls.in_force.approval_rate[world.routes.select([magnets], chn, [usa], 1)] == 0).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.sampled_from(["USA", "CHN", "EUU"]))
def test_any_walk_on_the_ladder_ends_where_it_was_told_to(walk: list[int], code: str) -> None:
    for rung in walk:
        act(WALKER, **{code: go(float(rung))})
        assert rungs(WALKER, code) == [rung, rung]
    act(WALKER, **{code: go(0.0)})
    assert rungs(WALKER, code) == [0, 0]


WALKER = trade_war(worlds=2)


def test_going_back_to_the_ground_opens_everything_again() -> None:
    model = trade_war()
    for rung in (6.0, 0.0):
        act(model, USA=go(rung), CHN=go(rung))
    assert not model.world.tariffs.in_force.any()
    assert not model.world.controls.in_force.status.any()


def test_a_step_down_never_tightens_and_a_step_up_never_eases() -> None:
    model = trade_war()
    usa, chn = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    ban = ControlMove(goods=("april_2025",), partners=("all",), status="ban", because="a test")
    act(model, CHN=Moves((ban,)))
    assert rungs(model, "CHN") == [6 - 1]
    act(model, CHN=go(3))
    # the ladder's tariff of rung 3 is 0.34; China had none and is on its way down
    assert (model.world.tariffs.in_force[chn, usa] == 0).all()
    high = TariffMove(partners=("USA",), rate=2.0, authority="national", because="a test")
    act(model, CHN=Moves((high,)))
    act(model, CHN=go(6))
    assert np.allclose(model.world.tariffs.in_force[chn, usa], 2.0)


def test_staying_where_one_is_changes_and_records_nothing() -> None:
    model = trade_war()
    act(model, USA=go(2))
    before = len(model.log.entries)
    act(model, USA=go(2))
    assert len(model.log.entries) == before


def test_moves_count_only_in_their_worlds() -> None:
    model = trade_war(worlds=3)
    act(model, USA=go(np.array([1.0, 2.0, 3.0]), np.array([True, False, True])))
    assert rungs(model, "USA") == [1, 0, 3]


def test_authorities_are_layers_and_a_rung_fills_what_is_missing() -> None:
    model = trade_war()
    steel = TariffMove(partners=("CHN",), rate=0.06, authority="S232", because="a test")
    act(model, USA=Moves((steel,), scripted=True))  # a state that chooses needs an inquiry for that
    act(model, USA=go(2))
    usa, chn = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    assert np.allclose(model.world.tariffs.law[usa, chn, :, 0], [0.24, 0, 0.06, 0, 0, 0])
    assert np.allclose(model.world.tariffs.in_force[usa, chn], 0.30)


def test_all_decide_before_any_acts_and_dates_decide_the_order() -> None:
    model = trade_war()
    late = TariffMove(partners=("CHN",), rate=0.3, authority="IEEPA", because="later", day=20)
    early = TariffMove(partners=("CHN",), rate=0.1, authority="IEEPA", because="first", day=3)
    act(model, USA=Moves((late, early)))
    usa, chn = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    assert np.allclose(model.world.tariffs.in_force[usa, chn], 0.3)
    assert [entry.reason for entry in model.log.entries] == ["first", "later"]


def test_the_record_is_in_the_order_of_days_and_without_dust() -> None:
    log, first = EventLog(2), np.array([True, False])
    for month, day, after in ((1, 20, 1e-17), (0, 9, -1e-17), (1, 3, 2.0), (1, 3, 1.0)):
        log.record(month, day, "USA", "a measure", "CHN", "", 5.0, after, first, "a test")
    log.record(0, 1, "USA", "a measure", "CHN", "", 0.0, 1e-17, first, "nothing happened")
    rows = list(log.rows(trade_war().craft.calendar))
    assert [(row[0], row[2][-5:], row[8]) for row in rows] == [
        (0, "01-09", "0"),
        (0, "02-03", "2"),
        (0, "02-03", "1"),
        (0, "02-20", "0"),
    ]


def test_a_control_from_late_in_the_month_leaves_its_first_days_free() -> None:
    model = trade_war()
    ban = ControlMove(goods=("rare_earths_all",), partners=("USA",), status="ban", because="a test", day=16)
    act(model, CHN=Moves((ban,)))
    world, (usa, chn) = model.world, (model.craft.codes.index(code) for code in ("USA", "CHN"))
    routes = world.routes.select([world.tables.good_index("dytb_oxide")], chn, [usa])
    assert (world.controls.in_force.status[routes] == BAN).all()
    days = 15 + float(np.mean(world.settings.customs_clearance_days))
    assert np.allclose(world.controls.free_days[routes], days)


def test_an_empty_threat_costs_its_author_and_a_kept_one_does_not() -> None:
    model = trade_war(worlds=2)
    threat = ThreatMove(partners=("CHN",), rate=1.0, month=0, because="a test")
    act(model, USA=Moves((threat,)))
    keep = TariffMove(partners=("CHN",), rate=1.0, authority="IEEPA", because="a test", where=np.array([False, True]))
    act(model, USA=Moves((keep,)))
    model.judge()
    politics = model.world.relations.payoff[4, model.craft.codes.index("USA")]
    assert politics[0] == pytest.approx(-float(np.mean(model.world.settings.audience_cost)))
    assert politics[1] > 0
    assert np.isnan(model.world.relations.threat_month).all()


def test_events_have_dates_reasons_and_one_row_for_each_world_they_happened_in() -> None:
    model = trade_war(worlds=3)
    act(model, USA=go(1.0, np.array([True, False, True])))
    rows = list(model.log.rows(model.craft.calendar))
    assert {row[0] for row in rows} == {0, 2}
    assert all(row[1] == "2025-01" and row[2] == "2025-01-01" and row[-1] == "a test" for row in rows)
    assert (0, "2025-01", "2025-01-01", "USA", "rung", "CHN", "", "0", "1", "a test") in rows
