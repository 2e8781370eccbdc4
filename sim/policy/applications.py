"""What firms ask of a licence desk: orders at the border, and what of them needs a licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.errors import InputError
from sim.policy.controls import Controls
from sim.policy.desk import Desk
from sim.policy.terms import LICENCE, LONGEST_MONTHS, ControlTerms
from sim.types import Array, Index, Mask, Value


@dataclass(frozen=True)
class Asked:
    """What buyers ask of each border this month, (route, world): ordered is new, wanted counts old orders too."""

    ordered: Array
    wanted: Array

    def on(self, rows: Index) -> Asked:
        """What is asked of some routes only: (row, world)."""
        return Asked(self.ordered[rows], self.wanted[rows])

    def less(self, discouraged: Array) -> Asked:
        """What is left when a share (row, world) of orders is not placed."""
        if not discouraged.any():
            return self
        kept = 1 - discouraged
        return Asked(self.ordered * kept, self.wanted * kept)


class Orders(Protocol):
    """Whoever can say what is asked of some routes: desks only want to know it of those that they work on."""

    def on(self, rows: Index) -> Asked:
        """What is asked of some routes: (row, world)."""


@dataclass(frozen=True)
class DeskRules:
    """How applications are made and handled.

    horizon_months: how long before a licence lapses firms ask for the next; reapplication_months: how long after a
    refusal a firm asks again, at the soonest a month; neither may be beyond what desks remember. capacity:
    applications that one state's desk decides in a month, a Value or (state, world). application_size (route,): units
    a month that one application covers. Raises InputError.
    """

    horizon_months: Value
    capacity: Value
    application_size: Array
    reapplication_months: Value

    def __post_init__(self) -> None:
        for name in ("horizon_months", "reapplication_months"):
            months = np.asarray(getattr(self, name))
            if months.min() < 0 or months.max() > LONGEST_MONTHS:
                raise InputError(
                    f"{name} of licences is {months.max():g}; firms and desks look 0 to {LONGEST_MONTHS} months away"
                )


@dataclass
class Counter:
    """The busy routes of a desk for a month, every array (row, world): the terms, and what buyers ask."""

    rows: Index
    terms: ControlTerms
    ordered: Array
    wanted: Array
    free: Array
    unrestricted: Mask

    @property
    def licensed(self) -> Array:
        """1 on routes that need a licence."""
        licensed: Array = (self.terms.status == LICENCE).astype(float)
        return licensed


def open_counter(desk: Desk, controls: Controls, orders: Orders) -> Counter:
    """Gather what the desks have before them this month: terms in force and what buyers ask, on busy routes."""
    rows = desk.busy
    asked = orders.on(rows).less(controls.discouraged[rows])
    share = controls.free_share(rows)
    free = free_to_leave(asked.ordered, asked.wanted, share)
    return Counter(rows, controls.in_force.on(rows), asked.ordered, asked.wanted, free, share >= 1)


def free_to_leave(ordered: Array, wanted: Array, share: Array) -> Array:
    """Units that need no licence: the share of new orders that no list covers, for the list took the rest of old ones.

    An order refused last month is of the controlled kind, so it gets no second chance as an uncontrolled one.
    """
    return np.where(share >= 1, wanted, np.minimum(share * ordered, wanted))


def controlled_need(ordered: Array, backlog: Array, terms: ControlTerms) -> Array:
    """Units a month that need a licence: new orders of what the list covers, and old ones spread over the term.

    ordered, backlog (row, world): a buyer whose orders waited asks for a licence large enough to catch up with them.
    """
    listed = terms.controlled_share > 0
    need: Array = terms.controlled_share * ordered + listed * backlog / np.maximum(terms.term_months, 1)
    return need
