"""What a product is made of, down to the mine: the share of a state's controlled goods in its value."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.types import Array, Index

MOST_STAGES = 12
"""No good has more stages of making behind it than this."""


def product_content(listed: Array, inputs: Array) -> Array:
    """Share of controlled goods in a product's value: all of it as far as it is itself listed, else that of its inputs.

    listed, inputs (firm, world), fractions.
    """
    content: Array = listed + (1 - listed) * inputs
    return content


def input_content(network: Network, share: Array, listed: Array) -> Array:
    """Share of each firm's product value that controlled goods make up, through all its inputs: (firm, world).

    share (link, world): of a slot's orders. listed (firm, world): share of a firm's product that is controlled, 0
    outside the state that controls it. Inputs count by their share in the price of January 2025. The chain has no
    circles, so the passes end once every stage has been reached.
    """
    seller = network.links.seller
    inputs = np.zeros_like(listed)
    for _ in range(MOST_STAGES):
        bought = share * product_content(listed, inputs)[seller]
        deeper = network.cost_of_inputs.sum(network.by_slot.sum(bought))
        if (deeper == inputs).all():
            break
        inputs = deeper
    return inputs


def listed_products(network: Network, owner: int, shares: dict[int, float]) -> Array:
    """Share of each firm's product that the owner's list covers, shares by row of good: (firm, 1)."""
    listed = np.zeros((len(network.firms), 1))
    for good, share in shares.items():
        made: Index = np.flatnonzero((network.firms.good == good) & (network.firms.state == owner))
        listed[made] = share
    return listed


def covered_share(network: Network, wanted: Array, above: Array) -> Array:
    """Share of what is wanted on each route that comes from firms above the threshold: (route, world).

    wanted (link, world), units; above (firm, world): 1 where the product holds more than the rule allows.
    """
    asked = network.by_route.sum(wanted)[:-1]
    caught = network.by_route.sum(wanted * above[network.links.seller])[:-1]
    share: Array = np.where(asked > 0, caught / np.where(asked > 0, asked, 1), 0.0)
    return share
