"""Borders and licence desks as objects; the rules are those of sim.policy.licences, line by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from benchmarks.chain_alone import Terms
from benchmarks.twin_firms import Link
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.types import TINY

if TYPE_CHECKING:
    from benchmarks.plain_mesa_twin import PlainMesaTwin


class Border(mesa.Agent):
    """Where a good leaves one state for a kind of buyer in another: what is asked, licensed and let pass."""

    def __init__(self, model: PlainMesaTwin, application_size: float) -> None:
        super().__init__(model)
        self.application_size = application_size
        self.terms: Terms = model.policy[0].terms[0]
        self.links: list[Link] = []
        self.queued = self.decided = self.granted = self.spent = 0.0
        self.queued_at: dict[int, float] = {}
        self.granted_at: dict[int, float] = {}
        self.applied = self.approved = self.refused = self.lapsed = 0.0
        self.wanted = self.free = self.ripe = self.shipped = 0.0
        self.passage = 1.0

    @property
    def pending(self) -> float:
        """Applications still waiting."""
        return self.queued - self.decided

    @property
    def balance(self) -> float:
        """Licences granted, not yet used and not lapsed."""
        return self.granted - self.spent

    @property
    def quiet(self) -> bool:
        """No licence is asked for and none ever was."""
        return self.terms.status == OPEN and not self.queued and not self.granted

    def apply(self) -> None:
        """Firms apply for what they need now and over their horizon; find out what is ripe for a decision."""
        terms, rules, month = self.terms, self.model.desk_rules, self.model.month
        self.wanted = sum(link.wanted for link in self.links)
        ordered = sum(link.order for link in self.links)
        self.free = self.wanted if terms.free_share >= 1 else min(terms.free_share * ordered, self.wanted)
        if self.quiet:
            return
        need = self.wanted - self.free + rules.horizon_months * terms.controlled_share * ordered
        self.applied = max(need - self.balance - self.pending, 0.0) if terms.status == LICENCE else 0.0
        self.approved = self.applied * (terms.green_channel if terms.approval_rate > 0 else 0.0)
        self.queued += self.applied - self.approved
        self.ripe = max(total_at(self.queued_at, self.queued, month, terms.lag_months) - self.decided, 0.0)

    def decide(self, capacity_share: float, luck: float) -> None:
        """Grant and refuse what the desk can handle; licences lapse with their term, and a ban takes them all."""
        terms, month = self.terms, self.model.month
        licensed = terms.status == LICENCE
        decided = self.ripe * capacity_share if licensed else self.pending
        share = self.approved_share(decided, luck) if licensed else 0.0
        self.approved += decided * share
        self.refused = decided * (1 - share)
        self.decided += decided
        self.granted += self.approved
        expired = total_at(self.granted_at, self.granted, month, terms.term_months)
        self.lapsed = max((self.granted if terms.status == BAN else expired) - self.spent, 0.0)
        self.spent += self.lapsed
        self.queued_at[month], self.granted_at[month] = self.queued, self.granted

    def approved_share(self, decided: float, luck: float) -> float:
        """The binomial share of so many applications, in its normal limit."""
        rate = self.terms.approval_rate
        spread = math.sqrt(rate * (1 - rate) / max(decided / self.application_size, 1.0))
        return min(max(rate + spread * luck, 0.0), 1.0)

    def open_gate(self) -> None:
        """Share of what is asked for that may pass this month."""
        allowed = self.wanted if self.terms.status == OPEN else self.free + self.balance
        self.passage = min(1.0, allowed / max(self.wanted, TINY))

    def use_licences(self) -> None:
        """Write off licences for what crossed the border beyond the free part."""
        self.shipped = sum(link.shipped for link in self.links)
        if self.terms.status != OPEN:
            self.spent += min(max(self.shipped - self.free, 0.0), self.balance)


class LicenceDesk(mesa.Agent):
    """The office of one state that decides on licences, within its capacity."""

    def __init__(self, model: PlainMesaTwin) -> None:
        super().__init__(model)
        self.borders: dict[int, Border] = {}

    def work(self) -> None:
        """Live through a month at the desk."""
        for border in self.borders.values():
            border.apply()
        busy = {row: border for row, border in self.borders.items() if not border.quiet}
        applications = sum(border.ripe / border.application_size for border in busy.values())
        capacity_share = min(self.model.desk_rules.capacity / max(applications, TINY), 1.0)
        for row, border in busy.items():
            border.decide(capacity_share, self.model.luck_of_the_month[row])
        for border in self.borders.values():
            border.open_gate()


def total_at(by_month: dict[int, float], now: float, month: int, age: float) -> float:
    """A running total as it stood `age` months ago, between months in proportion."""
    whole = math.floor(age)
    newer = now if whole == 0 else by_month.get(month - whole, 0.0)
    older = by_month.get(month - whole - 1, 0.0)
    return newer + (age - whole) * (older - newer)
