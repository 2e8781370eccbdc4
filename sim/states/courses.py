"""Courses of action that a government thinks through before it decides, and what it then expects of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

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


class Foresee(Protocol):
    """How a briefing looks ahead: courses, months, and a world if it is one alone -> what they bring."""

    def __call__(self, courses: Sequence[Course], months: int, only: int | None = None) -> Outlook:
        """Think courses through."""


def check_courses(courses: object, months: object) -> None:
    """Refuse what cannot be thought through. Raises ValueError."""
    if isinstance(courses, Course):
        raise ValueError("foresee() takes a list of courses; put the one course in [ ]")
    if not isinstance(courses, Sequence) or not courses:
        raise ValueError("foresee() takes a list of at least one course, for example [Course(), Course(rung=2)]")
    strange = next((one for one in courses if not isinstance(one, Course)), None)
    if strange is not None:
        raise ValueError(f"foresee() takes a list of courses such as Course(rung=2), not {type(strange).__name__}")
    if not isinstance(months, int | np.integer) or months < 1:
        raise ValueError(f"foresee() looks ahead a whole number of months, 1 or more, not {months}")


def nothing_foreseen(courses: int, worlds: int) -> Outlook:
    """An outlook in which all courses come to the same."""
    flat, parts = np.zeros((courses, worlds)), np.zeros((len(PARTS), courses, worlds))
    return Outlook(flat, flat, parts, parts)
