"""Inquiries that a tariff may need first: opened, asked for more, dropped, and over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.policy.authority import Authority, law_books
from sim.policy.instruments import INQUIRY, inquiry_under, tariff_under
from sim.policy.legal import EVERY_GOOD, Inquiry
from sim.policy.tariffs import AUTHORITIES, SAME
from sim.states.moves import Move
from sim.states.office import Office
from sim.types import Array, Mask

Exceptions = Mapping[int, Array]
"""Row of a sector -> the rate (world,) that an inquiry will name for it, nan for none."""


def open_inquiry(
    office: Office,
    actor: int,
    partners: Sequence[int],
    law: Authority,
    rates: Mapping[int, Array],
    where: Mask,
    move: Move,
    sector: int = EVERY_GOOD,
    exceptions: Mapping[int, Exceptions] | None = None,
) -> None:
    """Open an inquiry into goods of partners, or ask for more in one that runs; nothing where as much is asked already.

    Asking for a good deal more than before lets the time of the inquiry begin anew.
    rates: partner -> the tariff that it will bear out, (world,). exceptions: partner -> rates of single sectors.
    """
    world = office.world
    before, after = np.zeros(world.worlds), np.zeros(world.worlds)
    filed: list[int] = []
    anywhere = np.zeros_like(where)
    for partner in partners:
        rate = rates[partner]
        case = world.legal.file(actor, partner, law.row, sector, world.worlds)
        more = where & (rate > np.nan_to_num(case.rate) + SAME) & (rate > _charged(office, case) + SAME)
        if not more.any():
            continue
        due = world.month + _months(office, actor, law)
        before = np.where(more, np.maximum(before, np.nan_to_num(case.rate)), before)
        # another case than the one that runs: its hearings begin anew
        anew = more & (rate > office.craft.settings.inquiry_restart_ratio * np.nan_to_num(case.rate))
        case.due = np.where(anew, due, case.due)
        case.rate = np.where(more, rate, case.rate)
        _except(case, (exceptions or {}).get(partner, {}), more)
        after, anywhere = np.where(more, np.maximum(after, rate), after), anywhere | more
        filed.append(partner)
    if filed:
        good = "" if sector == EVERY_GOOD else office.craft.tables.sector_names[sector]
        name = inquiry_under(law.row)
        told = replace(move, because=f"{move.because} ({law.name}: {law.months_low:g} to {law.months_high:g} months)")
        office.note(actor, name, filed, good, before, after, anywhere, told)


def drop_inquiries(office: Office, actor: int, partner: int, rate: Array, where: Mask, move: Move) -> None:
    """Drop inquiries into goods of a partner that ask for more than a rate (world,) that is wanted now."""
    for case in office.world.legal.inquiries:
        if (case.actor, case.partner, case.sector) == (actor, partner, EVERY_GOOD):
            dropped = where & (np.nan_to_num(case.rate) > rate + SAME)
            if dropped.any():
                name = inquiry_under(case.authority)
                office.note(actor, name, (partner,), "", np.nan_to_num(case.rate), 0.0, dropped, move)
                _shut(case, dropped)


def end_inquiries(office: Office) -> None:
    """Let the tariffs of inquiries that are over come into force; what only stopped the gap gives way."""
    told: dict[tuple[int, int, int, bytes, bytes, bytes], list[int]] = {}
    for case in office.world.legal.inquiries:
        over = case.due <= office.world.month
        if over.any():
            free = over & office.world.legal.free(case.actor, case.authority)
            before, after = _bring_into_force(office, case, free)
            news = (case.actor, case.authority, case.sector, before.tobytes(), after.tobytes(), free.tobytes())
            told.setdefault(news, []).append(case.partner)
            _shut(case, over)
            _give_way(office, case, free)
    for (actor, authority, sector, *rates, where), partners in told.items():
        good = "" if sector == EVERY_GOOD else office.craft.tables.sector_names[sector]
        why = Move(because=f"the {INQUIRY}under {AUTHORITIES[authority]} is over")
        before, after = (np.frombuffer(rate) for rate in rates)
        office.note(
            actor, tariff_under(authority), partners, good, before, after, np.frombuffer(where, dtype=bool), why
        )


def _bring_into_force(office: Office, case: Inquiry, where: Mask) -> tuple[Array, Array]:
    """Write the tariff that an inquiry bore out into the law; returns it before and after, (world,) each."""
    tariffs = office.world.tariffs
    before = _charged(office, case).copy()
    after = np.where(where, np.maximum(before, np.nan_to_num(case.rate)), before)
    if case.sector == EVERY_GOOD:
        tariffs.set(case.actor, case.partner, case.authority, after, where)
    else:
        tariffs.sector_law.set(case.actor, case.partner, case.authority, case.sector, after, where)
    for sector, named in zip(case.sectors, case.named, strict=True):
        kept = where & ~np.isnan(named)
        if kept.any():
            tariffs.sector_law.set(case.actor, case.partner, case.authority, sector, named, kept)
    office.tariffs_changed = True
    return before, after


def _give_way(office: Office, case: Inquiry, where: Mask) -> None:
    """End the stopgaps of a state whose inquiry is over, on everybody."""
    if case.sector != EVERY_GOOD:
        return
    tariffs, states = office.world.tariffs, range(len(office.craft.codes))
    for law in law_books(office.craft.tables)[case.actor].stopgaps:
        charged = tariffs.law[case.actor, :, law.row].max(axis=0)
        ended = where & (charged > 0) & law.temporary
        if ended.any():
            why = Move(because=f"gives way to {AUTHORITIES[case.authority]}")
            for partner in states:
                tariffs.set(case.actor, partner, law.row, 0.0, ended)
            others = [state for state in states if state != case.actor]
            office.note(case.actor, tariff_under(law.row), others, "", charged, 0.0, ended, why)


def _charged(office: Office, case: Inquiry) -> Array:
    """What the law of an inquiry charges already: (world,)."""
    tariffs = office.world.tariffs
    if case.sector == EVERY_GOOD:
        charged: Array = tariffs.law[case.actor, case.partner, case.authority]
        return charged
    return tariffs.charged(case.actor, case.partner, case.authority, case.sector)


def _months(office: Office, actor: int, law: Authority) -> Array:
    """Months that an inquiry opened now takes, drawn once for all that a state opens in a month: (world,)."""
    return law.months(office.world.luck.uniform(f"{office.craft.codes[actor]}.inquiry", office.world.month, 1)[0])


def _except(case: Inquiry, exceptions: Exceptions, where: Mask) -> None:
    """Note the sectors for which an inquiry will name a rate of their own."""
    for sector, rate in exceptions.items():
        if sector not in case.sectors:
            case.sectors += (sector,)
            case.named += (np.full(len(where), np.nan),)
        row = case.sectors.index(sector)
        named = np.where(where, rate, case.named[row])
        case.named = (*case.named[:row], named, *case.named[row + 1 :])


def _shut(case: Inquiry, where: Mask) -> None:
    case.rate, case.due = np.where(where, np.nan, case.rate), np.where(where, np.nan, case.due)
