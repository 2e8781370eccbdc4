"""Step 6, order: replace what was used, mend the stock, and spread orders over suppliers by price and reliability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array


@dataclass(frozen=True)
class Shortfall:
    """Share of what was asked for and not shipped, by slot (slot, world) and by market (market, world)."""

    by_slot: Array
    by_market: Array


def shortfall(network: Network, chain: ChainState, wanted: Array) -> Shortfall:
    """Compare what was wanted (link, world) with what was shipped."""
    asked, sent = network.by_slot.sum(wanted), network.by_slot.sum(chain.shipped)
    member = network.markets.member
    return Shortfall(_missing(asked, sent), _missing(member.sum(asked), member.sum(sent)))


def _missing(asked: Array, sent: Array) -> Array:
    missing: Array = (asked - sent) / np.maximum(asked, TINY)
    return missing


def choose_suppliers(network: Network, chain: ChainState, tariff_factor: Array, rules: Rules) -> None:
    """Move shares of orders slowly towards cheap and reliable suppliers: CES, share * price^-sigma * reliability^kappa.

    tariff_factor (importer, exporter, world): delivered price at the border over that of January 2025.
    """
    borders = network.borders
    factor = tariff_factor[borders.importer, borders.exporter]
    border = np.where(borders.exempt[:, None], 1.0, factor)
    price = chain.price / network.firms.base_price[:, None]
    seller = network.links.seller
    appeal = network.usual_share * chain.reliability**rules.reliability_weight
    appeal *= _cheapness(price, rules)[seller]
    appeal *= _cheapness(border, rules)[borders.of]
    appeal /= network.by_slot.spread(np.maximum(network.by_slot.sum(appeal), TINY))
    chain.share += rules.share_adjustment * (appeal - chain.share)
    delivered = price[seller]
    delivered *= border[borders.of]
    delivered *= chain.share
    chain.input_price = network.by_slot.sum(delivered)


def _cheapness(price: Array, rules: Rules) -> Array:
    """price^-sigma, by way of logarithms, which is several times faster than a power."""
    cheapness: Array = np.exp(-rules.supplier_substitution * np.log(price))
    return cheapness


def take_fright(chain: ChainState, short: Shortfall, rules: Rules) -> None:
    """A buyer who was left short wants more stock, and forgets only slowly."""
    frightened = short.by_slot > rules.scare_threshold
    chain.fear = np.maximum(frightened, chain.fear * rules.scare_memory)


def place_orders(network: Network, chain: ChainState, rules: Rules) -> None:
    """Order next month's use and a part of the gap between the stock wanted and the stock on hand and on its way.

    Source: stock management rule of Sterman (1989). Of goods on order only the part counts that the supplier can be
    expected to deliver: nobody takes a refused licence for a delivery under way.
    """
    use = chain.intensity * chain.expected_demand[network.slots.firm]
    expected = chain.backlog * chain.reliability
    expected += chain.in_transit[0]
    expected += chain.in_transit[1]
    on_its_way = network.by_slot.sum(expected)
    scare = 1 + (rules.scare_target - 1) * chain.fear
    target = (scare * (chain.cover - 1) + network.usual_lead) * use
    gap = target - chain.input_stock - on_its_way
    needed = np.maximum(use + gap / rules.stock_gap_months, 0)
    chain.order = network.by_slot.spread(needed)
    chain.order *= chain.share
