"""Brief every state: the same facts that a human player would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.luck import Luck
from sim.policy.log import EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.states.briefing import Briefing, Draw
from sim.states.closing import closed
from sim.states.courses import Course, Outlook
from sim.states.seen.late import Late
from sim.states.seen.public import Public
from sim.states.seen.scene import Scene
from sim.states.statecraft import Statecraft
from sim.types import Array

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

NO_MEMORY: Mapping[str, Array] = MappingProxyType({})
"""The memory of a strategy that has noted nothing down."""


class LookAhead(Protocol):
    """How a state looks ahead: its row, courses, months, and a world if it is one alone -> what they bring."""

    def __call__(self, viewer: int, courses: Sequence[Course], months: int, only: int | None = None) -> Outlook:
        """Think courses through."""


def observe(
    states: Sequence[State], world: World, craft: Statecraft, luck: Luck, log: EventLog, foresee: LookAhead
) -> list[Briefing]:
    """Brief every state on the same month."""
    public = Public.see(world, craft, log)
    scene = Scene.of(world, craft, luck)
    return [_brief(state.row, public, scene, world.minds.notes[state.row], foresee) for state in states]


def _brief(row: int, public: Public, scene: Scene, notes: Mapping[str, Array], foresee: LookAhead) -> Briefing:
    """Show one state what it sees."""
    craft = scene.craft
    rival, leader = craft.ladders.against[row], craft.ladders.leader[row]
    return Briefing(
        month=public.month,
        state=craft.codes[row],
        rival=craft.codes[rival] if rival >= 0 else "",
        leader=craft.codes[leader] if leader >= 0 else "",
        worlds=public.worlds,
        top_rung=craft.ladders.top,
        **_own(row, public),
        **_of_rival(row, rival, public, craft),
        **_of_leader(row, leader, public, craft),
        **_of_deals(row, rival, public),
        pain_limit=float(craft.pain_limit[row]),
        events=public.events,
        authority=AUTHORITIES[craft.authority[row]],
        memory=closed(notes) if notes else NO_MEMORY,
        _late=Late(row, scene),
        _draw=_own_luck(craft.codes[row], public.month, scene.luck),
        _foresee=partial(foresee, row),
    )


def _own(row: int, public: Public) -> dict[str, Any]:
    """Facts of the state itself."""
    return {
        "my_rung": public.rung[row],
        "my_rung_before": public.rung_before[row],
        "gdp_gap": public.gdp_gap[row],
        "consumer_prices": public.consumer_prices[row],
        "market": public.market[row],
        "market_fall": public.market_fall[row],
        "pain": public.pain[row],
        "applications_asked": public.asked[row],
        "applications_approved": public.approved[row],
    }


def _of_rival(row: int, rival: int, public: Public, craft: Statecraft) -> dict[str, Any]:
    """Facts of the rival, nothing of one where a state has none."""
    step, rung = public.rival_as_read(row, rival, craft.ladders.top)
    faces_one = rival >= 0
    return {
        "rival_rung": rung,
        "rival_rung_before": public.rung_before[rival],
        "rival_step": step,
        "my_tariff_on_rival": public.tariffs[row, rival] if faces_one else public.nothing,
        "my_law_on_rival": closed(public.lawful[row, rival].copy()) if faces_one else public.nothing,
        "rival_tariff_on_me": public.tariffs[rival, row] if faces_one else public.nothing,
        "trust_in_rival": public.trust[row, rival] if faces_one else public.nothing,
        "my_threat": public.threat(row, rival),
        "rival_threat": public.threat(rival, row),
        "my_trade_with_rival": float(craft.trade_shares[row, rival]) if faces_one else 0.0,
        "my_imports_from_rival": float(craft.import_shares[row, rival]) if faces_one else 0.0,
    }


def _of_leader(row: int, leader: int, public: Public, craft: Statecraft) -> dict[str, Any]:
    """Facts of the power that a state looks to."""
    led = leader >= 0
    return {
        "leader_rung": public.rung[leader],
        "leader_rung_before": public.rung_before[leader],
        "leader_tariff_on_me": public.tariffs[leader, row] if led else public.nothing,
        "my_trade_with_leader": float(craft.trade_shares[row, leader]) if led else 0.0,
    }


def _of_deals(row: int, rival: int, public: Public) -> dict[str, Any]:
    """Deals in force between a state and its rival."""
    days = public.deal_days.get((row, rival), {})
    left = public.latest(days)
    return {
        "deal_in_force": closed(~np.isnan(left)) if days else public.never,
        "deal_days_left": left,
        "deal_days": days,
    }


def _own_luck(code: str, month: int, luck: Luck) -> Draw:
    """Open a state's own streams; nobody else's can be reached through it."""
    return lambda stream: luck.uniform(f"{code}.{stream}", month, 1)[0]
