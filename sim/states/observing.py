"""Brief every state: the same facts that a human player in its place would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.luck import Luck
from sim.policy.log import Entry, EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.states.briefing import Briefing, Draw, Threat
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

MEMORY_MONTHS = 12
"""How far back the events in a briefing go."""


def observe(states: Sequence[State], world: World, craft: Statecraft, luck: Luck, log: EventLog) -> list[Briefing]:
    """Brief every state on the same month."""
    public = Public.see(world, craft, log)
    return [_brief(state.row, public, craft, luck) for state in states]


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
    tariffs: Array
    law: Array
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
            tariffs=_closed(world.tariffs.general),
            law=_closed(world.tariffs.law),
            gdp_gap=_closed(world.economy.gdp_gap),
            consumer_prices=_closed(world.economy.consumer_prices),
            market=_closed(world.economy.market.index),
            market_fall=_closed(world.economy.market.fall),
            pain=_closed(relations.pain),
            trust=_closed(relations.trust),
            asked=asked,
            approved=approved,
            threat_rate=_closed(relations.threat_rate),
            threat_due=_closed_mask(relations.threat_month <= world.month) if threatened else np.zeros(0, dtype=bool),
            threatened=threatened,
            deal_days=_deal_days(world, craft),
            events=log.since(world.month - MEMORY_MONTHS),
            nothing=_closed(np.zeros(worlds)),
            no_deal=_closed(np.full(worlds, np.nan)),
            never=_closed_mask(np.zeros(worlds, dtype=bool)),
        )


def _brief(row: int, public: Public, craft: Statecraft, luck: Luck) -> Briefing:
    """Show one state what it sees."""
    rival, leader = craft.ladders.against[row], craft.ladders.leader[row]
    faces_one = rival >= 0
    days = public.deal_days.get((row, rival), {})
    left = _latest(days, public)
    return Briefing(
        month=public.month,
        state=craft.codes[row],
        rival=craft.codes[rival] if faces_one else "",
        leader=craft.codes[leader] if leader >= 0 else "",
        worlds=public.worlds,
        top_rung=craft.ladders.top,
        my_rung=public.rung[row],
        my_rung_before=public.rung_before[row],
        rival_rung=public.rung[rival],
        rival_rung_before=public.rung_before[rival],
        rival_step=public.own_step[rival],
        leader_rung=public.rung[leader],
        leader_rung_before=public.rung_before[leader],
        my_tariff_on_rival=public.tariffs[row, rival] if faces_one else public.nothing,
        my_law_on_rival=public.law[row, rival, craft.authority[row]] if faces_one else public.nothing,
        rival_tariff_on_me=public.tariffs[rival, row] if faces_one else public.nothing,
        leader_tariff_on_me=public.tariffs[leader, row] if leader >= 0 else public.nothing,
        gdp_gap=public.gdp_gap[row],
        consumer_prices=public.consumer_prices[row],
        market=public.market[row],
        market_fall=public.market_fall[row],
        pain=public.pain[row],
        pain_limit=float(craft.pain_limit[row]),
        trust_in_rival=public.trust[row, rival] if faces_one else public.nothing,
        applications_asked=public.asked[row],
        applications_approved=public.approved[row],
        deal_in_force=~np.isnan(left) if days else public.never,
        deal_days_left=left,
        my_threat=_threat(row, rival, public),
        rival_threat=_threat(rival, row, public) if faces_one else None,
        deal_days=days,
        events=public.events,
        my_trade_with_leader=float(craft.trade_shares[row, leader]) if leader >= 0 else 0.0,
        my_trade_with_rival=float(craft.trade_shares[row, rival]) if faces_one else 0.0,
        my_imports_from_rival=float(craft.import_shares[row, rival]) if faces_one else 0.0,
        authority=AUTHORITIES[craft.authority[row]],
        _draw=_own_luck(craft.codes[row], public.month, luck),
    )


def _own_luck(code: str, month: int, luck: Luck) -> Draw:
    """Open a state's own streams; nobody else's can be reached through it."""
    return lambda stream: luck.uniform(f"{code}.{stream}", month, 1)[0]


def _threat(state: int, target: int, public: Public) -> Threat | None:
    if not public.threatened or target < 0:
        return None
    rate = public.threat_rate[state, target]
    return None if np.isnan(rate).all() else Threat(rate, public.threat_due[state, target])


def _latest(days: Mapping[str, Array], public: Public) -> Array:
    """Days to the end of the deal that lasts longest, nan without one: (world,)."""
    if not days:
        return public.no_deal
    latest: Array = np.fmax.reduce(list(days.values()))
    return _closed(latest)


def _deal_days(world: World, craft: Statecraft) -> dict[tuple[int, int], dict[str, Array]]:
    """For each pair of states the deals in force and the days they still have: nan where not in force."""
    book = world.deals
    active = book.active
    today = craft.calendar.elapsed(world.month)
    found: dict[tuple[int, int], dict[str, Array]] = {}
    for package, mask, expiry in zip(book.packages, active, book.expiry_day, strict=True):
        if mask.any():
            left = _closed(np.where(mask, expiry - today, np.nan))
            for pair in (package.parties, package.parties[::-1]):
                found.setdefault(pair, {})[package.name] = left
    return found


def _at_the_desks(world: World, craft: Statecraft) -> tuple[Array, Array]:
    """Applications asked and approved last month at the desk of each state's rival: both (state, world)."""
    if not (world.desk.applied.any() or world.desk.approved.any()):
        nothing = _closed(np.zeros_like(world.relations.rung))
        return nothing, nothing
    return _closed(craft.applications @ world.desk.applied), _closed(craft.applications @ world.desk.approved)


def _with_nobody(by_state: Array) -> Array:
    """Add a row of zeros at the end, which row -1 finds."""
    return _closed(np.concatenate([by_state, np.zeros((1, by_state.shape[1]))]))


def _closed(values: Array) -> Array:
    """Make a view that cannot be written to."""
    view = values.view()
    view.flags.writeable = False
    return view


def _closed_mask(values: Mask) -> Mask:
    """Make a mask that cannot be written to."""
    view = values.view()
    view.flags.writeable = False
    return view
