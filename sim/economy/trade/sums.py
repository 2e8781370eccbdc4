"""Sums over the first axis that come out the same to the last bit for one world and for many."""

from __future__ import annotations

import numpy as np

from sim.types import Array


def total(values: Array) -> Array:
    """Sum (row, world) over rows: (world,).

    By running sums, which are added in order; `np.sum` adds the column of a lone world pairwise, and so in other bits.
    """
    running: Array = np.add.accumulate(values, axis=0)
    return np.asarray(running[-1])


def over_first(values: Array) -> Array:
    """Sum (row, column, world) over rows: (column, world).

    NumPy adds whole rows one after the other here, because what is left holds more than one number.
    """
    if values[0].size == 1:
        running: Array = np.add.accumulate(values, axis=0)
        return np.asarray(running[-1])
    return np.asarray(np.add.reduce(values, axis=0))


def over_second(values: Array) -> Array:
    """Sum (row, column, world) over columns: (row, world), one column after the other."""
    summed = values[:, 0].copy()
    for column in range(1, values.shape[1]):
        summed += values[:, column]
    return np.asarray(summed)
