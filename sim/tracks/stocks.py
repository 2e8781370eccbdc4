"""Series of stocks and of what buyers do about shortages: cover, idle plants, saving, recycling."""

from __future__ import annotations

import numpy as np

from sim.chain.recycling import replaced
from sim.tracks.track import Reader, Track, names_of, once_a_month, sums, track
from sim.types import Array, Index
from sim.world import World

DAYS_A_MONTH = 30


def stock_tracks(world: World) -> list[Track]:
    """Cover by input and by industry, plants that stand still, and what is saved and recycled."""
    return [_stock_cover(world), _industry_cover(world), *_stops(world), *_adaptation(world)]


def _used(world: World) -> Array:
    """Use of each market in January 2025: (market,)."""
    markets = world.network.markets
    use: Array = markets.member.sum(world.network.slots.flow[:, None])[:, 0]
    return use


def _stock_cover(world: World) -> Track:
    """Cover where a good was in use at the start."""
    markets = world.network.markets
    rows = np.flatnonzero(_used(world) > 0)
    good, state = markets.good[rows], markets.state[rows]
    return track(
        "stock_cover",
        "months",
        "buyers' stock over their normal use",
        lambda now: now.economy.cover[good, state],
        state=names_of(world.tables.state_codes, state),
        good=names_of(world.tables.good_names, good),
    )


def _industry_cover(world: World) -> Track:
    """Cover of the scarcest input that an industry cannot do without."""
    network, tables = world.network, world.tables
    slots, firms = network.slots, network.firms
    final = np.array([entry.stage == "final" for entry in tables.goods])
    chosen = np.flatnonzero(final[firms.good[slots.firm]] & slots.critical & (slots.flow > 0))
    firm = slots.firm[chosen]
    keys = np.stack([firms.good[firm], firms.state[firm], slots.good[chosen]])
    by_input = sums(keys, ["months"] * len(final), chosen, len(slots))
    normal = by_input.of(slots.flow[:, None])[:, 0]
    cover = by_input.scaled(1 / normal)
    industries, first = np.unique(by_input.keys[:2], axis=1, return_index=True)

    def least(now: World) -> Array:
        lowest: Array = np.minimum.reduceat(cover.of(now.chain.input_stock), first, axis=0)
        return lowest

    return track(
        "industry_cover",
        "months",
        "stock of the scarcest input that an industry cannot do without, over its normal use",
        least,
        state=names_of(tables.state_codes, industries[1]),
        good=names_of(tables.good_names, industries[0]),
    )


def _stops(world: World) -> list[Track]:
    """How long the hardest-hit plant of parts or final goods stood still for want of inputs, and how many did."""
    makers, tables, firms = world.network.makers, world.tables, world.network.firms
    works = np.array([entry.stage in ("component", "final") for entry in tables.goods])[firms.good] & ~firms.newcomer
    plants = np.flatnonzero(works)
    plants = plants[np.argsort(makers.member.of[plants], kind="stable")]
    chosen = np.unique(makers.member.of[plants])
    first = np.searchsorted(makers.member.of[plants], chosen)

    idle_plants = once_a_month(lambda now: now.chain.idle[plants])

    def longest(now: World) -> Array | None:
        idle = idle_plants(now)
        return DAYS_A_MONTH * np.maximum.reduceat(idle, first, axis=0) if idle.any() else None

    def number(now: World) -> Array | None:
        still = idle_plants(now) > 1 / DAYS_A_MONTH
        return np.add.reduceat(still, first, axis=0, dtype=float) if still.any() else None

    state = names_of(tables.state_codes, makers.state[chosen])
    good = names_of(tables.good_names, makers.good[chosen])
    return [
        track(
            "idle_days", "days", "days of the month the hardest-hit plant stood still", longest, state=state, good=good
        ),
        track("plants_idle", "plants", "plants that stood still for a day or more", number, state=state, good=good),
    ]


def _adaptation(world: World) -> list[Track]:
    """What is saved of each input, and what scrap replaces."""
    network, tables = world.network, world.tables
    slots, markets = network.slots, network.markets
    saved = np.flatnonzero((slots.flow > 0) & (slots.thrift_limit > 0))
    keys = np.stack([slots.good[saved], slots.state[saved]])
    by_market = sums(keys, ["share"] * len(tables.goods), saved, len(slots), slots.flow[saved])
    normal = by_market.of(np.ones((len(slots), 1)))[:, 0]
    saving = by_market.scaled(1 / normal)
    scrap: Index = np.flatnonzero(network.recyclable[markets.good] & (_used(world) > 0))

    def state_of_saving(now: World) -> Array | None:
        return saving.of(now.chain.saving) if now.chain.saving.any() else None

    def replaced_by_scrap(now: World) -> Array | None:
        return replaced(now.network, now.chain)[scrap] if now.chain.recovered.any() else None

    def part(name: str, label: str, read: Reader, key: Index) -> Track:
        names = {"state": names_of(tables.state_codes, key[1]), "good": names_of(tables.good_names, key[0])}
        return track(name, "fraction", label, read, sparse=True, **names)

    where = np.stack([markets.good[scrap], markets.state[scrap]])
    return [
        part("saving", "share of use of an input that firms have learnt to save", state_of_saving, saving.keys),
        part("recycled", "share of use of an input that scrap replaces", replaced_by_scrap, where),
    ]
