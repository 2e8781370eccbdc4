"""Step 1, arrive: what is due reaches the buyer's stock, and scrap comes back."""

from __future__ import annotations

from sim.chain.network import Network
from sim.chain.recycling import recover
from sim.chain.state import ChainState


def arrive(network: Network, chain: ChainState) -> None:
    """Unload this month's arrivals and move the rest a month closer."""
    chain.recovered = recover(network, chain)
    chain.input_stock = chain.input_stock + chain.in_transit[0] + chain.recovered
    for month in range(len(chain.in_transit) - 1):  # one by one, so that NumPy need not copy the whole to be safe
        chain.in_transit[month] = chain.in_transit[month + 1]
    chain.in_transit[-1] = 0
