"""Deals: offered, in force, extended, broken, run out. The law stays on the books; a deal only lies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import unknown
from sim.policy.clauses import Clause, Package, hold_down, hold_down_sectors, relieve
from sim.policy.controls import Controls
from sim.policy.sectors import Place
from sim.policy.tariffs import Tariffs
from sim.types import Array, Mask, Value

NONE, PROPOSED, IN_FORCE, EXTENDED, SUSPENDED, BREACHED, EXPIRED = (float(number) for number in range(7))
"""Where a deal stands in its life."""

MORE_TIME_ASKED = EXPIRED + 1
"""Only for the record: a deal in force whose extension has been asked for."""

STATUS = ("none", "proposed", "in force", "extended", "suspended", "breached", "expired", "more time asked")


@dataclass
class DealBook:
    """All packages and, for each of them in each world, where it stands.

    Every array is (package, world). status as above; start_day and expiry_day count days from the start of the run
    (nan when never concluded); proposer is a row of states or -1; extension_days is what the proposer asks for on top
    of a deal in force (nan when nobody asks).
    """

    packages: tuple[Package, ...]
    status: Array
    start_day: Array
    expiry_day: Array
    proposer: Array
    extension_days: Array

    @classmethod
    def start(cls, packages: Sequence[Package], worlds: int) -> DealBook:
        """Open a book in which nothing has been proposed."""
        shape = (len(packages), worlds)
        absent = [np.full(shape, np.nan) for _ in range(3)]
        return cls(tuple(packages), np.zeros(shape), absent[0], absent[1], np.full(shape, -1.0), absent[2])

    @property
    def active(self) -> Mask:
        """Which deals are in force: (package, world)."""
        active: Mask = (self.status == IN_FORCE) | (self.status == EXTENDED)
        return active

    def number(self, name: str) -> int:
        """Row of a package. Raises InputError with the nearest name."""
        names = [package.name for package in self.packages]
        if name not in names:
            raise unknown("deal", name, names)
        return names.index(name)

    def of(self, one: int, other: int) -> list[int]:
        """Rows of the packages between two states."""
        return [row for row, package in enumerate(self.packages) if set(package.parties) == {one, other}]

    def between(self, one: int, other: int) -> Mask:
        """Worlds in which any deal between two states is in force: (world,)."""
        return np.asarray(self.active[self.of(one, other)].any(axis=0))

    def propose(self, row: int, by: int, where: Mask, days: Value | None = None) -> Mask:
        """Put a package on the table, or ask for more days of one in force; returns where that is new (world,)."""
        if days is None:
            new: Mask = where & ~self.active[row] & (self.status[row] != PROPOSED)
            self.status[row] = np.where(new, PROPOSED, self.status[row])
        else:
            new = where & self.active[row] & np.isnan(self.extension_days[row])
            self.extension_days[row] = np.where(new, days, self.extension_days[row])
        self.proposer[row] = np.where(new, by, self.proposer[row])
        return new

    def conclude(self, row: int, where: Mask, today: int, days: Value | None = None) -> Mask:
        """Put a package in force from today on; returns where (world,)."""
        length = self.packages[row].days if days is None else days
        self.status[row] = np.where(where, IN_FORCE, self.status[row])
        self.start_day[row] = np.where(where, today, self.start_day[row])
        self.expiry_day[row] = np.where(where, today + length, self.expiry_day[row])
        return where

    def extend(self, row: int, where: Mask, days: Value) -> Mask:
        """Add days to a deal in force; returns where there was one (world,)."""
        longer: Mask = where & self.active[row]
        self.status[row] = np.where(longer, EXTENDED, self.status[row])
        self.expiry_day[row] = np.where(longer, self.expiry_day[row] + days, self.expiry_day[row])
        self.extension_days[row] = np.where(longer, np.nan, self.extension_days[row])
        return longer

    def refuse(self, row: int, where: Mask) -> Mask:
        """Take an offer or a request for more days off the table; returns where (world,)."""
        self.status[row] = np.where(where & (self.status[row] == PROPOSED), NONE, self.status[row])
        self.extension_days[row] = np.where(where, np.nan, self.extension_days[row])
        return where

    def end(self, row: int, where: Mask, status: float) -> Mask:
        """End a deal in force as BREACHED, SUSPENDED or EXPIRED; returns where there was one (world,)."""
        ended: Mask = where & self.active[row]
        self.status[row] = np.where(ended, status, self.status[row])
        self.extension_days[row] = np.where(ended, np.nan, self.extension_days[row])
        return ended

    def due(self, row: int, day: int) -> Mask:
        """Worlds in which a deal in force has run out by a day: (world,)."""
        due: Mask = self.active[row] & (self.expiry_day[row] <= day)
        return due

    def awaiting(self, row: int) -> Mask:
        """Worlds in which the other party owes an answer: (world,)."""
        waiting: Mask = (self.status[row] == PROPOSED) | ~np.isnan(self.extension_days[row])
        return waiting


def lay_over_tariffs(tariffs: Tariffs, book: DealBook) -> None:
    """Renew the tariffs in force: the law, held down by the clauses of deals in force."""
    clauses = _clauses_in_force(book)
    ceiling = np.full_like(tariffs.general, np.inf)
    own_ceilings: dict[Place, Array] = {}
    for clause, active in clauses:
        hold_down(ceiling, clause, active)
        hold_down_sectors(own_ceilings, clause, active, len(ceiling))
    tariffs.enforce(ceiling if clauses else None, own_ceilings)


def lay_over_controls(controls: Controls, book: DealBook, day: int) -> None:
    """Renew the controls in force from a day of this month on: the law, relieved by the clauses of deals in force."""
    terms = controls.law.copy()
    for clause, active in _clauses_in_force(book):
        relieve(terms, clause, active)
    controls.enforce(terms, day)


def _clauses_in_force(book: DealBook) -> list[tuple[Clause, Mask]]:
    active = book.active
    live = [(package, mask) for package, mask in zip(book.packages, active, strict=True) if mask.any()]
    return [(clause, mask) for package, mask in live for clause in package.clauses]


def deal_words(status: float) -> str:
    """Say the status of a deal in words."""
    return STATUS[int(status)]
