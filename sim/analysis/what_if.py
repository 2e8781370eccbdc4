"""What would have to be true for runs of some kind: the way from the base case into the box, and the nearest run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.boxes import Box, Cases, Limit
from sim.analysis.sample import ordered, position, value_of
from sim.types import Array

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

MOVED = 0.1
"""A factor that moves by more than this part of its range has changed; by less it counts as where it was."""

EDGE = 0.025
"""A limit no further from the base case than this part of the range is as good as met: nobody knows it better."""

NEAR = 30
"""Runs nearest to the base case in which such runs are counted."""


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
    """A run of the kind that was asked for: its row in the table, and its factors, those that moved most first.

    run and seed: its numbers in the sweep, by which it can be lived again; -1 where nobody looked them up.
    """

    row: int
    changes: tuple[Change, ...]
    distance: float
    run: int = -1
    seed: int = -1

    @property
    def moved(self) -> tuple[Change, ...]:
        """What changed."""
        return tuple(change for change in self.changes if change.moved)


@dataclass(frozen=True)
class Move:
    """A limit of the box that the base case does not meet, and how far it is to it, 0 to 1 of the factor's range."""

    factor: Factor
    before: Any
    limit: Limit
    distance: float


@dataclass(frozen=True)
class WhatIf:
    """How the base case would have to change for runs of some kind, and what happens near it.

    box: where such runs lie, with its shares; None where none was found. moves: the limits of the box that the base
    case does not meet, the furthest first. met: those that it does, or that it misses by a hair (at_edge). at_base:
    share of such runs among the `near` runs nearest to the base case (nan where nothing tells near from far). share:
    that of all runs. nearest: the such run nearest to the base case, one run with its own luck; None if no run is such.
    matters: the factors that count for near and far, those clearly at work; left_out: how many others there are, which
    stand anywhere. stands: the value of each factor of the box in the base case.
    """

    box: Box | None
    moves: tuple[Move, ...]
    met: tuple[Limit, ...]
    at_base: float
    near: int
    share: float
    nearest: Nearest | None
    matters: tuple[str, ...]
    left_out: int
    at_edge: bool = False
    stands: Mapping[str, Any] = field(default_factory=dict)


def what_if(
    cases: Cases, matters: Collection[str], box: Box | None = None, base: Mapping[str, float] | None = None
) -> WhatIf:
    """Find the way from the base case to the runs that are meant.

    matters: names of the factors that are clearly at work; without any there is no near and far. base: a number or code
    for each factor; without it the middle of what is drawn of a range and the first value of a list.
    """
    few = cases.of_factors(tuple(matters))
    names = tuple(factor.name for factor in few.factors)
    start = {factor.name: _start(factor, base or {}) for factor in cases.factors}
    limits = () if box is None else box.limits
    unmet = [limit for limit in limits if not limit.allows(np.array([start[limit.factor.name]]))[0]]
    moves = [move for limit in unmet if (move := _move(limit, start[limit.factor.name])).distance > EDGE]
    nearest, at_base, near = _nearby(few, np.array([start[name] for name in names])) if names else (None, np.nan, 0)
    return WhatIf(
        box=box,
        moves=tuple(sorted(moves, key=lambda move: -move.distance)),
        met=tuple(limit for limit in limits if not any(limit is move.limit for move in moves)),
        at_base=at_base,
        near=near,
        share=cases.base_rate,
        nearest=nearest,
        matters=names,
        left_out=len(cases.factors) - len(names),
        at_edge=len(unmet) > len(moves),
        stands={limit.factor.name: value_of(limit.factor, start[limit.factor.name]) for limit in limits},
    )


def _start(factor: Factor, base: Mapping[str, float]) -> float:
    if factor.name in base:
        return float(base[factor.name])
    if not factor.listed:
        return factor.axis.ends[1]
    return 0.0 if factor.texts else float(factor.axis.values[0])


def _move(limit: Limit, before: float) -> Move:
    """How far it is from where a factor stands to what a limit allows."""
    factor = limit.factor
    ends = [end for end in (limit.low, limit.high) if end is not None]
    if factor.listed:
        # a list has no edge: from its values to the nearest that is allowed; texts are all as far from each other
        ends = [] if factor.texts else [float(value) for value in ordered(factor) if limit.allows(np.array([value]))[0]]
    here = position(factor, np.array([before]))[0]
    far = min((abs(float(position(factor, np.array([end]))[0] - here)) for end in ends), default=1.0)
    return Move(factor, value_of(factor, before), limit, far)


def _nearby(cases: Cases, start: Array) -> tuple[Nearest | None, float, int]:
    """The nearest run that is meant, the share of such runs near the base case, and how many runs count as near."""
    distances = _distances(cases, start)
    far = np.sqrt((distances**2).sum(axis=1))
    # all runs that are as near as the last of them, so that no run of a point is left out
    edge = np.partition(far, min(NEAR, len(far)) - 1)[min(NEAR, len(far)) - 1]
    near = far <= edge
    rows = np.flatnonzero(cases.meant)
    if not len(rows):
        return None, float(cases.meant[near].mean()), int(near.sum())
    row = int(rows[np.argmin(far[rows])])
    return (
        _nearest(cases, row, start, distances[row], float(far[row])),
        float(cases.meant[near].mean()),
        int(near.sum()),
    )


def _distances(cases: Cases, start: Array) -> Array:
    """How far each factor stands from the base case in each run, 0 to 1 of its range: (run, factor)."""
    columns = []
    for place, factor in enumerate(cases.factors):
        there, here = position(factor, cases.values[:, place]), position(factor, start[place : place + 1])
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
