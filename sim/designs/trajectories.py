"""Morris screening: walks through the space that change one axis at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.designs.axes import Axis
from sim.designs.design import Design
from sim.errors import InputError
from sim.luck import Luck
from sim.types import Array, Index

LEVELS = 4
"""Levels of each axis if not said otherwise, as is usual."""


class Morris(Design):
    """Walks from a random point of a grid of levels, each axis changed once, in an order drawn for each walk.

    A walk has a point more than there are axes; points come walk by walk, as SALib.analyze.morris reads them.
    Source: Morris (1991).
    """

    kind = "morris"
    compares = True

    def __init__(self, axes: Sequence[Axis], trajectories: int, seed: int = 1, levels: int = LEVELS) -> None:
        if trajectories < 2:
            raise InputError(f"expected two trajectories or more, found {trajectories}", key="trajectories")
        if levels < 2 or levels % 2:
            raise InputError(f"expected an even number of levels, found {levels}", key="levels")
        super().__init__(axes, trajectories * (len(axes) + 1))
        self.trajectories, self.levels, self.seed = trajectories, levels, seed
        self._luck = Luck([seed])
        self._stream = "/".join([self.kind, *(axis.name for axis in axes)])

    def chances_of(self, points: Index) -> Array:
        """Where points lie on each axis, from 0 to 1: (point, axis)."""
        walk, row = np.divmod(points, len(self.axes) + 1)
        numbers, place = np.unique(walk, return_inverse=True)
        if not len(numbers):
            return np.empty((0, len(self.axes)))
        chosen: Array = np.stack([self._walk(number) for number in numbers.tolist()])[place, row]
        return chosen

    def sets_of(self, points: Index) -> Index:
        """The walk that points belong to."""
        return points // (len(self.axes) + 1)

    def _walk(self, number: int) -> Array:
        """One walk: from below or above on each axis to the other side, axis by axis: (point, axis)."""
        count, half = len(self.axes), self.levels // 2
        level, side, order = self._luck.uniform(self._stream, number, 3 * count)[:, 0].reshape(3, count)
        low = np.floor(level * half) / (self.levels - 1)
        delta = half / (self.levels - 1)
        above = side < 0.5
        turn = np.argsort(np.argsort(order))
        changed = np.arange(count + 1)[:, None] > turn
        walk: Array = low + delta * (above ^ changed)
        return walk
