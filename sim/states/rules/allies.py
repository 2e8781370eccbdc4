"""Pieces of rules that allies and partners share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sim.states.briefing import Briefing, Offer
from sim.states.deals.packages import AGREEMENTS, load_packages
from sim.states.moves import NOTHING, ControlMove, Moves, ProgrammeMove, TariffMove
from sim.tables import load_tables
from sim.types import Mask, Value

MINE = "mine"
"""The stage of goods that come out of the ground."""

LED = ("ally", "partner")
"""Roles of the states that two powers can court."""

OWN_LAW = "national"
"""The law on which states other than the United States put a tariff."""


def is_worth_signing(offer: Offer, least_relief: Value) -> Mask:
    """Where an offer lowers the tariff on my goods by that much, or eases controls against me: (world,)."""
    worth: Mask = offer.where & ((offer.their_tariff_cut >= least_relief) | offer.eases_controls)
    return worth


def agreements_between(one: str, other: str) -> tuple[str, ...]:
    """Names of the trade agreements that two states could sign, as agreements.yaml has them."""
    return tuple(
        name for name, package in load_packages(file=AGREEMENTS).items() if set(package.parties) == {one, other}
    )


def agreements_of(state: str) -> dict[str, str]:
    """Trade agreements that a state could sign: name -> code of the other party."""
    found = load_packages(file=AGREEMENTS)
    return {
        name: next(party for party in package.parties if party != state)
        for name, package in found.items()
        if state in package.parties
    }


@cache
def ore_of(state: str) -> tuple[str, ...]:
    """Names of the goods that a state digs, by producers.csv."""
    tables = load_tables()
    dug = {good.good for good in tables.goods if good.stage == MINE}
    return tuple(row.good for row in tables.producers if row.state == state and row.good in dug)


@cache
def states_with_ore(goods: tuple[str, ...], but: tuple[str, ...]) -> tuple[str, ...]:
    """Allies and partners that dig any of some goods, without those named; in the order of states.csv."""
    led = (row.state for row in load_tables().states if row.role in LED)
    return tuple(state for state in led if state not in but and set(goods) & set(ore_of(state)))


def in_force(seen: Briefing, deal: str) -> Mask:
    """Where a deal of this state, with whomever, is in force: (world,)."""
    days = seen.my_deals.get(deal)
    return np.zeros(seen.worlds, dtype=bool) if days is None else ~np.isnan(days)


def only_in(moves: Moves, where: Mask) -> Moves:
    """Make moves in some worlds alone (world,)."""
    kept = [replace(one, where=where if one.where is None else where & one.where) for one in moves.moves]
    return replace(moves, moves=tuple(kept))


def control(
    goods: tuple[str, ...],
    partners: tuple[str, ...],
    status: str,
    because: str,
    where: Mask,
    approval: Value = 1.0,
) -> Moves:
    """Put an export control on goods for some partners, where there is a world for it."""
    if not (goods and where.any()):
        return NOTHING
    terms = {"approval_rate": approval} if status == "licence" else {}
    return Moves(
        (ControlMove(goods=goods, partners=partners, status=status, terms=terms, because=because, where=where),)
    )


def tariff_on(partner: str, rate: Value, because: str, where: Mask) -> Moves:
    """Put an added tariff on a partner's goods, a fraction, under the state's own law."""
    if not (partner and where.any()):
        return NOTHING
    return Moves((TariffMove(partners=(partner,), rate=rate, authority=OWN_LAW, because=because, where=where),))


@cache
def makes(state: str, good: str) -> bool:
    """Whether a state makes a good, by producers.csv."""
    return any(row.state == state and row.good == good for row in load_tables().producers)


def common_floor(partner: str, good: str, price: Value, years: float, because: str, where: Mask) -> Moves:
    """Ask a state to pay its makers up to the same price as one's own, USD/kg, for some years."""
    if not where.any():
        return NOTHING
    asked = ProgrammeMove(
        instrument="friend_shoring",
        goods=(good,),
        partners=(partner,),
        form="common_floor",
        years=years,
        terms={"price_usd_kg": price},
        because=because,
        where=where,
    )
    return Moves((asked,))


def joint_venture(partner: str, goods: tuple[str, ...], finance: Value, because: str, where: Mask) -> Moves:
    """Ask a state for an agreement that finances its sites, million USD in all."""
    if not where.any():
        return NOTHING
    asked = ProgrammeMove(
        instrument="friend_shoring",
        goods=goods,
        partners=(partner,),
        form="joint_venture",
        terms={"finance_musd": finance},
        because=because,
        where=where,
    )
    return Moves((asked,))
