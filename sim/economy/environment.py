"""What mining and refining leave behind, by jurisdiction: emissions, waste, water."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.parameters import Settings
from sim.tables import Tables
from sim.types import Array, Index, Value

MEASURES = ("emissions", "waste", "water")


@dataclass(frozen=True)
class Footprint:
    """What a tonne leaves behind at each firm that mines or refines: rows (row,) of firms.

    emissions: t of carbon dioxide equivalent; waste: t; water: m3; all (row,). cost (row, 1): cash cost of local
    standards over China's, of jurisdictions.csv.
    """

    rows: Index
    emissions: Array
    waste: Array
    water: Array
    cost: Array


@dataclass(frozen=True)
class StandardsRules:
    """Parameters of sim/data/parameters/environment.yaml."""

    untreated_share: Value
    standards_response: Value

    @classmethod
    def of(cls, settings: Settings) -> StandardsRules:
        """Read them from the settings of a run."""
        return cls(settings.untreated_share, settings.standards_response)


def footprint(tables: Tables, network: Network) -> Footprint:
    """Look up what each firm leaves behind, by good and, where more is known, by state."""
    firms = network.firms
    dug = np.array([good.stage in ("mine", "refine") for good in tables.goods])
    rows = np.flatnonzero(dug[firms.good])
    left = np.zeros((len(MEASURES), len(tables.goods), len(tables.states)))
    for row in sorted(tables.environment, key=lambda row: row.state is not None):
        where = slice(None) if row.state is None else tables.state_index(row.state)
        for measure, name in enumerate(MEASURES):
            left[measure, tables.good_index(row.good), where] = getattr(row, name)
    cost = np.ones(len(tables.states))
    for entry in tables.jurisdictions:
        cost[tables.state_index(entry.state)] = entry.environment_cost
    emissions, waste, water = left[:, firms.good[rows], firms.state[rows]]
    return Footprint(rows, emissions, waste, water, cost[firms.state[rows]][:, None])


def untreated(cost: Array, rules: StandardsRules) -> Array:
    """Share of waste that standards leave untreated: u exp(-k (cost - 1)), at most all of it.

    cost: what standards make of cash cost over China's of January 2025, 1 there. Same shape, or that of the parameters.
    """
    share: Array = np.minimum(rules.untreated_share * np.exp(-rules.standards_response * (cost - 1)), 1)
    return share
