"""Where routes lead: the market at their end, and what goods cost there in January 2025."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.types import Array, Index


def base_prices(network: Network) -> Array:
    """Price of each good in January 2025: (good,), USD a unit."""
    prices = np.zeros(int(network.firms.good.max()) + 1)
    prices[network.firms.good] = network.firms.base_price
    return prices


def market_of(network: Network) -> Index:
    """Row of the market, a good and a buying state, that each route leads to: (route,)."""
    markets, routes = network.markets, network.routes
    states = max(int(markets.state.max()), int(routes.importer.max())) + 1
    keys = markets.good * states + markets.state
    rows: Index = np.searchsorted(keys, routes.good * states + routes.importer)
    return rows
