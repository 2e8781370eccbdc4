"""Sums that come out the same to the last bit for one world and for many."""

from __future__ import annotations

import numpy as np

from sim.types import Array


def add_up(values: Array, axis: int = 0) -> Array:
    """Sum over an axis row by row: `np.sum` adds a lone world in another order than many, and so in other bits."""
    rows = np.moveaxis(values, axis, 0) if axis else values
    total: Array = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total
