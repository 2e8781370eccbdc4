"""Goods that a border stops go round through third states: within limits, at a cost and a risk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.borders.detours import Detours
from sim.borders.rerouting import Rerouting, ReroutingRules, account, form, reroute, share_out
from sim.model import TradeWar
from sim.policy.jurisdictions import by_state
from sim.recorder import Recorder
from sim.scenario import load_scenario
from sim.types import Array

RULES = ReroutingRules(0.3, 4.0, 0.1, 3.0, 6.0)

BUYER, HUB, FAR_HUB = range(3)
"""Three routes of one good from one exporter: to the real buyer, and to two hubs of which the second is small."""

DETOURS = Detours(
    routes=np.array([BUYER]),
    hubs=np.array([HUB, FAR_HUB]),
    route_of=np.array([0, 0]),
    hub_of=np.array([0, 1]),
    market=np.array([0]),
    capacity=np.array([30.0, 10.0]),
)


def column(*values: float) -> Array:
    return np.array(values)[:, None]


class Border:
    """A ban towards the buyer, open borders to the hubs, and a spot price at the buyer's."""

    def __init__(self, spot: float = 2.0, wanted: float = 100.0) -> None:
        self.state = Rerouting.start(3, 1)
        self.spot, self.wanted = spot, wanted
        self.passage = column(0.0, 1.0, 1.0)

    def step(self) -> Array:
        wanted = column(self.wanted, 200.0, 50.0)
        ways = reroute(self.state, DETOURS, self.passage, wanted[:1], column(self.spot), RULES)
        passage = self.passage if ways is None else ways.passage
        account(self.state, ways, None if ways is None else (passage * wanted)[ways.rows], RULES)
        return (passage * wanted)[:, 0]


def test_networks_form_over_months_up_to_what_hubs_can_hide() -> None:
    border = Border(wanted=60.0)
    rules = replace(RULES, reroute_detection=0.0)
    crossed = []
    for _ in range(6):
        ways = reroute(border.state, DETOURS, border.passage, column(60.0), column(2.0), rules)
        assert ways is not None
        crossed.append(float(ways.passage[BUYER, 0]) * 60)
    assert crossed == pytest.approx([15, 30, 40, 40, 40, 40])


def test_nobody_goes_round_when_it_does_not_pay() -> None:
    border = Border(spot=1.25)
    assert [border.step()[BUYER] for _ in range(6)] == [0] * 6
    assert not border.state.formed.any()


def test_a_hub_that_is_as_closed_as_the_buyer_helps_nobody() -> None:
    border = Border()
    border.passage = column(0.2, 0.2, 0.1)
    for _ in range(6):
        assert border.step()[BUYER] == pytest.approx(20)
    assert not border.state.rerouted.any()


def test_a_hub_that_is_a_little_more_open_helps_a_little() -> None:
    half, open_ = Border(), Border()
    half.passage = column(0.0, 0.5, 0.5)
    assert [half.step()[BUYER] for _ in range(4)][-1] < [open_.step()[BUYER] for _ in range(4)][-1]


def test_seizures_are_lost_and_close_the_hub_for_a_while() -> None:
    border = Border()
    crossed = [border.step()[BUYER] for _ in range(12)]
    assert border.state.seized[BUYER, 0] == pytest.approx(0.1 * border.state.rerouted[BUYER, 0])
    assert max(crossed) > crossed[-1] > 0
    assert 0 < border.state.closed[HUB, 0] < 1
    closed = border.state.closed[HUB, 0]
    border.spot = 1.0
    for _ in range(24):
        border.step()
    assert border.state.closed[HUB, 0] < 0.05 * closed and border.state.formed[BUYER, 0] == 0


def test_customs_write_down_exports_to_the_hub() -> None:
    border = Border()
    for _ in range(3):
        crossed = border.step()
    declared = crossed + border.state.shifted[:, 0]
    assert declared[BUYER] == pytest.approx(0)
    assert declared[HUB] > 200 and declared[FAR_HUB] > 50
    assert declared.sum() == pytest.approx(crossed.sum())


def test_networks_come_apart_as_slowly_as_they_form() -> None:
    formed = column(0.0)
    path = [float(formed := form(formed, column(float(month < 4)), 4.0)[0, 0]) for month in range(8)]
    assert path == [0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25, 0.0]


amounts = st.floats(0, 1e4)
shares = st.floats(0, 1)


@settings(deadline=None)
@given(
    sought=st.lists(amounts, min_size=3, max_size=3),
    room=st.lists(amounts, min_size=2, max_size=2),
    passes=st.lists(shares, min_size=5, max_size=5),
)
def test_never_more_goes_round_than_is_sought_or_than_hubs_hold(sought: list, room: list, passes: list) -> None:
    detours = Detours(
        routes=np.arange(3),
        hubs=np.array([3, 4]),
        route_of=np.repeat(np.arange(3), 2),
        hub_of=np.tile(np.arange(2), 3),
        market=np.arange(3),
        capacity=np.array(room),
    )
    by_way = share_out(detours, column(*sought), column(*room), column(*passes))
    assert by_way.min() >= 0
    assert (detours.by_route.sum(by_way)[:, 0] <= np.array(sought) * (1 + 1e-9) + 1e-9).all()
    assert (detours.by_hub.sum(by_way)[:, 0] <= np.array(room) * (1 + 1e-9) + 1e-9).all()


def test_compiled_loops_find_the_same_ways_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    chance, worlds = np.random.default_rng(1), 5
    wanted, spot = chance.uniform(0, 90, (len(DETOURS.routes), worlds)), np.full((1, worlds), 2.0)
    passage = chance.uniform(0, 1, (int(max(DETOURS.routes.max(), DETOURS.hubs.max())) + 1, worlds))
    found = []
    for looped in (False, True):
        monkeypatch.setattr("sim.borders.rerouting.in_loops", lambda looped=looped: looped)
        state = Rerouting.start(len(passage), worlds)
        for _ in range(3):
            ways = reroute(state, DETOURS, passage, wanted, spot, RULES)
            account(state, ways, wanted * 0.7, RULES)
        assert ways is not None
        found.append(np.concatenate([ways.by_way, ways.passage, state.shifted, state.closed]))
    assert found[0].any() and (found[0] == found[1]).all()


BANNED = """\
title: China sells magnets to everybody but the United States, for whom it bans them in May
about: A test.
sources: [chokepoint_assumption]
extends: base
firms_per_cell: 1
states:
  CHN: {strategy: script}
events:
  - date: 2025-05-01
    actor: CHN
    kind: control
    goods: ndfeb_magnets
    partner: USA
    status: ban
    because: a test
    source: chokepoint_assumption
"""


@pytest.fixture
def banned(tmp_path: Path) -> Callable[..., TradeWar]:
    """The whole model under a ban of magnets for one country."""
    file = tmp_path / "banned.yaml"
    file.write_text(BANNED)

    def make(*seeds: int, **parameters: float) -> TradeWar:
        overrides = {f"parameters.{name}": value for name, value in parameters.items()}
        return TradeWar(load_scenario(str(file), overrides), seeds)

    return make


def test_in_the_whole_model_magnets_reach_america_through_third_states(banned: Callable[..., TradeWar]) -> None:
    model = banned(1)
    rows = model.world.routes.select(
        [model.craft.tables.good_index("ndfeb_magnets")],
        model.craft.codes.index("CHN"),
        [model.craft.codes.index("USA")],
    )
    seen, direct = [], []
    for _ in range(16):
        model.step()
        state, crossed = model.world.rerouting, model.world.network.by_route.sum(model.world.chain.shipped)[:-1]
        seen.append(float(state.rerouted[rows].sum()))
        direct.append(float((crossed - state.rerouted)[rows].sum()))
        assert model.world.chain.seized == pytest.approx(state.seized)
        assert (state.shifted.sum(axis=0) == pytest.approx(0, abs=1e-9)) and state.closed.max() <= 1
    assert direct[0] > 500 and max(direct[6:]) == pytest.approx(0, abs=1e-9)
    assert seen[3] == 0 and 50 < max(seen) < 0.8 * direct[0]


def test_without_room_in_hubs_or_at_a_forbidding_cost_nothing_goes_round(banned: Callable[..., TradeWar]) -> None:
    model = banned(1, reroute_cost=100.0)
    for _ in range(12):
        model.step()
        assert not model.world.rerouting.rerouted.any()


def test_a_world_among_many_goes_the_same_ways_to_the_last_bit(banned: Callable[..., TradeWar]) -> None:
    one, many = banned(3), banned(3, 4, 5)
    for _ in range(14):
        one.step()
        many.step()
        for name in ("formed", "closed", "rerouted", "seized", "shifted"):
            assert (getattr(one.world.rerouting, name)[:, 0] == getattr(many.world.rerouting, name)[:, 0]).all(), name
        assert (one.world.chain.input_stock[:, 0] == many.world.chain.input_stock[:, 0]).all()
    assert one.world.rerouting.rerouted.any()


def test_the_record_of_exports_is_that_of_customs(banned: Callable[..., TradeWar]) -> None:
    """What goes round stands in the record as an export to the hub: none to America, more to third states."""
    model = banned(1)
    recorder = Recorder(model.world, 12)
    for month in range(12):
        model.step()
        recorder.record(model.world, month)
    exports = {
        key: one.values[:, row, 0]
        for one in recorder.series
        if one.name == "exports"
        for row, key in enumerate(one.keys)
    }
    assert model.world.rerouting.rerouted.sum() > 50
    assert exports["CHN", "USA", "ndfeb_magnets"][11] == pytest.approx(0, abs=1e-6)
    partners = [key for key in exports if key[0] == "CHN" and key[1] and key[2] == "ndfeb_magnets"]
    total = sum(exports[key][11] for key in partners)
    assert total == pytest.approx(exports["CHN", "", "ndfeb_magnets"][11])


def test_a_hub_hides_less_of_some_goods_than_of_others(banned: Callable[..., TradeWar]) -> None:
    """Each good uses its part of a hub's capacity; none is left of a good that cannot go round."""
    model = banned(1)
    tables, network = model.craft.tables, model.world.network
    hub_capacity, every = by_state(tables, "hub_capacity"), np.ones(len(tables.goods))
    own = np.array([good.rerouting for good in tables.goods])
    whole, part = Detours.of(network, hub_capacity, every), model.border_rules.detours
    factor = own[network.routes.good]
    kept = whole.hubs[factor[whole.hubs] > 0]
    assert (part.hubs == kept).all()
    assert part.capacity == pytest.approx((whole.capacity * factor[whole.hubs])[factor[whole.hubs] > 0])
    by_good = dict(zip(tables.good_names, own.tolist(), strict=True))
    assert (
        by_good["jet_engines"] < by_good["design_software"] < by_good["battery_cells"] < by_good["ndfeb_magnets"] == 1
    )


def test_a_ban_on_design_software_bites_chinese_chips(tmp_path: Path) -> None:
    file = tmp_path / "software.yaml"
    america = BANNED.replace("goods: ndfeb_magnets", "goods: design_software").replace("partner: USA", "partner: CHN")
    america = america.replace("actor: CHN", "actor: USA").replace("  CHN: {strategy", "  USA: {strategy")
    file.write_text(america)
    model = TradeWar(load_scenario(str(file)), [1])
    firms, tables = model.world.network.firms, model.craft.tables
    makers = (firms.good == tables.good_index("chips")) & (firms.state == model.craft.codes.index("CHN"))
    made = []
    for _ in range(24):
        model.step()
        made.append(float(model.world.chain.output[makers].sum()))
    assert 0.75 < made[-1] / made[0] < 0.98
