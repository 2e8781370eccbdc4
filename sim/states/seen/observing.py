"""Brief every state: the same facts that a human player in its place would see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.luck import Luck
from sim.policy.log import Entry, EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.states.briefing import Briefing, Draw, Threat
from sim.states.courses import Course, Outlook
from sim.states.deals.compliance import SLOW_WALK
from sim.states.seen.late import Late
from sim.states.seen.scene import Scene
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

NO_MEMORY: Mapping[str, Array] = MappingProxyType({})
"""The memory of a strategy that has noted nothing down."""

MEMORY_MONTHS = 12
"""How far back the events in a briefing go."""


LookAhead = Callable[[int, Sequence[Course], int], Outlook]
"""How a state of a row looks ahead: row, courses and months -> what they bring."""


def observe(
    states: Sequence[State],
    world: World,
    craft: Statecraft,
    luck: Luck,
    log: EventLog,
    foresee: LookAhead | None = None,
) -> list[Briefing]:
    """Brief every state on the same month; without `foresee` nobody can look ahead."""
    public = Public.see(world, craft, log)
    scene = Scene.of(world, craft, luck)
    return [_brief(state.row, public, scene, world.minds.notes[state.row], foresee) for state in states]


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
            law_rung=_with_nobody(relations.law_rung),
            misread=world.signals.misread,
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
            # how a desk works under a deal is for others to find out
            events=tuple(one for one in log.since(world.month - MEMORY_MONTHS) if one.instrument != SLOW_WALK),
            nothing=_closed(np.zeros(worlds)),
            no_deal=_closed(np.full(worlds, np.nan)),
            never=_closed_mask(np.zeros(worlds, dtype=bool)),
        )


def _brief(row: int, public: Public, scene: Scene, notes: Mapping[str, Array], foresee: LookAhead | None) -> Briefing:
    """Show one state what it sees."""
    craft = scene.craft
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
        rival_step=_step_as_read(row, rival, public, craft.ladders.top),
        leader_rung=public.rung[leader],
        leader_rung_before=public.rung_before[leader],
        my_tariff_on_rival=public.tariffs[row, rival] if faces_one else public.nothing,
        my_law_on_rival=_closed(add_up(public.law[row, rival])) if faces_one else public.nothing,
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
        deal_in_force=_closed_mask(~np.isnan(left)) if days else public.never,
        deal_days_left=left,
        my_threat=_threat(row, rival, public),
        rival_threat=_threat(rival, row, public) if faces_one else None,
        deal_days=days,
        events=public.events,
        my_trade_with_leader=float(craft.trade_shares[row, leader]) if leader >= 0 else 0.0,
        my_trade_with_rival=float(craft.trade_shares[row, rival]) if faces_one else 0.0,
        my_imports_from_rival=float(craft.import_shares[row, rival]) if faces_one else 0.0,
        authority=AUTHORITIES[craft.authority[row]],
        memory=MappingProxyType({name: _closed(note) for name, note in notes.items()}) if notes else NO_MEMORY,
        _late=Late(row, scene),
        _draw=_own_luck(craft.codes[row], public.month, scene.luck),
        _foresee=None if foresee is None else partial(foresee, row),
    )


def _step_as_read(row: int, rival: int, public: Public, top: int) -> Array:
    """Read how far the rival climbed last month, a rung too much or too little where it is misread: (world,)."""
    step: Array = public.own_step[rival]
    if rival < 0 or not public.misread[row].any():
        return step
    stood = public.law_rung[rival] - step
    return _closed(np.clip(step + public.misread[row], -stood, top - stood))


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
