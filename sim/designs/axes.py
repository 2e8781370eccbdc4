"""One thing that varies in a design: a range, or a list of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.types import Array, Index

ENDS = (0.0, 0.5, 1.0)
"""Chances of a draw below the low end of a range, its middle and its high end."""

HALF = 0.5

STEPS = 5
"""Values that a grid takes of a range where nothing is said."""

FEWEST_STEPS = 2
"""Two steps show both ends of a range."""


@dataclass(frozen=True)
class Axis:
    """A range from low to high, half of the chance below `middle`; or a list of values, each with the same chance.

    steps: how many values a grid takes of a range, both ends among them; whole: a range is drawn in whole numbers.
    What is drawn of a list is the place of a value in it, counted from 0: its code. Raises InputError for an empty
    range or list, and for equal values.
    """

    name: str
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    values: tuple[Any, ...] = ()
    steps: int = STEPS
    whole: bool = False

    def __post_init__(self) -> None:
        if self.values:
            self._check_values()
        else:
            self._check_range()

    @property
    def listed(self) -> bool:
        """Whether this is a list of values rather than a range."""
        return bool(self.values)

    @property
    def levels(self) -> int:
        """How many values a grid takes."""
        return len(self.values) if self.listed else self.steps

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low end, middle and high end of a range."""
        low, high = float(self.low or 0), float(self.high or 0)
        return low, (low + high) / 2 if self.middle is None else self.middle, high

    def at(self, chance: Array) -> Array:
        """Turn chances from 0 to 1 (point,) into numbers of a range or codes of a list (point,)."""
        if self.listed:
            return np.minimum(np.floor(chance * len(self.values)), len(self.values) - 1)
        low, middle, high = self.ends
        if not self.whole:
            values: Array = np.interp(chance, ENDS, self.ends)
            return values
        # half a step more on either side, so that the ends are drawn as often as any other number
        drawn = np.rint(np.interp(chance, ENDS, (low - HALF, middle, high + HALF)))
        return np.clip(drawn, low, high)

    def step(self, number: Index) -> Array:
        """Turn steps of a grid, counted from 0 (point,), into numbers of a range or codes of a list (point,)."""
        if self.listed:
            return np.asarray(number, dtype=np.float64)
        low, _, high = self.ends
        steps = np.linspace(low, high, self.steps)
        chosen: Array = (np.rint(steps) if self.whole else steps)[number]
        return chosen

    def code_of(self, value: Any) -> int:
        """Find the place of a value in the list, -1 where it is not in it; true is not 1."""
        return next((code for code, one in enumerate(self.values) if _same(one, value)), -1)

    def _check_values(self) -> None:
        for code, value in enumerate(self.values):
            if self.code_of(value) < code:
                raise InputError(f"{self.name}: {value} is listed twice", key=self.name)

    def _check_range(self) -> None:
        if self.low is None or self.high is None:
            raise InputError(f"{self.name}: expected values, or low and high", key=self.name)
        if not self.low < self.high:
            raise InputError(f"{self.name}: the range from {self.low:g} to {self.high:g} is empty", key=self.name)
        if self.middle is not None and not self.low <= self.middle <= self.high:
            raise InputError(f"{self.name}: the middle, {self.middle:g}, lies outside its range", key=self.name)
        if self.steps < FEWEST_STEPS:
            raise InputError(f"{self.name}: expected {FEWEST_STEPS} steps or more, found {self.steps}", key=self.name)
        if self.whole and self.steps > self.high - self.low + 1:
            text = f"{self.name}: there are no {self.steps} whole numbers from {self.low:g} to {self.high:g}"
            raise InputError(text, key=self.name)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
