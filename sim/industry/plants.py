"""Plants that make several products at once, and so fill several firm rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.types import TINY, Array, Index


@dataclass(frozen=True)
class Plants:
    """Firm rows that stand for one plant with several products, sorted by plant; their shares of a full plant.

    rows (row,): firm rows; member: the plant of each row; lead (plant,): place in `rows` of each plant's lead product;
    good (row,); price (row, 1): USD a unit in January 2025; mix (row, 1): units made of it per unit of the lead
    product; value (row, 1): its share of the plant's revenue at those prices.
    """

    rows: Index
    good: Index
    price: Array
    member: Incidence
    lead: Index
    mix: Array
    value: Array

    @classmethod
    def of(cls, network: Network, rows: Index, plant: Index, lead: Index) -> Plants:
        """Group firm rows (row,) by plant; plant and lead (row,) hold each row's plant and that plant's lead row."""
        order = np.argsort(plant, kind="stable")
        rows, plant, lead = rows[order], plant[order], lead[order]
        size, price = network.firms.reference[rows], network.firms.base_price[rows]
        member = Incidence(plant, int(plant.max(initial=-1)) + 1)
        revenue = (size * price)[:, None]
        value = revenue / np.maximum(member.spread(member.sum(revenue)), TINY)
        mix = size / np.maximum(network.firms.reference[lead], TINY)
        return cls(
            rows, network.firms.good[rows], price[:, None], member, np.flatnonzero(rows == lead), mix[:, None], value
        )

    @cached_property
    def begins(self) -> Index:
        """Where the rows of each plant begin: (plant,)."""
        return np.flatnonzero(np.diff(self.member.of, prepend=-1))

    @cached_property
    def followers(self) -> Index:
        """Firm rows of all products but the lead one."""
        return np.delete(self.rows, self.lead)

    @cached_property
    def in_front(self) -> Plants:
        """The same plants where their rows come first among those looked at, in this order."""
        return replace(self, rows=np.arange(len(self.rows)))

    def most(self, values: Array) -> Array:
        """The largest value among the rows of each plant; values (firm, world), returns (plant, world)."""
        held = values[self.rows]
        # most months nobody is helped, and looking is several times faster than comparing
        most: Array = np.maximum.reduceat(held, self.begins, axis=0) if held.any() else held[self.lead]
        return most

    def least(self, values: Array) -> Array:
        """The smallest value among the rows of each plant; values (firm, world), returns (plant, world)."""
        least: Array = np.minimum.reduceat(values[self.rows], self.begins, axis=0)
        return least

    def total(self, values: Array) -> Array:
        """Add up values (row, world) by plant: (plant, world)."""
        return self.member.sum(values)
