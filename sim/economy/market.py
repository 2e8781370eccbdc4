"""Share prices that fall on news of escalation and come back, and what doubt about trade policy costs growth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Mix, settled
from sim.parameters import Settings
from sim.policy.controls import Controls, Routes
from sim.policy.ladder import CIVIL, approved_share, load_powers
from sim.policy.relations import Relations
from sim.policy.tariffs import Tariffs
from sim.tables import Tables
from sim.types import PER_CENT, Array, Index, Value

NORMAL = 100.0
"""The index at the start, and where it stands without a trade war."""

LOOK_BACK = 3
"""Month ends over which a fall is counted, this one included: a quarter, as investors are reported to."""


@dataclass
class Market:
    """Share prices of every state, and what they rest on; every array ends in world.

    By state: index, against its path without a trade war, which is 100; fall, below the highest of the last month ends,
    a fraction; dread, news that investors have not got over yet, and stance, what they know of measures, both as a mean
    tariff on all trade, a fraction; its parts charged (tariffs) and threatened; withheld, the share of controlled
    goods that powers keep from the state, added over powers; churn, recent rises of tariffs; doubt, churn and threats.
    recent (month end, state, world): the index. tariffs_seen and status_seen: what charged and withheld were worked out
    from.
    """

    index: Array
    fall: Array
    dread: Array
    stance: Array
    charged: Array
    threatened: Array
    withheld: Array
    churn: Array
    doubt: Array
    recent: Array
    tariffs_seen: Array | None = None
    status_seen: Array | None = None

    @classmethod
    def start(cls, states: int, worlds: int) -> Market:
        """January 2025: no news."""
        names = ("fall", "dread", "stance", "charged", "threatened", "withheld", "churn", "doubt")
        flat = {name: np.zeros((states, worlds)) for name in names}
        recent = np.full((LOOK_BACK, states, worlds), NORMAL)
        return cls(index=recent[0].copy(), recent=recent, **flat)


@dataclass(frozen=True, eq=False)
class MarketRules:
    """Parameters of sim/data/parameters/market.yaml, and who is exposed to what.

    trade: weighs the burden of each tariff (importer and exporter, flat) by the share of that flow in a state's goods
    trade, both ways. hold: mean over the goods of each power's control list and their civil routes to a state, out of
    hold_routes (route,). world: mean over states by GDP.
    """

    sensitivity: Value
    saturation: Value
    comovement: Value
    memory: Value
    threat_belief: Value
    access_dread: Value
    gap_response: Value
    uncertainty_effect: Value
    uncertainty_memory: Value
    trade: Mix
    hold: Mix
    hold_routes: Index
    world: Mix

    @classmethod
    def of(cls, settings: Settings, tables: Tables, routes: Routes) -> MarketRules:
        """Collect them for a run."""
        gdp = tables.gdp()
        states = np.arange(len(gdp))
        hold, hold_routes = _by_hold(tables, routes)
        return cls(
            sensitivity=settings.market_sensitivity,
            saturation=settings.tariff_saturation,
            comovement=settings.market_comovement,
            memory=settings.market_memory,
            threat_belief=settings.threat_belief,
            access_dread=settings.access_dread,
            gap_response=settings.market_gap_response,
            uncertainty_effect=settings.uncertainty_effect,
            uncertainty_memory=settings.uncertainty_memory,
            trade=_by_trade(tables),
            hold=hold,
            hold_routes=hold_routes,
            world=Mix(np.zeros_like(states), 1, gdp / gdp.sum(), states, len(gdp)),
        )


def burden(rate: Array, saturation: Value) -> Array:
    """What investors make of an added tariff: (1 - e^(-s t)) / s, the rate itself while small, at most 1 / s.

    The shape of the loss of buyers whose demand falls off exponentially: once nobody imports, points stop counting.
    """
    felt: Array = (1 - np.exp(-saturation * rate)) / saturation
    return felt


def hear_news(
    market: Market, tariffs: Tariffs, controls: Controls, relations: Relations, rules: MarketRules, month: int
) -> None:
    """Take in the measures and threats of a month: dread rises with bad news, falls with good news, and fades."""
    charged, before = market.charged, market.stance
    if market.tariffs_seen is not tariffs.in_force:
        market.charged = _charged(tariffs.in_force, rules)
        market.tariffs_seen = tariffs.in_force
    if market.status_seen is not controls.in_force.status:
        market.withheld = _withheld(controls, rules)
        market.status_seen = controls.in_force.status
    market.threatened = _threatened(market, tariffs, relations, rules, month)
    market.stance = market.charged + market.threatened + rules.access_dread * market.withheld
    news = market.stance - before
    felt = (1 - rules.comovement) * news + rules.comovement * rules.world.sum(news)
    # below nothing it does not go: news that is better than the worst feared heals, it does not enrich
    market.dread = np.maximum(rules.memory * market.dread + felt, 0)
    market.churn = np.maximum(rules.uncertainty_memory * market.churn + market.charged - charged, 0)
    market.doubt = market.churn + market.threatened


def uncertainty_gap(market: Market, rules: MarketRules) -> Array:
    """Output lost because firms wait, per cent of GDP: (state, world); nothing while `uncertainty_effect` is 0."""
    # adding zero turns a loss of minus nothing into nothing
    gap: Array = -rules.uncertainty_effect * PER_CENT * market.doubt + 0.0
    return gap


def price_shares(market: Market, expected_gap: Array, rules: MarketRules, month: int) -> None:
    """Set the index: 100 exp(-b dread + c gap); expected_gap (state, world): GDP gap in view, per cent."""
    gap = settled(expected_gap)
    market.index = NORMAL * np.exp(rules.gap_response * gap / PER_CENT - rules.sensitivity * market.dread)
    market.recent[month % LOOK_BACK] = market.index
    market.fall = 1 - market.index / market.recent.max(axis=0)


def _charged(rate: Array, rules: MarketRules) -> Array:
    """What is felt of added tariffs (importer, exporter, world), weighed by trade: (state, world)."""
    by_pair = rate.reshape(-1, rate.shape[-1])
    taxed = np.flatnonzero(by_pair.any(axis=1))
    felt = np.zeros_like(by_pair)
    felt[taxed] = burden(by_pair[taxed], rules.saturation)
    return rules.trade.sum(felt)


def _withheld(controls: Controls, rules: MarketRules) -> Array:
    """Share of the goods of their lists that powers keep from each state, added over powers: (state, world)."""
    terms, rows = controls.in_force, rules.hold_routes
    return rules.hold.sum((1 - approved_share(terms, rows)) * terms.controlled_share[rows])


def _threatened(market: Market, tariffs: Tariffs, relations: Relations, rules: MarketRules, month: int) -> Array:
    """What the threats that stand and are not yet due would add, times the belief in them: (state, world)."""
    standing = relations.threat_month > month
    if not standing.any():
        return np.zeros_like(relations.rung)
    now = tariffs.in_force
    then = np.where(standing, np.fmax(relations.threat_level, now), now)
    return rules.threat_belief * (_charged(then, rules) - market.charged)


@lru_cache(maxsize=8)
def _by_trade(tables: Tables) -> Mix:
    """Weights of tariffs by the share of each flow in a state's trade."""
    trade, states = tables.trade, len(tables.states)
    own, partner = (side.ravel() for side in np.indices((states, states)))
    total = trade.sum(axis=0) + trade.sum(axis=1)
    return Mix(
        of=np.concatenate([own, own]),
        groups=states,
        weight=np.concatenate([trade[partner, own], trade[own, partner]]) / np.tile(total[own], 2),
        source=np.concatenate([own * states + partner, partner * states + own]),
        sources=states * states,
    )


@lru_cache(maxsize=8)
def _by_hold(tables: Tables, routes: Routes) -> tuple[Mix, Index]:
    """Weights of civil routes in what powers can keep from each state: goods count alike, and the routes of a good.

    Returns the weights of the rows of some routes, and the numbers of these routes.
    """
    chosen: list[tuple[int, int, float]] = []
    for code, power in load_powers(tables).items():
        exporter = tables.state_index(code)
        goods = [tables.good_index(good) for good in tables.control_lists[power.control_list].goods]
        for buyer in range(len(tables.states)):
            found = [np.flatnonzero(routes.select([good], exporter, [buyer], CIVIL)) for good in goods]
            traded = [rows for rows in found if len(rows)]
            chosen += [(buyer, int(row), 1 / len(rows) / len(traded)) for rows in traded for row in rows]
    of, route, weight = (np.array(part) for part in zip(*chosen, strict=True))
    rows, source = np.unique(route, return_inverse=True)
    return Mix(of, len(tables.states), weight, source, len(rows)), rows
