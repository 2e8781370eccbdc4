"""Beginning a programme of industrial policy: whether it may be, whether it reaches anybody, what the record says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.chain.sites import sites_of
from sim.policy.programmes import FOR_EVER, LIST, ON_LIST, Programme, Terms
from sim.states.levers.programme_budget import affordable
from sim.states.levers.programme_terms import goods_of, main_value, monthly_end
from sim.states.levers.prospect_terms import no_laxer_than_none, nobody_builds
from sim.states.moves import ProgrammeMove
from sim.states.office import Office
from sim.types import MONTHS_A_YEAR, Array, Mask, Value

BUILT = ("equity_stake", "loan", "tax_credit", "permitting", "friend_shoring")
"""Instruments that help to build, and so need a site where something can be built."""

STORED = ("strategic_reserve", "pooled_reserve")
"""Instruments that put goods in store."""

USED = (*STORED, "research")
"""Instruments for goods that somebody at home uses."""

IN_STORE = "t"
"""Goods counted in this unit, tonnes, can be stored for years: ores, oxides, salts, metals and magnets."""


def begin(office: Office, payer: int, host: int, move: ProgrammeMove, where: Mask, terms: Terms) -> None:
    """Begin a programme for the goods and in the worlds in which it may be, and say where it may not."""
    where = _host_agrees(office, payer, host, move, where)
    if move.instrument == "environmental_standard":
        move, terms = no_laxer_than_none(office, host, move, terms)
    for goods, allowed in _steered(office, payer, move, where):
        useful = tuple(good for good in goods if _reaches(office, move, good, host))
        if not useful:
            why = _why_not(office, move, goods, host)
            note_idle(office, payer, host, goods, move, allowed, f"no effect: {why}")
            continue
        new = _programme(office, payer, host, useful, move, allowed, terms)
        new = _within_budget(office, payer, new, move)
        if new.where.any():
            before = _standing(office, new)
            office.world.programmes.enter(new)
            _note_begun(office, new, move, before)


def _note_begun(office: Office, new: Programme, move: ProgrammeMove, before: Array) -> None:
    """Enter a programme in the record, and of a price floor where nobody builds at it."""
    idle = nobody_builds(office, new) if new.instrument == "price_floor" else np.zeros_like(new.where)
    told = replace(move, because=f"{move.because} (nobody builds at this floor)")
    names, instrument = names_of_goods(office, new.goods), move.instrument.replace("_", " ")
    for one, where in ((move, new.where & ~idle), (told, new.where & idle)):
        if where.any():
            office.note(new.payer, instrument, (new.host,), names, before, main_value(new), where, one, always=True)


def _programme(
    office: Office, payer: int, host: int, goods: tuple[int, ...], move: ProgrammeMove, where: Mask, terms: Terms
) -> Programme:
    first = office.world.month
    last = FOR_EVER if move.years is None else first + round(move.years * MONTHS_A_YEAR) - 1
    last = monthly_end(move.instrument, first, last, terms)
    return Programme.of(move.instrument, payer, host, goods, terms, first, last, where)


def _host_agrees(office: Office, payer: int, host: int, move: ProgrammeMove, where: Mask) -> Mask:
    """A state may support sites abroad where an agreement or the record says so; elsewhere it is refused."""
    if host == payer or payer in office.scripted or move.instrument in ("friend_shoring", "pooled_reserve"):
        return where
    agreed = office.world.programmes.agreed(payer, host, office.world.month, len(where))
    refused: Mask = where & ~agreed
    _refuse(office, payer, host, move.goods, move, refused, f"no agreement with {office.craft.codes[host]}")
    return where & agreed


def _steered(office: Office, payer: int, move: ProgrammeMove, where: Mask) -> list[tuple[tuple[int, ...], Mask]]:
    """Goods with the worlds in which the state's list of critical minerals lets them have the programme."""
    goods, month = goods_of(office, move), office.world.month
    if move.instrument not in ON_LIST:
        return [(goods, where)] if where.any() else []
    groups: dict[bytes, tuple[list[int], Mask]] = {}
    for good in goods:
        allowed = where & office.world.programmes.allowed(payer, good, month, len(where))
        groups.setdefault(allowed.tobytes(), ([], allowed))[0].append(good)
    for listed, allowed in groups.values():
        names = [office.craft.tables.good_names[good] for good in listed]
        why = f"not on the list of critical minerals of {office.craft.codes[payer]}"
        _refuse(office, payer, payer, names, move, where & ~allowed, why)
    return [(tuple(listed), allowed) for listed, allowed in groups.values() if bool(allowed.any())]


def _within_budget(office: Office, payer: int, new: Programme, move: ProgrammeMove) -> Programme:
    """Strategies keep to a yearly budget; the record is what it is."""
    if payer in office.scripted:
        return new
    kept = affordable(office, new)
    goods = [office.craft.tables.good_names[good] for good in new.goods]
    _refuse(office, payer, new.host, goods, move, new.where & ~kept, "over the yearly budget for programmes")
    where: Mask = new.where & kept
    return replace(new, where=where, left=np.where(where, new.left, 0.0))


def _reaches(office: Office, move: ProgrammeMove, good: int, host: int) -> bool:
    """Whether a programme for a good in a state can do anything there."""
    sites, instrument = sites_of(office.world.network), move.instrument
    if instrument == LIST:
        return True
    if instrument in STORED and office.world.tables.goods[good].unit != IN_STORE:
        return False
    if instrument in USED:
        slots = office.world.network.slots
        return bool(((slots.good == good) & (slots.state == host)).any())
    return len(sites.projects((good,), host) if instrument in BUILT else sites.makers((good,), host, move.new_only)) > 0


def _why_not(office: Office, move: ProgrammeMove, goods: Sequence[int], host: int) -> str:
    code = office.craft.codes[host]
    if move.instrument in STORED and all(office.world.tables.goods[good].unit != IN_STORE for good in goods):
        return "it cannot be stored"
    if move.instrument in USED:
        return f"nobody in {code} uses it"
    built = move.instrument in BUILT or move.new_only
    return f"nothing of it can be built in {code}" if built else f"nobody in {code} makes it"


def _standing(office: Office, new: Programme) -> Array:
    """What a programme of the same kind offered before: (world,)."""
    usual = 1.0 if new.instrument in ("permitting", "environmental_standard") else 0.0
    value = np.full(len(new.where), usual)
    for old in office.world.programmes.running(office.world.month):
        if new.takes_the_place_of(old):
            value = np.where(old.where, main_value(old), value)
    return value


def names_of_goods(office: Office, goods: Sequence[int]) -> str:
    """Write goods as the record does."""
    return "+".join(office.craft.tables.good_names[good] for good in goods)


def _refuse(
    office: Office, payer: int, host: int, goods: Sequence[str], move: ProgrammeMove, where: Mask, why: str
) -> None:
    """Enter in the record that a programme was refused, and why."""
    if where.any():
        told = replace(move, because=f"{move.because} (refused: {why})")
        instrument = move.instrument.replace("_", " ")
        office.note(payer, instrument, (host,), "+".join(goods), 0.0, 0.0, where, told, always=True)


def note_idle(
    office: Office,
    payer: int,
    host: int,
    goods: Sequence[int],
    move: ProgrammeMove,
    where: Mask,
    added: str = "",
    value: Value = 0.0,
) -> None:
    """Enter in the record what came of a move that did nothing."""
    told = replace(move, because=f"{move.because} ({added})") if added else move
    instrument = move.instrument.replace("_", " ")
    office.note(payer, instrument, (host,), names_of_goods(office, goods), value, value, where, told, always=True)
