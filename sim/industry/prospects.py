"""What could be built, where, how large, at what cost and in what time: the lines of prospects.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.industry.plants import Plants
from sim.tables import Tables
from sim.types import MONTHS_A_YEAR, Array, Index

STAGES = ("permit", "build", "ramp")
"""What a project passes through before it sells at full capacity."""


@dataclass(frozen=True)
class Prospects:
    """Projects that could be built, one a row in the order of prospects.csv, and the firm rows they would fill.

    row (project,): firm row of the lead product; plants: all their rows; limit (project, 1): largest capacity, units a
    month; capital_cost (project, 1): USD per unit of capacity a year; months (stage, project, 1): time in each stage;
    market (project, 1): world output of the good in January 2025, units a month.
    """

    row: Index
    good: Index
    state: Index
    plants: Plants
    limit: Array
    capital_cost: Array
    months: Array
    market: Array

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def of(cls, tables: Tables, network: Network) -> Prospects:
        """Gather what prospects.csv says and the dormant firm rows that it means."""
        firms, row = network.firms, network.projects
        rows, plant = _dormant_rows(network)
        output = Incidence(firms.good, len(tables.goods)).sum(firms.output[:, None])
        entries = tables.prospects
        months = np.array([[getattr(entry, f"{stage}_months") for entry in entries] for stage in STAGES], dtype=float)
        return cls(
            row=row,
            good=firms.good[row],
            state=firms.state[row],
            plants=Plants.of(network, rows, plant, row[plant]),
            limit=np.array([entry.limit for entry in entries], dtype=float)[:, None] / MONTHS_A_YEAR,
            capital_cost=np.array([entry.capex_usd for entry in entries], dtype=float)[:, None],
            months=months[:, :, None],
            market=output[firms.good[row]],
        )

    @cached_property
    def by_good(self) -> tuple[Index, Index, Incidence]:
        """Order of projects in which those of a good stand together, where each good begins, and the good's number."""
        order = np.argsort(self.good, kind="stable")
        _, begins, member = np.unique(self.good[order], return_index=True, return_inverse=True)
        back = np.empty_like(order)
        back[order] = member.reshape(-1)
        return order, begins, Incidence(back, len(begins))

    def best_of_good(self, values: Array) -> Array:
        """The largest value (project, world) among all projects of the same good, given to each: (project, world)."""
        order, begins, member = self.by_good
        best: Array = np.maximum.reduceat(values[order], begins, axis=0)
        return member.spread(best)

    def total_of_good(self, values: Array) -> Array:
        """The sum of values (project, world) over all projects of the same good, given to each: (project, world)."""
        member = self.by_good[2]
        return member.spread(member.sum(values))


def _dormant_rows(network: Network) -> tuple[Index, Index]:
    """All firm rows of newcomers and the project that each belongs to: (row,)."""
    lead = np.arange(len(network.firms))
    lead[network.joint.rows] = network.joint.lead
    project = np.full(len(network.firms), -1)
    project[network.projects] = np.arange(len(network.projects))
    plant = project[lead]
    rows = np.flatnonzero(plant >= 0)
    return rows, plant[rows]
