"""The scenarios that come with the model: complete, sourced, and true to the record they tell."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest

from sim.ladder_game.values import play
from sim.model import TradeWar
from sim.parameters import load_parameters, load_sources
from sim.policy.deals import EXPIRED
from sim.scenario import available_scenarios, difference, load_scenario
from sim.states.deals.packages import load_packages

NAMES = (
    "base",
    "liberation_day_2025",
    "rare_earth_controls_2025",
    "london_truce",
    "korea_truce",
    "embargo",
    "history_2025",
    "truce_without_floor",
    "price_floor_and_reserve",
    "friend_shoring",
    "permitting_and_subsidy",
    "recycling_and_substitution",
    "battery_controls",
    "military_only",
    "trace_content_rule",
    "slow_walk",
    "ai_policy",
)


@functools.cache
def told(name: str) -> tuple[TradeWar, dict[str, np.ndarray]]:  # type: ignore[type-arg]
    """Live through a scenario once; the US and Chinese general tariff on each other and all rungs, month by month."""
    scenario = load_scenario(name)
    model = TradeWar(scenario, [1])
    seen: dict[str, list[np.ndarray]] = {"tariffs": [], "rungs": []}  # type: ignore[type-arg]
    usa, chn = 0, 1
    for _ in range(scenario.months):
        model.step()
        seen["tariffs"].append(model.world.tariffs.general[[usa, chn], [chn, usa], 0])
        seen["rungs"].append(model.world.relations.rung[[usa, chn], 0])
    return model, {name: np.array(values) for name, values in seen.items()}


def month(name: str, text: str) -> int:
    return load_scenario(name).month_of(text)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_has_a_title_a_paragraph_and_sources(name: str) -> None:
    scenario = load_scenario(name)
    assert name in available_scenarios()
    assert scenario.title
    assert len(scenario.about.split()) > 40
    assert set(scenario.sources) <= set(load_sources())
    assert not scenario.warnings
    assert all(event.source in load_sources() and event.because for event in scenario.events)


@pytest.mark.parametrize("name", NAMES)
def test_all_scenarios_share_start_seed_and_size(name: str) -> None:
    one, base = load_scenario(name), load_scenario("base")
    assert (one.start, one.seed, one.firms_per_cell) == (base.start, base.seed, base.firms_per_cell)


def test_the_embargo_differs_from_the_controls_by_the_embargo_alone() -> None:
    found = difference(load_scenario("rare_earth_controls_2025"), load_scenario("embargo"))
    assert all(key.startswith(("states.CHN.", "events.2025-11-10 CHN control")) for key, _, _ in found)


def test_liberation_day_follows_the_record() -> None:
    _, seen = told("liberation_day_2025")
    name = "liberation_day_2025"
    expected = {
        "2025-01": (0.0, 0.0),
        "2025-02": (0.10, 0.0),
        "2025-03": (0.20, 0.0),
        "2025-04": (1.45, 1.25),
        "2025-05": (0.30, 0.10),
        "2025-06": (0.30, 0.10),
    }
    for text, rates in expected.items():
        assert np.allclose(seen["tariffs"][month(name, text)], rates), text


def test_the_steps_of_april_are_all_in_the_events() -> None:
    model, _ = told("liberation_day_2025")
    steps = [
        (entry.actor, round(float(entry.after[0]), 2))
        for entry in model.log.entries
        if entry.month == 3
        and entry.instrument.startswith("tariff")
        and entry.target in ("CHN", "USA")
        and not entry.good
    ]
    assert [rate for actor, rate in steps if actor == "USA"] == [0.54, 1.04, 1.45]
    assert [rate for actor, rate in steps if actor == "CHN"] == [0.34, 0.84, 1.25]


def test_the_london_truce_holds_to_the_end() -> None:
    model, seen = told("london_truce")
    assert np.allclose(seen["tariffs"][6:], [0.30, 0.10])
    assert model.world.deals.active.any()


def test_the_korea_truce_lasts_a_year_and_then_the_law_returns() -> None:
    model, seen = told("korea_truce")
    within = slice(month("korea_truce", "2025-11"), month("korea_truce", "2026-11"))
    assert np.allclose(seen["tariffs"][within], [0.20, 0.10])
    assert np.allclose(seen["tariffs"][month("korea_truce", "2026-11") :], [0.54, 0.34])
    assert model.world.deals.status[model.world.deals.number("korea_truce"), 0] == EXPIRED
    assert (seen["rungs"][-1] > seen["rungs"][month("korea_truce", "2026-06")]).all()


def test_the_controls_of_october_end_the_truce() -> None:
    _, seen = told("rare_earth_controls_2025")
    name = "rare_earth_controls_2025"
    assert (seen["tariffs"][month(name, "2025-09")] == [0.30, 0.10]).all()
    assert (seen["tariffs"][month(name, "2025-12")] >= [0.54, 0.34]).all()
    assert seen["rungs"][-1][1] >= 4


def test_the_embargo_lets_nothing_through() -> None:
    model, _ = told("embargo")
    world = model.world
    goods = [world.tables.good_index(good) for good in world.tables.control_lists["rare_earths_all"].goods]
    routes = world.routes.select(goods, model.craft.codes.index("CHN"))
    assert (world.controls.in_force.status[routes] == 2).all()


def test_the_us_curbs_on_software_and_engines_last_from_may_to_june() -> None:
    model = TradeWar(load_scenario("liberation_day_2025"), [1])
    tables, routes = model.world.tables, model.world.routes
    usa, china = tables.state_index("USA"), tables.state_index("CHN")
    curbed = routes.select([tables.good_index(good) for good in ("design_software", "jet_engines")], usa, [china])
    status = []
    for _ in range(6):
        model.step()
        status.append(model.world.controls.in_force.status[curbed, 0].tolist())
    number = int(curbed.sum())
    assert number >= 2
    assert status == [[0] * number] * 4 + [[1] * number, [0] * number]


def test_packages_are_sourced_and_known() -> None:
    assert {"geneva", "london_truce", "korea_truce"} <= set(load_packages())


def test_parameters_of_the_states_are_all_used() -> None:
    from sim.parameters import used_in

    ours = [name for name, one in load_parameters().items() if name in _names_in_states_file()]
    assert ours
    unused = [name for name in ours if not used_in(name)]
    assert not unused


def _names_in_states_file() -> set[str]:
    from sim.documents import read_document
    from sim.parameters import DATA

    return set(read_document(DATA / "parameters" / "states.yaml").data)


def test_the_korea_truce_suspends_the_wider_list_for_its_party_and_its_end_brings_it_back() -> None:
    model = TradeWar(load_scenario("korea_truce"), [1])
    tables, routes = model.world.tables, model.world.routes
    magnets = [tables.good_index("ndfeb_magnets")]
    usa, china = tables.state_index("USA"), tables.state_index("CHN")
    civil = routes.select(magnets, china, [usa], use=0)
    shares = []
    for _ in range(26):
        model.step()
        shares.append(float(model.world.controls.in_force.controlled_share[civil].max()))
    april, october = (tables.control_lists[name].goods["ndfeb_magnets"] for name in ("april_2025", "october_2025"))
    assert shares[14] == april, "March 2026, under the deal"
    assert shares[-1] == october, "February 2027, after its year"


def test_refused_military_buyers_get_only_what_no_list_covers() -> None:
    """With an approval rate of zero, no more leaves than the uncontrolled share of new orders, but for ways round."""
    model = TradeWar(load_scenario("london_truce"), [1])
    tables, routes = model.world.tables, model.world.routes
    magnets = [tables.good_index("ndfeb_magnets"), tables.good_index("smco_magnets")]
    military = routes.select(magnets, tables.state_index("CHN"), None, use=1)
    for month in range(24):
        ordered = model.world.network.by_route.sum(model.world.chain.order)[:-1]
        model.step()
        if month > 5:
            shipped = model.world.network.by_route.sum(model.world.chain.shipped)[:-1] - model.world.rerouting.rerouted
            free = 1 - model.world.controls.in_force.controlled_share
            assert (shipped <= free * ordered + 1e-9)[military].all()


def test_what_can_do_nothing_says_so(tmp_path: Path) -> None:
    """A control on what is not sold, and an event after the last month: one in the record, one in a note."""
    measure = "kind: control, goods: natural_graphite, partner: EUU, status: ban"
    event = f"{measure}, because: a test, source: chokepoint_assumption"
    file = tmp_path / "idle.yaml"
    file.write_text(
        "title: Idle\nabout: Idle.\nsources: [chokepoint_assumption]\nextends: base\nmonths: 6\n"
        "states:\n  USA: {strategy: script}\nevents:\n"
        f"  - {{date: 2025-02-03, actor: USA, {event}}}\n  - {{date: 2026-02-03, actor: USA, {event}}}\n"
    )
    scenario = load_scenario(file)
    assert "2026-02-03 comes after the last month" in scenario.warnings[0]
    model = TradeWar(scenario, [1])
    model.step()
    model.step()
    assert "no effect: USA sells none of it there" in model.log.entries[0].reason


def running_chips(name: str, months: int) -> dict[str, list[float]]:
    """AI chips with power of both powers, month by month, where nobody looks ahead any more."""
    still = {f"states.{code}.then": "hold" for code in ("USA", "CHN")}
    model = TradeWar(load_scenario(name, {"firms_per_cell": "1", **still}), [1])
    found: dict[str, list[float]] = {"USA": [], "CHN": []}
    for _ in range(months):
        model.step()
        world = model.world
        for code, series in found.items():
            row = world.tables.state_index(code)
            series.append(float(world.technology.stock[row, 0] * world.technology.energised[row, 0]))
    return found


def test_a_race_costs_china_computing_and_a_truce_does_not() -> None:
    race, truce = (running_chips(name, 36) for name in ("ai_race", "london_truce"))
    assert race["CHN"][-1] < 0.9 * race["CHN"][0]
    assert truce["CHN"][-1] == pytest.approx(truce["CHN"][0], rel=0.01)
    assert race["USA"][-1] > 1.05 * truce["USA"][-1], "by grid and land"


def test_what_looks_like_chicken_is_not_within_the_ranges_and_is_beyond_them() -> None:
    mild, harsh = (
        play(load_scenario("chicken", values), "2025-05", runs=1).kinds
        for values in ({}, {"parameters.toughness_gain": "0.3", "parameters.face_loss": "0"})
    )
    assert mild == ("harmony", "stag hunt")
    assert harsh == ("chicken", "deadlock")
    assert load_parameters()["toughness_gain"].high < 0.3
