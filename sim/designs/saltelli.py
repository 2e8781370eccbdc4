"""Sobol sequences, arranged to tell how much of the variance of an outcome each input answers for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.designs.axes import Axis
from sim.designs.design import Design
from sim.designs.hypercube import key_of
from sim.errors import InputError
from sim.types import Array, Index, Mask


class Sobol(Design):
    """Two samples A and B of a Sobol sequence, and for each axis A with that column of B (AB), in SALib's order.

    Rows of each base sample: A, AB of every axis, BA of every axis with second_order, B; so that SALib.analyze.sobol
    reads outcomes as they come. The sequence is scrambled. Sources: Saltelli (2002), Saltelli et al. (2010).
    """

    kind = "sobol"
    compares = True

    def __init__(self, axes: Sequence[Axis], base_samples: int, seed: int = 1, second_order: bool = False) -> None:
        if base_samples < 1 or base_samples & (base_samples - 1):
            raise InputError(f"expected a power of two, found {base_samples}", key="points")
        self.rows = len(axes) * (2 if second_order else 1) + 2
        super().__init__(axes, base_samples * self.rows)
        self.base_samples, self.second_order, self.seed = base_samples, second_order, seed
        self.key = key_of("/".join([self.kind, *(axis.name for axis in axes)]), seed)

    def chances_of(self, points: Index) -> Array:
        """Where points lie on each axis, from 0 to 1: (point, axis)."""
        base, row = np.divmod(points, self.rows)
        count = len(self.axes)
        if not len(base):
            return np.empty((0, count))
        first = int(base.min())
        both = self._base(first, int(base.max()) + 1)[base - first]
        chosen: Array = np.where(self._from_b(row), both[:, count:], both[:, :count])
        return chosen

    def sets_of(self, points: Index) -> Index:
        """Two sets a base sample: A with AB of every axis, B with BA of every axis.

        So whatever else is random is one more input: A has one draw of it, B another, and AB swaps an axis alone. Then
        indices are shares of the whole variance, and differences within a set are those of the axis that is swapped.
        """
        base, row = np.divmod(points, self.rows)
        return 2 * base + (row > len(self.axes))

    def _from_b(self, row: Index) -> Mask:
        """Which columns of a row come from B: (point, axis)."""
        count = len(self.axes)
        swapped = np.arange(count) == ((row - 1) % count)[:, None]
        mostly_b = (row > count)[:, None]
        last = (row == self.rows - 1)[:, None]
        inner = ((row > 0) & (row < self.rows - 1))[:, None]
        from_b: Mask = last | (inner & (swapped ^ mostly_b))
        return from_b

    def _base(self, first: int, after: int) -> Array:
        """Some of the base samples, A beside B: (sample, 2 axes)."""
        from scipy.stats import qmc

        sequence = qmc.Sobol(2 * len(self.axes), scramble=True, rng=self.key)
        start = sequence.random(1)
        if first > 1:
            sequence.fast_forward(first - 1)
        rest = sequence.random(after - max(first, 1))
        return np.concatenate([start, rest]) if first == 0 else rest
