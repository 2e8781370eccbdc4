"""Courts: a ruling takes a law away, and with it the tariffs that rested on it; terms that run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.authority import Authority
from sim.policy.instruments import ruling_on, tariff_under
from sim.policy.legal import Loss
from sim.policy.log import EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.states.law.inquiries import end_inquiries
from sim.states.law.levying import everybody, law_of
from sim.states.law.recorded import levy_recorded
from sim.states.moves import Move, TariffMove
from sim.states.office import Office
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World

DECIMALS = 4
"""A rate is told to a hundredth of a percentage point."""

BY_CHANCE = "a court finds that the law gives no such power"


@dataclass(frozen=True)
class Ruling:
    """A ruling on a law (row) of a state (row) in some worlds; a stayed one changes nothing.

    earlier: tariffs of the record under that law on earlier days of the month.
    """

    actor: int
    authority: int
    because: str
    where: Mask
    day: int = 1
    stayed: bool = False
    earlier: tuple[TariffMove, ...] = ()


def hold_court(world: World, craft: Statecraft, log: EventLog, rulings: Sequence[Ruling]) -> None:
    """Before anybody is briefed: courts rule, and inquiries that are over become tariffs."""
    if not (rulings or world.legal.inquiries):
        return
    office = Office(world, craft, log)
    for ruling in rulings:
        standing = ruling.where & (world.legal.struck[ruling.actor, ruling.authority] == 0)
        for move in () if ruling.stayed else ruling.earlier:
            levy_recorded(office, ruling.actor, move, standing)
            office.renew(move.day)
        strike(office, ruling)
    end_inquiries(office)
    office.renew(1)
    if office.anything_changed:
        world.relations.rung = craft.rungs(world)


def strike(office: Office, ruling: Ruling) -> None:
    """Strike a law down: what rested on it is gone, and paid back as far as it must be; no deal is touched."""
    actor, row = ruling.actor, ruling.authority
    tariffs, legal = office.world.tariffs, office.world.legal
    move = Move(because=ruling.because, day=ruling.day)
    name = ruling_on(row)
    charged = tariffs.highest(actor, row)
    if ruling.stayed:
        office.note(actor, name, (actor,), "", charged, charged, ruling.where, move, always=True)
        return
    where = ruling.where & (legal.struck[actor, row] == 0)
    if not where.any():
        return
    loss = _loss(office, actor, row, ruling.day, where)
    for partner in everybody(office, actor):
        tariffs.set(actor, partner, row, 0.0, where)
    legal.struck[actor, row] = np.where(where, 1.0, legal.struck[actor, row])
    legal.losses += (loss,)
    legal.used = True
    _promise_refunds(office, law_of(office, actor).named(row), actor, where)
    _note_loss(office, loss, charged, move)
    office.tariffs_changed = True


def _note_loss(office: Office, loss: Loss, charged: Array, move: Move) -> None:
    """Enter a ruling, one line for each part of the rate that was suspended by a deal; charged by law (world,)."""
    highest = loss.general.argmax(axis=0)[None]
    by_law, levied = (np.take_along_axis(rates, highest, axis=0)[0] for rates in (loss.general, loss.charged))
    held = np.where(by_law == charged, by_law - levied, 0.0).round(DECIMALS)
    name = ruling_on(loss.authority)
    for part in np.unique(held[loss.where]):
        told = replace(move, because=f"{move.because}; {part:g} of it was suspended by a deal") if part else move
        office.note(loss.actor, name, (loss.actor,), "", charged, 0.0, loss.where & (held == part), told, always=True)


def _loss(office: Office, actor: int, row: int, day: int, where: Mask) -> Loss:
    """What a state loses with a law: rates in general, and those of single sectors."""
    tariffs = office.world.tariffs
    general = np.where(where, tariffs.law[actor, :, row], 0.0)
    named = {sector: np.where(where, rates, np.nan) for sector, rates in tariffs.sector_law.under(actor, row).items()}
    charged_named = tuple(rates * tariffs.left_by_deals(actor, sector) for sector, rates in named.items())
    return Loss(
        actor=actor,
        authority=row,
        day=day,
        where=where,
        general=general,
        charged=general * tariffs.left_by_deals(actor),
        sectors=tuple(named),
        named=tuple(named.values()),
        charged_named=charged_named,
    )


def _promise_refunds(office: Office, law: Authority | None, actor: int, where: Mask) -> None:
    """Owe importers a share of what was collected under a struck law."""
    legal, settings = office.world.legal, office.craft.settings
    if law is not None and law.refunds and legal.counts:
        collected = legal.collected[actor, law.row]
        legal.owe(actor, np.where(where, settings.refund_share * collected, 0.0), settings.refund_months)
        legal.collected[actor, law.row] = np.where(where, 0.0, collected)


def end_terms(office: Office, last_day: int) -> None:
    """End the tariffs of laws that last only so long, by a day counted from the start; they cannot be used again."""
    legal, tariffs = office.world.legal, office.world.tariffs
    for term in legal.terms:
        charged = tariffs.highest(term.actor, term.authority)
        running = ~np.isnan(term.end_day)
        over = running & ((term.end_day <= last_day) | (charged == 0))
        if not over.any():
            continue
        law = law_of(office, term.actor).named(term.authority)
        days = 0 if law is None else law.days
        passed = np.min(term.end_day[over]) - office.craft.calendar.elapsed(office.world.month)
        ended = int(np.clip(passed + 1, 1, last_day - office.craft.calendar.elapsed(office.world.month) + 1))
        why = Move(because=f"the {days:g} days of {AUTHORITIES[term.authority]} are over", day=ended)
        others = everybody(office, term.actor)
        for partner in others:
            tariffs.set(term.actor, partner, term.authority, 0.0, over)
        office.note(term.actor, tariff_under(term.authority), others, "", charged, 0.0, over, why)
        spent = legal.spent[term.actor, term.authority]
        legal.spent[term.actor, term.authority] = np.where(over, 1.0, spent)
        term.end_day = np.where(over, np.nan, term.end_day)
        office.tariffs_changed = True
    office.renew(1)
