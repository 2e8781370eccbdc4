"""Series of what the two powers promise and refuse each other: days left of deals, and what military users may have."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.policy.controls import USES
from sim.policy.ladder import approved_share, load_powers
from sim.tracks.track import POWERS, Track, track
from sim.types import Array, Index
from sim.world import World

MILITARY = USES.index("military")


def promise_tracks(world: World) -> list[Track]:
    """Days left of deals between the powers, and what each lets military users of the other have."""
    return [_days_left(world), *_military_access(world)]


def _days_left(world: World) -> Track:
    pair = {world.tables.state_index(code) for code in POWERS}

    def longest(now: World) -> Array | None:
        rows = [row for row, package in enumerate(now.deals.packages) if set(package.parties) == pair]
        active = now.deals.active[rows]
        if not active.any():
            return None
        last_day = now.calendar.elapsed(now.month) - 1
        left = np.where(active, now.deals.expiry_day[rows] - last_day, 0.0)
        found: Array = left.max(axis=0, keepdims=True)
        return found

    label = "days until the last deal between the powers runs out"
    return track("deal_days_left", "days", label, longest, state=POWERS[:1], partner=POWERS[1:], sparse=True)


def _military_access(world: World) -> list[Track]:
    """What military users of the rival get of the goods on the list of each power that has any such buyers."""
    by_pair = {pair: _military_routes(world, *pair) for pair in (POWERS, POWERS[::-1])}
    pairs = [pair for pair, rows in by_pair.items() if len(rows)]
    if not pairs:
        return []

    def access(now: World) -> Array:
        return np.stack([_share(now, by_pair[pair]) for pair in pairs])

    sellers, buyers = zip(*pairs, strict=True)
    label = "share of what military users abroad could have that the controls in force leave them"
    return [track("military_access", "fraction", label, access, state=sellers, partner=buyers)]


def _military_routes(world: World, exporter: str, importer: str) -> Index:
    tables = world.tables
    power = load_powers(tables).get(exporter)
    listed = () if power is None else tables.control_lists[power.control_list].goods
    goods = [tables.good_index(good) for good in listed]
    rows = world.routes.select(goods, tables.state_index(exporter), [tables.state_index(importer)], MILITARY)
    return np.flatnonzero(rows)


def _share(now: World, rows: Index) -> Array:
    """Mean over routes of what is left to them: (world,)."""
    terms = now.controls.in_force
    refused = (1 - approved_share(terms, rows)) * terms.controlled_share[rows]
    share: Array = 1 - add_up(refused) / len(rows)
    return share
