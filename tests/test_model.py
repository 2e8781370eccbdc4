"""The whole model: what stays still, what a seed decides, and what a fork shares."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import TradeWar, simulate
from sim.recording import Recording
from sim.scenario import available_scenarios, load_scenario

TOLERANCE = 1e-9
SCENARIOS = sorted(available_scenarios())


def tables(recording: Recording, world: int) -> dict[str, np.ndarray]:
    return {f"{row}:{series.name}": series.values[:, :, world] for row, series in enumerate(recording.variables)}


def test_nothing_moves_in_base_for_ten_years() -> None:
    recording = simulate(load_scenario("base"), [1, 2], months=120)
    for series in recording.variables:
        start = series.values[:1]
        scale = np.where(np.abs(start) > TOLERANCE, np.abs(start), 1.0)
        assert (np.abs(series.values - start) / scale).max() < TOLERANCE, series.name
    assert not recording.events


@pytest.mark.parametrize("name", ["liberation_day_2025", "rare_earth_controls_2025", "korea_truce"])
def test_a_world_alone_and_in_a_batch_live_the_same_life_to_the_last_bit(name: str) -> None:
    scenario = load_scenario(name)
    batch = simulate(scenario, list(range(100, 164)), months=24)
    for world in (0, 7, 63):
        alone = tables(simulate(scenario, [100 + world], months=24), 0)
        for key, values in tables(batch, world).items():
            assert np.array_equal(values, alone[key], equal_nan=True), key


def test_events_too_depend_only_on_the_seed() -> None:
    scenario = load_scenario("rare_earth_controls_2025")
    batch = simulate(scenario, [5, 6, 7], months=20).events
    alone = simulate(scenario, [7], months=20).events
    assert [row[1:] for row in batch if row[0] == 2] == [row[1:] for row in alone]


def test_two_scenarios_share_their_luck() -> None:
    """Inventories are drawn by seed, so that plants of one world start alike in both."""
    one, other = (TradeWar(load_scenario(name), [3, 4]) for name in ("base", "embargo"))
    assert (one.world.chain.cover == other.world.chain.cover).all()
    assert not (one.world.chain.cover[:, 0] == one.world.chain.cover[:, 1]).all()


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_runs_and_stays_within_bounds(name: str) -> None:
    model = TradeWar(load_scenario(name), [1, 2])
    for _ in range(30):
        model.step()
        chain, relations = model.world.chain, model.world.relations
        assert chain.input_stock.min() >= 0 and chain.finished_stock.min() >= 0 and chain.price.min() > 0
        assert relations.rung.min() >= 0 and relations.rung.max() <= 6
        assert relations.trust.min() >= 0 and relations.trust.max() <= 1
        assert np.isfinite(model.world.economy.gdp_gap).all()
        crossed = model.world.network.by_route.sum(chain.shipped)[:-1]
        direct = crossed - model.world.rerouting.rerouted
        assert (direct <= model.world.desk.allowance * (1 + TOLERANCE) + TOLERANCE).all()


def test_a_fork_lives_on_like_its_parent_and_shares_nothing() -> None:
    """With luck at its middle in both, three copies of each world live the life of the parent; the parent stays put."""
    model = TradeWar(load_scenario("rare_earth_controls_2025"), [1, 2])
    for _ in range(10):
        model.step()
    kept = model.world.chain.input_stock.copy()
    fork, twin = model.fork(3), model.fork(1)
    for _ in range(6):
        fork.step()
        twin.step()
    assert (model.world.chain.input_stock == kept).all() and model.world.month == 10
    for copy in range(3):
        for name in ("output", "input_stock", "price"):
            assert (getattr(fork.world.chain, name)[:, copy::3] == getattr(twin.world.chain, name)).all()
        assert (fork.world.relations.rung[:, copy::3] == twin.world.relations.rung).all()


def test_a_fork_can_take_another_road() -> None:
    """A measure written into one copy changes that copy alone."""
    model = TradeWar(load_scenario("base"), [1])
    fork, usa, china = model.fork(2), 0, 1
    only_second = np.array([False, True])
    fork.world.tariffs.set(usa, china, 0, 1.0, only_second)
    fork.world.tariffs.enforce(None, {})
    for _ in range(6):
        fork.step()
    gap = fork.world.economy.gdp_gap[china]
    assert gap[0] == 0 and gap[1] < -0.05
    assert (model.world.tariffs.law == 0).all()


def test_firms_are_mesa_agents_with_live_views() -> None:
    model = TradeWar(load_scenario("base"), [1])
    makers = model.firms.select(lambda firm: firm.good == "ndfeb_magnets" and firm.state == "CHN")
    assert len(makers) >= 2
    total = sum(float(firm.output[0]) for firm in makers)
    assert total == pytest.approx(240_000 / 12 * 0.92, rel=0.01)
    assert set(model.firms.groupby("state").groups) >= {"USA", "CHN", "EUU"}


def test_memory_stays_flat_because_models_can_be_released() -> None:
    import gc
    import weakref

    model = TradeWar(load_scenario("base"), [1])
    model.step()
    gone = weakref.ref(model)
    model.release()
    del model
    gc.collect()
    assert gone() is None
