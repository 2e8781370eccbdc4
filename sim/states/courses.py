"""Courses of action that a government thinks through before it decides, and what it then expects of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.relations import PARTS
from sim.types import Array, Value

if TYPE_CHECKING:
    from sim.policy.clauses import Package


@dataclass(frozen=True, eq=False, kw_only=True)
class Course:
    """One course of action to think through: at once to a rung and stay there, and/or a deal signed at once.

    rung: my rung, one number or (world,); None, or nan in a world: stay. rival_rung: the rival goes there at once and
    stays, likewise; None, or nan in a world: the rival answers every month as it is believed to. package: a deal put in
    force at once, built or by its name in the book; while a deal holds nobody answers steps.
    """

    rung: Value | None = None
    rival_rung: Value | None = None
    package: Package | str | None = None


@dataclass(frozen=True, eq=False)
class Outlook:
    """What courses are expected to bring: mean monthly payoffs over the months looked ahead, per cent of GDP.

    mine and rival (course, world): the viewer's payoff and its rival's. parts (part, course, world): the viewer's by
    part, in the order of `sim.policy.relations.PARTS`; rival_parts: the rival's.
    """

    mine: Array
    rival: Array
    parts: Array
    rival_parts: Array


Foresee = Callable[[Sequence[Course], int], Outlook]
"""How a briefing looks ahead: courses and months -> what they bring."""


def nothing_foreseen(courses: int, worlds: int) -> Outlook:
    """An outlook in which all courses come to the same."""
    flat, parts = np.zeros((courses, worlds)), np.zeros((len(PARTS), courses, worlds))
    return Outlook(flat, flat, parts, parts)
