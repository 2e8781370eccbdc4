"""What the levers of a state do to the law: the ladder, tariffs, export controls, threats."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from sim.arrays import add_up
from sim.policy.clauses import STATUS_NAMES, routes_of, states_of
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.ladder import CIVIL, Hold, approved_share
from sim.policy.tariffs import AUTHORITIES
from sim.states.dealing import breach
from sim.states.moves import ControlMove, Move, RungMove, TariffMove, ThreatMove
from sim.states.office import Office
from sim.types import Array, Mask, Value

SAME = 1e-12
"""Two rates closer than this are one."""


def climb(office: Office, actor: int, move: RungMove, where: Mask) -> None:
    """Go to a rung: up never eases a measure and breaks a deal with the rival, down never tightens one."""
    ladders, now = office.craft.ladders, office.world.relations.rung[actor]
    rival = ladders.against[actor]
    target = np.broadcast_to(np.clip(np.rint(move.target), 0, ladders.top), now.shape)
    moved: Mask = where & (target != now)
    if rival < 0 or not moved.any():
        return
    up = target > now
    breach(office, actor, rival, moved & up, move)
    tariff, access = ladders.expand(actor, target)
    law = office.world.tariffs.lawful()[actor, rival]
    wanted = np.where(up, np.maximum(law, tariff), np.minimum(law, tariff))
    office.note(actor, "rung", (rival,), "", now, target, moved, move)
    _levy(office, actor, (rival,), office.craft.authority[actor], wanted, moved, move, total=True)
    hold = ladders.holds[actor]
    if hold is not None:
        _withhold(office, actor, rival, hold, access, up, moved, move)


def _withhold(
    office: Office, actor: int, rival: int, hold: Hold, access: Array, up: Mask, moved: Mask, move: RungMove
) -> None:
    """Leave the rival this access (world,) to the goods of the hold, where that changes it the right way."""
    law = office.world.controls.law
    left = np.broadcast_to(hold.access(law), access.shape)
    tighter, looser = up & (access < left - SAME), ~up & (access > left + SAME)
    where: Mask = moved & (tighter | looser)
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
    office.note(actor, "access", (rival,), goods, left, access, where, move)


def set_tariff(office: Office, actor: int, move: TariffMove, where: Mask) -> None:
    """Write a tariff into the law; raising it against a deal breaks the deal, unless the record says so."""
    partners = states_of(office.craft.tables, move.partners, office.craft.codes[actor])
    authority = AUTHORITIES.index(move.authority)
    if move.sectors:
        _levy_on_sectors(office, actor, partners, authority, move, where)
        return
    if actor not in office.scripted:
        for partner in partners:
            raised = where & (np.asarray(move.rate) > office.world.tariffs.law[actor, partner, authority] + SAME)
            breach(office, actor, partner, raised, move)
    _levy(office, actor, partners, authority, move.rate, where, move)


def _levy_on_sectors(
    office: Office, actor: int, partners: tuple[int, ...], authority: int, move: TariffMove, where: Mask
) -> None:
    """Name a rate of the law for single sectors; raising one breaks the deal as a general tariff does."""
    tariffs = office.world.tariffs
    sectors = [office.craft.tables.sector_index(name) for name in move.sectors]
    before = {pair: tariffs.charged(actor, pair[0], authority, pair[1]) for pair in product(partners, sectors)}
    for (partner, sector), charged in before.items():
        if actor not in office.scripted:
            breach(office, actor, partner, where & (np.asarray(move.rate) > charged + SAME), move)
        tariffs.sector_law.set(actor, partner, authority, sector, move.rate, where)
    was = np.max(list(before.values()), axis=0)
    office.note(actor, _instrument(authority), partners, "+".join(move.sectors), was, move.rate, where, move)
    office.tariffs_changed = True


def _instrument(authority: int) -> str:
    return f"tariff {AUTHORITIES[authority]}"


def _levy(
    office: Office,
    actor: int,
    partners: tuple[int, ...],
    authority: int,
    rate: Value,
    where: Mask,
    move: Move,
    total: bool = False,
) -> None:
    """Set one layer of the law, or with `total` the layer that brings all layers together to the rate."""
    law = office.world.tariffs.law
    before = np.max([law[actor, partner, authority] for partner in partners], axis=0)
    for partner in partners:
        layers = law[actor, partner]
        others = add_up(layers) - layers[authority] if total else 0.0
        office.world.tariffs.set(actor, partner, authority, np.maximum(rate - others, 0), where)
    after = np.max([law[actor, partner, authority] for partner in partners], axis=0)
    office.note(actor, _instrument(authority), partners, "", before, after, where, move)
    office.tariffs_changed = True


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
        office.note(actor, "export control", partners, "+".join(move.goods), 1.0, 1.0, where, idle, always=True)
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
    instrument = "export control" if move.use == "all" else f"export control ({move.use})"
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
        office.note(actor, "threat", (partner,), "", 0.0, move.rate, where, move)
