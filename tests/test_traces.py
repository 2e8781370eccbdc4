"""Trace rules: what products are made of, and third states' exports that need another state's licence for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.arrays import Incidence, Mix
from sim.borders.content import covered_share, input_content, listed_products
from sim.borders.traces import TraceRule, Traces, impose, work_traces
from sim.luck import Luck
from sim.model import TradeWar
from sim.policy.controls import BAN, LICENCE, Controls, Routes
from sim.policy.licences import Asked, DeskRules
from sim.scenario import load_scenario
from sim.states.levers.borders import set_trace_rule
from sim.states.moves import TraceRuleMove
from sim.states.office import Office
from sim.types import Array

USA, CHN, DEU = range(3)
MAGNETS, MOTORS = range(2)
EVERYWHERE = np.array([True])


class ThreeStates:
    """A Chinese and a German magnet maker, two German motor makers, and an American buyer of both motors.

    Magnets are a tenth of the first motor's price and a hundredth of the second's; the first buys six tenths of them in
    China, the second one in a hundred.
    """

    def __init__(self) -> None:
        seller = np.array([0, 1, 0, 1, 2, 3])
        firms = SimpleNamespace(good=np.array([MAGNETS, MAGNETS, MOTORS, MOTORS]), state=np.array([CHN, DEU, DEU, DEU]))
        self.share = np.array([[0.6], [0.4], [0.01], [0.99], [0.75], [0.25]])
        self.wanted = np.array([[6.0], [4.0], [0.1], [9.9], [75.0], [25.0]])
        # slots: magnets of the two motor makers; motors of the American, whose own product is not followed
        self.routes = Routes(np.array([MAGNETS, MOTORS]), np.array([CHN, DEU]), np.array([DEU, USA]), np.array([0, 0]))
        self.network: Any = SimpleNamespace(
            firms=_Rows(firms, 4),
            links=SimpleNamespace(seller=seller),
            by_slot=Incidence(np.array([0, 0, 1, 1, 2, 2]), 3),
            cost_of_inputs=Mix(np.array([2, 3]), 4, np.array([0.1, 0.01]), np.array([0, 1]), 3),
            by_route=Incidence(np.array([0, 2, 0, 2, 1, 1]), 3),
            routes=self.routes,
        )
        self.network.firms.good, self.network.firms.state = firms.good, firms.state
        self.chain: Any = SimpleNamespace(share=self.share, wanted=self.wanted)
        self.traces = Traces()
        self.controls = Controls.start(2, 0.0, 6.0, 0.0, 12.0)
        self.asked = Asked(*[self.network.by_route.sum(self.wanted)[:-1]] * 2)

    def rule(self, **changes: Any) -> None:
        said = {"threshold": 0.001, "compliance": np.ones(3), "status": BAN, "destinations": [USA]} | changes
        rule = TraceRule(shares={MAGNETS: 1.0}, use=None, terms={"approval_rate": 0.0}, **said)
        book = self.traces.book_of(CHN, self.network, 1, self.controls)
        impose(book, self.network, rule, EVERYWHERE, 1)

    def month(self, number: int = 0, capacity: float = 1e9) -> Array | None:
        rules = DeskRules(2.0, capacity, np.ones(2), 0.0)
        left = np.full((3, 1), capacity)
        luck = Luck([1]).expected()
        return work_traces(self.traces, self.network, self.chain, self.asked, rules, left, luck, number)


class _Rows(SimpleNamespace):
    def __init__(self, values: SimpleNamespace, number: int) -> None:
        super().__init__(**vars(values))
        self.number = number

    def __len__(self) -> int:
        return self.number


def test_content_is_the_share_of_listed_goods_in_the_value_through_all_inputs() -> None:
    world = ThreeStates()
    listed = listed_products(world.network, CHN, {MAGNETS: 1.0})
    assert listed[:, 0].tolist() == [1, 0, 0, 0]
    inputs = input_content(world.network, world.share, listed)
    assert inputs[:, 0].tolist() == pytest.approx([0, 0, 0.1 * 0.6, 0.01 * 0.01])


def test_a_list_that_covers_part_of_a_good_counts_that_part() -> None:
    world = ThreeStates()
    listed = listed_products(world.network, CHN, {MAGNETS: 0.8})
    assert input_content(world.network, world.share, listed)[2, 0] == pytest.approx(0.1 * 0.6 * 0.8)


def test_content_reaches_through_any_number_of_stages() -> None:
    """A motor in a pump in a plant: each a half of the next one's price."""
    chain = SimpleNamespace(
        links=SimpleNamespace(seller=np.array([0, 1, 2, 3])),
        by_slot=Incidence(np.arange(4), 4),
        cost_of_inputs=Mix(np.arange(1, 5), 5, np.full(4, 0.5), np.arange(4), 4),
    )
    content = input_content(chain, np.ones((4, 1)), np.array([[1.0], [0], [0], [0], [0]]))  # type: ignore[arg-type]
    assert content[:, 0].tolist() == [0, 0.5, 0.25, 0.125, 0.0625]


def test_only_products_above_the_threshold_are_stopped() -> None:
    """Three quarters of the motors hold six per cent of Chinese magnets, the others a hundredth of one per cent."""
    world = ThreeStates()
    world.rule()
    passage = world.month()
    assert passage is not None
    assert passage[:, 0].tolist() == pytest.approx([1.0, 0.25])


@pytest.mark.parametrize(("threshold", "passes"), [(0.5, 1.0), (0.01, 0.25), (0.00001, 0.0)])
def test_the_threshold_decides_what_is_caught(threshold: float, passes: float) -> None:
    world = ThreeStates()
    world.rule(threshold=threshold)
    passage = world.month()
    assert passage is not None and passage[1, 0] == pytest.approx(passes)


@pytest.mark.parametrize("compliance", [0.0, 0.4, 1.0])
def test_the_rule_holds_as_far_as_third_states_obey(compliance: float) -> None:
    world = ThreeStates()
    world.rule(compliance=np.array([0, 0, compliance]))
    passage = world.month()
    assert passage is not None and passage[1, 0] == pytest.approx(1 - 0.75 * compliance)


def test_the_owners_desk_gives_the_licences_within_its_capacity() -> None:
    """Of 100 motors 75 need a licence; the desk has capacity left for 30 applications a month."""
    world = ThreeStates()
    world.rule(status=LICENCE)
    terms = world.traces.books[0].controls.in_force
    terms.approval_rate[:], terms.lag_months[:] = 1.0, 0.0
    first = world.month(0, capacity=30)
    assert first is not None and first[1, 0] == pytest.approx(0.25 + 0.30)
    second = world.month(1, capacity=30)
    assert second is not None and second[1, 0] == pytest.approx(0.25 + 0.60)


def test_the_owners_own_exports_and_other_destinations_are_left_alone() -> None:
    world = ThreeStates()
    world.rule(destinations=[DEU])
    passage = world.month()
    assert passage is None or (passage == 1).all()


def test_nothing_is_worked_out_while_no_rule_is_in_force() -> None:
    world = ThreeStates()
    assert world.month() is None
    world.rule(status=0.0)
    assert world.month() is None and not world.traces.books[0].content.any()


def test_a_german_motor_with_a_chinese_magnet_needs_a_chinese_licence() -> None:
    """In the whole model: under a trace rule that refuses everything, European motors reach the US no more."""
    shipped = {}
    for compliance in (None, 0.0, 1.0):
        model = TradeWar(load_scenario("base", {"firms_per_cell": 1}), [1, 2])
        craft, routes = model.craft, model.world.routes
        motors = craft.tables.good_index("electric_motors")
        border = routes.select([motors], craft.codes.index("EUU"), [craft.codes.index("USA")])
        if compliance is not None:
            move = TraceRuleMove(
                goods=("april_2025",), partners=("USA",), status="ban", compliance=compliance, because="a test"
            )
            office = Office(model.world, craft, model.log)
            set_trace_rule(office, craft.codes.index("CHN"), move, np.array([False, True]))
        for _ in range(4):
            model.step()
        shipped[compliance] = model.world.network.by_route.sum(model.world.chain.shipped)[:-1][border].sum(axis=0)
    assert shipped[None].min() > 0
    assert shipped[0.0] == pytest.approx(shipped[None])
    assert shipped[1.0][0] == pytest.approx(shipped[None][0]) and shipped[1.0][1] < 0.01 * shipped[None][1]


def test_what_is_wanted_of_caught_makers_is_the_covered_share() -> None:
    world = ThreeStates()
    above = np.array([[1.0], [0], [1], [0]])
    assert covered_share(world.network, world.wanted, above)[:, 0].tolist() == pytest.approx([1.0, 0.75])
    assert covered_share(world.network, 0 * world.wanted, above)[:, 0].tolist() == [0, 0]
