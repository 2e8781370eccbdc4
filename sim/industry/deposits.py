"""Deposits with a known reserve, who digs them and who could."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.industry.prospects import Prospects
from sim.tables import Tables
from sim.types import Array, Index


@dataclass(frozen=True)
class Mines:
    """Deposits with a known reserve: firm rows of the mines and the deposit (ore, state) of each; reserve (deposit, 1).

    deposit_of (project,): the deposit a prospect would dig, -1 for none.
    """

    rows: Index
    member: Incidence
    reserve: Array
    deposit_of: Index

    @classmethod
    def of(cls, tables: Tables, network: Network, prospects: Prospects) -> Mines:
        """Match mines and prospects with the table of reserves; mines without a row have no known bound."""
        places = {
            (tables.good_index(entry.good), tables.state_index(entry.state)): place
            for place, entry in enumerate(tables.reserves)
        }
        firms = network.firms
        keys = zip(firms.good.tolist(), firms.state.tolist(), strict=True)
        deposit = np.array([places.get(key, -1) for key in keys], dtype=np.intp)
        rows = np.flatnonzero(deposit >= 0)
        reserve = np.array([entry.reserves_t for entry in tables.reserves], dtype=float)[:, None]
        return cls(rows, Incidence(deposit[rows], len(places)), reserve, deposit[prospects.row])

    @cached_property
    def digging(self) -> Index:
        """Projects that would dig a deposit with a known reserve."""
        return np.flatnonzero(self.deposit_of >= 0)

    @cached_property
    def by_deposit(self) -> Incidence:
        """Those projects by deposit."""
        return Incidence(self.deposit_of[self.digging], len(self.reserve))

    @cached_property
    def projects(self) -> Array:
        """How many projects a deposit has, at least 1: (deposit, 1)."""
        return np.maximum(self.by_deposit.sum(np.ones((len(self.digging), 1))), 1)
