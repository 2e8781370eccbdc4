"""What must stay true of separation plants, of plants that could be built, and of trade that goes round."""

from collections import Counter

import numpy as np
import pytest
from small_chain import SmallChain, random_capacities, small_chain

from sim.chain.pricing import cash_cost, cost
from sim.policy.controls import BAN
from sim.tables import load_tables

TOLERANCE = 1e-9


def makers(model: SmallChain, good: str, *states: str) -> np.ndarray:
    """Rows of incumbents that make a good in some states, or anywhere."""
    tables, firms = load_tables(), model.network.firms
    chosen = (firms.good == tables.good_index(good)) & ~firms.newcomer
    return chosen & np.isin(firms.state, [tables.state_index(state) for state in states]) if states else chosen


@pytest.mark.parametrize("good", ["sm_oxide", "y_oxide", "lace_oxide"])
def test_by_products_cannot_be_ordered_up_alone(good: str) -> None:
    """Twice the use of a cheap by-product hardly moves the plants it comes from: it goes short instead."""
    model = small_chain(surplus_months=24)
    own = makers(model, good)
    slots = model.network.slots.good == load_tables().good_index(good)
    for _ in range(12):
        model.chain.intensity[slots] = 2 * model.network.slots.intensity[slots][:, None]
        model.step()
    made = model.chain.output[own].sum() / model.network.firms.made[own].sum()
    assert 0.98 < made < 1.35
    price = model.chain.price[own, 0] / model.network.firms.base_price[own]
    assert price.max() > 1.1


def test_ores_hold_more_of_every_by_product_than_is_bought() -> None:
    """No plant makes more than its ore holds, lead products are sold out, the surplus is thrown away every month."""
    model = small_chain(firms_per_cell=3)
    firms, slots, joint = model.network.firms, model.network.slots, model.network.joint
    before = model.chain.discarded.copy()
    surplus = {good: firms.made[own].sum() / firms.output[own].sum() for good, own in all_products(model).items()}
    assert surplus["ndpr_oxide"] == surplus["dytb_oxide"] == 1
    assert min(surplus[good] for good in ("lace_oxide", "sm_oxide", "y_oxide", "hoer_oxide")) > 1.1
    assert max(surplus.values()) < 2
    ore = np.bincount(slots.firm, weights=slots.flow, minlength=len(firms))[joint.lead]
    together = joint.plant.spread(joint.plant.sum(firms.made[joint.rows][:, None]))[:, 0]
    assert (together <= ore).all()
    for _ in range(24):
        model.step()
        assert np.allclose(model.chain.discarded, before, rtol=TOLERANCE, atol=TOLERANCE)
    assert np.allclose(before[:, 0], firms.made - firms.output)


def all_products(model: SmallChain) -> dict[str, np.ndarray]:
    return {row.product: makers(model, row.product) for row in load_tables().baskets}


def test_less_ndpr_leaves_lace_alone_while_the_surplus_lasts() -> None:
    """A fifth less NdPr is used; after years the hoard is gone and what is made of La-Ce is all there is."""
    model = small_chain(surplus_months=3)
    firms, lace, ndpr = model.network.firms, makers(model, "lace_oxide"), makers(model, "ndpr_oxide")
    buys, uses = (model.network.slots.good == load_tables().good_index(f"{name}_oxide") for name in ("ndpr", "lace"))
    stock = [model.chain.finished_stock[lace].sum()]
    for month in range(60):
        model.chain.intensity[buys] = 0.8 * model.network.slots.intensity[buys][:, None]
        model.step()
        stock.append(model.chain.finished_stock[lace].sum())
        if month < 12:
            # ore becomes a little cheaper
            assert np.allclose(model.chain.input_price[uses], 1, atol=0.03), month
            assert np.allclose(model.chain.used[uses, 0], model.network.slots.flow[uses], rtol=0.01), month
    assert 0.75 < model.chain.output[ndpr].sum() / firms.made[ndpr].sum() < 0.85
    assert stock[12] < stock[1] and not model.chain.discarded[lace].any()
    assert stock[-1] < 0.3 * stock[0] and (model.chain.price[lace, 0] > 1.02 * firms.base_price[lace]).any()


def test_what_comes_with_a_wanted_product_is_thrown_away() -> None:
    """More NdPr for magnets brings more La-Ce than anybody wants: it is dumped, and its price stays where it was."""
    model = small_chain()
    own, slots = makers(model, "lace_oxide", "CHN"), model.network.slots.good == load_tables().good_index("ndpr_oxide")
    before = model.chain.discarded[own].sum()
    for _ in range(60):
        model.chain.intensity[slots] = 1.12 * model.network.slots.intensity[slots][:, None]
        model.step()
    assert model.chain.discarded[own].sum() > 1.2 * before
    most = model.rules.surplus_months * model.network.firms.reference[own]
    assert (model.chain.finished_stock[own, 0] <= most * (1 + TOLERANCE)).all()
    assert np.allclose(model.chain.price[own, 0], model.network.firms.base_price[own], rtol=0.05)


def test_the_surplus_of_a_new_plant_weighs_on_its_price_no_more_than_that_of_others() -> None:
    """New plants throw away the same share of La-Ce as those of January 2025."""
    model = small_chain()
    ndpr, lace = newcomers(model, "ndpr_oxide", "USA"), newcomers(model, "lace_oxide", "USA")
    model.chain.intensity[model.network.slots.good == load_tables().good_index("ndpr_oxide")] *= 1.1
    built = ndpr | lace | newcomers(model, "sm_oxide", "USA")
    model.chain.capacity[built] = model.network.firms.reference[built][:, None]
    start = model.chain.price[lace].copy()
    for _ in range(60):
        model.step()
    assert model.network.firms.sold_share[lace].max() < 1 and model.chain.output[lace].sum() > 0
    assert (model.chain.price[lace] > 0.85 * start).all() and (model.chain.price[lace] < 1.01 * start).all()


def test_a_maker_with_a_floor_sells_at_the_going_price() -> None:
    """It wins customers that its own cost would have kept away; a floor below its cash cost helps nobody."""
    sold, ratio = {}, {}
    for name, floor in (("none", 0.0), ("low", 0.1), ("high", 2.0)):
        model = small_chain()
        firms, own = model.network.firms, newcomers(model, "ndfeb_magnets", "USA")
        model.chain.capacity[own] = firms.reference[own][:, None]
        model.floor = own[:, None] * (floor * firms.base_price)[:, None] if floor else None
        for _ in range(36):
            model.step()
        others = (firms.good == firms.good[own][0]) & ~own
        going = (model.chain.price[others] * model.chain.output[others]).sum() / model.chain.output[others].sum()
        sold[name], ratio[name] = model.chain.output[own].sum(), model.chain.price[own] / going
    assert sold["low"] == sold["none"] and sold["high"] > 1.1 * sold["none"]
    assert np.allclose(ratio["high"], 1, rtol=1e-9) and ratio["none"].min() > 1.02


def newcomers(model: SmallChain, good: str, state: str) -> np.ndarray:
    tables, firms = load_tables(), model.network.firms
    return firms.newcomer & (firms.good == tables.good_index(good)) & (firms.state == tables.state_index(state))


def test_a_newcomer_wins_customers_slowly_and_from_china() -> None:
    model = small_chain()
    own, chinese = newcomers(model, "ndfeb_magnets", "USA"), makers(model, "ndfeb_magnets", "CHN")
    model.chain.capacity[own] = model.network.firms.reference[own][:, None]
    sold, china = [], []
    for _ in range(48):
        model.step()
        sold.append(float(model.chain.output[own].sum()))
        china.append(float(model.chain.output[chinese].sum()))
    assert sold[2] < 0.4 * sold[-1] and sold[-1] > sold[12] > sold[6] > 0
    lost = model.network.firms.output[chinese].sum() - china[-1]
    assert 0.6 * sold[-1] < lost < 1.2 * sold[-1]


def test_newcomers_that_are_not_built_change_nothing() -> None:
    """They stand ready at their full cost, without capacity, stock, orders or customers."""
    model = small_chain()
    firms, rows = model.network.firms, model.network.firms.newcomer
    assert len(model.network.projects) == len(load_tables().prospects) and firms.newcomer[model.network.projects].all()
    model.tariffs[:] = 1.3
    model.controls.set(model.network.routes.select([3, 7, 14], 1), np.array([True]), status=BAN)
    model.controls.enforce(model.controls.law.copy())
    for _ in range(12):
        model.step()
    links = rows[model.network.links.seller]
    assert not model.chain.output[rows].any() and not model.chain.order[links].any()
    assert not model.chain.share[links].any() and (firms.full_cost[rows] >= 1).all()
    bought = rows[model.network.slots.firm]
    assert not model.chain.input_stock[bought].any()
    assert np.allclose(model.network.by_slot.sum(model.chain.share)[bought], 1, rtol=1e-9)


def test_what_goes_round_comes_later_and_what_is_seized_is_gone() -> None:
    model, straight = small_chain(), small_chain()
    model.roundabout = (0.5, 0.2, 0.1)
    for one in (model, straight):
        one.step()
    abroad = model.network.by_route.of < len(model.network.routes)
    crossed = model.network.by_slot.sum(model.chain.shipped * abroad[:, None])
    late = model.chain.in_transit[1] - straight.chain.in_transit[1]
    assert np.allclose(late.sum(), crossed.sum() * 0.5 * 0.8, rtol=0.05) and late.min() >= -TOLERANCE
    assert np.allclose(model.chain.seized, 0.1 * model.crossed(), rtol=1e-9)
    assert (model.chain.input_price >= straight.chain.input_price - TOLERANCE).all()


def test_a_world_comes_out_the_same_alone_and_beside_others() -> None:
    """To the last bit, with newcomers at work and roundabout trade."""
    random = np.random.default_rng(3)
    alone, many = small_chain(seeds=(5,)), small_chain(seeds=(5, 6, 7))
    random_capacities(alone, random)
    many.chain.capacity[:, 0] = alone.chain.capacity[:, 0]
    for model in (alone, many):
        model.roundabout = (0.3, 0.1, 0.2)
        for _ in range(18):
            model.step()
    for name, value in vars(alone.chain).items():
        assert np.array_equal(value[..., 0], getattr(many.chain, name)[..., 0]), name


def test_large_cells_have_the_full_number_of_firms_and_small_ones_fewer() -> None:
    few, more = (small_chain(firms_per_cell=number).network for number in (3, 30))
    tables, firms = load_tables(), more.firms
    made = Counter(zip(firms.good[~firms.newcomer].tolist(), firms.state[~firms.newcomer].tolist(), strict=True))
    assert made[tables.good_index("vehicles"), tables.state_index("CHN")] == 30
    assert min(made.values()) < 5
    # work grows with the number of firms, not with its square
    assert len(more.links) / len(more.firms) < 1.5 * len(few.links) / len(few.firms)


def test_cost_follows_inputs_and_cash_cost_stays_below_it() -> None:
    model = small_chain()
    network, firms = model.network, model.network.firms
    full, cash = cost(network, model.chain), cash_cost(network, model.chain)
    assert np.allclose(full[~firms.newcomer, 0], firms.base_price[~firms.newcomer])
    assert (cash > 0).all() and (cash <= full * (1 + TOLERANCE)).all()
    ore = network.slots.good == load_tables().good_index("light_ore")
    model.chain.input_price[ore] *= 2
    products = makers(model, "lace_oxide", "CHN") | makers(model, "ndpr_oxide", "CHN")
    dearer = (cost(network, model.chain) / full)[products, 0]
    assert dearer.min() > 1.2 and np.ptp(dearer) < TOLERANCE
