"""What would have to be true for a run of some kind: the nearest one to what we hold likeliest, factor by factor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.boxes import Cases
from sim.analysis.sample import position, value_of
from sim.types import Array, Index

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

MOVED = 0.1
"""A factor that moves by more than this part of its range has changed; by less it counts as where it was."""


@dataclass(frozen=True)
class Change:
    """Where a factor stands in a run against where it stands in the base case, and how far, 0 to 1 of its range."""

    factor: Factor
    before: Any
    after: Any
    distance: float

    @property
    def moved(self) -> bool:
        """Whether it has moved far enough to speak of."""
        return self.distance > MOVED


@dataclass(frozen=True)
class Nearest:
    """A run of the kind that was asked for: its row in the table, and its factors, those that moved most first."""

    row: int
    changes: tuple[Change, ...]
    distance: float

    @property
    def moved(self) -> tuple[Change, ...]:
        """What changed."""
        return tuple(change for change in self.changes if change.moved)


@dataclass(frozen=True)
class WhatIf:
    """Two answers: the run `nearest` by distance, and the one with the `fewest` factors moved; None if no run is such.

    matters: factors that were compared. left_out: how many were not, since they do nothing clear: they stand anywhere.
    """

    nearest: Nearest | None
    fewest: Nearest | None
    matters: tuple[str, ...]
    left_out: int
    share: float


def what_if(cases: Cases, matters: Collection[str] = (), base: Mapping[str, float] | None = None) -> WhatIf:
    """Find the runs that are meant with the least changed against the base case.

    matters: names of the factors that count; all without them. base: a number or code for each factor; without it the
    middle of what is drawn of a range and the first value of a list.
    """
    few = cases.of_factors(tuple(matters)) if matters else cases
    names = tuple(factor.name for factor in few.factors)
    left_out = len(cases.factors) - len(names)
    rows = np.flatnonzero(few.meant)
    if not len(rows):
        return WhatIf(None, None, names, left_out, 0.0)
    start = np.array([_start(factor, base or {}) for factor in few.factors])
    distances = _distances(few, rows, start)
    far = np.sqrt((distances**2).sum(axis=1))
    moved = (distances > MOVED).sum(axis=1)
    nearest, fewest = int(np.argmin(far)), int(np.lexsort((far, moved))[0])
    found = [_nearest(few, int(rows[one]), start, distances[one], float(far[one])) for one in (nearest, fewest)]
    return WhatIf(found[0], found[1], names, left_out, cases.base_rate)


def _start(factor: Factor, base: Mapping[str, float]) -> float:
    if factor.name in base:
        return float(base[factor.name])
    if not factor.listed:
        return factor.axis.ends[1]
    return 0.0 if factor.texts else float(factor.axis.values[0])


def _distances(cases: Cases, rows: Index, start: Array) -> Array:
    """How far each factor stands from the base case in some runs, 0 to 1 of its range: (run, factor)."""
    columns = []
    for place, factor in enumerate(cases.factors):
        there, here = position(factor, cases.values[rows, place]), position(factor, start[place : place + 1])
        # texts have no order: another text is as far away as can be
        columns.append((there != here).astype(np.float64) if factor.texts else np.abs(there - here))
    return np.array(columns).T


def _nearest(cases: Cases, row: int, start: Array, distances: Array, far: float) -> Nearest:
    changes = [
        Change(
            factor, value_of(factor, start[place]), value_of(factor, cases.values[row, place]), float(distances[place])
        )
        for place, factor in enumerate(cases.factors)
    ]
    return Nearest(row, tuple(sorted(changes, key=lambda change: -change.distance)), far)
