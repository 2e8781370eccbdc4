"""Borders and licence desks as objects; the rules are those of sim.policy.licences, line by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from benchmarks.chain_alone import Terms
from benchmarks.twin_links import Link
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.licences import DUST
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
        self.queued = self.decided = self.balance = 0.0
        self.queued_at: dict[int, float] = {}
        self.refused_at: dict[int, float] = {}
        self.lapsing: dict[int, float] = {}
        self.applied = self.approved = self.refused = self.lapsed = 0.0
        self.wanted = self.free = self.ripe = self.shipped = 0.0
        self.passage = 1.0

    @property
    def pending(self) -> float:
        """Applications still waiting."""
        return self.queued - self.decided

    @property
    def quiet(self) -> bool:
        """No licence is asked for and none ever was."""
        return self.terms.status == OPEN and not self.queued and not self.lapsing

    def apply(self) -> None:
        """Licences lapse; firms apply for what they need and do not hold; find out what is ripe for a decision."""
        terms, month = self.terms, self.model.month
        self.wanted = sum(link.wanted for link in self.links)
        ordered = sum(link.order for link in self.links)
        self.free = self.wanted if terms.free_share >= 1 else min(terms.free_share * ordered, self.wanted)
        if self.quiet:
            return
        self.lapse()
        need = terms.controlled_share * ordered
        if terms.controlled_share > 0:
            need += (self.wanted - ordered) / max(terms.term_months, 1.0)
        gap = need - (self.balance - self.ends_soon()) - self.pending - self.refused_lately()
        self.applied = max(gap, 0.0) if terms.status == LICENCE else 0.0
        self.approved = self.applied * (terms.skips_queue if terms.approval_rate > 0 else 0.0)
        self.queued += self.applied - self.approved
        self.grant(self.approved, terms.general_term_months)
        due = total_at(self.queued_at, self.queued, month, terms.lag_months)
        self.ripe = max(due - self.decided, 0.0) if terms.status == LICENCE else 0.0

    def lapse(self) -> None:
        """Licences end with their term, and a ban takes them all."""
        self.lapsed = self.lapsing.pop(self.model.month, 0.0)
        if self.terms.status == BAN:
            self.lapsed, self.lapsing = self.balance, {}
        left = self.balance - self.lapsed
        self.balance = left if left > DUST else 0.0

    def ends_soon(self) -> float:
        """Licences that lapse within the horizon, for which firms ask anew."""
        horizon, month = self.model.desk_rules.horizon_months, self.model.month
        return sum(min(max(horizon - due + month + 1, 0), 1) * amount for due, amount in self.lapsing.items())

    def refused_lately(self) -> float:
        """What was refused so lately that its buyers do not ask again yet."""
        wait, month = self.model.desk_rules.reapplication_months, self.model.month
        return sum(min(max(wait - month + at, 0), 1) * amount for at, amount in self.refused_at.items())

    def grant(self, amount: float, term: float) -> None:
        """Give licences that end after their term, between months in proportion."""
        due = self.model.month + math.floor(term)
        part = term - math.floor(term)
        self.balance += amount
        self.lapsing[due] = self.lapsing.get(due, 0.0) + amount * (1 - part)
        self.lapsing[due + 1] = self.lapsing.get(due + 1, 0.0) + amount * part

    def decide(self, capacity_share: float, luck: float) -> None:
        """Grant and refuse what the desk can handle; what needs no licence any more is withdrawn."""
        terms = self.terms
        licensed = terms.status == LICENCE
        decided = self.ripe * capacity_share if licensed else self.pending
        share = self.approved_share(decided, luck) if licensed else 0.0
        self.approved += decided * share
        self.refused = 0.0 if terms.status == OPEN else decided * (1 - share)
        self.decided += decided
        self.queued_at[self.model.month] = self.queued
        self.refused_at[self.model.month] = self.refused if licensed else 0.0
        self.grant(decided * share, terms.term_months)

    def approved_share(self, decided: float, luck: float) -> float:
        """The binomial share of so many applications, in its normal limit."""
        rate = self.terms.approval_rate
        spread = math.sqrt(rate * (1 - rate) / max(decided / self.application_size, 1.0))
        return min(max(rate + spread * luck, 0.0), 1.0)

    def open_gate(self) -> None:
        """Share of what is asked for that may pass this month."""
        allowed = self.free + self.balance
        self.passage = 1.0 if self.terms.free_share >= 1 else min(1.0, allowed / max(self.wanted, TINY))

    def count(self) -> None:
        """Add up what crossed."""
        self.shipped = sum(link.shipped for link in self.links)


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
