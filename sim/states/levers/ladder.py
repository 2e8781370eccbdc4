"""What the levers of a state do to the law: the ladder, tariffs, export controls, threats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.arrays import add_up
from sim.policy.clauses import STATUS_NAMES, routes_of, states_of
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.instruments import ACCESS, EXPORT_CONTROL, THREAT
from sim.policy.ladder import CIVIL, Hold, approved_share
from sim.policy.tariffs import SAME
from sim.states.deals.dealing import breach
from sim.states.law.levying import bring_to, law_of, may_ask, rises, unbound
from sim.states.moves import ControlMove, RungMove, ThreatMove
from sim.states.office import Office
from sim.types import Array, Mask

LAW_RETURNS = "the deal ends, the law returns"
"""Said where a step leads higher than was wanted."""


def climb(office: Office, actor: int, move: RungMove, where: Mask) -> None:
    """Go to a rung: up never eases a measure and breaks a deal with the rival, down never tightens one."""
    ladders, now = office.craft.ladders, office.world.relations.rung[actor]
    rival = ladders.against[actor]
    target = np.broadcast_to(np.clip(np.rint(move.target), 0, ladders.top), now.shape)
    moved: Mask = where & (target != now)
    if rival < 0 or not moved.any():
        return
    up = target > now
    tariff, access = ladders.expand(actor, target)
    law = office.world.tariffs.lawful()[actor, rival]
    wanted = np.where(up, np.maximum(law, tariff), np.minimum(law, tariff))
    hold = ladders.holds[actor]
    left = access if hold is None else np.broadcast_to(hold.access(office.world.controls.law), access.shape)
    tighter, looser = up & (access < left - SAME), ~up & (access > left + SAME)
    climbs = moved & up & (_can_climb(office, actor, rival, wanted, moved) | tighter)
    broken = climbs & office.world.deals.between(actor, rival)
    breach(office, actor, rival, climbs, move)
    asked = moved & up & may_ask(office, actor, rival, wanted, moved)
    _note_rung(office, actor, rival, target, moved & (~up | climbs | asked), broken, move)
    bring_to(office, actor, rival, wanted, moved, move)
    if hold is not None:
        _withhold(office, actor, rival, hold, left, access, moved & (tighter | looser), move)


def _note_rung(
    office: Office, actor: int, rival: int, target: Array, where: Mask, broken: Mask, move: RungMove
) -> None:
    """Enter a step; where it breaks a deal the law below that deal returns, which may lie higher than was wanted."""
    now, higher = office.world.relations.rung[actor], np.zeros_like(where)
    if broken.any():
        law = office.craft.law_rungs(office.world)[actor]
        higher = broken & (law > target)
        told = replace(move, because=f"{move.because}; {LAW_RETURNS}")
        office.note(actor, "rung", (rival,), "", now, law, where & higher, told)
    office.note(actor, "rung", (rival,), "", now, target, where & ~higher, move)


def _can_climb(office: Office, actor: int, rival: int, wanted: Array, moved: Mask) -> Mask:
    """Where the state's laws let it climb by tariffs at once; a state whose first law is free always may."""
    return unbound(office, actor, law_of(office, actor)) | rises(office, actor, rival, wanted, moved)


def _withhold(
    office: Office, actor: int, rival: int, hold: Hold, left: Array, access: Array, where: Mask, move: RungMove
) -> None:
    """Leave the rival this access (world,) to the goods of the hold, of which it has had `left` so far."""
    if not where.any():
        return
    approval = hold.approval(access)
    status = np.where(access >= 1 - SAME, OPEN, np.where(approval <= SAME, BAN, LICENCE))
    shares = np.maximum(hold.share_of_route[hold.chosen][:, None], np.where(status == BAN, 1.0, 0.0))
    # military users are refused whenever anything is withheld
    civil = office.craft.routes.use[hold.chosen][:, None] == CIVIL
    rate = np.where(civil | (status == OPEN), approval, 0.0)
    office.world.controls.set(
        hold.chosen, where, status=status, approval_rate=rate, green_channel=0.0, controlled_share=shares
    )
    office.controls_changed = True
    goods = "+".join(office.craft.tables.good_names[good] for good in hold.goods)
    office.note(actor, ACCESS, (rival,), goods, left, access, where, move)


def set_control(office: Office, actor: int, move: ControlMove, where: Mask) -> None:
    """Write an export control into the law; tightening it against a deal breaks the deal, unless the record says so."""
    tables, code = office.craft.tables, office.craft.codes[actor]
    partners = states_of(tables, move.partners, code)
    status = float(STATUS_NAMES.index(move.status))
    law = office.world.controls.law
    everything = np.flatnonzero(routes_of(tables, office.craft.routes, code, partners, move.goods, move.use))
    if not len(everything):
        # whoever wrote the measure should find it in the record, and why nothing came of it
        idle = replace(move, because=f"{move.because} (no effect: {code} sells none of it there)")
        office.note(actor, EXPORT_CONTROL, partners, "+".join(move.goods), 1.0, 1.0, where, idle, always=True)
        return
    # under a ban nobody is approved, which matters once a deal turns it into a licence
    terms = {**move.terms, "approval_rate": 0.0, "green_channel": 0.0} if status == BAN else move.terms
    before = add_up(approved_share(law, everything)) / len(everything)
    if actor not in office.scripted:
        promised = terms.get("approval_rate", 1.0) if status == LICENCE else float(status == OPEN)
        for partner in partners:
            tighter = (before > np.asarray(promised) + SAME) | move.revoke
            breach(office, actor, partner, where & tighter, move)
    for good, share in tables.controlled_shares(move.goods).items():
        routes = routes_of(tables, office.craft.routes, code, partners, (good,), move.use)
        office.world.controls.set(routes, where, status=status, controlled_share=share, **terms)
    after = add_up(approved_share(law, everything)) / len(everything)
    instrument = EXPORT_CONTROL if move.use == "all" else f"{EXPORT_CONTROL} ({move.use})"
    office.note(actor, instrument, partners, "+".join(move.goods), before, after, where, move)
    office.controls_changed = True
    if move.revoke:
        controls = office.world.controls
        held = add_up(office.world.desk.balance[everything])
        controls.revoke(np.isin(np.arange(len(office.craft.routes)), everything), where)
        office.note(actor, "licences revoked", partners, "+".join(move.goods), held, 0.0, where, move)


def threaten(office: Office, actor: int, move: ThreatMove, where: Mask) -> None:
    """Make a threat public."""
    relations = office.world.relations
    for partner in states_of(office.craft.tables, move.partners, office.craft.codes[actor]):
        level = office.world.tariffs.general[actor, partner] + move.rate
        for kept, value in (
            (relations.threat_rate, move.rate),
            (relations.threat_level, level),
            (relations.threat_month, move.month),
        ):
            kept[actor, partner] = np.where(where, value, kept[actor, partner])
        office.note(actor, THREAT, (partner,), "", 0.0, move.rate, where, move)
