"""A month of the supply chain, step by step."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation import adapt
from sim.chain.allocation import Crossing, deliverable_demand, ship
from sim.chain.arrivals import arrive
from sim.chain.choice import month_of
from sim.chain.network import Network
from sim.chain.ordering import choose_suppliers, place_orders, shortfall, take_fright
from sim.chain.pricing import set_contract_prices, set_spot_prices
from sim.chain.production import expect, produce, wanted_output
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import Array


def trade(
    network: Network,
    chain: ChainState,
    crossing: Crossing,
    tariff_factor: Array,
    rules: Rules,
    research: Research | None = None,
    guaranteed: Array | None = None,
    floor: Array | None = None,
) -> None:
    """Firms receive, produce, ship, price, order and adapt, in compiled loops where these pay, to the same bits.

    crossing: what may cross each border this month, and how. tariff_factor (kind of border, world): delivered
    price at the border over that of January 2025. research: what public programmes have found, if there are any.
    guaranteed (firm, world): units a month that governments promise to buy where nobody else does, None for nothing.
    floor (firm, world): USD a unit that governments top a maker's price up to, 0 for none, None for nobody.
    """
    month = month_of(chain.capacity.shape[-1]) or trade_in_steps
    month(network, chain, crossing, tariff_factor, rules, research, guaranteed, floor)


def trade_in_steps(
    network: Network,
    chain: ChainState,
    crossing: Crossing,
    tariff_factor: Array,
    rules: Rules,
    research: Research | None = None,
    guaranteed: Array | None = None,
    floor: Array | None = None,
) -> None:
    """Live through the month of firms step by step: the definition that compiled loops are held to."""
    arrive(network, chain)
    demand = deliverable_demand(network, chain, crossing.passage)
    asked = demand.by_firm if guaranteed is None else np.maximum(demand.by_firm, guaranteed)
    expect(chain, asked, rules)
    wanted = wanted_output(network, chain, asked, rules)
    produce(network, chain, wanted, rules)
    sent = ship(network, chain, demand, crossing, rules)
    short = shortfall(network, demand.by_slot, sent)
    set_contract_prices(network, chain, asked, wanted, rules, floor)
    choose_suppliers(network, chain, tariff_factor, crossing.markup, rules)
    set_spot_prices(network, chain, short.by_market, rules)
    take_fright(chain, short, rules)
    place_orders(network, chain, rules)
    adapt(network, chain, research, rules.adaptation)
