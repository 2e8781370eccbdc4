"""What mining and refining leave behind, by jurisdiction: emissions, waste, water."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.parameters import Settings
from sim.policy.jurisdictions import by_state
from sim.tables import Tables
from sim.tables.impact_rows import DUG, LEFT_BEHIND
from sim.types import Array, Index, Value


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
    dug = np.array([good.stage in DUG for good in tables.goods])
    rows = np.flatnonzero(dug[firms.good])
    good, state = firms.good[rows], firms.state[rows]
    left = {name: tables.by_good_and_state(tables.environment, name)[good, state] for name in LEFT_BEHIND}
    return Footprint(rows=rows, **left, cost=by_state(tables, "environment_cost")[state][:, None])


def untreated(cost: Array, rules: StandardsRules) -> Array:
    """Share of waste that standards leave untreated: u exp(-k (cost - 1)), at most all of it.

    cost: what standards make of cash cost over China's of January 2025, 1 there. Same shape, or that of the parameters.
    """
    share: Array = np.minimum(rules.untreated_share * np.exp(-rules.standards_response * (cost - 1)), 1)
    return share
