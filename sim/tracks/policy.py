"""Series of policy: tariffs in force, what the licence desks do, and what goes round them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Mix
from sim.borders.markets import base_prices, market_of
from sim.economy.rents import rent
from sim.policy.terms import LICENCE
from sim.tracks.chain import a_month, units_of
from sim.tracks.track import POWERS, Reader, Track, names_of, sums, track
from sim.types import Array, Index
from sim.world import World


def policy_tracks(world: World, controllers: Sequence[str]) -> list[Track]:
    """Tariffs by pair of states; licences, rents and roundabout trade by exporter, importer and good."""
    return [
        _tariffs(world),
        *_licences(world, controllers),
        *_roundabout(world, controllers),
        _rent(world, controllers),
    ]


def _tariffs(world: World) -> Track:
    codes = world.tables.state_codes
    pairs = [
        (i, j) for i in range(len(codes)) for j in range(len(codes)) if i != j and {codes[i], codes[j]} & set(POWERS)
    ]
    importer, exporter = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    return track(
        "tariff",
        "fraction",
        "tariff in force on the partner's goods, all in",
        lambda now: now.tariffs.base[importer, exporter] + now.tariffs.in_force[importer, exporter],
        state=names_of(codes, importer),
        partner=names_of(codes, exporter),
    )


def _controlled(world: World, controllers: Sequence[str]) -> Index:
    """Routes out of states that hold controls, of goods on any list: (route,)."""
    routes, tables = world.routes, world.tables
    listed = {tables.good_index(good) for entry in tables.control_lists.values() for good in entry.goods}
    owners = [tables.state_index(code) for code in controllers]
    chosen: Index = np.flatnonzero(np.isin(routes.good, list(listed)) & np.isin(routes.exporter, owners))
    return chosen


def _licences(world: World, controllers: Sequence[str]) -> list[Track]:
    """The licence series, by exporter, importer and good, in applications."""
    routes, tables = world.routes, world.tables
    chosen = _controlled(world, controllers)
    size = np.array([good.application_size for good in tables.goods])[routes.good[chosen]]
    keys = np.stack([routes.good[chosen], routes.exporter[chosen], routes.importer[chosen]])
    by_border = sums(keys, ["applications"] * len(tables.goods), chosen, len(routes), 1 / size)

    def licence(name: str, label: str, read: Reader) -> Track:
        def busy(now: World) -> Array | None:
            values = read(now) if len(now.desk.rows) else None
            return None if values is None else by_border.of(values)

        return track(
            name,
            "applications",
            label,
            busy,
            state=names_of(tables.state_codes, by_border.keys[1]),
            partner=names_of(tables.state_codes, by_border.keys[2]),
            good=names_of(tables.good_names, by_border.keys[0]),
            sparse=True,
        )

    return [
        licence("licence_applications", "licence applications made in the month", lambda now: now.desk.applied),
        licence(
            "licence_backlog", "licence applications waiting at the end of the month", lambda now: now.desk.pending
        ),
        licence("licence_approved", "licence applications approved in the month", lambda now: now.desk.approved),
        licence("licence_refused", "licence applications refused in the month", lambda now: now.desk.refused),
        licence("licence_lapsed", "licences that lapsed in the month", lambda now: now.desk.lapsed),
        licence("licence_balance", "licences in hand at the end of the month", lambda now: now.desk.balance),
    ]


def _roundabout(world: World, controllers: Sequence[str]) -> list[Track]:
    """What goes round controls through third states, and what customs take of it, by its real buyer."""
    routes, tables = world.routes, world.tables
    chosen = _controlled(world, controllers)
    keys = np.stack([routes.good[chosen], routes.exporter[chosen], routes.importer[chosen]])
    by_border = sums(keys, units_of(world), chosen, len(routes))

    def round_trip(name: str, label: str, read: Reader) -> Track:
        def any_of_it(now: World) -> Array | None:
            values = read(now)
            return by_border.of(values) if values is not None and values.any() else None

        return track(
            name,
            a_month(by_border.units),
            label,
            any_of_it,
            state=names_of(tables.state_codes, by_border.keys[1]),
            partner=names_of(tables.state_codes, by_border.keys[2]),
            good=names_of(tables.good_names, by_border.keys[0]),
            sparse=True,
        )

    return [
        round_trip("rerouted", "shipped round a control through a third state", lambda now: now.rerouting.rerouted),
        round_trip("seized", "taken by customs on its way round a control", lambda now: now.rerouting.seized),
    ]


def _rent(world: World, controllers: Sequence[str]) -> Track:
    """What those who may still trade under licence earn by it, whoever gets it."""
    network, routes, tables = world.network, world.routes, world.tables
    chosen = _controlled(world, controllers)
    place = np.full(len(routes) + 1, -1)
    place[chosen] = np.arange(len(chosen))
    links = np.flatnonzero(place[network.links.route] >= 0)
    across = Mix(place[network.links.route[links]], len(chosen), np.ones(len(links)), links, len(network.links))
    markets, market = np.unique(market_of(network)[chosen], return_inverse=True)
    contract = _rows_of(network.market_average, markets)
    price = base_prices(network)[routes.good[chosen]][:, None]
    keys = np.stack([np.zeros(len(chosen), dtype=np.intp), routes.exporter[chosen], routes.importer[chosen]])
    by_pair = sums(keys, [""], np.arange(len(chosen)), len(chosen))

    def earned(now: World) -> Array | None:
        if not len(now.desk.rows):
            return None
        licensed = now.controls.in_force.status[chosen] == LICENCE
        beyond = across.sum(now.chain.shipped) - now.desk.free[chosen]
        units = np.clip(beyond, 0, now.desk.balance[chosen]) * licensed
        scarcity = (now.chain.spot_ratio[markets] - contract.sum(now.chain.input_price))[market]
        return by_pair.of(rent(units, scarcity, price))

    return track(
        "licence_rent",
        "million USD/month",
        "rent of trade under licence",
        earned,
        state=names_of(tables.state_codes, by_pair.keys[1]),
        partner=names_of(tables.state_codes, by_pair.keys[2]),
    )


def _rows_of(mix: Mix, groups: Index) -> Mix:
    """Some groups of a weighted sum, in rising order."""
    chosen = np.flatnonzero(np.isin(mix.of, groups))
    return Mix(
        np.searchsorted(groups, mix.of[chosen]), len(groups), mix.weight[chosen], mix.source[chosen], mix.sources
    )
