"""How the runs of a sweep are cut into parts, which are lived and kept one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.types import Index

if TYPE_CHECKING:
    from sim.sweep.plan import Plan
    from sim.sweep.worlds import Group

LARGEST_PART, SMALLEST_PART = 384, 16
"""Runs of a part: enough to be fast side by side, few enough that a part is done in seconds."""

FEWEST_PARTS = 4
"""A small sweep is cut into so many parts, so that several workers have something to do."""

Runs = range | Index


@dataclass(frozen=True, eq=False)
class Part:
    """Some runs that are kept in one file; `pieces` are the runs of one group each, which can be lived side by side."""

    number: int
    pieces: tuple[Runs, ...]

    @property
    def size(self) -> int:
        """Number of runs."""
        return sum(map(len, self.pieces))

    @property
    def runs(self) -> Index:
        """The numbers of its runs, in the order in which they are kept."""
        return np.concatenate([np.asarray(piece) for piece in self.pieces])

    def __str__(self) -> str:
        runs = self.runs
        return f"part {self.number} ({len(runs)} runs, the first of them {runs[0]})"


def usual_size(runs: int) -> int:
    """Runs of each part of a sweep of so many runs."""
    return int(np.clip(-(-runs // FEWEST_PARTS), SMALLEST_PART, LARGEST_PART))


def parts_of(plan: Plan, size: int) -> list[Part]:
    """Cut the runs of a plan into parts of at most `size` runs: group by group, small groups together.

    The parts depend on the plan and the size alone, never on who lives them.
    """
    return [Part(number, pieces) for number, pieces in enumerate(_packed(plan.groups(), size))]


def split(runs: Runs, size: int) -> list[Runs]:
    """Cut runs into as few pieces of at most `size` as can be, of much the same length."""
    pieces = -(-len(runs) // size)
    ends = [len(runs) * piece // pieces for piece in range(pieces + 1)]
    return [runs[first:after] for first, after in pairwise(ends)]


def _packed(groups: Sequence[Group], size: int) -> Iterator[tuple[Runs, ...]]:
    """Put pieces of groups together, one after the other, as long as a part has room."""
    together: list[Runs] = []
    for piece in (piece for group in groups for piece in split(group.runs, size)):
        if together and sum(map(len, together)) + len(piece) > size:
            yield tuple(together)
            together = []
        together.append(piece)
    if together:
        yield tuple(together)
