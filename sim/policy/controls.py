"""Export controls: which routes are open, licensed or banned, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.errors import InputError
from sim.types import Array, Index, Mask, Value

OPEN, LICENCE, BAN = 0.0, 1.0, 2.0
"""Status of a route."""

USES = ("civil", "military")
"""End uses a control can tell apart."""

DAYS_A_MONTH = 30

LONGEST_MONTHS = 24
"""The longest lag or licence term: desks look back no further."""


@dataclass(frozen=True)
class Routes:
    """Every border that a good crosses: good, exporter, importer and end use, each (route,)."""

    good: Index
    exporter: Index
    importer: Index
    use: Index

    def __len__(self) -> int:
        return len(self.good)

    @cached_property
    def by_exporter(self) -> Incidence:
        """Routes by the state whose desk decides on them."""
        return Incidence(self.exporter, int(self.exporter.max()) + 1)

    def select(
        self,
        goods: Iterable[int],
        exporter: int,
        importers: Iterable[int] | None = None,
        use: int | None = None,
    ) -> Mask:
        """Routes of these goods from the exporter; importers or use None means all: (route,)."""
        chosen: Mask = np.isin(self.good, list(goods)) & (self.exporter == exporter)
        if importers is not None:
            chosen &= np.isin(self.importer, list(importers))
        if use is not None:
            chosen &= self.use == use
        return chosen


@dataclass
class ControlTerms:
    """Terms of export for each route, every field (route, world).

    status OPEN, LICENCE or BAN; approval_rate, green_channel (share of buyers that skip the queue) and
    controlled_share (share of the goods that the list covers) are fractions; lags and terms are in months.
    """

    status: Array
    approval_rate: Array
    lag_months: Array
    term_months: Array
    green_channel: Array
    controlled_share: Array

    @classmethod
    def open(cls, routes: int, worlds: int, lag_months: Value, term_months: Value) -> ControlTerms:
        """Nothing controlled; lag and term are what a licence would take if one were asked."""
        zero, one = np.zeros((routes, worlds)), np.ones((routes, worlds))
        return cls(zero, one, one * lag_months, one * term_months, zero.copy(), one.copy())

    def copy(self) -> ControlTerms:
        """The same terms in arrays of their own."""
        return replace(self, **{field.name: getattr(self, field.name).copy() for field in fields(self)})

    def write(self, routes: Mask, where: Mask, **terms: Value | Array) -> None:
        """Set terms by name on some routes, in some worlds. Values broadcast against (chosen route, world)."""
        for name, value in terms.items():
            kept = getattr(self, name)
            kept[routes] = np.where(where, value, kept[routes])


def check_lengths(terms: ControlTerms) -> None:
    """Refuse lags and licence terms that the desks could not remember."""
    for name in ("lag_months", "term_months"):
        longest = float(getattr(terms, name).max(initial=0))
        if longest > LONGEST_MONTHS:
            raise InputError(f"{name} of a licence is {longest:g}; the desks look back {LONGEST_MONTHS} months at most")


@dataclass
class Controls:
    """The law on exports, what is in force after deals, and the goods that were under way when a measure came.

    free_days (route, world): days from the start of this month in which goods still leave as before, because the
    measure came later in the month or because they were already declared to customs.
    """

    law: ControlTerms
    in_force: ControlTerms
    free_days: Array
    clearance_days: Value

    @classmethod
    def start(cls, routes: int, worlds: int, lag_months: Value, term_months: Value, clearance_days: Value) -> Controls:
        """Nothing controlled."""
        law = ControlTerms.open(routes, worlds, lag_months, term_months)
        check_lengths(law)
        return cls(law, law.copy(), np.zeros((routes, worlds)), clearance_days)

    def set(self, routes: Mask, where: Mask, **terms: Value | Array) -> None:
        """Change the law. The caller renews what is in force (`enforce`)."""
        self.law.write(routes, where, **terms)

    def enforce(self, terms: ControlTerms, day: int = 1) -> None:
        """Put terms in force from a day of this month on (1 to 31). Raises InputError for lags and terms too long."""
        check_lengths(terms)
        closed_now = (self.in_force.status == OPEN) & (terms.status > OPEN)
        self.free_days = np.where(closed_now, day - 1 + self.clearance_days, self.free_days)
        self.in_force = terms

    def free_share(self) -> Array:
        """Share of this month's trade that needs no licence: (route, world)."""
        restricted = (self.in_force.status > OPEN) * self.in_force.controlled_share
        free: Array = 1 - restricted * (1 - np.minimum(self.free_days / DAYS_A_MONTH, 1))
        return free

    def month_passes(self) -> None:
        """Count the free days down."""
        self.free_days = np.maximum(self.free_days - DAYS_A_MONTH, 0)
