"""Series of investment and industrial policy: capacity under way or shut, reserves, and what governments pay."""

from __future__ import annotations

import numpy as np

from sim.economy.ledger import INSTRUMENTS
from sim.industry.prospects import STAGES, Prospects
from sim.tracks.chain import a_month, makers_of, units_of, upstream
from sim.tracks.track import Track, names_of, sums, together, track
from sim.types import Array
from sim.world import World

SERIES = dict(zip(STAGES, ("permitting", "building", "commissioning"), strict=True))
"""What each stage of a project is called in the results."""


def building_tracks(world: World) -> list[Track]:
    """Mothballed capacity, the pipeline by stage, reserves and costs of programmes."""
    return [_mothballed(world), *_pipeline(world), _reserves(world), *_costs(world)]


def _mothballed(world: World) -> Track:
    by_maker = makers_of(world, upstream(world))

    def shut(now: World) -> Array | None:
        return by_maker.of(now.industry.mothballed) if now.industry.mothballed.any() else None

    return track(
        "mothballed",
        a_month(by_maker.units),
        "capacity that is shut for now",
        shut,
        state=names_of(world.tables.state_codes, by_maker.keys[1]),
        good=names_of(world.tables.good_names, by_maker.keys[0]),
        sparse=True,
    )


def _pipeline(world: World) -> list[Track]:
    """Capacity in each stage, for every product of the plants under way."""
    prospects = Prospects.of(world.tables, world.network)
    firms, plants = world.network.firms, prospects.plants
    keys = np.stack([firms.good[plants.rows], firms.state[plants.rows]])
    by_cell = sums(keys, units_of(world), plants.member.of, len(prospects), plants.mix[:, 0])
    steps = world.industry.pipeline.shape[0] // len(STAGES)

    def stage(number: int) -> Track:
        def under_way(now: World) -> Array | None:
            steps_of_stage = now.industry.pipeline[number * steps : (number + 1) * steps]
            return by_cell.of(_added(steps_of_stage)) if steps_of_stage.any() else None

        return track(
            f"pipeline_{SERIES[STAGES[number]]}",
            a_month(by_cell.units),
            f"new capacity in the stage {SERIES[STAGES[number]]}",
            under_way,
            state=names_of(world.tables.state_codes, by_cell.keys[1]),
            good=names_of(world.tables.good_names, by_cell.keys[0]),
            sparse=True,
        )

    return [stage(number) for number in range(len(STAGES))]


def _added(steps: Array) -> Array:
    total: Array = steps[0].copy()
    for step in steps[1:]:
        total += step
    return total


def _reserves(world: World) -> Track:
    """Government stocks of what a state uses or makes."""
    firms, markets, units = world.network.firms, world.network.markets, units_of(world)
    made = upstream(world)
    cells = [np.stack([markets.good, markets.state]), np.stack([firms.good[made], firms.state[made]])]
    good, state = np.unique(np.concatenate(cells, axis=1), axis=1)
    order = together([units[row] for row in good])
    good, state = good[order], state[order]

    def stock(now: World) -> Array | None:
        return now.stockpiles.stock[state, good] if now.stockpiles.stock.any() else None

    return track(
        "reserve_stock",
        tuple(units[row] for row in good),
        "government stock at the end of the month",
        stock,
        state=names_of(world.tables.state_codes, state),
        good=names_of(world.tables.good_names, good),
        sparse=True,
    )


def _costs(world: World) -> list[Track]:
    """What programmes cost each government, in all and by instrument."""
    codes = world.tables.state_codes

    def cost(name: str, label: str, row: int) -> Track:
        def paid(now: World) -> Array | None:
            return now.ledger.paid[row] if now.ledger.used else None

        return track(name, "million USD/month", label, paid, state=codes)

    def total(now: World) -> Array | None:
        return now.ledger.total if now.ledger.used else None

    return [
        track("programme_cost", "million USD/month", "cost of all programmes, less receipts", total, state=codes),
        *[
            cost(f"cost_{name}", f"cost of programmes: {name.replace('_', ' ')}", row)
            for row, name in enumerate(INSTRUMENTS)
        ],
    ]
