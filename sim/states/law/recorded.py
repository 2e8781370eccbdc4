"""Tariffs of the record: under the law that it names, and none under one that a court has struck down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.policy.clauses import states_of
from sim.policy.instruments import tariff_under
from sim.policy.tariffs import AUTHORITIES
from sim.states.law.levying import law_of, levy, levy_on_sectors, start_term
from sim.states.moves import TariffMove
from sim.states.office import Office
from sim.types import Mask


def levy_recorded(office: Office, actor: int, move: TariffMove, where: Mask) -> None:
    """Write what the record says into the law; what fell before a ruling of this month was levied before it."""
    authority = AUTHORITIES.index(move.authority)
    partners = states_of(office.craft.tables, move.partners, office.craft.codes[actor])
    where = where & ~_levied_before_a_ruling(office, actor, authority, move)
    struck = where & (office.world.legal.struck[actor, authority] > 0)
    if struck.any():
        told = replace(move, because=f"{move.because} (no effect: {AUTHORITIES[authority]} was struck down)")
        goods = "+".join(move.sectors)
        office.note(actor, tariff_under(authority), partners, goods, 0.0, 0.0, struck, told, always=True)
        where = where & ~struck
    if move.sectors:
        levy_on_sectors(office, actor, partners, authority, move, where)
    else:
        levy(office, actor, partners, authority, move.rate, where, move)
    start_term(office, actor, law_of(office, actor).named(authority), where & (np.asarray(move.rate) > 0), move.day)


def _levied_before_a_ruling(office: Office, actor: int, authority: int, move: TariffMove) -> Mask:
    """Where a court has ruled on the law this month, on a later day than that of the move: (world,)."""
    before = np.zeros(office.world.worlds, dtype=bool)
    for loss in office.world.legal.losses:
        if (loss.actor, loss.authority) == (actor, authority) and loss.day > move.day:
            before |= loss.where
    return before
