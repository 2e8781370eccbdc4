"""Step 6, order: replace what was used, mend the stock, and spread orders over suppliers by price and reliability."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from sim.chain.network import Network
from sim.chain.production import at_throughput, outlook, throughput
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array, Value

NOTHING = np.finfo(float).tiny
"""Keeps shares defined where nobody delivers any more; far below the appeal that years of refusals leave."""


@dataclass(frozen=True)
class Shortfall:
    """Share of this month's orders that was not shipped, by slot (slot, world) and by market (market, world).

    What still waits from earlier months does not count: who gets as much as it orders anew is not short any more.
    """

    by_slot: Array
    by_market: Array


def shortfall(network: Network, ordered: Array, sent: Array) -> Shortfall:
    """Compare what was ordered this month with what was sent and will arrive, both (slot, world)."""
    member = network.markets.member
    return Shortfall(_missing(ordered, sent), _missing(member.sum(ordered), member.sum(sent)))


def _missing(ordered: Array, sent: Array) -> Array:
    missing: Array = np.maximum(ordered - sent, 0) / np.maximum(ordered, TINY)
    return missing


def choose_suppliers(
    network: Network, chain: ChainState, tariff_factor: Array, markup: Array | None, rules: Rules
) -> None:
    """Move shares of orders slowly towards cheap, reliable and growing suppliers.

    CES: reach * growth * reliability^kappa * price^-sigma. tariff_factor (kind of border, world): delivered price at
    the border over that of January 2025; markup (route, world): what roundabout ways add, None for nothing.
    """
    price, appeal = _offers(network, chain, tariff_factor, markup, rules)
    link = network.lanes.member
    wanted, scale = chain.scratch
    link.spread(appeal, out=wanted)
    wanted *= network.links.reach[:, None]
    network.by_slot.spread(rules.share_adjustment / np.maximum(network.appeal.sum(appeal), NOTHING), out=scale)
    wanted *= scale
    chain.share *= 1 - rules.share_adjustment
    chain.share += wanted
    delivered = link.spread(price, out=wanted)
    delivered *= chain.share
    chain.input_price = network.by_slot.sum(delivered)


def _offers(
    network: Network, chain: ChainState, tariff_factor: Array, markup: Array | None, rules: Rules
) -> tuple[Array, Array]:
    """Delivered price over January 2025 and appeal of each lane: two arrays (lane, world)."""
    lanes, firms = network.lanes, network.firms
    price = chain.price / firms.base_price[:, None]
    growth = rules.utilisation * chain.capacity / firms.reference[:, None]
    appeal = np.take(growth * cheapness(price, rules), lanes.seller, axis=0)
    appeal *= np.take(cheapness_of_borders(tariff_factor, rules), lanes.border, axis=0)
    appeal *= to_the_power(chain.reliability, rules.reliability_weight)
    delivered = np.take(price, lanes.seller, axis=0)
    delivered *= np.take(tariff_factor, lanes.border, axis=0)
    if markup is not None:
        mark_up(network, delivered, appeal, markup, rules)
    return delivered, appeal


def mark_up(network: Network, delivered: Array, appeal: Array, markup: Array, rules: Rules) -> None:
    """Make lanes dearer and less appealing, both (lane, world), by what roundabout ways add to a route's price."""
    # few borders have a roundabout way at any time
    used = markup.any(axis=1)
    dearer, place = 1 + markup[used], np.append(np.cumsum(used) - 1, 0)[network.lanes.route]
    around = np.flatnonzero(np.append(used, False)[network.lanes.route])
    delivered[around] *= dearer[place[around]]
    appeal[around] *= cheapness(dearer, rules)[place[around]]


def to_the_power(base: Array, exponent: Value) -> Array:
    """base^exponent, (row, world); the usual exponent of two, a square, costs next to nothing; so do rows of ones."""
    if squares(exponent):
        return base * base
    rows = np.flatnonzero((base != 1).any(axis=1))
    power = np.ones_like(base)
    power[rows] = base[rows] ** exponent
    return power


def squares(exponent: Value) -> bool:
    """Whether an exponent is two in all worlds."""
    return bool(np.all(exponent == 2))


def cheapness(price: Array, rules: Rules) -> Array:
    """price^-sigma, by way of logarithms, which is several times faster than a power."""
    found: Array = np.exp(-rules.supplier_substitution * np.log(price))
    return found


def cheapness_of_borders(tariff_factor: Array, rules: Rules) -> Array:
    """The same of tariffs (kind of border, world), worked out anew only when they have changed."""
    known = _known_borders.get(rules)
    if known is None or known[0] is not tariff_factor:
        known = _known_borders[rules] = (tariff_factor, cheapness(tariff_factor, rules))
    return known[1]


_known_borders: WeakKeyDictionary[Rules, tuple[Array, Array]] = WeakKeyDictionary()


def take_fright(chain: ChainState, short: Shortfall, rules: Rules) -> None:
    """A buyer who was left short wants more stock, and forgets only slowly."""
    frightened = (short.by_slot > rules.scare_threshold).astype(float)
    chain.fear = np.maximum(frightened, chain.fear * rules.scare_memory)


def place_orders(network: Network, chain: ChainState, rules: Rules) -> None:
    """Order next month's use and a part of the gap between the stock wanted and the stock on hand and on its way.

    Source: stock management rule of Sterman (1989). Of goods on order the part is given up that the supplier cannot be
    expected to deliver: nobody takes a refused licence for a delivery under way, nor orders the same goods twice.
    """
    use = chain.intensity * _expected_output(network, chain, rules)[network.slots.firm]
    chain.backlog *= network.lanes.member.spread(chain.reliability, out=chain.scratch[0])
    on_its_way = network.by_slot.sum(chain.backlog)
    for due in chain.in_transit:
        on_its_way += due
    target = 1 + (rules.scare_target - 1) * chain.fear
    target *= chain.cover - 1
    target += network.usual_lead
    target *= use
    gap = target
    gap -= chain.input_stock
    gap -= on_its_way
    gap /= rules.stock_gap_months
    needed = np.maximum(use + gap, 0)
    network.by_slot.spread(needed, out=chain.order)
    chain.order *= chain.share


def _expected_output(network: Network, chain: ChainState, rules: Rules) -> Array:
    """What firms expect to make: what they prepare to sell, separation plants what that is worth together."""
    expected = outlook(network, chain, rules)
    expected[network.joint.rows] = at_throughput(network, throughput(network, chain, expected))
    return expected
