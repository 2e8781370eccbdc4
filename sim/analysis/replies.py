"""Best replies: what each of two governments would choose against each choice of the other, and where both agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.choosing import DRAWS, met, numbers_of, worlds_of
from sim.analysis.sample import distinct, value_of
from sim.games.bimatrix import best_columns, best_rows
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

Player = tuple[str, Sequence["Factor"], str, int]
"""A chooser: code of its state, its levers, the outcome that it looks at, and 1 where more of it is good, else -1."""

Values = Mapping[str, Any]
"""What a choice sets each lever to, by the lever's name."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of two choosers, by the code of its state: its levers, what it looks at, and its choices.

    outcome: a column; good: 1 where more of it is good for the side, -1 where less is. means: mean outcome, intervals
    apart, over the worlds (row choice, column choice), in the outcome's unit. best: where its choice is a best reply to
    the other's. sure: share of draws of the worlds in which it is. Both have the shape of `means` on either side.
    """

    chooser: str
    outcome: str
    good: int
    choices: tuple[Values, ...]
    means: Array
    best: Mask
    sure: Array
    levers: tuple[Factor, ...] = ()


@dataclass(frozen=True, eq=False)
class Replies:
    """The choices of two governments as a game: `rows` and `columns` are its sides, each with its best replies.

    equilibria: cells (row choice, column choice) in which each choice is a best reply to the other (Nash, pure
    strategies; there may be none). sure: share of draws of the worlds in which a cell is one. worlds: the draws of
    facts and luck that every cell met. steady: in all of them it comes to the same.
    """

    rows: Side
    columns: Side
    equilibria: Mask
    sure: Array
    worlds: int
    steady: bool = False

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """The equilibria as places (row choice, column choice), the surest first."""
        places = np.argwhere(self.equilibria)
        return tuple(sorted(((int(row), int(column)) for row, column in places), key=lambda cell: -self.sure[cell]))


def replies(table: pd.DataFrame, rows: Player, columns: Player, facts: Sequence[Factor]) -> Replies | None:
    """Lay the choices of two governments out as a game; None where some pairs of choices met other worlds than others.

    table: runs with the factors, seeds and both outcomes. The levers of anybody else are averaged over.
    """
    names = [rows[2], columns[2]]
    table = table[np.isfinite(table[names].to_numpy(dtype=np.float64)).all(axis=1)]
    if not len(table):
        return None
    (row, row_choices), (column, column_choices) = _choices(table, rows[1]), _choices(table, columns[1])
    shape = len(row_choices), len(column_choices)
    cell, outcomes = row * shape[1] + column, table[names].to_numpy(dtype=np.float64)
    world, cells = worlds_of(table, facts), shape[0] * shape[1]
    # choices that were drawn are many, and no pair of them meets all worlds
    if min(shape) < 2 or cells * (int(world.max()) + 1) > len(table):
        return None
    found = met(cell, cells, world, outcomes)
    if not found.paired:
        return None
    signs = np.array([rows[3], columns[3]])
    best = _best(found.means * signs, shape)
    draws = [_best(means * signs, shape) for means in found.drawn()] if found.worlds > 1 else []
    sure = np.sum(draws, axis=0) / DRAWS if draws else np.full((3, *shape), np.nan)
    means = found.means.reshape(*shape, 2)
    sides = [
        Side(name, outcome, good, choices, means[..., place], best[place].astype(bool), sure[place], tuple(levers))
        for place, ((name, levers, outcome, good), choices) in enumerate(
            ((rows, row_choices), (columns, column_choices))
        )
    ]
    return Replies(sides[0], sides[1], best[2].astype(bool), sure[2], found.worlds, found.steady)


def _best(payoffs: Array, shape: tuple[int, int]) -> Array:
    """Where rows reply best, where columns do, and where both do, 1 or 0: (3, row, column)."""
    mine, theirs = payoffs.reshape(*shape, 2).transpose(2, 0, 1)
    one, other = best_rows(mine), best_columns(theirs)
    return np.array([one, other, one & other], dtype=np.float64)


def _choices(table: pd.DataFrame, levers: Sequence[Factor]) -> tuple[Index, tuple[Values, ...]]:
    """Number the choice in each run (run,), and say what each choice sets its levers to."""
    values = numbers_of(table, levers)
    choice, _ = distinct(values)
    firsts = np.unique(choice, return_index=True)[1]
    told = ({one.name: value_of(one, values[row, place]) for place, one in enumerate(levers)} for row in firsts)
    return choice, tuple(told)
