"""Sums that come out the same to the last bit for one world and for many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from sim.types import Array, Index


def add_up(values: Array, axis: int = 0) -> Array:
    """Sum over an axis row by row: `np.sum` adds a lone world in another order than many, and so in other bits."""
    rows = np.moveaxis(values, axis, 0) if axis else values
    total: Array = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


@dataclass(frozen=True)
class Incidence:
    """Which group each member belongs to, for example the selling firm of every link."""

    of: Index
    groups: int

    @cached_property
    def _matrix(self) -> csr_array:
        members = len(self.of)
        return csr_array((np.ones(members), (self.of, np.arange(members))), shape=(self.groups, members))

    def sum(self, values: Array) -> Array:
        """Add up values (member, world) by group: (group, world).

        Through a sparse matrix on purpose: it adds in the same order for one world as for many, `np.sum` does not.
        """
        total: Array = self._matrix @ values
        return total

    def spread(self, values: Array) -> Array:
        """Give each member its group's value: (member, world)."""
        given: Array = values[self.of]
        return given
