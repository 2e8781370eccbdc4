"""Series of the environment: what mining and refining leave behind, by jurisdiction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.economy.environment import Footprint, StandardsRules, footprint, untreated
from sim.names import DUG_RARE_EARTHS, RARE_EARTHS
from sim.tracks.track import Sums, Track, names_of, once_a_month, sums, track
from sim.types import MILLION, THOUSAND, Array
from sim.world import World

GROUPS = ("", RARE_EARTHS)
"""What is added up: all goods that are mined and refined, and rare earths among them."""

Making = Callable[[World], Array]
"""Reads what each mine or refinery makes, or the part of it that counts: (row, world)."""


def environment_tracks(world: World) -> list[Track]:
    """Emissions, waste, untreated waste and water by state, of all goods and of rare earths alone."""
    left = footprint(world.tables, world.network)
    making = once_a_month(lambda now: now.chain.output[left.rows])

    def one(name: str, unit: str, label: str, weight: Array, read: Making) -> Track:
        by_key = _added(world, left, weight)
        return track(
            name,
            unit,
            label,
            lambda now: by_key.of(read(now)),
            state=names_of(world.tables.state_codes, by_key.keys[1]),
            good=names_of(GROUPS, by_key.keys[0]),
        )

    kilotonnes = left.waste / THOUSAND
    return [
        one("emissions", "kt CO2e/month", "emissions of mines and refineries", left.emissions / THOUSAND, making),
        one("waste", "kt/month", "tailings and residues of mines and refineries", kilotonnes, making),
        one("untreated_waste", "kt/month", "waste that is left untreated", kilotonnes, _loose(world, left, making)),
        one("water_use", "million m3/month", "water of mines and refineries", left.water / MILLION, making),
    ]


def _loose(world: World, left: Footprint, making: Making) -> Making:
    """Read output times the share of its waste that the standards of its state, changed by programmes, leave."""
    rules = StandardsRules.of(world.settings)
    usual = untreated(left.cost, rules)

    def read(now: World) -> Array:
        book = now.programmes
        share = untreated(left.cost * book.support.environment[left.rows], rules) if book.entries else usual
        return making(now) * share

    return read


def _added(world: World, left: Footprint, weight: Array) -> Sums:
    """Weighted sums over mines and refineries by group and state."""
    firms, tables = world.network.firms, world.tables
    rare = np.array([name in DUG_RARE_EARTHS for name in tables.good_names])[firms.good[left.rows]]
    rows = np.concatenate([np.arange(len(weight)), np.flatnonzero(rare)])
    group = np.repeat([0, 1], [len(weight), len(rows) - len(weight)])
    keys = np.stack([group, firms.state[left.rows][rows]])
    return sums(keys, ["t"] * len(GROUPS), rows, len(weight), weight[rows])
