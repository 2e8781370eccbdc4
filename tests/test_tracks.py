"""What must stay true of the series that are recorded: they are what the world holds, under the right names."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sim.economy.rents import rents
from sim.labelled import Labelled
from sim.model import TradeWar
from sim.provenance import Provenance
from sim.recorder import Recorder, controllers_of
from sim.scenario import load_scenario
from sim.tracks.chain import INDEX, price_scale
from sim.tracks.track import sums, together

MONTHS, SEEDS = 9, (1, 2)


@pytest.fixture(scope="module")
def model() -> TradeWar:
    return TradeWar(load_scenario("history_2025"), SEEDS)


@pytest.fixture(scope="module")
def recorded(model: TradeWar) -> Labelled:
    recorder = Recorder(model.world, MONTHS)
    for month in range(MONTHS):
        model.step()
        recorder.record(model.world, month)
    months = tuple(f"2025-{month + 1:02d}" for month in range(MONTHS))
    return Labelled(Provenance("history_2025"), months, SEEDS, tuple(recorder.series))


def added(results: Labelled, variable: str, good: str, partner: str | None = None) -> np.ndarray:
    keys = [key for key in results.keys(variable, good=good) if partner is None or (key[1] == "") == (partner == "")]
    return np.sum([results.values(variable, *key)[-1] for key in keys], axis=0)


def test_every_shipment_is_recorded_once_at_home_or_abroad(model: TradeWar, recorded: Labelled) -> None:
    world = model.world
    for good in ("ndfeb_magnets", "dytb_oxide", "battery_cells", "chips"):
        links = world.network.links.good == world.tables.good_index(good)
        home, exports = added(recorded, "home_supply", good), added(recorded, "exports", good, "")
        np.testing.assert_allclose(home + exports, world.chain.shipped[links].sum(axis=0), rtol=1e-12)
        np.testing.assert_allclose(added(recorded, "exports", good, "all"), exports, rtol=1e-12)


def test_what_is_made_and_could_be_made_adds_up(model: TradeWar, recorded: Labelled) -> None:
    world = model.world
    rows = world.network.firms.good == world.tables.good_index("ndpr_oxide")
    np.testing.assert_allclose(added(recorded, "output", "ndpr_oxide"), world.chain.output[rows].sum(axis=0))
    np.testing.assert_allclose(added(recorded, "capacity", "ndpr_oxide"), world.chain.capacity[rows].sum(axis=0))
    np.testing.assert_allclose(added(recorded, "mothballed", "ndpr_oxide"), world.industry.mothballed[rows].sum(axis=0))


def test_the_pipeline_is_that_of_the_projects(model: TradeWar, recorded: Labelled) -> None:
    world = model.world
    lead = world.network.firms.good[world.network.projects] == world.tables.good_index("ndfeb_magnets")
    under_way = sum(added(recorded, f"pipeline_{stage}", "ndfeb_magnets") for stage in
                    ("permitting", "building", "commissioning"))  # fmt: skip
    np.testing.assert_allclose(under_way, world.industry.pipeline.sum(axis=0)[lead].sum(axis=0))


def test_licences_are_counted_in_applications(model: TradeWar, recorded: Labelled) -> None:
    world, routes = model.world, model.world.routes
    china, good = world.tables.state_index("CHN"), world.tables.good_index("ndfeb_magnets")
    rows = (routes.exporter == china) & (routes.good == good)
    size = world.tables.goods[good].application_size
    for name in ("pending", "approved", "refused", "lapsed", "balance"):
        variable = {"pending": "licence_backlog"}.get(name, f"licence_{name}")
        kept = [key for key in recorded.keys(variable, state="CHN", good="ndfeb_magnets")]
        total = np.sum([recorded.values(variable, *key)[-1] for key in kept], axis=0)
        np.testing.assert_allclose(total, getattr(world.desk, name)[rows].sum(axis=0) / size, atol=1e-9)
    assert recorded.values("licence_backlog", "CHN", "USA", "ndfeb_magnets").max() > 0


def test_the_rent_is_that_of_the_accounts(model: TradeWar, recorded: Labelled) -> None:
    world = model.world
    accounts = rents(world.network, world.chain, world.desk, world.controls, len(world.tables.states))
    total = np.sum([recorded.values("licence_rent", *key)[-1] for key in recorded.keys("licence_rent")], axis=0)
    np.testing.assert_allclose(total, accounts.by_route.sum(axis=0), rtol=1e-9)


def test_programmes_cost_what_their_instruments_cost(recorded: Labelled) -> None:
    parts = [name for name in recorded.names if name.startswith("cost_")]
    total = recorded.values("programme_cost", "USA")
    np.testing.assert_allclose(sum(recorded.values(name, "USA") for name in parts), total, atol=1e-9)
    assert total.max() > 0, "history has programmes"


def test_nothing_is_recorded_twice_and_everything_is_a_number(recorded: Labelled) -> None:
    keys = Counter((series.name, *key) for series in recorded.variables for key in series.keys)
    assert max(keys.values()) == 1
    assert all(np.isfinite(series.values).all() for series in recorded.variables)


def test_industries_begin_with_the_cover_that_they_hold(recorded: Labelled) -> None:
    for state, _, good in recorded.keys("industry_cover"):
        assert 0 < recorded.values("industry_cover", state, "", good)[0].min() < 12


def test_whoever_controls_exports_is_recorded(tmp_path: Path) -> None:
    assert controllers_of(load_scenario("base")) == ("USA", "CHN")
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: base\nstates:\n  EUU: {strategy: script, until: 2025-06}\nmore_events:\n"
        "  - {date: 2025-02-01, actor: EUU, kind: control, goods: jet_engines, partner: CHN, because: x,"
        " source: chokepoint_assumption}\n"
    )
    assert controllers_of(load_scenario(file)) == ("USA", "CHN", "EUU")


def test_prices_are_shown_in_the_unit_that_people_quote() -> None:
    assert price_scale("USD/kg", 55_000) == 1000 and price_scale("USD/kWh", 115_000) == 1000
    assert price_scale(INDEX, 1e6) == 1e6 and price_scale("USD/chip", 27_500) == 1


def test_units_stand_together_in_the_order_of_their_first_row() -> None:
    assert together(["t", "MWh", "t", "chips", "MWh"]).tolist() == [0, 2, 1, 4, 3]
    good, state = np.array([0, 1, 0, 1]), np.array([5, 5, 5, 6])
    by_key = sums(np.stack([good, state]), ["MWh", "t"], np.arange(4), 4, np.array([1.0, 1.0, 2.0, 1.0]))
    assert by_key.units == ("MWh", "t", "t")
    np.testing.assert_array_equal(by_key.of(np.array([[1.0], [2.0], [3.0], [4.0]]))[:, 0], [7, 2, 4])
