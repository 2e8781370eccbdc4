"""The book of all programmes, kept up month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.policy.offers import promised, support_of
from sim.policy.programmes import LIST, Programme, Sites
from sim.policy.research import Findings, ResearchRules
from sim.policy.support import Research, Support
from sim.types import Array, Mask


@dataclass
class ProgrammeBook:
    """All programmes, and what they add up to: the support that firms see and what research has found.

    stale: support has to be worked out anew. room (firm, world): share of what an offtake promised that its payer had
    room or buyers for last month; makers count on no more, 1 without an offtake.
    """

    entries: tuple[Programme, ...]
    support: Support
    findings: Findings
    room: Array
    stale: bool = False

    @classmethod
    def start(cls, firms: int, states: int, goods: int, worlds: int) -> ProgrammeBook:
        """Open an empty book."""
        room = np.ones((firms, worlds))
        return cls((), Support.none(firms, worlds), Findings.start(states, goods, worlds), room)

    def running(self, month: int, *instruments: str) -> list[Programme]:
        """Programmes in force in a month, all of them or those of some instruments."""
        return [one for one in self.entries if one.runs(month) and (not instruments or one.instrument in instruments)]

    def enter(self, new: Programme) -> None:
        """Add a programme; older ones whose place it takes end for its goods in its worlds."""
        kept: list[Programme] = []
        for old in self.entries:
            goods = old.goods if new.instrument == LIST else new.goods
            kept += old.without(goods, new.where) if new.takes_the_place_of(old) else [old]
        self.entries, self.stale = (*kept, new), True

    def end(self, instrument: str, payer: int, goods: Iterable[int], where: Mask) -> Mask:
        """End programmes of an instrument that a state pays for, for some goods; returns where there were any."""
        ended, kept, chosen = np.zeros(len(where), dtype=bool), list[Programme](), set(goods)
        for old in self.entries:
            mine = old.instrument == instrument and old.payer == payer and bool(chosen & set(old.goods))
            ended |= mine & old.where & where
            kept += old.without(chosen, where) if mine else [old]
        self.entries, self.stale = tuple(kept), True
        return ended

    def rewrite(self, changed: dict[int, Programme]) -> None:
        """Put new versions of programmes in place of old ones, by `id` of the old."""
        if changed:
            self.entries = tuple(changed.get(id(old), old) for old in self.entries)

    def allowed(self, payer: int, good: int, month: int, worlds: int) -> Mask:
        """Worlds in which the state's list of critical minerals, if it has one, holds a good: (world,)."""
        listed, free = np.zeros(worlds, dtype=bool), np.ones(worlds, dtype=bool)
        for one in self.running(month, LIST):
            if one.payer == payer:
                free &= ~one.where
                listed |= one.where & (good in one.goods)
        return listed | free

    def agreed(self, payer: int, host: int, month: int, worlds: int) -> Mask:
        """Worlds in which two states have an agreement, so that one may support sites of the other: (world,)."""
        found = np.zeros(worlds, dtype=bool)
        for one in self.running(month, *AGREEMENTS):
            if {one.payer, one.host} == {payer, host}:
                found |= one.where
        return found

    def renew(self, sites: Sites, rules: ResearchRules, month: int) -> Research | None:
        """Begin a month: work support out anew if anything has changed, and spend on research.

        Returns what research has found, None if nothing was ever spent on it.
        """
        if self.stale or any(month in (one.first, one.last + 1) for one in self.entries):
            self.entries = tuple(one for one in self.entries if one.last >= month or one.principal.any())
            self.support = support_of(self.running(month), sites, self.support.floor.shape[-1])
            self.stale = False
        offtakes = self.running(month, "offtake")
        if offtakes:
            self.support.offtake = promised(offtakes, sites, self.room.shape[-1]) * self.room
        self.findings.add(self.running(month, "research"), rules)
        return self.findings.found if self.findings.begun else None

    def guaranteed(self, normal: Array) -> Array | None:
        """Sales that governments guarantee, None where nobody does; normal output and result (firm, world), a month."""
        if not self.entries or not self.support.offtake.any():
            return None
        return self.support.offtake * normal


AGREEMENTS = ("friend_shoring", "pooled_reserve")
"""Instruments that only two states together can begin."""
