"""Best replies, pure equilibria, dominance and the Pareto set of a game between two players."""

from __future__ import annotations

import numpy as np

from sim.types import Array, Mask


def best_rows(mine: Array) -> Mask:
    """The row player's best replies to each column, ties included: (row, column, ...)."""
    best: Mask = mine == mine.max(axis=0, keepdims=True)
    return best


def best_columns(theirs: Array) -> Mask:
    """The column player's best replies to each row, ties included: (row, column, ...)."""
    best: Mask = theirs == theirs.max(axis=1, keepdims=True)
    return best


def pure_equilibria(mine: Array, theirs: Array) -> Mask:
    """Cells in which each player's choice is a best reply to the other's (Nash 1950): (row, column, ...)."""
    return best_rows(mine) & best_columns(theirs)


def pareto_set(mine: Array, theirs: Array) -> Mask:
    """Cells that no other cell betters for one player without harming the other: (row, column, ...)."""
    rows, columns = mine.shape[:2]
    one, other = (payoff.reshape(rows * columns, *payoff.shape[2:]) for payoff in (mine, theirs))
    no_worse = (one[:, None] >= one[None]) & (other[:, None] >= other[None])
    better = (one[:, None] > one[None]) | (other[:, None] > other[None])
    efficient: Mask = ~np.asarray((no_worse & better).any(axis=0))
    return efficient.reshape(mine.shape)


def dominated_rows(mine: Array) -> Mask:
    """Rows that another row betters whatever the column player does: (row, ...)."""
    beaten: Mask = np.asarray((mine[:, None] > mine[None]).all(axis=2).any(axis=0))
    return beaten


def dominated_columns(theirs: Array) -> Mask:
    """Columns that another column betters whatever the row player does: (column, ...)."""
    return dominated_rows(np.swapaxes(theirs, 0, 1))
