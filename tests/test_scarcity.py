"""What a lasting shortage does to orders, spot prices and plants."""

from __future__ import annotations

import numpy as np
import pytest
from small_chain import SmallChain, small_chain
from small_works import GOOD, PARTS, small_works

from sim.industry.development import develop
from sim.policy.controls import BAN, OPEN
from sim.tables import load_tables


def chinese_routes(model: SmallChain, good: str) -> np.ndarray:
    tables = load_tables()
    routes: np.ndarray = model.network.routes.select([tables.good_index(good)], tables.state_index("CHN"))
    return routes


def set_border(model: SmallChain, good: str, status: float) -> None:
    model.controls.set(chinese_routes(model, good), np.array([True]), status=status, controlled_share=1.0)
    model.controls.enforce(model.controls.law.copy())


def spot(model: SmallChain, good: str, state: str) -> float:
    tables, markets = load_tables(), model.network.markets
    row = (markets.good == tables.good_index(good)) & (markets.state == tables.state_index(state))
    return float(model.chain.spot_ratio[row].mean())


def makers(model: SmallChain, good: str, state: str) -> np.ndarray:
    tables, firms = load_tables(), model.network.firms
    rows: np.ndarray = (firms.good == tables.good_index(good)) & (firms.state == tables.state_index(state))
    return rows


def exports(model: SmallChain, good: str) -> float:
    links, tables = model.network.links, load_tables()
    sent = (links.good == tables.good_index(good)) & (links.exporter == tables.state_index("CHN"))
    return float(model.chain.shipped[sent & (links.importer != links.exporter)].sum())


def test_years_of_refused_orders_do_not_ship_at_once() -> None:
    """Buyers refill their stocks once a ban ends, but have long cancelled what they could not get."""
    model = small_chain(seeds=(1,))
    model.step()
    normal = exports(model, "ndfeb_magnets")
    set_border(model, "ndfeb_magnets", BAN)
    for _ in range(24):
        model.step()
    set_border(model, "ndfeb_magnets", OPEN)
    sent = []
    for _ in range(12):
        model.step()
        sent.append(exports(model, "ndfeb_magnets"))
    assert max(sent) < 1.5 * normal and sent[-1] > 0.8 * normal


@pytest.mark.parametrize("good", ["sm_oxide", "ndfeb_magnets"])
def test_more_supply_at_home_never_lifts_the_spot_price(good: str) -> None:
    """More American plants for a good that China bans: the price there is lower on average over three years."""
    price = []
    for more in (False, True):
        model = small_chain(seeds=(1,))
        set_border(model, good, BAN)
        if more:
            # a separation plant makes samarium with NdPr and La-Ce, or not at all
            ores = ("ndpr_oxide", "lace_oxide") if good == "sm_oxide" else ()
            plants = np.logical_or.reduce([makers(model, one, "USA") for one in (good, *ores)])
            model.chain.capacity[plants] += model.network.firms.reference[plants][:, None]
        path = []
        for _ in range(36):
            model.step()
            path.append(spot(model, good, "USA"))
        price.append(path)
    without, added = np.array(price)
    assert added.mean() < without.mean()


def test_a_plant_without_feed_sells_nothing_whatever_its_orders() -> None:
    """Orders on the books do not pay for lines that stand still for want of inputs."""
    works = small_works()
    rows = np.flatnonzero(GOOD == PARTS)
    works.sold_out = False
    before = works.chain.capacity[rows].copy()
    works.chain.finished_stock[rows] = 0
    for _ in range(24):
        works.chain.output = works.rules.utilisation * works.chain.capacity
        works.chain.output[rows] = 0
        develop(works.network, works.chain, works.industry, works.support, works.rules)
    assert (works.chain.capacity[rows][before > 0] < 0.7 * before[before > 0]).all()
