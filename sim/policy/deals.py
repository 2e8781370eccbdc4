"""Deals: offered, in force, extended, broken, run out. The law stays on the books; a deal only lies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import unknown
from sim.policy.clauses import Binding, Package
from sim.types import Array, Mask, Value

NONE, PROPOSED, IN_FORCE, EXTENDED, SUSPENDED, BREACHED, EXPIRED = (float(number) for number in range(7))
"""Where a deal stands in its life."""

MORE_TIME_ASKED, COMPLAINED, COUNTERED, NO_MORE_TIME = (EXPIRED + number for number in (1, 2, 1 + 2, 2 + 2))
"""Only for the record: an extension asked for, a breach complained of, an offer answered by another, no extension."""

STATUS = (
    "none",
    "proposed",
    "in force",
    "extended",
    "suspended",
    "breached",
    "expired",
    "more time asked",
    "complained of",
    "countered",
    "no more time given",
)

PARTIES = 2
"""A deal is between two."""


@dataclass
class DealBook:
    """All packages and, for each of them in each world, where it stands.

    Arrays are (package, world) if nothing else is said. status as above; start_day and expiry_day count days from the
    start of the run (nan when never concluded); proposer is a row of states or -1; extension_days is what the proposer
    asks for on top of a deal in force (nan when nobody asks). before: IN_FORCE or EXTENDED, where a suspended deal goes
    back to. complaint (package, party, world): the month by whose end a party wants the other to mend what it complains
    of, nan without a complaint. open_talks: the parties of the package sit at one table this month; last_round: the
    month in which they last bargained, nan for never. included and suspended (clause, world), one for each package: the
    clauses that were agreed, and those that one side holds back.
    """

    packages: tuple[Package, ...]
    status: Array
    start_day: Array
    expiry_day: Array
    proposer: Array
    extension_days: Array
    before: Array
    complaint: Array
    open_talks: Mask
    last_round: Array
    included: tuple[Mask, ...]
    suspended: tuple[Mask, ...]

    @classmethod
    def start(cls, packages: Sequence[Package], worlds: int) -> DealBook:
        """Open a book in which nothing has been proposed."""
        shape = (len(packages), worlds)
        absent = [np.full(shape, np.nan) for _ in range(3)]
        clauses = [(len(package.clauses), worlds) for package in packages]
        return cls(
            packages=tuple(packages),
            status=np.zeros(shape),
            start_day=absent[0],
            expiry_day=absent[1],
            proposer=np.full(shape, -1.0),
            extension_days=absent[2],
            before=np.zeros(shape),
            complaint=np.full((len(packages), PARTIES, worlds), np.nan),
            open_talks=np.zeros(shape, dtype=bool),
            last_round=np.full(shape, np.nan),
            included=tuple(np.ones(size, dtype=bool) for size in clauses),
            suspended=tuple(np.zeros(size, dtype=bool) for size in clauses),
        )

    @property
    def active(self) -> Mask:
        """Which deals are in force, if only in part: (package, world)."""
        active: Mask = (self.status >= IN_FORCE) & (self.status <= SUSPENDED)
        return active

    def talks_between(self, one: int, other: int) -> Mask:
        """Worlds in which two states sit at one table: (world,)."""
        return np.asarray(self.open_talks[self.of(one, other)].any(axis=0))

    def binding(self, row: int, where: Mask) -> list[Binding]:
        """Clauses of a package that would bind in some worlds (world,) if it were in force there."""
        masks = where & self.included[row] & ~self.suspended[row]
        found = zip(self.packages[row].clauses, masks, strict=True)
        return [Binding(clause, mask) for clause, mask in found if mask.any()]

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
        self._clear(row, where)
        return where

    def extend(self, row: int, where: Mask, days: Value) -> Mask:
        """Add days to a deal in force; returns where there was one (world,)."""
        longer: Mask = where & self.active[row]
        held_back = self.status[row] == SUSPENDED
        self.status[row] = np.where(longer & ~held_back, EXTENDED, self.status[row])
        self.before[row] = np.where(longer & held_back, EXTENDED, self.before[row])
        self.expiry_day[row] = np.where(longer, self.expiry_day[row] + days, self.expiry_day[row])
        self.extension_days[row] = np.where(longer, np.nan, self.extension_days[row])
        return longer

    def include(self, row: int, clauses: Mask, where: Mask) -> None:
        """Say which clauses of a package are agreed in some worlds; clauses (clause, world)."""
        self.included[row][...] = np.where(where, clauses, self.included[row])

    def refuse(self, row: int, where: Mask) -> Mask:
        """Take an offer or a request for more days off the table; returns where (world,)."""
        self.status[row] = np.where(where & (self.status[row] == PROPOSED), NONE, self.status[row])
        self.extension_days[row] = np.where(where, np.nan, self.extension_days[row])
        return where

    def end(self, row: int, where: Mask, status: float) -> Mask:
        """End a deal in force as BREACHED or EXPIRED; returns where there was one (world,)."""
        ended: Mask = where & self.active[row]
        self.status[row] = np.where(ended, status, self.status[row])
        self.extension_days[row] = np.where(ended, np.nan, self.extension_days[row])
        self._clear(row, ended)
        return ended

    def complain(self, row: int, by: int, where: Mask, month: int) -> Mask:
        """Note that a party wants a breach mended by the end of a month; returns where that is new (world,)."""
        waits = self.complaint[row, self.side(row, by)]
        new: Mask = where & self.active[row] & np.isnan(waits)
        waits[...] = np.where(new, month, waits)
        return new

    def withdraw(self, row: int, by: int, where: Mask) -> Mask:
        """Drop a party's complaint; returns where there was one (world,)."""
        waits = self.complaint[row, self.side(row, by)]
        dropped: Mask = where & ~np.isnan(waits)
        waits[...] = np.where(dropped, np.nan, waits)
        return dropped

    def suspend(self, row: int, by: int, where: Mask) -> Mask:
        """Hold back the clauses of a party that are linked to the other's; returns where that is new (world,)."""
        new: Mask = where & self.active[row] & self._free(row, by).any(axis=0)
        held_back = self.status[row] == SUSPENDED
        self.before[row] = np.where(new & ~held_back, self.status[row], self.before[row])
        self.status[row] = np.where(new, SUSPENDED, self.status[row])
        for number in self.packages[row].linked(by):
            self.suspended[row][number] |= new
        return new

    def resume(self, row: int, by: int, where: Mask) -> Mask:
        """Let the clauses of a party bind again; returns where any had been held back (world,)."""
        back: Mask = where & self.active[row] & self.held_back(row, by)
        for number in self.packages[row].linked(by):
            self.suspended[row][number] &= ~back
        whole = back & ~self.suspended[row].any(axis=0)
        self.status[row] = np.where(whole, self.before[row], self.status[row])
        return back

    def held_back(self, row: int, by: int) -> Mask:
        """Worlds in which a party holds back any clause: (world,)."""
        return np.asarray(self.suspended[row][self.packages[row].linked(by)].any(axis=0))

    def promised_by(self, row: int, party: int) -> Mask:
        """Worlds in which the licences of a party are part of what was agreed: (world,)."""
        clauses = self.packages[row].clauses
        own = [number for number, one in enumerate(clauses) if one.actor == party and one.routes is not None]
        return np.asarray(self.included[row][own].any(axis=0))

    def side(self, row: int, party: int) -> int:
        """Tell which of the two parties of a package a state is: 0 or 1."""
        return self.packages[row].parties.index(party)

    def _free(self, row: int, by: int) -> Mask:
        """Linked clauses of a party that bind: (linked clause, world)."""
        linked = self.packages[row].linked(by)
        return np.asarray(self.included[row][linked] & ~self.suspended[row][linked])

    def _clear(self, row: int, where: Mask) -> None:
        """Forget the complaints and suspensions of a deal that begins or ends."""
        self.complaint[row][:, where] = np.nan
        self.suspended[row][:, where] = False

    def due(self, day: int) -> Mask:
        """Which deals in force have run out by a day: (package, world)."""
        due: Mask = self.active & (self.expiry_day <= day)
        return due

    def awaiting(self, row: int) -> Mask:
        """Worlds in which the other party owes an answer: (world,)."""
        waiting: Mask = (self.status[row] == PROPOSED) | ~np.isnan(self.extension_days[row])
        return waiting


def deal_words(status: float) -> str:
    """Say the status of a deal in words."""
    return STATUS[int(status)]


def is_concluded(before: str, after: str) -> bool:
    """Whether the record, by its words, tells of a deal that comes into force anew; one only held back does not."""
    return after == deal_words(IN_FORCE) and before in [deal_words(one) for one in (NONE, PROPOSED, BREACHED, EXPIRED)]
