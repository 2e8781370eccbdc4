"""Series of trade and making: exports, supplies at home, output, capacity, prices."""

from __future__ import annotations

import numpy as np

from sim.tracks.track import Sums, Track, names_of, sums, track
from sim.types import Array, Index
from sim.world import World

SHOWN_IN = {"USD/kg": 1000, "USD/kWh": 1000}
"""Kilograms in a tonne, kilowatt-hours in a megawatt-hour: what a price per unit is divided by."""

INDEX = "Jan 2025 = 1"


def chain_tracks(world: World) -> list[Track]:
    """Trade, output, capacity and prices of goods."""
    return [_exports(world), _home_supply(world), *_making(world), *_prices(world)]


def units_of(world: World) -> list[str]:
    """The unit of each good: (good,)."""
    return [entry.unit for entry in world.tables.goods]


def a_month(units: tuple[str, ...]) -> tuple[str, ...]:
    """Units as they are counted by the month."""
    return tuple(f"{unit}/month" for unit in units)


def makers_of(world: World, chosen: Index) -> Sums:
    """Sums over firm rows by good and state, for some of the firms."""
    firms = world.network.firms
    keys = np.stack([firms.good[chosen], firms.state[chosen]])
    return sums(keys, units_of(world), chosen, len(firms))


def upstream(world: World) -> Index:
    """Rows of the firms that make inputs of others: (firm,)."""
    final = np.array([entry.stage == "final" for entry in world.tables.goods])
    rows: Index = np.flatnonzero(~final[world.network.firms.good])
    return rows


def _exports(world: World) -> Track:
    """Shipments across each border, both end uses together, and the total of each exporter, as its customs count them.

    What goes round through a third state is declared as an export to that state.
    """
    links, routes = world.network.links, world.routes
    abroad = np.flatnonzero(links.exporter != links.importer)
    border = np.stack([links.good, links.exporter, links.importer])[:, abroad]
    total = np.stack([border[0], border[1], np.full(len(abroad), -1)])
    by_key = sums(np.concatenate([border, total], axis=1), units_of(world), np.tile(abroad, 2), len(links))
    # every route has links, so that its sums stand in the same order
    declared = np.stack([routes.good, routes.exporter, routes.importer])
    moved = sums(declared, units_of(world), np.arange(len(routes)), len(routes))
    place = np.flatnonzero(by_key.keys[2] >= 0)
    codes = world.tables.state_codes

    def counted(now: World) -> Array:
        shipped = by_key.of(now.chain.shipped)
        if now.rerouting.rerouted.any():
            shipped[place] += moved.of(now.rerouting.shifted)
        return shipped

    return track(
        "exports",
        a_month(by_key.units),
        "shipments across the border",
        counted,
        state=names_of(codes, by_key.keys[1]),
        partner=names_of(codes, by_key.keys[2]),
        good=names_of(world.tables.good_names, by_key.keys[0]),
    )


def _home_supply(world: World) -> Track:
    links = world.network.links
    home = np.flatnonzero(links.exporter == links.importer)
    by_key = sums(np.stack([links.good, links.exporter])[:, home], units_of(world), home, len(links))
    return track(
        "home_supply",
        a_month(by_key.units),
        "shipments to buyers in the state itself",
        lambda now: by_key.of(now.chain.shipped),
        state=names_of(world.tables.state_codes, by_key.keys[1]),
        good=names_of(world.tables.good_names, by_key.keys[0]),
    )


def _making(world: World) -> list[Track]:
    """Output of all goods, and capacity where it can change."""
    every = makers_of(world, np.arange(len(world.network.firms)))
    inputs = makers_of(world, upstream(world))
    codes, goods = world.tables.state_codes, world.tables.good_names

    return [
        track(
            "output",
            a_month(every.units),
            "output",
            lambda now: every.of(now.chain.output),
            state=names_of(codes, every.keys[1]),
            good=names_of(goods, every.keys[0]),
        ),
        track(
            "capacity",
            a_month(inputs.units),
            "capacity that works",
            lambda now: inputs.of(now.chain.capacity),
            state=names_of(codes, inputs.keys[1]),
            good=names_of(goods, inputs.keys[0]),
        ),
    ]


def _prices(world: World) -> list[Track]:
    """Contract prices where goods are made, spot prices where they are bought, in the unit that people quote."""
    network, tables = world.network, world.tables
    firms, markets = network.firms, network.markets
    shown = [entry.price_unit_shown for entry in tables.goods]
    usd = np.array([entry.base_price_usd for entry in tables.goods])
    scale = np.array([price_scale(unit, price) for unit, price in zip(shown, usd, strict=True)])

    makers, rows = network.makers, np.arange(len(firms))
    made = np.where(firms.newcomer, 0.0, firms.output)[:, None]
    in_cell = makers.member.sum(made)
    # where nothing is made yet, the price is the mean of what plants would ask
    size = np.where(makers.member.spread(in_cell) > 0, made, firms.reference[:, None])
    weight = size / makers.member.spread(makers.member.sum(size)) / scale[firms.good][:, None]
    contract = sums(np.stack([firms.good, firms.state]), shown, rows, len(firms), weight[:, 0])
    base = (usd / scale)[markets.good]
    spot = sums(np.stack([markets.good, markets.state]), shown, np.arange(len(markets)), len(markets), base)

    def prices(name: str, label: str, by_key: Sums, read: str) -> Track:
        return track(
            name,
            by_key.units,
            label,
            lambda now: by_key.of(getattr(now.chain, read)),
            state=names_of(tables.state_codes, by_key.keys[1]),
            good=names_of(tables.good_names, by_key.keys[0]),
        )

    return [
        prices("price", "contract price of the makers", contract, "price"),
        prices("spot_price", "spot price where bought", spot, "spot_ratio"),
    ]


def price_scale(unit: str, price: float) -> float:
    """What a price in USD per unit is divided by to be shown; a good without a unit of its own is an index."""
    scale: float = {**SHOWN_IN, INDEX: price}.get(unit, 1.0)
    return scale
