"""What a month was worth to each state, part by part, in per cent of GDP; and what it does to pain and trust."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Incidence, add_up, settled
from sim.policy.relations import PARTS
from sim.states.judging.alliances import allies_of_leaders, judge_powers
from sim.states.judging.domestic import losses_at_home, nearness_of_votes
from sim.states.judging.trust import judge_compliance
from sim.types import MONTHS_A_YEAR, PER_CENT, Array, Index, Mask, Value

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World

SLACK = 1e-9

SECURITY_SHARES = 3
"""Stocks, arms and denial count alike."""


def judge(world: World, craft: Statecraft) -> None:
    """Value the month for every state, renew its pain, and see who kept deals and threats."""
    relations, economy = world.relations, world.economy
    _remember_cover(world)
    gap, prices = settled(economy.gdp_gap), settled(economy.consumer_prices)
    weight = dict(zip(PARTS, craft.weights[:, :, None], strict=True))
    relations.pain = hurt(gap, prices, weight["prices"])
    parts = {
        "growth": weight["growth"] * (gap + lost_markets(world, craft)),
        "prices": -weight["prices"] * np.maximum(prices, 0),
        "security": weight["security"] * security(world, craft),
        "relative": weight["relative"] * _relative(gap, world, craft),
        "politics": weight["politics"] * _politics(world, craft),
        "alliance": weight["alliance"] * _alliance(world, craft),
        "cost": -weight["cost"] * programme_cost(world),
        "pain": -weight["pain"] * convex_pain(relations.pain, craft.pain_limit[:, None], craft.settings.pain_knee),
    }
    # adding zero turns a negative zero into a plain one
    relations.payoff = np.stack([parts[part] for part in PARTS]) + 0.0
    if world.deals.active.any():
        judge_compliance(world, craft)
    judge_powers(world, craft)


def lost_markets(world: World, craft: Statecraft) -> Array:
    """What shortages in other states take from one's own sales to them, per cent of GDP, 0 or less: (state, world).

    The trade equilibrium has what tariffs do to income abroad, and nothing of plants there that stand still.
    """
    idle = np.minimum(settled(world.economy.bottleneck_gap), 0)
    if not idle.any():
        return idle
    falling = craft.trade_shares[:, :, None] * idle
    lost: Array = craft.settings.import_income_elasticity * add_up(np.moveaxis(falling, 1, 0))
    return lost


def hurt(gap: Array, prices: Array, price_weight: Array) -> Array:
    """Add up what a state suffers, output lost and prices minded, in per cent of GDP: (state, world)."""
    lost: Array = np.maximum(-gap, 0) + price_weight * np.maximum(prices, 0)
    return lost


def convex_pain(pain: Array, limit: Array, knee: Value) -> Array:
    """Pain beyond the limit: squared up to a knee, so that each point hurts more, then straight on: (state, world).

    Without the knee a deep crisis would drown every other part of the payoff (the form is that of Huber's loss).
    """
    beyond = np.maximum(pain - limit, 0)
    total: Array = np.where(beyond <= knee, beyond**2, knee * (2 * beyond - knee))
    return total


def relative_gain(own_gap: Array, rival_gap: Array, trust: Array) -> Array:
    """How much better one fares than one's rival, which matters the more the less one trusts it (Grieco 1988)."""
    gain: Array = (1 - trust) * (own_gap - rival_gap)
    return gain


def face(my_rung: Array, rival_rung: Array, top: int, face_loss: Value, toughness_gain: Value) -> Array:
    """Standing at home: a gain from being tough, a loss for each rung below the rival, per cent of GDP a month."""
    standing: Array = toughness_gain * np.sqrt(my_rung / top) - face_loss * np.maximum(rival_rung - my_rung, 0)
    return standing


def cover_change(cover: Array, cover_start: Array) -> Array:
    """Mean shortfall of stocks against the start, 0 to -1, over the goods a state buys: (state, world)."""
    bought = cover_start > 0
    good, state, by_state = _purchases(bought.any(axis=-1).tobytes(), cover.shape[1])
    here, start, now = bought[good, state], cover_start[good, state], cover[good, state]
    # a plant that has closed buys nothing any more
    ratio = np.divide(np.where(np.isnan(now), 0.0, now), start, out=np.ones_like(now), where=here)
    shortfall = settled(np.minimum(ratio, 1.0) - 1.0)
    mean: Array = by_state.sum(shortfall) / np.maximum(by_state.sum(here.astype(np.float64)), 1.0)
    return mean


@lru_cache(maxsize=16)
def _purchases(bought: bytes, states: int) -> tuple[Index, Index, Incidence]:
    """Rows of good and state where something is bought, a mask (good, state) as bytes, and which state each is."""
    good, state = np.divmod(np.flatnonzero(np.frombuffer(bought, dtype=bool)), states)
    return good, state, Incidence(state, states)


def security(world: World, craft: Statecraft) -> Array:
    """Security against the start: stocks, defence output, and what the rival is kept from buying: (state, world).

    The mean of three shares, each from -1 to 1. Self-sufficiency shows through stocks and defence output: what allies
    deliver fills both.
    """
    economy = world.economy
    stocks = cover_change(economy.cover, world.relations.cover_start)
    arms = settled(np.minimum(economy.output_ratio[craft.defence_row], 1.0) - 1.0)
    denied = np.zeros_like(stocks)
    for state, hold in enumerate(craft.ladders.holds):
        if hold is not None:
            denied[state] = 1 - hold.access(world.controls.in_force)
    mean: Array = (stocks + arms + denied) / SECURITY_SHARES
    return mean


def programme_cost(world: World) -> Array:
    """What programmes cost a government this month, less receipts, in per cent of the month's GDP: (state, world)."""
    if not world.ledger.used:
        return np.zeros_like(world.relations.rung)
    monthly = world.tables.gdp()[:, None] / MONTHS_A_YEAR
    cost: Array = PER_CENT * world.ledger.total / monthly
    return cost


def _remember_cover(world: World) -> None:
    """Keep the first month's stocks as the start."""
    relations = world.relations
    if world.month == 0:
        relations.cover_start = world.economy.cover.copy()


def _relative(gap: Array, world: World, craft: Statecraft) -> Array:
    gains = np.zeros_like(gap)
    for state in np.flatnonzero(craft.rivals).tolist():
        rival = craft.ladders.against[state]
        gains[state] = relative_gain(gap[state], gap[rival], world.relations.trust[state, rival])
    return gains


def _politics(world: World, craft: Statecraft) -> Array:
    """Face and toughness of the rivals, what farms and workers lose, and the price of empty threats: (state, world)."""
    relations, settings = world.relations, craft.settings
    politics = np.zeros_like(relations.rung)
    for state in np.flatnonzero(craft.rivals).tolist():
        rival = craft.ladders.against[state]
        settled_by_deal = world.deals.between(state, rival)
        lost: Value = np.where(settled_by_deal, 0.0, settings.face_loss)
        politics[state] = face(
            relations.rung[state], relations.rung[rival], craft.ladders.top, lost, settings.toughness_gain
        )
    politics -= losses_at_home(world, craft) + _audience_cost(world, craft)
    return politics * nearness_of_votes(world, craft)


def _audience_cost(world: World, craft: Statecraft) -> Array:
    """Price the threats that came due and turned out empty (Fearon 1994), and forget those that were due.

    A threat that ended in a deal costs nothing; one that came to nothing under a deal that stood before costs a part.
    """
    relations = world.relations
    due: Mask = relations.threat_month <= world.month
    cost = np.zeros_like(relations.rung)
    if not due.any():
        return cost
    empty = due & (world.tariffs.general < relations.threat_level - SLACK)
    for state, partner in np.argwhere(due.any(axis=-1)).tolist():
        share = _blame(world, craft, state, partner)
        price = share * relations.threat_rate[state, partner] * craft.settings.audience_cost
        cost[state] += np.where(empty[state, partner], price, 0.0)
    relations.threat_rate[due] = relations.threat_level[due] = relations.threat_month[due] = np.nan
    return cost


def _blame(world: World, craft: Statecraft, state: int, partner: int) -> Array:
    """How much of the audience cost an empty threat bears: all of it without a deal, none with a new one: (world,)."""
    book = world.deals
    rows = book.of(state, partner)
    active = book.active[rows]
    # what was signed this month or last may be what the threat was for
    new = active & (book.start_day[rows] >= craft.calendar.elapsed(max(world.month - 1, 0)))
    share: Array = np.where(active.any(axis=0), craft.settings.audience_cost_under_deal, 1.0)
    return np.where(new.any(axis=0), 0.0, share)


def _alliance(world: World, craft: Statecraft) -> Array:
    """Favour lost between a leader and its allies: (state, world)."""
    rung, settings = world.relations.rung, craft.settings
    favour = np.zeros_like(rung)
    for leader, led in allies_of_leaders(craft, craft.led):
        wanted = np.floor(settings.ally_following * rung[leader])
        favour[led] = -settings.alliance_loss * np.maximum(wanted - rung[led], 0)
        charged = add_up(world.tariffs.in_force[leader, led]) / len(led)
        favour[leader] = -settings.alliance_tariff_loss * charged
    return favour
