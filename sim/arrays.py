"""Sums that come out the same to the last bit for one world and for many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from sim.types import Array, Index

NOISE = 1e-6
"""Changes smaller than this, in per cent or shares, are rounding, not news: a state at rest feels exactly nothing."""


def add_up(values: Array, axis: int = 0) -> Array:
    """Sum over an axis row by row: `np.sum` adds a lone world in another order than many, and so in other bits."""
    rows = np.moveaxis(values, axis, 0) if axis else values
    total: Array
    if rows.flags.c_contiguous:
        if rows[0].size > 1:  # NumPy adds whole rows one after the other, but a lone number pairwise
            total = np.add.reduce(rows, axis=0)
            return total
        total = np.add.accumulate(rows, axis=0)[-1]
        return total
    total = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def apply(matrix: Array, values: Array) -> Array:
    """Matrix (row, column, world or 1) times values (column, world), in the same order for one world as for many."""
    total: Array = matrix[:, 0] * values[0]
    for column in range(1, len(values)):
        total += matrix[:, column] * values[column]
    return total


def settled(values: Array) -> Array:
    """Take rounding noise for nothing."""
    return np.where(np.abs(values) < NOISE, 0.0, values)


def distinct(keys: Index) -> tuple[Index, Index, Index]:
    """Find the distinct columns of keys (part, row) in rising order, the first row of each, and which each row is.

    By way of one number for each column, which is several times faster than `np.unique` over an axis.
    """
    sizes = keys.max(axis=1, initial=0) + 1
    code = np.ravel_multi_index(tuple(keys), tuple(sizes))
    _, first, member = np.unique(code, return_index=True, return_inverse=True)
    return keys[:, first], first, member.reshape(-1)


@cache
def inner_product() -> Callable[..., None] | None:
    """SciPy's own way to multiply a sparse matrix, by a private name; None where that is gone."""
    try:
        from scipy.sparse._sparsetools import csr_matvecs
    except ImportError:  # without it sums take the public, slower way
        return None
    found: Callable[..., None] = csr_matvecs
    return found


class _Sums:
    """A sparse matrix (group, member) that multiplies values (member, world).

    It adds in the order of members, for one world as for many, which `np.sum` does not. SciPy's own operator takes
    longer to find out what it is given than to add up a few worlds: it is asked only about what is out of the ordinary.
    """

    def __init__(self, weight: Array, of: Index, member: Index, shape: tuple[int, int]) -> None:
        # only who adds up pays for SciPy: lists and help come without
        from scipy.sparse import csr_array

        self._shape = shape
        self._add = inner_product()
        self._matrix = csr_array((weight, (of, member)), shape=shape)
        self._parts = (self._matrix.indptr, self._matrix.indices, self._matrix.data)

    def of(self, values: Array) -> Array:
        """Add up by group: (group, world)."""
        groups, members = self._shape
        usual = values.ndim == 2 and values.dtype == np.float64 and len(values) == members
        if self._add is None or not usual:
            return np.asarray(self._matrix @ values)
        worlds = values.shape[1]
        total = np.zeros((groups, worlds))
        self._add(groups, members, worlds, *self._parts, values.ravel(), total.ravel())
        return total


@dataclass(frozen=True)
class Incidence:
    """Which group each member belongs to, for example the selling firm of every link."""

    of: Index
    groups: int

    @cached_property
    def _sums(self) -> _Sums:
        members = len(self.of)
        return _Sums(np.ones(members), self.of, np.arange(members), (self.groups, members))

    def sum(self, values: Array) -> Array:
        """Add up values (member, world) by group: (group, world)."""
        return self._sums.of(values)

    def spread(self, values: Array, out: Array | None = None) -> Array:
        """Give each member its group's value: (member, world), written into `out` if given."""
        # "clip" lets numpy write straight into `out`; no row number is out of bounds
        given: Array = np.take(values, self.of, axis=0, out=out, mode="clip")
        return given


@dataclass(frozen=True)
class Mix:
    """A weighted sum for each group, for example what each firm's dearer inputs add to its cost.

    Entry k adds weight[k] times row source[k] to group of[k]; there are `sources` rows to read.
    """

    of: Index
    groups: int
    weight: Array
    source: Index
    sources: int

    @cached_property
    def _sums(self) -> _Sums:
        return _Sums(self.weight, self.of, self.source, (self.groups, self.sources))

    def sum(self, values: Array) -> Array:
        """Add up weighted values (source, world) by group, in the same order for one world as for many."""
        return self._sums.of(values)
