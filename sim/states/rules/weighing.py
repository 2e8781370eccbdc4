"""Weighing courses of action by what they are expected to bring: shared by all strategies that look ahead."""

from __future__ import annotations

import numpy as np

from sim.states.briefing import Briefing
from sim.states.courses import Course
from sim.states.moves import Moves
from sim.types import Array, Index, Mask, Value


def whole(number: Value) -> int:
    """Read a count that may have been given as a number with a point, or for each world; the largest holds for all."""
    return int(np.rint(np.max(number)))


def rungs_near(start: Array, top: int, number: int) -> Array:
    """Rungs around a start (world,), itself first, then down and up by one, by two and so on: (course, world).

    Rungs beyond the ends of the ladder are drawn in, so one rung may come up twice.
    """
    steps = np.zeros(number)
    distance = (np.arange(number) + 1) // 2
    steps[:] = np.where(np.arange(number) % 2 == 1, -distance, distance)
    near: Array = np.clip(start + steps[:, None], 0, top)
    return near


def first_of_each(rungs: Array) -> Mask:
    """Where a rung comes up for the first time in its world: (course, world)."""
    same = rungs[:, None, :] == rungs[None, :, :]
    earlier = np.tri(len(rungs), k=-1, dtype=bool)[:, :, None]
    first: Mask = ~(same & earlier).any(axis=1)
    return first


def stay_or(rungs: Array, values: Array, margin: Value) -> Array:
    """The rung that is worth most, if it is worth more than staying (course 0) by a margin: (world,)."""
    best = np.argmax(values, axis=0)
    better = np.take_along_axis(values, best[None], axis=0)[0] > values[0] + margin
    rung: Array = np.where(better, np.take_along_axis(rungs, best[None], axis=0)[0], rungs[0])
    return rung


def logit_choice(values: Array, allowed: Mask, precision: Value, draw: Array) -> Index:
    """Choose a course (world,) with chances that rise with its value, exp(precision x value), by a draw in (0, 1)."""
    above = np.where(allowed, values, -np.inf)
    weight = np.where(allowed, np.exp(precision * (above - above.max(axis=0))), 0.0)
    heap = np.cumsum(weight, axis=0)
    chosen: Index = (heap <= draw * heap[-1]).sum(axis=0)
    return np.minimum(chosen, len(values) - 1)


def courses_to(rungs: Array, rival_rungs: Array | None = None) -> list[Course]:
    """One course for each rung (course, world); rival_rungs likewise, None: the rival answers as it is believed to."""
    if rival_rungs is None:
        return [Course(rung=rung) for rung in rungs]
    return [Course(rung=mine, rival_rung=its) for mine, its in zip(rungs, rival_rungs, strict=True)]


def go(seen: Briefing, target: Array, up: str, down: str, where: Mask | None = None) -> Moves:
    """Go to a rung (world,), with one reason for climbing and another for coming down."""
    free = np.ones(seen.worlds, dtype=bool) if where is None else where
    climbs = seen.rung(target, because=up, where=free & (target > seen.my_rung))
    return climbs + seen.rung(target, because=down, where=free & (target < seen.my_rung))
