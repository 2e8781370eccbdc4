"""The model's arrays and a plain Mesa version of the same rules, objects and loops, must say the same."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.chain_alone import (
    DESK_SERIES,
    FIRM_SERIES,
    MARKET_SERIES,
    ChainAlone,
    Watched,
    difference,
    policy_of_hard_path,
)
from benchmarks.plain_mesa_twin import PlainMesaTwin
from sim.model import TradeWar
from sim.scenario import Scenario, load_scenario

AGREE = 1e-9
SEED = 7
SERIES = {*FIRM_SERIES, *MARKET_SERIES, *DESK_SERIES, "input_stock", "shipped"}


def small(name: str, **parameters: float) -> Scenario:
    overrides = {f"parameters.{parameter}": value for parameter, value in parameters.items()}
    return load_scenario(name, {"firms_per_cell": 1, **overrides})


def live(model: TradeWar | PlainMesaTwin, months: int) -> None:
    for _ in range(months):
        model.step()


def assert_same(arrays: ChainAlone | Watched, twin: PlainMesaTwin) -> None:
    found = difference(twin.series(), arrays.kept)
    assert set(found) == SERIES
    assert max(found.values()) < AGREE, found


@pytest.mark.parametrize("desk_capacity", [20_000, 200])
def test_the_twin_agrees_on_a_hard_path(desk_capacity: float) -> None:
    scenario, months = small("base", desk_capacity=desk_capacity), 60
    arrays = ChainAlone(scenario, [SEED])
    twin = PlainMesaTwin(ChainAlone(scenario, [SEED]), policy_of_hard_path(scenario, months))
    live(arrays, months)
    live(twin, months)
    assert_same(arrays, twin)


def test_the_hard_path_meets_every_rule() -> None:
    """Agreement proves little where nothing happens."""
    model = ChainAlone(small("base", desk_capacity=200), [SEED])
    live(model, 60)
    seen = {name: np.stack([month[name] for month in model.kept]) for name in SERIES}
    chain = model.world.chain
    assert seen["approved"].any() and seen["pending"].any() and (seen["balance"] > 0).any()
    assert seen["idle"].max() > 0.5 and seen["spot_ratio"].max() > 2
    assert chain.saving_peak.any() and chain.recycled.any() and (chain.fear == 1).any() and chain.market_backlog.any()
    assert seen["refused"].any() and seen["lapsed"].any()
    assert np.ptp(model.world.tariffs.price_factor()) > 0


def test_the_twin_agrees_with_the_whole_model() -> None:
    """The measures of a scenario, with governments, handed to the twin month by month."""
    scenario, months = small("liberation_day_2025"), 36
    model = Watched(scenario, [SEED])
    live(model, months)
    twin = PlainMesaTwin(TradeWar(scenario, [SEED]), model.policy)
    live(twin, months)
    assert np.stack([month["approved"] for month in model.kept]).any()
    assert_same(model, twin)


def test_the_twin_agrees_with_one_world_of_many() -> None:
    scenario, months = small("base"), 24
    arrays = ChainAlone(scenario, [SEED, 8, 9])
    twin = PlainMesaTwin(ChainAlone(scenario, [SEED]), policy_of_hard_path(scenario, months))
    live(arrays, months)
    live(twin, months)
    assert_same(arrays, twin)
