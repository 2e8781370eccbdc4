"""Step 5, price: a contract price that follows cost and use of capacity slowly, and a thin spot price of scarcity."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array

WIDEST_GAP = np.log(2)
"""A month's demand moves the contract price as if it were between half and twice the normal use of capacity."""


def set_contract_prices(network: Network, chain: ChainState, demand: Array, rules: Rules) -> None:
    """D ln p = response * ln(demand / normal output) - pull * ln(p / cost). demand (firm, world), units a month."""
    pressure = np.log(np.maximum(demand, TINY) / (rules.utilisation * chain.capacity))
    pressure = np.clip(pressure, -WIDEST_GAP, WIDEST_GAP)
    above_cost = np.log(chain.price / cost(network, chain))
    change = rules.price_demand_response * pressure - rules.price_cost_pull * above_cost
    chain.price = chain.price * np.exp(change)


def cost(network: Network, chain: ChainState) -> Array:
    """Full cost of a unit with the normal margin: (firm, world), USD. Inputs weigh by their share in the price."""
    dearer = network.slots.cost_share[:, None] * (chain.input_price - 1)
    return network.firms.base_price[:, None] * (1 + network.slots_by_firm.sum(dearer))


def set_spot_prices(network: Network, chain: ChainState, unfilled: Array, rules: Rules) -> None:
    """Spot = contract * exp(k * unfilled share), by good and buying state; few tonnes trade at it.

    unfilled (market, world): share of what a market asked for and did not get.
    """
    contract = market_average(network, chain.input_price)
    chain.spot_ratio = contract * np.exp(rules.spot_scarcity * unfilled)


def market_average(network: Network, values: Array) -> Array:
    """Average over a market's slots (slot, world), weighted by use in January 2025: (market, world)."""
    return network.markets.member.sum(network.market_weight * values)
