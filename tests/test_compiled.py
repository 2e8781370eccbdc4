"""Compiled loops live through the very month that the NumPy form defines, to the last bit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
import small_chain as chains
from small_chain import SmallChain, random_capacities

import sim.model
from sim.chain import choice
from sim.chain.entities import Links
from sim.chain.month import trade_in_steps
from sim.chain.state import ChainState, CoverRules, initial_cover, steady_state
from sim.model import TradeWar
from sim.policy.controls import BAN, LICENCE
from sim.scenario import load_scenario
from sim.validation.sampling import draw

pytest.importorskip("numba")

Month = Callable[..., None]


def loops() -> Month:
    month = choice.compiled_month()
    assert month is not None
    return month


def assert_same(found: ChainState, expected: ChainState) -> None:
    for field in fields(expected):
        if field.name != "scratch":
            one, other = getattr(found, field.name), getattr(expected, field.name)
            assert one.tobytes() == other.tobytes(), field.name


def troubled(worlds: int, roundabout: bool, change: Callable[[SmallChain], None] = lambda model: None) -> SmallChain:
    """A chain with plants opened and shut, licences, bans, tariffs and makers with a floor under their price."""
    model = chains.small_chain(seeds=tuple(range(1, worlds + 1)))
    change(model)
    random = np.random.default_rng(7)
    random_capacities(model, random)
    routes = random.random(len(model.network.routes))
    everywhere = np.ones(worlds, dtype=bool)
    model.controls.set(routes < 0.3, everywhere, status=LICENCE, approval_rate=0.4, controlled_share=0.8)
    model.controls.set(routes > 0.8, everywhere, status=BAN, controlled_share=0.5)
    model.tariffs = model.tariffs + random.random((*model.tariffs.shape[:-1], 1))
    model.floor = (random.random((len(model.chain.price), 1)) < 0.1) * 1.2 * model.chain.price
    model.roundabout = (0.2, 0.5, 0.3) if roundabout else None
    return model


def live(model: SmallChain, month: Month, months: int) -> ChainState:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "trade", month)
        for _ in range(months):
            model.step()
    return model.chain


@pytest.mark.parametrize(("worlds", "roundabout"), [(1, True), (3, False), (5, True)])
def test_a_troubled_chain_is_the_same_to_the_last_bit(worlds: int, roundabout: bool) -> None:
    expected, found = (live(troubled(worlds, roundabout), form, 18) for form in (trade_in_steps, loops()))
    assert expected.fear.any() and expected.saving_peak.any() and expected.backlog.any() and expected.design_cost.any()
    assert expected.seized.any() == roundabout
    assert_same(found, expected)


def two_leads(model: SmallChain) -> None:
    """Let a third of the links take two months."""
    network, old = model.network, model.network.links
    lead = np.where((old.exporter != old.importer) & (old.seller % 3 == 0), 2, 1)
    order = np.lexsort((old.seller, old.slot, lead))
    moved = replace(old, lead=lead)
    links = Links(**{field.name: getattr(moved, field.name)[order] for field in fields(Links)})
    model.network = replace(network, links=links)
    rules = CoverRules(1.5, 0.8, 2.0, 1.0)
    cover = initial_cover(model.network, np.zeros_like(model.chain.capacity), rules)
    model.chain = steady_state(model.network, cover, model.rules)


def test_links_of_two_months_and_roundabout_ways_are_the_same() -> None:
    expected, found = (live(troubled(2, True, two_leads), form, 12) for form in (trade_in_steps, loops()))
    assert expected.in_transit[2].any() and expected.seized.any()
    assert_same(found, expected)


@pytest.mark.parametrize(("name", "months"), [("policy_menu", 16), ("rare_earth_controls_2025", 20)])
def test_a_scenario_with_parameters_of_its_own_in_every_world(
    name: str, months: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load_scenario(name)
    settings = draw(3).settings(scenario)
    states = []
    for form in (trade_in_steps, loops()):
        monkeypatch.setattr(sim.model, "trade", form)
        model = TradeWar(scenario, [1, 2, 3], settings)
        for _ in range(months):
            model.step()
        states.append(model.world.chain)
        model.release()
    assert_same(states[1], states[0])


def test_a_world_alone_is_the_same_as_in_a_batch() -> None:
    alone, many = live(troubled(1, True), loops(), 12), live(troubled(4, True), loops(), 12)
    for name in ("share", "order", "price", "input_stock", "reliability", "in_transit"):
        assert getattr(alone, name).tobytes() == getattr(many, name)[..., :1].tobytes(), name


def test_loops_are_taken_once_enough_was_lived_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "compiled_month", lambda: trade_in_steps)
    chosen = choice.Choice()
    chosen.wanted = ""
    assert chosen.take(choice.ENOUGH) is None
    assert chosen.take(1) is trade_in_steps
    chosen = choice.Choice()
    chosen.wanted = "never"
    assert chosen.take(2 * choice.ENOUGH) is None
    chosen.wanted = "always"
    assert chosen.take(1) is trade_in_steps


def test_without_numba_the_definition_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sim.chain.compiled.month", None)
    chosen = choice.Choice()
    chosen.wanted = "always"
    assert chosen.take(1) is None and chosen.take(1) is None
