"""Latin hypercube: each range is cut into as many parts as there are points, and every part is met once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from sim.designs.axes import Axis
from sim.designs.design import Design
from sim.designs.shuffling import Words, jitter, shuffled
from sim.errors import InputError
from sim.types import Array, Index

KEY_BYTES = 8
"""Bytes of a hash that seed a generator."""

REMEMBERED = 2**16
"""A hypercube of more points than this is worked out point by point, so that its size takes no memory."""


def key_of(name: str, seed: int) -> int:
    """Make a number of its own for every name and seed, so that a new axis moves no other."""
    return int.from_bytes(hashlib.sha256(f"{name}/{seed}".encode()).digest()[:KEY_BYTES], "little")


def strata(name: str, points: int, seed: int) -> Array:
    """One draw from each of `points` parts of 0 to 1, in an order of its own for every name: (point,)."""
    from scipy.stats import qmc

    drawn: Array = qmc.LatinHypercube(1, rng=key_of(name, seed)).random(points)[:, 0]
    return drawn


class LatinHypercube(Design):
    """A Latin hypercube; every axis is drawn by a generator of its own name. Source: McKay, Beckman, Conover (1979).

    Up to `REMEMBERED` points are drawn by SciPy and kept, 8 bytes a point and axis; of more than that each is worked
    out when it is asked for. Raises InputError for fewer than two points.
    """

    kind = "latin_hypercube"

    def __init__(self, axes: Sequence[Axis], points: int, seed: int = 1) -> None:
        if points < 2:
            raise InputError(f"expected two points or more, found {points}", key="points")
        super().__init__(axes, points)
        self.seed = seed

    def chances_of(self, points: Index) -> Array:
        """One draw from each part of 0 to 1, in an order of its own on each axis: (point, axis)."""
        if self.points <= REMEMBERED:
            return self._strata[points]
        part = shuffled(points, self.points, self._keys)
        found: Array = (part + jitter(points, self._keys)) / self.points
        return found

    @cached_property
    def _strata(self) -> Array:
        """All draws: (point, axis)."""
        return np.stack([strata(axis.name, self.points, self.seed) for axis in self.axes], axis=1)

    @cached_property
    def _keys(self) -> Words:
        return np.array([key_of(axis.name, self.seed) for axis in self.axes], dtype=np.uint64)
