"""Chance: off by default, by named luck, an event each, nothing lost; votes by the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.arrays import add_up
from sim.chance.rules import ChanceRules
from sim.chance.stops import stop_lanes, stop_plants
from sim.errors import InputError
from sim.model import TradeWar
from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.fortunes import Signals
from sim.policy.log import EventLog
from sim.policy.political_calendar import months_to_vote, vote_factor, votes_in
from sim.scenario import CHANCES, load_scenario
from sim.states.judging.domestic import nearness_of_votes
from sim.states.seen.observing import observe
from sim.tables import load_tables
from sim.types import Array
from tests.small_chain import small_chain

FIRST = Calendar("2025-01")
SURE = 1.0
"""A hazard that always strikes."""


def world_of(chance: str, seeds: tuple[int, ...] = (1,), **parameters: float) -> TradeWar:
    scenario = load_scenario("base", {"chance": chance, "firms_per_cell": "1"})
    settings = Settings.defaults().with_values(parameters)
    return TradeWar(scenario, list(seeds), settings)


def live(model: TradeWar, months: int) -> TradeWar:
    for _ in range(months):
        model.step()
    return model


def instruments(model: TradeWar) -> set[str]:
    return {entry.instrument for entry in model.log.entries}


def usable(model: TradeWar) -> Array:
    """Share of each firm's capacity that is in use: (firm, world)."""
    closed = model.world.chain.closed
    return 1 - closed if len(closed) else np.ones_like(model.world.chain.capacity)


def test_without_the_key_nothing_happens() -> None:
    model = live(TradeWar(load_scenario("base"), [1]), 12)
    assert not model.world.fortunes.kinds and not model.log.entries
    assert not len(model.world.chain.closed) and not (
        model.world.signals.misread.any() or model.world.signals.leaked.any()
    )


def test_kinds_are_read_in_any_form() -> None:
    assert load_scenario("base", {"chance": "all"}).chance == tuple(CHANCES)
    assert load_scenario("base", {"chance": "[votes, outages]"}).chance == ("outages", "votes")
    assert load_scenario("base", {"chance": "leaks"}).chance == ("leaks",)
    with pytest.raises(InputError, match="did you mean 'outages'"):
        load_scenario("base", {"chance": "outage"})


def test_a_scenario_without_chance_says_nothing_of_it_when_written_out() -> None:
    assert "chance" not in load_scenario("base").resolved()
    assert load_scenario("base", {"chance": "leaks"}).resolved()["chance"] == ["leaks"]


def test_an_outage_stops_a_site_for_its_months_and_is_told() -> None:
    model = world_of("outages", outage_hazard_mine=0.03, outage_hazard_plant=0.0, outage_depth=0.8)
    live(model, 12)
    stages = np.array([good.stage for good in model.world.tables.goods])[model.world.network.firms.good]
    hit = model.world.fortunes.outage_until[:, 0] > 0
    assert hit.any() and (stages[hit] == "mine").all()
    told = [entry for entry in model.log.entries if entry.instrument == "outage"]
    assert told and all(entry.after[0] < entry.before[0] for entry in told)
    for _ in range(30):
        before = model.world.fortunes.outage_until.copy()
        model.step()
        stopped = usable(model) < 1
        assert np.allclose(usable(model)[stopped], 1 - 0.8)
        month = model.world.month - 1
        assert (before[stopped & (before > month)] - month <= 9).all()


def test_products_of_one_plant_stop_together() -> None:
    model = world_of("outages", outage_hazard_plant=0.3)
    live(model, 3)
    joint, open_share = model.world.network.joint, usable(model)
    assert (open_share < 1).any()
    assert np.array_equal(open_share[joint.rows], open_share[joint.lead])


def test_nothing_is_lost_in_an_outage() -> None:
    model = small_chain(seeds=(1, 2))
    random = np.random.default_rng(5)
    lead = np.arange(len(model.network.firms))
    lead[model.network.joint.rows] = model.network.joint.lead
    for month in range(18):
        closed = (random.random((len(lead), 2)) < 0.2) * random.random((len(lead), 2))
        model.chain.closed = closed[lead] if month % 3 else closed[:0]
        before = model.stocks()
        model.step()
        error = np.abs(model.stocks() - before - model.gained()) / np.maximum(before, 1)
        assert error.max() < 1e-9
        capacity = model.chain.capacity * (1 - model.chain.closed) if len(model.chain.closed) else model.chain.capacity
        assert (model.chain.output <= capacity * (1 + 1e-9)).all()
        assert model.chain.finished_stock.min() >= 0 and model.chain.input_stock.min() >= 0


def test_a_world_recovers_after_its_outages() -> None:
    model = small_chain()
    made = add_up(model.chain.output)
    model.chain.closed = np.full_like(model.chain.capacity, 0.5)
    model.step()
    model.step()
    assert (add_up(model.chain.output) < made).all()
    model.chain.closed = model.chain.closed[:0]
    for _ in range(36):
        model.step()
    assert add_up(model.chain.output) == pytest.approx(made, rel=0.02)


def test_a_stop_in_transit_holds_back_shipments_of_a_pair() -> None:
    model = world_of("transit", transit_hazard=0.02, transit_depth=1.0, transit_months_high=1.0)
    usual = model.world.chain.shipped.copy()
    for _ in range(8):
        model.step()
        stopped = model.world.fortunes.transit > 0
        of_pair = np.append(stopped[model.chance_rules.pair], np.zeros((1, 1), dtype=bool), axis=0)
        held = of_pair[model.world.network.links.route]
        assert (model.world.chain.shipped[held] == 0).all()
    assert "transit stop" in instruments(model)
    model.world.fortunes.kinds = frozenset()
    model.world.fortunes.transit[:] = 0
    live(model, 24)
    ratio = model.world.chain.shipped.sum() / usual.sum()
    assert ratio == pytest.approx(1, abs=0.02), "what was held back was not lost for good"


def test_a_crisis_stops_a_third_party_for_as_long_as_the_table_says() -> None:
    model = world_of("crises")
    model.chance_rules = replace(model.chance_rules, crisis_hazard=np.zeros_like(model.chance_rules.crisis_hazard))
    row = next(number for number, crisis in enumerate(load_tables().crises) if crisis.crisis == "kachin")
    crisis, firms = load_tables().crises[row], model.chance_rules.crisis_firms[row]
    assert len(firms)
    model.world.fortunes.crisis_until[row] = 5
    for month in range(8):
        model.step()
        share = usable(model)[firms]
        assert np.allclose(share, 1 - crisis.depth if month < 5 else 1.0), month


def test_every_crisis_hits_somebody_now_and_then() -> None:
    model = TradeWar(load_scenario("base", {"chance": "crises", "firms_per_cell": "1"}), list(range(1, 33)))
    log, begun = EventLog(model.world.worlds), 0
    months = 120
    for month in range(months):
        model.world.month = month
        stop_plants(model.world, log, model.chance_rules)
    for crisis in load_tables().crises:
        told = [entry for entry in log.entries if entry.reason.startswith(crisis.name)]
        begun = sum(int(entry.where.sum()) for entry in told)
        expected = model.world.worlds * months / 12 / crisis.years_between
        # crises cannot begin while they last
        assert expected / 2 < begun < expected * 1.5, crisis.crisis


def test_signals_are_misread_either_way_and_only_by_rivals() -> None:
    model = world_of("leaks", seeds=tuple(range(1, 41)), misread_hazard=0.15, leak_hazard=0.15)
    seen, leaks = [], 0
    for _ in range(6):
        model.chance()
        seen.append(model.world.signals.misread.copy())
        leaks += int(model.world.signals.leaked.sum())
        model.world.month += 1
    misread = np.concatenate(seen, axis=1)
    assert set(np.unique(misread)) == {-1.0, 0.0, 1.0} and leaks
    rivals = model.craft.rivals
    assert not misread[~rivals].any()
    share = np.abs(misread[rivals]).mean()
    assert 0.08 < share < 0.22
    assert {"misread signal", "leak"} <= instruments(model)


def test_a_misread_signal_reaches_the_briefing() -> None:
    model = world_of("leaks")
    misread = np.zeros_like(model.world.signals.misread)
    misread[0] = 1.0
    model.world.signals = Signals(misread, np.zeros_like(misread, dtype=bool))
    seen = observe(model.states, model.world, model.craft, model.world.luck, model.log, model.foresee)
    assert seen[0].rival_step[0] == 1 and seen[1].rival_step[0] == 0


def test_votes_are_told_and_weigh_more_when_near() -> None:
    tables = load_tables()
    usa, chn = tables.state_index("USA"), tables.state_index("CHN")
    midterms = FIRST.month_of(date(2026, 11, 3))
    assert months_to_vote(tables, FIRST, midterms)[usa] == 0
    assert months_to_vote(tables, FIRST, midterms + 1)[usa] == 23
    assert months_to_vote(tables, FIRST, 0)[chn] == 33, "a yearly session decides nothing, the congress does"
    assert np.isinf(months_to_vote(tables, FIRST, 0)[tables.state_index("ROW")])
    near, far = (vote_factor(tables, FIRST, month, 1.0, 9.0)[usa] for month in (midterms, midterms - 12))
    assert near == 2.0 and far == 1.0
    rising = [float(vote_factor(tables, FIRST, midterms - 9 + month, 1.0, 9.0)[usa, 0]) for month in range(10)]
    assert rising == sorted(rising) and rising[-1] == 2.0
    by_world = vote_factor(tables, FIRST, midterms, np.array([0.0, 3.0]), 9.0)[usa]
    assert by_world.tolist() == [1.0, 4.0]
    assert any(row.state == "USA" for row in votes_in(tables, FIRST, midterms))


def test_votes_weigh_only_where_they_are_on() -> None:
    assert nearness_of_votes(world_of("leaks").world, world_of("leaks").craft) == 1.0
    model = live(world_of("votes"), 23)
    assert "election" in instruments(model) and "congress" not in {entry.actor for entry in model.log.entries}
    model.world.month = 22
    assert nearness_of_votes(model.world, model.craft)[0, 0] > 1


def test_a_fork_meets_no_new_misfortune_but_lives_with_the_old() -> None:
    model = world_of("all", outage_hazard_mine=0.03, outage_months_low=9.0, outage_months_high=9.0)
    live(model, 6)
    ahead = model.fork(2)
    before = ahead.world.fortunes.outage_until.copy()
    live(ahead, 3)
    assert np.array_equal(ahead.world.fortunes.outage_until, before)
    assert (usable(ahead) < 1).any()
    assert not {"outage", "transit stop", "crisis", "leak", "misread signal"} & instruments(ahead)


def test_a_world_has_the_same_luck_alone_and_among_many() -> None:
    sharp = {"outage_hazard_mine": 0.05, "transit_hazard": 0.01, "misread_hazard": 0.15}
    alone, many = world_of("all", (7,), **sharp), world_of("all", (5, 6, 7, 8), **sharp)
    live(alone, 12)
    live(many, 12)
    for part in ("outage", "outage_until", "transit", "crisis_until"):
        assert np.array_equal(getattr(alone.world.fortunes, part)[:, 0], getattr(many.world.fortunes, part)[:, 2]), part
    assert np.array_equal(alone.world.chain.output[:, 0], many.world.chain.output[:, 2])
    assert np.array_equal(alone.world.economy.gdp_gap[:, 0], many.world.economy.gdp_gap[:, 2])
    assert alone.world.fortunes.outage.any()


def test_one_kind_of_chance_moves_no_other() -> None:
    lone, all_on = world_of("transit", transit_hazard=0.01), world_of("all", transit_hazard=0.01)
    live(lone, 10)
    live(all_on, 10)
    assert np.array_equal(lone.world.fortunes.transit_until, all_on.world.fortunes.transit_until)


def test_hazards_can_differ_by_world() -> None:
    settings = Settings.defaults().with_values({"outage_hazard_mine": np.array([0.0, 0.3])})
    scenario = load_scenario("base", {"chance": "outages", "firms_per_cell": "1"})
    model = TradeWar(scenario, [1, 1], settings.with_values({"outage_hazard_plant": 0.0}))
    live(model, 4)
    assert not (model.world.fortunes.outage_until[:, 0] > 0).any()
    assert (model.world.fortunes.outage_until[:, 1] > 0).any()


def test_only_pairs_that_trade_can_stop() -> None:
    model = world_of("transit")
    rules: ChanceRules = model.chance_rules
    model.world.settings = model.world.settings.with_values({"transit_hazard": SURE})
    stop_lanes(model.world, model.log, rules)
    stopped = np.flatnonzero(model.world.fortunes.transit[:, 0] > 0)
    assert np.array_equal(stopped, rules.pairs)
