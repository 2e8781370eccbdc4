"""The laws that a state's tariffs can rest on: how quick each is, how high it goes, how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.policy.tariffs import AUTHORITIES
from sim.tables import Tables
from sim.tables.law_rows import AuthorityRow
from sim.types import Array


@dataclass(frozen=True)
class Authority:
    """One law of a state; row is its place in AUTHORITIES, cap a fraction, the rest as in authorities.csv.

    cap and days are infinite where there is no limit.
    """

    name: str
    row: int
    months_low: float
    months_high: float
    cap: float
    days: float
    renewable: bool
    sectors_only: bool
    all_partners: bool
    ruling_risk: float
    refunds: bool
    support: float

    @property
    def at_once(self) -> bool:
        """Whether a tariff under it needs no inquiry first."""
        return self.months_high == 0

    @property
    def temporary(self) -> bool:
        """Whether its tariffs end by themselves, and cannot be renewed."""
        return np.isfinite(self.days).item() and not self.renewable

    def months(self, draw: Array) -> Array:
        """Whole months that its inquiry takes, at least one, for draws of luck between 0 and 1 (world,)."""
        months: Array = np.maximum(np.rint(self.months_low + draw * (self.months_high - self.months_low)), 1)
        return months


@dataclass(frozen=True)
class StateLaw:
    """All laws of one state, the quickest first."""

    laws: tuple[Authority, ...]

    @property
    def first(self) -> Authority:
        """The law that the state uses as long as it can."""
        return self.laws[0]

    @property
    def stopgaps(self) -> tuple[Authority, ...]:
        """Further laws that work at once and on all goods."""
        return tuple(law for law in self.laws[1:] if law.at_once and not law.sectors_only)

    @property
    def inquiry(self) -> Authority | None:
        """The law under which all goods can be taxed after an inquiry."""
        return next((law for law in self.laws if not law.at_once and not law.sectors_only), None)

    @property
    def sector_inquiry(self) -> Authority | None:
        """The law under which single sectors can be taxed after an inquiry."""
        return next((law for law in self.laws if not law.at_once and law.sectors_only), None)

    def named(self, row: int) -> Authority | None:
        """Find a law by its row in AUTHORITIES; None for one that is not the state's."""
        return next((law for law in self.laws if law.row == row), None)


@cache
def law_books(tables: Tables) -> tuple[StateLaw, ...]:
    """The laws of every state, in the order of states; those without rows of their own have the usual ones."""
    own = {row.state for row in tables.authorities}
    return tuple(
        StateLaw(
            tuple(
                _authority(row)
                for row in tables.authorities
                if row.state == (state.state if state.state in own else None)
            )
        )
        for state in tables.states
    )


def _authority(row: AuthorityRow) -> Authority:
    return Authority(
        name=row.authority,
        row=AUTHORITIES.index(row.authority),
        months_low=row.months_low,
        months_high=row.months_high,
        cap=np.inf if row.cap is None else row.cap,
        days=np.inf if row.days is None else float(row.days),
        renewable=row.renewable,
        sectors_only=row.sectors_only,
        all_partners=row.all_partners,
        ruling_risk=row.ruling_risk,
        refunds=row.refunds,
        support=row.support,
    )
