"""Facts of a month that all states are shown alike, each its own part of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.beliefs import as_read
from sim.policy.log import Entry, EventLog
from sim.states.briefing import Threat
from sim.states.closing import closed
from sim.states.deals.compliance import SLOW_WALK
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World

MEMORY_MONTHS = 12
"""How far back the events in a briefing go."""


@dataclass(frozen=True)
class Public:
    """Facts of the month, read only, from which each state is shown its part.

    The last row of arrays by state is all zero: it stands for the rival of a state that has none.
    """

    month: int
    worlds: int
    rung: Array
    rung_before: Array
    own_step: Array
    law_rung: Array
    misread: Array
    tariffs: Array
    lawful: Array
    gdp_gap: Array
    consumer_prices: Array
    market: Array
    market_fall: Array
    pain: Array
    trust: Array
    asked: Array
    approved: Array
    threat_rate: Array
    threat_due: Mask
    threatened: bool
    deal_days: Mapping[tuple[int, int], Mapping[str, Array]]
    events: tuple[Entry, ...]
    nothing: Array
    no_deal: Array
    never: Mask

    @classmethod
    def see(cls, world: World, craft: Statecraft, log: EventLog) -> Public:
        """Collect the facts of a month and close them to writing."""
        relations = world.relations
        worlds = relations.rung.shape[-1]
        asked, approved = _at_the_desks(world, craft)
        threatened = bool((~np.isnan(relations.threat_month)).any())
        return cls(
            month=world.month,
            worlds=worlds,
            rung=_with_nobody(relations.rung),
            rung_before=_with_nobody(relations.rung_before),
            own_step=_with_nobody(relations.own_step),
            law_rung=_with_nobody(relations.law_rung),
            misread=world.signals.misread,
            tariffs=closed(world.tariffs.general),
            lawful=world.tariffs.lawful(),
            gdp_gap=closed(world.economy.gdp_gap),
            consumer_prices=closed(world.economy.consumer_prices),
            market=closed(world.economy.market.index),
            market_fall=closed(world.economy.market.fall),
            pain=closed(relations.pain),
            trust=closed(relations.trust),
            asked=asked,
            approved=approved,
            threat_rate=closed(relations.threat_rate),
            threat_due=closed(relations.threat_month <= world.month) if threatened else np.zeros(0, dtype=bool),
            threatened=threatened,
            deal_days=_deal_days(world, craft),
            # how a desk works under a deal is for others to find out
            events=tuple(one for one in log.since(world.month - MEMORY_MONTHS) if one.instrument != SLOW_WALK),
            nothing=closed(np.zeros(worlds)),
            no_deal=closed(np.full(worlds, np.nan)),
            never=closed(np.zeros(worlds, dtype=bool)),
        )

    def rival_as_read(self, row: int, rival: int, top: int) -> tuple[Array, Array]:
        """Read the rival's last step and its rung, both a rung off where a state misreads them: (world,) each."""
        step, rung, misread = self.own_step[rival], self.rung[rival], self.misread[row]
        if rival < 0 or not misread.any():
            return step, rung
        read, _ = as_read(step, self.law_rung[rival], misread, top)
        return closed(read), closed(np.clip(rung + misread, 0, top))

    def threat(self, state: int, target: int) -> Threat | None:
        """Show what a state threatens another one with; None if nobody does anywhere."""
        if not self.threatened or state < 0 or target < 0:
            return None
        rate = self.threat_rate[state, target]
        return None if np.isnan(rate).all() else Threat(rate, self.threat_due[state, target])

    def latest(self, days: Mapping[str, Array]) -> Array:
        """Days to the end of the deal that lasts longest, nan without one: (world,)."""
        if not days:
            return self.no_deal
        latest: Array = np.fmax.reduce(list(days.values()))
        return closed(latest)


def _deal_days(world: World, craft: Statecraft) -> dict[tuple[int, int], dict[str, Array]]:
    """For each pair of states the deals in force and the days they still have: nan where not in force."""
    book = world.deals
    active = book.active
    today = craft.calendar.elapsed(world.month)
    found: dict[tuple[int, int], dict[str, Array]] = {}
    for package, mask, expiry in zip(book.packages, active, book.expiry_day, strict=True):
        if mask.any():
            left = closed(np.where(mask, expiry - today, np.nan))
            for pair in (package.parties, package.parties[::-1]):
                found.setdefault(pair, {})[package.name] = left
    return found


def _at_the_desks(world: World, craft: Statecraft) -> tuple[Array, Array]:
    """Applications asked and approved last month at the desk of each state's rival: both (state, world)."""
    if not len(world.desk.rows):
        nothing = closed(np.zeros_like(world.relations.rung))
        return nothing, nothing
    return closed(craft.applications @ world.desk.applied), closed(craft.applications @ world.desk.approved)


def _with_nobody(by_state: Array) -> Array:
    """Add a row of zeros at the end, which row -1 finds."""
    return closed(np.concatenate([by_state, np.zeros((1, by_state.shape[1]))]))
