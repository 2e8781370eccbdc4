"""Pieces of rules that allies and partners share."""

from __future__ import annotations

import numpy as np

from sim.states.briefing import Briefing, Offer
from sim.states.moves import NOTHING, ControlMove, Moves, ProgrammeMove, TariffMove
from sim.types import Mask, Value

LED = ("ally", "partner")
"""Roles of the states that two powers can court."""

OWN_LAW = "national"
"""The law on which states other than the United States put a tariff."""


def is_worth_signing(offer: Offer, least_relief: Value) -> Mask:
    """Where an offer lowers the tariff on my goods by that much, or eases controls against me: (world,)."""
    worth: Mask = offer.where & ((offer.their_tariff_cut >= least_relief) | offer.eases_controls)
    return worth


def agreements_with(seen: Briefing, other: str) -> tuple[str, ...]:
    """Names of the trade agreements on the shelf that this state could sign with another one."""
    return tuple(name for name, party in seen.trade_agreements.items() if party == other)


def states_with_ore(seen: Briefing, goods: tuple[str, ...]) -> tuple[str, ...]:
    """Allies and partners, other than this state and its rival, that dig any of some goods."""
    led = (state for state, role in seen.roles.items() if role in LED and state not in (seen.state, seen.rival))
    return tuple(state for state in led if set(goods) & set(seen.ore.get(state, ())))


def burdens(seen: Briefing, partner: str, least: Value) -> Mask:
    """Where this state taxes a partner's goods by that much, or has lately put goods for it under control: (world,)."""
    charged: Mask = seen.my_tariffs.get(partner, np.zeros(seen.worlds)) >= least
    for entry in seen.events:
        aimed = entry.target == "all" or partner in entry.target.split("+")
        if aimed and entry.actor == seen.state and entry.instrument.startswith("export control"):
            charged = charged | (entry.where & (entry.after < entry.before))
    return charged


def in_force(seen: Briefing, deal: str) -> Mask:
    """Where a deal of this state, with whomever, is in force: (world,)."""
    days = seen.my_deals.get(deal)
    return np.zeros(seen.worlds, dtype=bool) if days is None else ~np.isnan(days)


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
