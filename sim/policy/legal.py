"""How the laws behind tariffs stand: struck down, used up, under inquiry, running out; and what was paid under them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.policy.tariffs import AUTHORITIES
from sim.types import Array, Mask

EVERY_GOOD = -1
"""In place of the row of a sector: an inquiry into all goods."""


@dataclass
class Inquiry:
    """An inquiry of a state under one of its laws into goods of a partner: an investigation that may end in a tariff.

    sector: a row of sectors, or EVERY_GOOD. rate (world,): the tariff that it will bear out, nan where there is no
    inquiry; due (world,): the month in which it ends. sectors and named, (sector,) and (world,) each: rates of single
    sectors that it will name in place of the general one, nan for none.
    """

    actor: int
    partner: int
    authority: int
    sector: int
    rate: Array
    due: Array
    sectors: tuple[int, ...] = ()
    named: tuple[Array, ...] = ()


@dataclass
class Term:
    """The day, counted from the start, on which a state's tariffs under a law end: end_day (world,), nan for none."""

    actor: int
    authority: int
    end_day: Array


@dataclass
class Loss:
    """Tariffs that a court took away on a day.

    where (world,): the worlds in which it did. general (partner, world), and named, (partner, world) each sector: the
    rates by law, nan where none was named. charged and charged_named: what deals had left of them in force.
    """

    actor: int
    authority: int
    day: int
    where: Mask
    general: Array
    charged: Array
    sectors: tuple[int, ...]
    named: tuple[Array, ...]
    charged_named: tuple[Array, ...]


@dataclass
class Legal:
    """The law of tariffs in all worlds.

    struck, spent (state, authority, world): 1 where a court has struck the authority down, or where its only term has
    been used. inquiries, terms: those opened so far. losses: tariffs taken away this month. collected (state,
    authority, world): million USD of duties so far, kept where rulings may come (`counts`). owed and instalment
    (state, world): refunds still to be paid, and how much of them a month; paid (state, world): this month. used: any
    of this has come to matter.
    """

    struck: Array
    spent: Array
    collected: Array
    owed: Array
    instalment: Array
    paid: Array
    inquiries: tuple[Inquiry, ...] = ()
    terms: tuple[Term, ...] = ()
    losses: tuple[Loss, ...] = ()
    counts: bool = False
    used: bool = False

    @classmethod
    def start(cls, states: int, worlds: int, counts: bool = False) -> Legal:
        """January 2025: every law stands."""
        struck, spent, collected = (np.zeros((states, len(AUTHORITIES), worlds)) for _ in range(3))
        owed, instalment, paid = (np.zeros((states, worlds)) for _ in range(3))
        return cls(struck, spent, collected, owed, instalment, paid, counts=counts)

    def free(self, state: int, authority: int) -> Mask:
        """Where a state may still use a law: (world,)."""
        free: Mask = (self.struck[state, authority] == 0) & (self.spent[state, authority] == 0)
        return free

    def inquiry(self, actor: int, partner: int, authority: int, sector: int = EVERY_GOOD) -> Inquiry | None:
        """Find an inquiry that was ever opened; None if it never was."""
        key = (actor, partner, authority, sector)
        return next((one for one in self.inquiries if (one.actor, one.partner, one.authority, one.sector) == key), None)

    def file(self, actor: int, partner: int, authority: int, sector: int, worlds: int) -> Inquiry:
        """Find an inquiry, or enter a new one that is not open anywhere yet."""
        found = self.inquiry(actor, partner, authority, sector)
        if found is None:
            found = Inquiry(actor, partner, authority, sector, np.full(worlds, np.nan), np.full(worlds, np.nan))
            self.inquiries += (found,)
            self.used = True
        return found

    def term(self, actor: int, authority: int) -> Term | None:
        """Find the term of a state's law; None if it never ran."""
        return next((one for one in self.terms if (one.actor, one.authority) == (actor, authority)), None)

    def run(self, actor: int, authority: int, end_day: float, where: Mask) -> None:
        """Let the term of a law begin in the worlds in which it is not running."""
        found = self.term(actor, authority)
        if found is None:
            found = Term(actor, authority, np.full(len(where), np.nan))
            self.terms += (found,)
            self.used = True
        found.end_day = np.where(where & np.isnan(found.end_day), end_day, found.end_day)

    def owe(self, state: int, amount: Array, months: Array | float) -> None:
        """Promise refunds, million USD (world,), to be paid in equal parts over some months."""
        self.owed[state] += amount
        self.instalment[state] = np.where(amount > 0, self.owed[state] / months, self.instalment[state])
        self.used = True

    def pay(self) -> Array | None:
        """Pay this month's refunds: (state, world), million USD; None where nobody owes any."""
        if not (self.owed.any() or self.paid.any()):
            return None
        self.paid = np.minimum(self.owed, self.instalment)
        self.owed = self.owed - self.paid
        return self.paid
