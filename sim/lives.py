"""Which courses of action are lived through in which worlds, to look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.states.courses import Course
from sim.types import Array, Index, Value


@dataclass(frozen=True, eq=False)
class Lives:
    """What is lived through: a course (life,) in a world (life,), world by world.

    place (course, world): the life that tells what a course brings there. Where courses come to the same in a world,
    such as two rungs drawn in to the end of the ladder, one life tells of them all.
    """

    world: Index
    course: Index
    place: Index

    @classmethod
    def of(cls, courses: Sequence[Course], worlds: int, distinct: bool) -> Lives:
        """Find the courses that are distinct in each world, or take all for it."""
        number, world = np.divmod(np.arange(len(courses) * worlds), worlds)
        kinds = np.arange(len(courses)) if not distinct else _packages(courses)
        steps = [_by_world([getattr(course, name) for course in courses], worlds) for name in ("rung", "rival_rung")]
        keys = np.stack([*steps, kinds[number].astype(np.float64), world.astype(np.float64)])
        order = np.lexsort(keys)
        opens = np.append(True, (np.diff(keys[:, order]) != 0).any(axis=0))
        place = np.empty(len(order), dtype=np.intp)
        place[order] = np.cumsum(opens) - 1
        first = order[opens]
        return cls(world[first], number[first], place.reshape(len(courses), worlds))

    def only(self, world: int) -> Lives:
        """Those of one world alone; place becomes (course, 1)."""
        kept = np.flatnonzero(self.world == world)
        return Lives(self.world[kept], self.course[kept], np.searchsorted(kept, self.place[:, world : world + 1]))

    def batches(self, at_once: int) -> list[Lives]:
        """The same in parts alike, of so many at most."""
        parts = np.array_split(np.arange(len(self.world)), -(-len(self.world) // at_once))
        return [Lives(self.world[part], self.course[part], self.place) for part in parts]

    def lay(self, values: Sequence[Value | None]) -> Array:
        """Numbers by course, each one number or (world of the model,), for the lives (life,); None becomes nan."""
        laid = np.full(len(self.course), np.nan)
        for course in np.unique(self.course).tolist():
            value = values[course]
            if value is not None:
                rows = self.course == course
                laid[rows] = of_worlds(value, self.world[rows])
        return laid


def of_worlds(value: Value, worlds: Index) -> Array:
    """Numbers of some worlds, of one number or (world of the model,)."""
    plain = np.asarray(value, dtype=np.float64)
    return plain[worlds] if plain.ndim else np.full(len(worlds), plain)


def _packages(courses: Sequence[Course]) -> Index:
    """A number for the deal of each course, the same for the same deal: (course,)."""
    known: dict[int, int] = {}
    return np.array([known.setdefault(id(course.package), len(known)) for course in courses])


def _by_world(values: Sequence[Value | None], worlds: int) -> Array:
    """Numbers by course, each one number or (world,), as (course x world,); None and nan, which stay, become -1."""
    full = [np.broadcast_to(np.nan if value is None else np.asarray(value), worlds) for value in values]
    return np.nan_to_num(np.concatenate(full).astype(np.float64), nan=-1.0)
