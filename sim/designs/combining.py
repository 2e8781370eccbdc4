"""Two designs crossed, so that every choice meets the same unknown worlds."""

from __future__ import annotations

import numpy as np

from sim.designs.design import Design
from sim.types import Array, Index


class Crossed(Design):
    """Every point of one design with every point of another: point = lever point * uncertainty points + the other."""

    kind = "crossed"
    compares = True

    def __init__(self, levers: Design, uncertainties: Design) -> None:
        super().__init__((*levers.axes, *uncertainties.axes), levers.points * uncertainties.points)
        self.levers, self.uncertainties = levers, uncertainties

    def chances_of(self, points: Index) -> Array:
        """Where points lie on each axis, those of the levers first: (point, axis)."""
        lever, uncertainty = self._points(points)
        return np.concatenate([self.levers.chances_of(lever), self.uncertainties.chances_of(uncertainty)], axis=1)

    def at(self, points: Index) -> dict[str, Array]:
        """Values of some points (point,) in any order: name of the axis -> (point,)."""
        lever, uncertainty = self._points(points)
        return self.levers.at(lever) | self.uncertainties.at(uncertainty)

    def sets_of(self, points: Index) -> Index:
        """The sets of the facts, which all choices meet."""
        return self.uncertainties.sets_of(self._points(points)[1])

    def _points(self, points: Index) -> tuple[Index, Index]:
        """The points of either design that points are made of."""
        return np.divmod(points, self.uncertainties.points)
