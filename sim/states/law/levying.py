"""Which law a tariff rests on: the quickest that is free; what it cannot carry waits for an inquiry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from sim.arrays import add_up
from sim.policy.authority import Authority, StateLaw, law_books
from sim.policy.instruments import tariff_under
from sim.policy.tariffs import SAME
from sim.states.law.inquiries import drop_inquiries, open_inquiry
from sim.states.moves import Move, TariffMove
from sim.states.office import Office
from sim.types import PER_CENT, Array, Mask, Value


def bring_to(office: Office, actor: int, partner: int, rate: Array, where: Mask, move: Move) -> None:
    """Bring all that a state's laws add on a partner's goods in general to a rate (world,).

    Up under the quickest law that is free; what that cannot carry at once is asked for in an inquiry. Down at once.
    """
    law = law_of(office, actor)
    quick = where & unbound(office, actor, law)
    levy(office, actor, (partner,), law.first.row, rate, quick, move, total=True)
    standing = total_of(office, actor, partner)
    bound = where & ~quick
    up, down = bound & (rate > standing + SAME), where & (rate < standing - SAME)
    if up.any():
        _stop_the_gap(office, actor, partner, law, rate, up, move)
        _ask_for_the_rest(office, actor, partner, law, rate, up, move)
    if down.any():
        _come_down(office, actor, partner, rate, down, move)
    if office.world.legal.inquiries:
        drop_inquiries(office, actor, partner, rate, where, move)


def rises(office: Office, actor: int, partner: int, rate: Value, where: Mask) -> Mask:
    """Where the laws of a state let its tariff on a partner rise towards a rate at once: (world,)."""
    law = law_of(office, actor)
    higher = where & (np.asarray(rate) > total_of(office, actor, partner) + SAME)
    able = unbound(office, actor, law)
    for stopgap in law.stopgaps:
        room = office.world.tariffs.law[actor, partner, stopgap.row] < stopgap.cap - SAME
        able = able | (office.world.legal.free(actor, stopgap.row) & room)
    return higher & able


def may_ask(office: Office, actor: int, partner: int, rate: Value, where: Mask) -> Mask:
    """Where an inquiry would be opened, or asked for more, to bring a tariff to a rate: (world,)."""
    law = law_of(office, actor)
    if law.inquiry is None:
        return np.zeros_like(where)
    wanted = _borne_out(office, actor, partner, law, law.inquiry, rate)
    case = office.world.legal.inquiry(actor, partner, law.inquiry.row)
    asked = np.zeros_like(wanted) if case is None else np.nan_to_num(case.rate)
    stands = office.world.tariffs.law[actor, partner, law.inquiry.row]
    more: Mask = wanted > np.maximum(asked, stands) + SAME
    return where & ~unbound(office, actor, law) & more


def law_of(office: Office, actor: int) -> StateLaw:
    """All laws of a state."""
    return law_books(office.craft.tables)[actor]


def unbound(office: Office, actor: int, law: StateLaw) -> Mask:
    """Where the state's first law is free and knows no limit: (world,)."""
    free = office.world.legal.free(actor, law.first.row)
    return free if np.isinf(law.first.cap) else np.zeros_like(free)


def total_of(office: Office, actor: int, partner: int) -> Array:
    """All that a state's laws add on a partner's goods in general: (world,)."""
    return add_up(office.world.tariffs.law[actor, partner])


def levy(
    office: Office,
    actor: int,
    partners: Sequence[int],
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
    office.note(actor, tariff_under(authority), partners, "", before, after, where, move)
    office.tariffs_changed = True


def levy_on_sectors(
    office: Office, actor: int, partners: Sequence[int], authority: int, move: TariffMove, where: Mask
) -> None:
    """Name a rate of the law for single sectors."""
    tariffs = office.world.tariffs
    sectors = [office.craft.tables.sector_index(name) for name in move.sectors]
    pairs = list(product(partners, sectors))
    before = np.max([tariffs.charged(actor, partner, authority, sector) for partner, sector in pairs], axis=0)
    for partner, sector in pairs:
        tariffs.sector_law.set(actor, partner, authority, sector, move.rate, where)
    office.note(actor, tariff_under(authority), partners, "+".join(move.sectors), before, move.rate, where, move)
    office.tariffs_changed = True


def start_term(office: Office, actor: int, law: Authority | None, where: Mask, day: int) -> None:
    """Let the days of a law that lasts only so long begin, where they are not running yet."""
    if law is not None and law.temporary and where.any():
        today = office.craft.calendar.elapsed(office.world.month, day)
        office.world.legal.run(actor, law.row, today + law.days, where)


def _stop_the_gap(office: Office, actor: int, partner: int, law: StateLaw, rate: Array, up: Mask, move: Move) -> None:
    """Levy what stopgaps carry at once, on everybody where the law says so."""
    tariffs, legal = office.world.tariffs, office.world.legal
    for stopgap in (one for one in (law.first, *law.stopgaps) if np.isfinite(one.cap)):
        layer = tariffs.law[actor, partner, stopgap.row]
        others = total_of(office, actor, partner) - layer
        target = np.clip(rate - others, layer, np.maximum(stopgap.cap, layer))
        grown = up & legal.free(actor, stopgap.row) & (target > layer + SAME)
        if grown.any():
            partners = everybody(office, actor) if stopgap.all_partners else (partner,)
            levy(office, actor, partners, stopgap.row, target, grown, replace(move, because=said(move, stopgap)))
            start_term(office, actor, stopgap, grown, move.day)


def said(move: Move, law: Authority) -> str:
    """Say why, and what the law that is left allows."""
    limits = [f"at most {law.cap * PER_CENT:g} %"] if np.isfinite(law.cap) else []
    limits += [f"for {law.days:g} days"] if law.temporary else []
    limits += ["on everybody alike"] if law.all_partners else []
    return f"{move.because} ({law.name}: {', '.join(limits)})" if limits else move.because


def everybody(office: Office, actor: int) -> tuple[int, ...]:
    """Rows of all states but one."""
    return tuple(state for state in range(len(office.craft.codes)) if state != actor)


def _ask_for_the_rest(
    office: Office, actor: int, partner: int, law: StateLaw, rate: Array, up: Mask, move: Move
) -> None:
    """Open an inquiry into what no law that stands for good carries yet."""
    if law.inquiry is not None:
        wanted = _borne_out(office, actor, partner, law, law.inquiry, rate)
        open_inquiry(office, actor, (partner,), law.inquiry, {partner: wanted}, up, move)


def _borne_out(office: Office, actor: int, partner: int, law: StateLaw, inquiry: Authority, rate: Value) -> Array:
    """The layer that an inquiry would add so that what stands for good comes to its share of the rate: (world,)."""
    layers = office.world.tariffs.law[actor, partner]
    passing = [one.row for one in law.laws if one.temporary]
    lasting = add_up(layers) - sum(layers[row] for row in passing) - layers[inquiry.row]
    supported: Array = np.clip(inquiry.support * np.asarray(rate) - lasting, 0, inquiry.cap)
    return supported


def _come_down(office: Office, actor: int, partner: int, rate: Array, down: Mask, move: Move) -> None:
    """Give up layers of the law, the quickest first, until all together come to the rate."""
    for law in law_of(office, actor).laws:
        layer = office.world.tariffs.law[actor, partner, law.row]
        too_much = total_of(office, actor, partner) - rate
        cut = np.where(down, np.clip(too_much, 0, layer), 0.0)
        if not (cut > SAME).any():
            continue
        partners = everybody(office, actor) if law.all_partners else (partner,)
        left = layer - cut
        levy(office, actor, partners, law.row, left, down & (cut > SAME), move)
