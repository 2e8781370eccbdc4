"""Designs that somebody wrote down: every combination, or a list of combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from sim.designs.axes import Axis
from sim.designs.design import Design, middles
from sim.errors import InputError
from sim.types import Array, Index


class Grid(Design):
    """Every combination of the steps of all axes; the last axis changes fastest."""

    kind = "grid"

    def __init__(self, axes: Sequence[Axis]) -> None:
        super().__init__(axes, prod(axis.levels for axis in axes))

    def chances_of(self, points: Index) -> Array:
        """The middle of each point's step: (point, axis)."""
        steps = self._steps(points)
        return np.stack([middles(step, axis.levels) for step, axis in zip(steps, self.axes, strict=True)], axis=1)

    def at(self, points: Index) -> dict[str, Array]:
        """Values of some points: name of the axis -> (point,); of a range both ends and evenly between."""
        steps = self._steps(points)
        return {axis.name: axis.step(step) for axis, step in zip(self.axes, steps, strict=True)}

    def _steps(self, points: Index) -> tuple[Index, ...]:
        """The step of points on each axis, counted from 0: (point,) each."""
        return np.unravel_index(points, tuple(axis.levels for axis in self.axes))


class Listed(Design):
    """Combinations that are listed one by one, each with a value for every axis.

    Raises InputError for a combination that misses an axis, knows another, or has a value outside its axis.
    """

    kind = "listed"

    def __init__(self, axes: Sequence[Axis], rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(axes, len(rows))
        if not rows:
            raise InputError("a listed design needs at least one combination", key="listed")
        for number, row in enumerate(rows):
            self._check(row, f"listed[{number + 1}]")
        self.rows = tuple(rows)
        self._values = {axis.name: np.array([_coded(axis, row[axis.name]) for row in rows]) for axis in axes}

    def chances_of(self, points: Index) -> Array:
        """Where each point lies: the middle of the part of a listed value, or the place in a range: (point, axis)."""
        return np.stack([_chances(axis, self._values[axis.name][points]) for axis in self.axes], axis=1)

    def at(self, points: Index) -> dict[str, Array]:
        """Values of some points as they are listed: name of the axis -> (point,)."""
        return {name: values[points] for name, values in self._values.items()}

    def _check(self, row: Mapping[str, Any], key: str) -> None:
        """Refuse a combination that does not fit the axes."""
        names = [axis.name for axis in self.axes]
        for axis in self.axes:
            if axis.name not in row:
                raise InputError(f"{key}: says nothing of '{axis.name}'", key=key)
            _check_value(axis, row[axis.name], key)
        for name in row:
            if name not in names:
                raise InputError(f"{key}: '{name}' is not among what varies, {', '.join(names)}", key=key)


def _check_value(axis: Axis, value: Any, key: str) -> None:
    if axis.listed:
        if axis.code_of(value) < 0:
            raise InputError(f"{key}: {axis.name} is {value}, not among {', '.join(map(str, axis.values))}", key=key)
        return
    low, _, high = axis.ends
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise InputError(f"{key}: {axis.name} is {value}, outside its range, {low:g} to {high:g}", key=key)


def _coded(axis: Axis, value: Any) -> float:
    return float(axis.code_of(value)) if axis.listed else float(value)


def _chances(axis: Axis, values: Array) -> Array:
    if axis.listed:
        return middles(values.astype(np.intp), len(axis.values))
    low, _, high = axis.ends
    place: Array = (values - low) / (high - low)
    return place
