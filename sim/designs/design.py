"""What every design can do: say how many points it has, and hand them out in blocks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from sim.designs.axes import Axis
from sim.errors import InputError
from sim.types import Array, Index


class Design(ABC):
    """Points over some axes; `points` of them, whose values do not depend on how they are asked for."""

    kind: ClassVar[str]

    compares: ClassVar[bool] = False
    """Whether its points come in sets that are compared inside, so that these should share whatever else is random."""

    def __init__(self, axes: Sequence[Axis], points: int) -> None:
        if not axes:
            raise InputError("a design needs something that varies")
        self.axes = tuple(axes)
        self.points = points

    @abstractmethod
    def chances_of(self, points: Index) -> Array:
        """Where points, given by number (point,), lie on each axis, from 0 to 1: (point, axis).

        In a grid, or on a list of values, the middle of a step.
        """

    def sets_of(self, points: Index) -> Index:
        """Number, from 0, of the set that points (point,) are compared in: (point,); each its own where none are.

        Points of a set are to share whatever else is random, as common random numbers; sets are to differ in it.
        """
        return points

    def at(self, points: Index) -> dict[str, Array]:
        """Values of points, given by number (point,) in any order: name of the axis -> (point,).

        Numbers of a range, codes of a list.
        """
        chances = self.chances_of(points)
        return {axis.name: axis.at(chances[:, place]) for place, axis in enumerate(self.axes)}

    def chances(self, first: int, after: int) -> Array:
        """Where the points from `first` up to but not with `after` lie on each axis, from 0 to 1: (point, axis)."""
        return self.chances_of(np.arange(first, after))

    def block(self, first: int, after: int) -> dict[str, Array]:
        """Values of the points from `first` up to but not with `after`: name of the axis -> (point,)."""
        return self.at(np.arange(first, after))


def middles(step: Index, steps: int) -> Array:
    """Give the middle of steps, counted from 0 (point,), of so many that share the range from 0 to 1."""
    middle: Array = (np.asarray(step, dtype=np.float64) + 0.5) / steps
    return middle
