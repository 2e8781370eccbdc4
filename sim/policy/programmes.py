"""Programmes of industrial policy: who pays for what, where, on which terms, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sim.types import Array, Index, Mask, Value

ADDED_UP = ("equity_stake", "loan", "research", "friend_shoring")
"""Instruments with a budget of their own: a second one comes on top; of all others a new one replaces the old one."""

OF_SITES = ("golden_share", "price_floor", "offtake", "permitting", "tax_credit", "subsidy")

ON_LIST = (*ADDED_UP, *OF_SITES, "strategic_reserve", "pooled_reserve")
"""Instruments that a list of critical minerals steers: where there is one, only goods on it get anything."""

LIST = "critical_minerals_list"

FOR_EVER = 10**6
"""Last month of a programme without an end."""


RESEARCH_FIELDS = ("recycling", "substitution")


@dataclass(frozen=True)
class Terms:
    """What a programme promises, each a Value; 0 (a factor 1) where a term is not its own.

    amount_musd: million USD in all (a year for research). months: over which it is paid out. share: of capacity,
    capital or running cost. rate: interest, fraction a year. price_usd: of a unit of the good. upside_share: of the
    price above the floor, to the payer. target_months: of home use. fill_share: of a month's use, bought each month.
    release_below_months: cover of firms at which goods are let go. factor: on permit months or costs. know_how: added
    for the sites, 0 to 1. field: of research, row of RESEARCH_FIELDS. new_only: for plants built since January 2025.
    """

    amount_musd: Value = 0.0
    months: Value = 1.0
    share: Value = 0.0
    rate: Value = 0.0
    price_usd: Value = 0.0
    upside_share: Value = 0.0
    target_months: Value = 0.0
    fill_share: Value = 0.0
    release_below_months: Value = 0.0
    factor: Value = 1.0
    know_how: Value = 0.0
    field: int = 0
    new_only: bool = False


@dataclass(frozen=True, eq=False)
class Programme:
    """One programme. payer and host are rows of states, goods rows of goods; first and last are months from 0.

    where (world,): worlds that have it. left (world,): million USD not yet paid out or lent. principal (world,):
    million USD lent and not yet paid back.
    """

    instrument: str
    payer: int
    host: int
    goods: tuple[int, ...]
    terms: Terms
    first: int
    last: int
    where: Mask
    left: Array
    principal: Array

    @classmethod
    def of(
        cls,
        instrument: str,
        payer: int,
        host: int,
        goods: tuple[int, ...],
        terms: Terms,
        first: int,
        last: int,
        where: Mask,
    ) -> Programme:
        """Begin a programme of which nothing has been paid yet."""
        left = np.where(where, terms.amount_musd, 0.0)
        return cls(instrument, payer, host, goods, terms, first, last, where.copy(), left, np.zeros(len(where)))

    def runs(self, month: int) -> bool:
        """Whether a month lies between its first and its last."""
        return self.first <= month <= self.last

    def takes_the_place_of(self, older: Programme) -> bool:
        """Whether an older programme has to make room for this one, for the goods that both are for."""
        one, other = ((each.instrument, each.payer, each.host) for each in (self, older))
        if self.instrument == "price_floor":  # a site has one floor, whoever pays for it
            one, other = ((each.instrument, each.host, each.host) for each in (self, older))
        if self.instrument == LIST:  # a new list says all there is to say
            return one == other
        return self.instrument not in ADDED_UP and one == other and bool(set(self.goods) & set(older.goods))

    def without(self, goods: Iterable[int], where: Mask) -> list[Programme]:
        """What is left of it when it ends for some goods in some worlds; what was lent is still paid back."""
        rest = tuple(good for good in self.goods if good not in set(goods))
        elsewhere = replace(self, where=self.where & ~where, left=np.where(where, 0.0, self.left))
        here = replace(
            self,
            goods=rest,
            where=self.where & where,
            left=np.where(where, self.left, 0.0),
            principal=np.zeros_like(self.principal),
        )
        kept = [elsewhere] if elsewhere.where.any() or elsewhere.principal.any() else []
        return [*kept, here] if rest and here.where.any() else kept


@dataclass(frozen=True, eq=False)
class Sites:
    """Where goods are made, by firm row.

    plant: rows of one plant share a number. project: lead rows of newcomers, which alone can be built; newcomer: all
    their rows. size: worth of the full output, USD a month, by which public funds are shared.
    """

    good: Index
    state: Index
    plant: Index
    project: Mask
    newcomer: Mask
    size: Array

    def makers(self, goods: Iterable[int], host: int, new_only: bool = False) -> Index:
        """Rows that make these goods in a state, all of them or those of plants built since January 2025."""
        there = self._made(goods) & (self.state == host)
        rows: Index = np.flatnonzero(there & self.newcomer if new_only else there)
        return rows

    def plants(self, goods: Iterable[int], host: int) -> Index:
        """Rows that make these goods in a state, with all other products of the same plants."""
        hit = np.zeros(len(self.plant), dtype=bool)
        hit[self.plant[self.makers(goods, host)]] = True
        rows: Index = np.flatnonzero(hit[self.plant])
        return rows

    def projects(self, goods: Iterable[int], host: int) -> Index:
        """Rows of what can be built in a state to make these goods."""
        rows = self.plants(goods, host)
        return rows[self.project[rows]]

    def _made(self, goods: Iterable[int]) -> Mask:
        """Rows that make any of these goods: (firm,)."""
        made = np.zeros(len(self.good), dtype=bool)
        for good in goods:
            made |= self.good == good
        return made
