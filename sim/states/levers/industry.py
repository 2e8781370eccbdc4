"""What governments do for their industries: programmes begun, agreed with partners, changed and ended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.policy.clauses import states_of
from sim.states.levers.beginning import begin, names_of_goods, note_idle
from sim.states.levers.programme_terms import goods_of, terms_of
from sim.states.moves import ProgrammeMove
from sim.states.office import Office
from sim.types import Mask

CONSENT = "with the consent of"


def run_programme(office: Office, actor: int, move: ProgrammeMove, where: Mask) -> None:
    """Carry out a move of industrial policy."""
    match move.instrument:
        case "release":
            release_goods(office, actor, move, where)
        case "technology_ban":
            ban_technology(office, actor, move, where)
        case "end_programme":
            end_programme(office, actor, move, where)
        case "friend_shoring":
            agree(office, actor, move, where)
        case _:
            hosts = states_of(office.craft.tables, move.partners, office.craft.codes[actor]) or (actor,)
            for host in hosts:
                begin(office, actor, host, move, where, terms_of(move, office))


def agree(office: Office, actor: int, move: ProgrammeMove, where: Mask) -> None:
    """Make an agreement with partners; each is taken to consent, which the record says."""
    terms = terms_of(move, office)
    partners = states_of(office.craft.tables, move.partners, office.craft.codes[actor])
    told = replace(move, because=f"{move.because} ({CONSENT} {'+'.join(office.craft.codes[one] for one in partners)})")
    if actor in office.scripted:  # what partners do under a recorded agreement is recorded too
        office = replace(office, scripted=office.scripted.union(partners))
    if move.form == "common_floor":
        for side in (actor, *partners):
            begin(office, side, side, replace(told, instrument="price_floor", partners=()), where, terms)
        return
    share = replace(terms, amount_musd=terms.amount_musd / len(partners))
    for partner in partners:
        match move.form:
            case "joint_venture":
                begin(office, actor, partner, told, where, share)
            case "shared_processing":
                half = replace(share, amount_musd=share.amount_musd / 2)
                for host in (partner, actor):
                    begin(office, actor, host, told, where, half)
            case "pooled_reserve":
                pool = replace(told, instrument="pooled_reserve")
                for one, other in ((actor, partner), (partner, actor)):
                    begin(office, one, other, pool, where, terms)


def release_goods(office: Office, actor: int, move: ProgrammeMove, where: Mask) -> None:
    """Let a share of the reserve go to firms that are short of their usual stock."""
    stockpiles, share = office.world.stockpiles, move.terms.get("share", 1.0)
    for good in goods_of(office, move):
        stock = stockpiles.stock[actor, good]
        stockpiles.asked[actor, good] += where * share * stock
        name = office.craft.tables.good_names[good]
        told = move
        if not stock[where].any():
            told = replace(move, because=f"{move.because} (no effect: there is none in the reserve)")
        office.note(actor, "release", (actor,), name, 0.0, share * stock, where, told, always=True)


def ban_technology(office: Office, actor: int, move: ProgrammeMove, where: Mask) -> None:
    """Withhold know-how from builders abroad; only the state that leads in it has any to withhold."""
    industry, share = office.world.industry, move.terms.get("share", 1.0)
    before = industry.technology_ban
    if int(np.argmax(industry.know_how[:, 0])) != actor:
        text = f"{move.because} (no effect: {office.craft.codes[actor]} does not lead in rare-earth technology)"
        office.note(actor, "technology ban", (), "", 0.0, 0.0, where, replace(move, because=text), always=True)
        return
    industry.technology_ban = np.where(where, share, before)
    office.note(actor, "technology ban", (), "", before, industry.technology_ban, where, move)


def end_programme(office: Office, actor: int, move: ProgrammeMove, where: Mask) -> None:
    """End what a state pays for before its time."""
    goods = goods_of(office, move)
    ended = office.world.programmes.end(move.form, actor, goods, where)
    if (where & ~ended).any():
        text = f"{move.because} (no effect: there is no such programme)"
        note_idle(office, actor, actor, goods, replace(move, because=text), where & ~ended)
    if ended.any():
        instrument = f"{move.form.replace('_', ' ')} ended"
        office.note(actor, instrument, (actor,), names_of_goods(office, goods), 1.0, 0.0, ended, move)
