"""Series of the supply chain: trade, output, prices, stocks, and plants that stand still."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence
from sim.recording import TOTAL
from sim.tracks.track import Reader, Track, blank, names_of, once_a_month, part_of
from sim.types import Array, Index
from sim.world import World

KILOGRAMS_A_TONNE = 1000
INDEX = "Jan 2025 = 1"
DAYS_A_MONTH = 30


def chain_tracks(world: World) -> list[Track]:
    """Trade, output, prices and stocks of goods; one track for each unit."""
    return [
        *_by_unit(world, *_exports(world)),
        *_by_unit(world, *_output(world)),
        *_prices(world),
        *_stocks(world),
        *_stops(world),
    ]


def _exports(world: World) -> tuple[Track, Index]:
    """Shipments across each border, both end uses together, and the total of each exporter."""
    routes, codes, by_route = world.routes, world.tables.state_codes, world.network.by_route
    border = np.stack([routes.good, routes.exporter, routes.importer])
    total = np.stack([routes.good, routes.exporter, np.full(len(routes), -1)])
    keys, member = np.unique(np.concatenate([border, total], axis=1), axis=1, return_inverse=True)
    rows = Incidence(member.reshape(-1), keys.shape[1])
    twice = np.tile(np.arange(len(routes)), 2)
    track = Track(
        "exports",
        "",
        "shipments across the border",
        names_of(codes, keys[1]),
        tuple(TOTAL if row < 0 else codes[row] for row in keys[2]),
        names_of(world.tables.good_names, keys[0]),
        once_a_month(lambda now: rows.sum(by_route.sum(now.chain.shipped)[twice])),
    )
    return track, keys[0]


def _output(world: World) -> tuple[Track, Index]:
    makers = world.network.makers
    track = Track(
        "output",
        "",
        "output",
        names_of(world.tables.state_codes, makers.state),
        blank(len(makers)),
        names_of(world.tables.good_names, makers.good),
        once_a_month(lambda now: makers.member.sum(now.chain.output)),
    )
    return track, makers.good


def _by_unit(world: World, track: Track, good: Index) -> list[Track]:
    """Split a track by the unit of its goods."""
    units = [entry.unit for entry in world.tables.goods]
    unit_of = np.array([units[row] for row in good])
    return [
        part_of(track, np.flatnonzero(unit_of == unit), f"{unit}/month")
        for unit in dict.fromkeys(units)
        if unit in unit_of
    ]


def _prices(world: World) -> list[Track]:
    """Contract prices where goods are made, spot prices where they are bought, in the unit that people quote."""
    network, tables = world.network, world.tables
    makers, markets, firms = network.makers, network.markets, network.firms
    shown = [entry.price_unit_shown for entry in tables.goods]
    usd = np.array([entry.base_price_usd for entry in tables.goods])
    scale = np.array([_scale(unit, price) for unit, price in zip(shown, usd, strict=True)])
    base = usd / scale
    made = firms.output[:, None]
    weight = made / makers.member.spread(makers.member.sum(made)) / scale[firms.good][:, None]

    def contract(now: World) -> Array:
        return makers.member.sum(weight * now.chain.price)

    def spot(now: World) -> Array:
        price: Array = base[markets.good][:, None] * now.chain.spot_ratio
        return price

    def track(name: str, label: str, cells: tuple[Index, Index], read: Reader) -> list[Track]:
        good, state = cells
        whole = Track(
            name,
            "",
            label,
            names_of(tables.state_codes, state),
            blank(len(good)),
            names_of(tables.good_names, good),
            once_a_month(read),
        )
        units = np.array([shown[row] for row in good])
        return [part_of(whole, np.flatnonzero(units == unit), unit) for unit in dict.fromkeys(units)]

    return [
        *track("price", "contract price of the makers", (makers.good, makers.state), contract),
        *track("spot_price", "spot price where bought", (markets.good, markets.state), spot),
    ]


def _scale(unit: str, price: float) -> float:
    """What a price in USD per unit is divided by to be shown; a good without a unit of its own is an index."""
    return {"USD/kg": KILOGRAMS_A_TONNE, INDEX: price}.get(unit, 1.0)


def _stocks(world: World) -> list[Track]:
    markets = world.network.markets
    return [
        Track(
            "stock_cover",
            "months",
            "buyers' stock over their normal use",
            names_of(world.tables.state_codes, markets.state),
            blank(len(markets)),
            names_of(world.tables.good_names, markets.good),
            lambda now: now.economy.cover[markets.good, markets.state],
        )
    ]


def _stops(world: World) -> list[Track]:
    """How long the hardest-hit plant of an industry stood still for want of inputs, and how many did."""
    makers, tables = world.network.makers, world.tables
    final = np.array([entry.stage == "final" for entry in tables.goods])
    chosen = np.flatnonzero(final[makers.good])
    plants = np.flatnonzero(final[world.network.firms.good])
    plants = plants[np.argsort(makers.member.of[plants], kind="stable")]
    first = np.searchsorted(makers.member.of[plants], chosen)

    def longest(now: World) -> Array:
        worst: Array = np.maximum.reduceat(now.chain.idle[plants], first, axis=0)
        return DAYS_A_MONTH * worst

    def number(now: World) -> Array:
        return makers.member.sum((now.chain.idle > 1 / DAYS_A_MONTH).astype(float))[chosen]

    state = names_of(tables.state_codes, makers.state[chosen])
    good = names_of(tables.good_names, makers.good[chosen])
    none = blank(len(chosen))
    return [
        Track("idle_days", "days", "days of the month the hardest-hit plant stood still", state, none, good, longest),
        Track("plants_idle", "plants", "plants that stood still for a day or more", state, none, good, number),
    ]
