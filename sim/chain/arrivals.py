"""Step 1, arrive: what is due reaches the buyer's stock, and scrap comes back."""

from __future__ import annotations

from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.types import Array


def scrap(network: Network, chain: ChainState) -> Array:
    """Input recovered from scrap, in proportion to last month's use: (slot, world)."""
    return network.markets.member.spread(chain.recycled) * chain.used


def arrive(network: Network, chain: ChainState) -> None:
    """Unload this month's arrivals and move the rest a month closer."""
    chain.input_stock = chain.input_stock + network.by_slot.sum(chain.in_transit[0]) + scrap(network, chain)
    chain.in_transit[0] = chain.in_transit[1]
    chain.in_transit[1] = 0
