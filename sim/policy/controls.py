"""Export controls: which routes are open, licensed or banned, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.policy.routes import USES, Routes
from sim.policy.terms import BAN, LICENCE, LONGEST_MONTHS, OPEN, ControlTerms, written
from sim.types import Array, Index, Mask, Value

__all__ = ["BAN", "LICENCE", "LONGEST_MONTHS", "OPEN", "USES", "ControlTerms", "Controls", "Routes"]

DAYS_A_MONTH = 30


@dataclass
class Controls:
    """The law on exports, what is in force after deals, and the goods that were under way when a measure came.

    told: what law and deals say, None where no desk works more slowly than that (see `announced`). free_days (route,
    world): days from the start of this month in which goods still leave as before, because the
    measure came later in the month or because they were already declared to customs. revoked (route, world): 1 where
    the licences in hand were declared void this month. discouraged (route, world): share of their orders that buyers
    do not place because their own state told them not to. As terms, these have one column while all worlds are alike.
    """

    law: ControlTerms
    in_force: ControlTerms
    free_days: Array
    revoked: Array
    discouraged: Array
    clearance_days: Value
    told: ControlTerms | None = None

    @classmethod
    def start(
        cls,
        routes: int,
        lag_months: Value,
        term_months: Value,
        clearance_days: Value,
        general_term_months: Value | None = None,
    ) -> Controls:
        """Nothing controlled."""
        law = ControlTerms.open(routes, lag_months, term_months, general_term_months)
        law.check()
        free_days, revoked, discouraged = np.zeros((3, routes, 1))
        return cls(law, law.copy(), free_days, revoked, discouraged, clearance_days)

    def set(self, routes: Mask, where: Mask, **terms: Value | Array) -> None:
        """Change the law. The caller renews what is in force (`enforce`)."""
        self.law.write(routes, where, **terms)

    def revoke(self, routes: Mask, where: Mask) -> None:
        """Declare the licences in hand on some routes void, in some worlds."""
        self.revoked = written(self.revoked, routes, where, 1.0)

    def discourage(self, routes: Mask, where: Mask, share: Value) -> None:
        """Let a share of the orders on some routes not be placed any more, in some worlds."""
        self.discouraged = written(self.discouraged, routes, where, share)

    def enforce(self, terms: ControlTerms, day: int = 1) -> None:
        """Put terms in force from a day of this month on (1 to 31). Raises InputError for lags and terms too long."""
        # practice takes the place of what was said, in arrays of its own
        self.told = replace(terms) if (terms.approval_ceiling < 1).any() else None
        terms.practise()
        terms.check()
        closed_now = (self.in_force.status == OPEN) & (terms.status > OPEN)
        self.free_days = np.where(closed_now, day - 1 + self.clearance_days, self.free_days)
        self.in_force = terms

    @property
    def announced(self) -> ControlTerms:
        """The terms in force as anybody can read them: how slowly a desk works under them is for others to find out."""
        return self.in_force if self.told is None else self.told

    def free_share(self, rows: Index | slice = slice(None)) -> Array:
        """Share of this month's trade that needs no licence: (route, world), of some routes or all."""
        terms = self.in_force
        restricted = (terms.status[rows] > OPEN) * terms.controlled_share[rows]
        free: Array = 1 - restricted * (1 - np.minimum(self.free_days[rows] / DAYS_A_MONTH, 1))
        return free

    def month_passes(self) -> None:
        """Count the free days down; what was revoked is void by now."""
        if self.free_days.any():
            self.free_days = np.maximum(self.free_days - DAYS_A_MONTH, 0)
        if self.revoked.any():
            self.revoked = np.zeros_like(self.revoked[:, :1])
