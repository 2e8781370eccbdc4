"""Steps 2 and 3, expect and produce: firms make what they can sell, as far as plant and inputs allow."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array


def expect(chain: ChainState, demand: Array, rules: Rules) -> None:
    """Follow demand slowly, no further than the plant could serve. demand (firm, world), units a month."""
    served = np.minimum(demand, chain.capacity)
    chain.expected_demand = chain.expected_demand + rules.demand_smoothing * (served - chain.expected_demand)


def outlook(network: Network, chain: ChainState, rules: Rules) -> Array:
    """Sales that firms prepare for: what they expect, and a new plant at least a part of its output: (firm, world)."""
    prepared = chain.expected_demand.copy()
    new = slice(network.newcomers_from, None)
    opening = rules.opening_share * rules.utilisation * chain.capacity[new]
    np.maximum(prepared[new], opening, out=prepared[new])
    return prepared


def wanted_output(network: Network, chain: ChainState, demand: Array, rules: Rules) -> Array:
    """What would serve this month's demand and refill the finished stock: (firm, world), at least 0.

    The hoard of a by-product that is always made in surplus weighs on nobody: it is thrown away beyond a limit anyway.
    """
    wanted = rules.finished_cover_months * outlook(network, chain, rules)
    wanted -= chain.finished_stock
    rows = network.firms.in_surplus
    wanted[rows] = np.maximum(wanted[rows], 0)
    wanted += demand
    return np.maximum(wanted, 0, out=wanted)


def produce(network: Network, chain: ChainState, wanted: Array, rules: Rules) -> None:
    """Make what is wanted, as far as the plant goes; a critical input that runs out stops the line.

    wanted (firm, world), units. Source of the rule for non-critical inputs: Pichler et al. (2022).
    """
    usable = chain.capacity * (1 - chain.closed) if len(chain.closed) else chain.capacity
    planned = np.minimum(usable, wanted)
    planned[network.joint.rows] = _plan_of_plants(network, chain, usable, wanted)
    possible = _possible_share(network, chain, planned)
    chain.output = planned * possible
    chain.idle = (planned > 0) * (1 - possible)
    chain.used = np.minimum(chain.intensity * chain.output[network.slots.firm], chain.input_stock)
    chain.input_stock = chain.input_stock - chain.used
    chain.finished_stock = chain.finished_stock + chain.output
    _throw_away(network, chain, rules)


def throughput(network: Network, chain: ChainState, amounts: Array) -> Array:
    """Throughput that amounts of a plant's products (firm, world) are worth, over its reference: (plant, world).

    Each product counts with its share in the plant's normal sales at today's contract prices.
    """
    rows, plant, firms = network.joint.rows, network.joint.plant, network.firms
    price = chain.price[rows]
    usual = plant.sum(price * (firms.reference * firms.sold_share)[rows][:, None])
    worth: Array = plant.sum(price * amounts[rows]) / usual
    return worth


def at_throughput(network: Network, ratio: Array) -> Array:
    """Products that come out together at a throughput (plant, world): (row of joint, world), units."""
    joint = network.joint
    return joint.plant.spread(ratio) * network.firms.reference[joint.rows][:, None]


def _plan_of_plants(network: Network, chain: ChainState, usable: Array, wanted: Array) -> Array:
    """What separation plants plan: all products of a plant come out together, wanted or not: (row, world)."""
    planned = at_throughput(network, throughput(network, chain, wanted))
    return np.minimum(planned, usable[network.joint.rows])


def _throw_away(network: Network, chain: ChainState, rules: Rules) -> None:
    """A plant keeps no more of an unwanted product than some months of its normal output."""
    rows = network.joint.rows
    most = rules.surplus_months * network.firms.reference[rows][:, None]
    surplus = np.maximum(chain.finished_stock[rows] - most, 0)
    chain.discarded[rows] = surplus
    if surplus.any():
        chain.finished_stock[rows] -= surplus


def _possible_share(network: Network, chain: ChainState, planned: Array) -> Array:
    """Share of the planned output that the inputs on hand allow: (firm, world)."""
    needed = np.take(planned, network.slots.firm, axis=0)
    needed *= chain.intensity
    supplied = np.divide(chain.input_stock, np.maximum(needed, TINY, out=needed), out=needed)
    np.minimum(supplied, 1, out=supplied)
    scarcest = least_by_firm(network, supplied)
    possible = np.maximum(0, scarcest * (1 - network.lost_without.sum(1 - supplied)))
    possible[network.joint.rows] = possible[network.joint.lead]
    return possible


def least_by_firm(network: Network, values: Array) -> Array:
    """The least of each firm's critical slots (slot, world), 1 for firms without: (firm, world)."""
    least = np.ones((len(network.firms), values.shape[-1]))
    for firms, slots in network.critical_in_turn:
        least[firms] = np.minimum(least[firms], values[slots])
    return least
