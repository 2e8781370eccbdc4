"""What a state does when a court has taken tariffs from it: it levies them again under the laws that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.policy.authority import Authority
from sim.policy.legal import Loss
from sim.states.briefing import Briefing
from sim.states.law.inquiries import open_inquiry
from sim.states.law.levying import everybody, law_of, levy, said, start_term
from sim.states.moves import LevyAgainMove, Move, Moves, RungMove, TariffMove
from sim.states.office import Office
from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World


def fall_back(
    decided: Sequence[Moves], states: Sequence[State], briefings: Sequence[Briefing], world: World
) -> list[Moves]:
    """Add to what states decided how they answer a court that took tariffs from them this month; the record does not.

    Where a state has just chosen a tariff or a rung of its own, that stands.
    """
    moved = list(decided)
    latest = {loss.actor: loss.day for loss in world.legal.losses}
    for row, day in sorted(latest.items()):
        if not decided[row].scripted:
            chosen = Moves(tuple(one for one in decided[row].moves if isinstance(one, RungMove | TariffMove)))
            answer = states[row].after_ruling(briefings[row])
            free = _taken_from(world, row) & ~chosen.anywhere(world.worlds)
            moved[row] = decided[row] + _elsewhere(answer, free, day)
    return moved


def levy_again(office: Office, actor: int, move: LevyAgainMove, where: Mask) -> None:
    """Levy what a court took away under stopgaps at once, and ask for it in an inquiry that leads to a lasting law."""
    for loss in office.world.legal.losses:
        if loss.actor == actor:
            for stopgap in law_of(office, actor).stopgaps:
                _levy_stopgap(office, loss, stopgap, where, move)
            inquiry = law_of(office, actor).inquiry
            if inquiry is not None:
                _ask_again(office, loss, inquiry, where, move)


def forget_losses(world: World) -> None:
    """What nobody has levied again by the end of the month is given up."""
    world.legal.losses = ()


def _taken_from(world: World, row: int) -> Mask:
    """Worlds in which a court has taken tariffs from a state this month: (world,)."""
    taken = np.zeros(world.worlds, dtype=bool)
    for loss in world.legal.losses:
        if loss.actor == row:
            taken |= loss.where
    return taken


def _elsewhere(answer: Moves, where: Mask, day: int) -> Moves:
    """The answer to a ruling in some worlds only, no move of it before its day."""
    moves = answer.only_in(where).moves if where.any() else ()
    return Moves(tuple(replace(move, day=max(move.day, day)) for move in moves))


def _levy_stopgap(office: Office, loss: Loss, law: Authority, where: Mask, move: Move) -> None:
    """Levy the rate lost on the rival, or the highest one, as far as a stopgap carries it."""
    actor, tariffs = loss.actor, office.world.tariffs
    rival = office.craft.ladders.against[actor]
    lost = loss.general.max(axis=0)
    if rival >= 0:
        lost = np.where(loss.general[rival] > 0, loss.general[rival], lost)
    rate = np.minimum(lost, law.cap)
    levied = where & office.world.legal.free(actor, law.row) & (rate > tariffs.law[actor, :, law.row].max(axis=0))
    if not levied.any():
        return
    partners = everybody(office, actor)
    told = Move(because=said(move, law), day=move.day)
    levy(office, actor, partners, law.row, rate, levied, told)
    start_term(office, actor, law, levied, move.day)
    for sector, named in zip(loss.sectors, loss.named, strict=True):
        spared = np.fmin.reduce(named)
        kept = levied & ~np.isnan(spared)
        if kept.any():
            for partner in partners:
                tariffs.sector_law.set(actor, partner, law.row, sector, np.minimum(spared, rate), kept)


def _ask_again(office: Office, loss: Loss, law: Authority, where: Mask, move: Move) -> None:
    """Open inquiries into every partner whose tariff a court took away."""
    partners = [row for row in everybody(office, loss.actor) if loss.general[row].any()]
    standing = office.world.tariffs.law[loss.actor, :, law.row]
    rates = {row: np.clip(standing[row] + law.support * loss.charged[row], 0, law.cap) for row in partners}
    exceptions = {
        row: {sector: law.support * named[row] for sector, named in zip(loss.sectors, loss.charged_named, strict=True)}
        for row in partners
    }
    lost = where & (add_up(loss.general) > 0)
    open_inquiry(office, loss.actor, partners, law, rates, lost, move, exceptions=exceptions)
