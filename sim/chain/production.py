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


def produce(network: Network, chain: ChainState, demand: Array, rules: Rules) -> None:
    """Make what is asked for and refill the finished stock; a critical input that runs out stops the line.

    Source of the rule for non-critical inputs: Pichler et al. (2022).
    """
    wanted = demand + rules.finished_cover_months * chain.expected_demand - chain.finished_stock
    planned = np.minimum(chain.capacity, np.maximum(wanted, 0))
    possible = _possible_share(network, chain, planned)
    chain.output = planned * possible
    chain.idle = np.where(planned > 0, 1 - possible, 0.0)
    chain.used = np.minimum(chain.intensity * chain.output[network.slots.firm], chain.input_stock)
    chain.input_stock = chain.input_stock - chain.used
    chain.finished_stock = chain.finished_stock + chain.output


def _possible_share(network: Network, chain: ChainState, planned: Array) -> Array:
    """Share of the planned output that the inputs on hand allow: (firm, world)."""
    slots = network.slots
    needed = chain.intensity * planned[slots.firm]
    supplied = np.minimum(1, chain.input_stock / np.maximum(needed, TINY))
    critical = slots.critical[:, None]
    lost = (slots.weight[:, None] * ~critical) * (1 - supplied)
    scarcest = least_by_firm(network, np.maximum(supplied, ~critical))
    return np.maximum(0, scarcest * (1 - network.slots_by_firm.sum(lost)))


def least_by_firm(network: Network, values: Array) -> Array:
    """The least of each firm's slots (slot, world), 1 for firms without inputs: (firm, world)."""
    least = np.ones((len(network.firms), values.shape[-1]))
    for firms, slots in network.inputs_in_turn:
        least[firms] = np.minimum(least[firms], values[slots])
    return least
