"""What makers spend on processing itself, beside what they buy: the part of cost that rules at home can move."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.types import Array


def own_cost(network: Network) -> Array:
    """Cash cost of a unit in January 2025 less the inputs bought for it: (firm, 1), USD, never below nothing."""
    firms = network.firms
    bought = network.cost_of_inputs.sum(np.ones((len(network.slots), 1)))
    bought[network.joint.rows] = bought[network.joint.lead]
    return firms.base_price[:, None] * np.maximum(firms.cash_cost_ratio[:, None] - bought, 0)


def standards_cost(network: Network, factor: Array) -> Array | float:
    """What changed environmental standards add to the cash cost of a unit, USD: factor (firm, world) on own cost."""
    if (factor == 1).all():
        return 0.0
    added: Array = own_cost(network) * (factor - 1)
    return added
