"""Step 5, price: a contract price that follows cost and use of capacity slowly, and a thin spot price of scarcity."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array

WIDEST_GAP = np.log(2)
"""A month's demand moves the contract price as if it were between half and twice the normal use of capacity."""


def set_contract_prices(
    network: Network, chain: ChainState, demand: Array, wanted: Array, rules: Rules, floor: Array | None = None
) -> None:
    """D ln p = response * ln(demand / normal output) - pull * ln(p / cost).

    demand, wanted (firm, world): this month's, and what would also bring the finished stock to its aim. What a
    separation plant makes of a product it cannot choose, so its price follows what is wanted: a glut weighs on it, but
    not the surplus that nobody ever bought. floor (firm, world): USD a unit that a state tops prices up to, 0 for none;
    None: nobody has any.
    """
    asked = demand.copy()
    asked[network.joint.rows] = wanted[network.joint.rows]
    normal = normal_sales(network, chain, rules)
    pressure = np.log(np.maximum(asked, TINY) / np.maximum(normal, TINY))
    pressure = np.clip(pressure, -WIDEST_GAP, WIDEST_GAP) * (chain.capacity > 0)
    above_cost = np.log(chain.price / cost(network, chain))
    change = rules.price_demand_response * pressure - rules.price_cost_pull * above_cost
    chain.price = chain.price * np.exp(change)
    if floor is not None and floor.any():
        sell_at_the_going_price(network, chain, floor)


def sell_at_the_going_price(network: Network, chain: ChainState, floor: Array) -> None:
    """A maker whose floor covers its cash cost asks no more than makers without a floor do: the state pays the rest.

    floor (firm, world): USD a unit. The going price is their mean by output; where nobody else makes the good, there is
    none.
    """
    sure = floor > cash_cost(network, chain)
    made = chain.output * (floor <= 0)
    total = network.by_good.sum(made)
    going = network.by_good.sum(made * chain.price) / np.maximum(total, TINY)
    offered = network.by_good.spread(np.where(total > TINY, going, np.inf))
    chain.price = np.where(sure, np.minimum(chain.price, offered), chain.price)


def normal_sales(network: Network, chain: ChainState, rules: Rules) -> Array:
    """Units a month that firms sell when their plant is normally used: (firm, world)."""
    firms = network.firms
    normal: Array = rules.utilisation * chain.capacity
    normal[firms.in_surplus] *= firms.sold_share[firms.in_surplus, None]
    return normal


def cost(network: Network, chain: ChainState) -> Array:
    """Full cost of a unit with the normal margin: (firm, world), USD. Inputs weigh by their share in the price."""
    firms = network.firms
    return firms.base_price[:, None] * (firms.full_cost[:, None] + _dearer_inputs(network, chain))


def cash_cost(network: Network, chain: ChainState) -> Array:
    """What a unit costs to make, without margin and capital: (firm, world), USD. Below it a plant loses by running."""
    firms = network.firms
    return firms.base_price[:, None] * (firms.cash_cost_ratio[:, None] + _dearer_inputs(network, chain))


def _dearer_inputs(network: Network, chain: ChainState) -> Array:
    """What inputs cost beyond January 2025, over the price of that month; all rows of a plant alike: (firm, world)."""
    dearer = network.cost_of_inputs.sum(chain.input_price - 1)
    dearer += chain.design_cost
    dearer[network.joint.rows] = dearer[network.joint.lead]
    return dearer


def set_spot_prices(network: Network, chain: ChainState, unfilled: Array, rules: Rules) -> None:
    """Spot = contract * exp(k * unfilled share), by good and buying state; few tonnes trade at it.

    unfilled (market, world): share of what a market ordered this month and did not get.
    """
    contract = network.market_average.sum(chain.input_price)
    chain.spot_ratio = contract * np.exp(rules.spot_scarcity * unfilled)
