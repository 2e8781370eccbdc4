"""What a tariff move does to the law: in general or on single sectors, by the record or by a state that chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from sim.policy.authority import Authority
from sim.policy.clauses import states_of
from sim.policy.instruments import tariff_under
from sim.policy.tariffs import AUTHORITIES, SAME
from sim.states.deals.dealing import breach
from sim.states.law.inquiries import open_inquiry
from sim.states.law.levying import bring_to, law_of, levy, levy_on_sectors, rises, start_term
from sim.states.law.recorded import levy_recorded
from sim.states.moves import TariffMove
from sim.states.office import Office
from sim.types import Array, Mask


def set_tariff(office: Office, actor: int, move: TariffMove, where: Mask) -> None:
    """Write a tariff into the law; raising it against a deal breaks the deal, unless the record says so.

    The record names its law. A state that chooses and names its first law sets all that it adds, under the quickest law
    that is free; with another one it sets what that law adds, within its limits.
    """
    partners = states_of(office.craft.tables, move.partners, office.craft.codes[actor])
    authority = AUTHORITIES.index(move.authority)
    law = law_of(office, actor).named(authority)
    if actor in office.scripted:
        levy_recorded(office, actor, move, where)
    elif move.sectors:
        _choose_for_sectors(office, actor, partners, authority, move, where)
    elif law is None or law is law_of(office, actor).first:
        for partner in partners:
            breach(office, actor, partner, rises(office, actor, partner, move.rate, where), move)
            bring_to(office, actor, partner, np.broadcast_to(move.rate, where.shape), where, move)
    else:
        _choose_law(office, actor, partners, law, move, where)


def _choose_law(
    office: Office, actor: int, partners: tuple[int, ...], law: Authority, move: TariffMove, where: Mask
) -> None:
    """Set what one law adds: at once where it can, or after its inquiry."""
    if law.sectors_only:
        told = replace(move, because=f"{move.because} (no effect: {law.name} is for single sectors)")
        office.note(actor, tariff_under(law.row), partners, "", 0.0, 0.0, where, told, always=True)
        return
    rate = np.minimum(np.broadcast_to(move.rate, where.shape), law.cap)
    free = where & office.world.legal.free(actor, law.row)
    for partner in partners:
        now: Array = office.world.tariffs.law[actor, partner, law.row]
        higher, lower = free & (rate > now + SAME), where & (rate < now - SAME)
        if law.at_once:
            breach(office, actor, partner, higher, move)
            levy(office, actor, (partner,), law.row, rate, higher | lower, move)
            start_term(office, actor, law, higher, move.day)
        else:
            levy(office, actor, (partner,), law.row, rate, lower, move)
            open_inquiry(office, actor, (partner,), law, {partner: law.support * rate}, higher, move)


def _choose_for_sectors(
    office: Office, actor: int, partners: tuple[int, ...], authority: int, move: TariffMove, where: Mask
) -> None:
    """Name a rate for sectors under the law chosen, or where that is struck down after an inquiry for each sector."""
    laws = law_of(office, actor)
    chosen = laws.named(authority)
    ready = where & office.world.legal.free(actor, authority)
    if chosen is not None and not chosen.at_once:
        ready = np.zeros_like(where)
    if ready.any():
        _levy_on_sectors(office, actor, partners, authority, move, ready)
    waiting, law = where & ~ready, laws.sector_inquiry
    if not waiting.any() or law is None:
        return
    rate = np.broadcast_to(move.rate, where.shape)
    for partner, name in product(partners, move.sectors):
        sector = office.craft.tables.sector_index(name)
        now = office.world.tariffs.charged(actor, partner, law.row, sector)
        one = replace(move, sectors=(name,))
        _levy_on_sectors(office, actor, (partner,), law.row, one, waiting & (rate < now - SAME))
        open_inquiry(office, actor, (partner,), law, {partner: law.support * rate}, waiting & (rate > now), one, sector)


def _levy_on_sectors(
    office: Office, actor: int, partners: Sequence[int], authority: int, move: TariffMove, where: Mask
) -> None:
    """Name a rate of the law for single sectors; raising one breaks the deal as a general tariff does."""
    for partner, name in product(partners, move.sectors):
        charged = office.world.tariffs.charged(actor, partner, authority, office.craft.tables.sector_index(name))
        breach(office, actor, partner, where & (np.asarray(move.rate) > charged + SAME), move)
    levy_on_sectors(office, actor, partners, authority, move, where)
