"""Playing one's part in the equilibrium of a game between two rivals."""

from __future__ import annotations

import numpy as np

from sim.games import pure_equilibria, quantal_response
from sim.types import Array, Index, Mask, Value


def part_of_equilibrium(mine: Array, theirs: Array, precision: Value, draw: Array) -> tuple[Index, Mask]:
    """The row to play in each world (world,), and where it belongs to a pure equilibrium (world,).

    mine, theirs (row, column, world). Of several pure equilibria the one with the highest joint payoff, so that no
    other is better for both (payoff dominance, Harsanyi and Selten 1988). Where there is none, a row of
    the quantal-response equilibrium, by a draw in (0, 1).
    """
    steady = pure_equilibria(mine, theirs)
    rows, columns, worlds = mine.shape
    joint = np.where(steady, mine + theirs, -np.inf).reshape(rows * columns, worlds)
    row: Index = np.argmax(joint, axis=0) // columns
    pure: Mask = np.asarray(steady.any(axis=(0, 1)))
    unsteady = np.flatnonzero(~pure)
    if len(unsteady):
        fitting = precision[unsteady] if isinstance(precision, np.ndarray) and precision.ndim else precision
        often = quantal_response(mine[..., unsteady], theirs[..., unsteady], fitting).rows
        row[unsteady] = (np.cumsum(often, axis=0) <= draw[unsteady]).sum(axis=0).clip(max=rows - 1)
    return row, pure
