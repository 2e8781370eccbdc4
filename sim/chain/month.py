"""A month of the supply chain, step by step."""

from __future__ import annotations

from sim.chain.adaptation import adapt
from sim.chain.allocation import deliverable_demand, ship
from sim.chain.arrivals import arrive
from sim.chain.network import Network
from sim.chain.ordering import choose_suppliers, place_orders, shortfall, take_fright
from sim.chain.pricing import set_contract_prices, set_spot_prices
from sim.chain.production import expect, produce
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import Array


def trade(network: Network, chain: ChainState, passage: Array, tariff_factor: Array, rules: Rules) -> None:
    """Firms receive, produce, ship, price, order and adapt.

    passage (route, world): share of what is wanted that may cross each border this month. tariff_factor (importer,
    exporter, world): delivered price at the border over that of January 2025.
    """
    arrive(network, chain)
    demand = deliverable_demand(network, chain, passage)
    expect(chain, demand.by_firm, rules)
    produce(network, chain, demand.by_firm, rules)
    ship(network, chain, demand, rules)
    short = shortfall(network, chain, demand.wanted)
    set_contract_prices(network, chain, demand.by_firm, rules)
    choose_suppliers(network, chain, tariff_factor, rules)
    set_spot_prices(network, chain, short.by_market, rules)
    take_fright(chain, short, rules)
    place_orders(network, chain, rules)
    adapt(network, chain, rules)
