"""The month's accounts: output, growth, incomes, prices and trade of every state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.economy.bottleneck import bottleneck
from sim.economy.budget import BudgetRules, draw_up_budget, rates_charged
from sim.economy.commerce import CommerceRules, trade_abroad
from sim.economy.prices import PriceRules, duties, scarcity_prices, tariff_prices
from sim.economy.rents import Rents
from sim.economy.state import EconomyState
from sim.policy.controls import Controls
from sim.policy.tariffs import Tariffs
from sim.types import MONTHS_A_YEAR, PER_CENT, TINY, Array, Value


@dataclass(frozen=True)
class EconomyRules:
    """Parameters of sim/data/parameters/economy.yaml (a Value each), shares from the tables, and rules of the parts.

    industry_shares (good, state, 1): value added over GDP. trend (state, 1): growth, per cent a year.
    """

    bottleneck_elasticity: Value
    least_output: Value
    output_multiplier: Value
    industry_shares: Array
    trend: Array
    commerce: CommerceRules
    prices: PriceRules
    budget: BudgetRules


def settle(
    economy: EconomyState,
    chain: ChainState,
    network: Network,
    tariffs: Tariffs,
    controls: Controls,
    rules: EconomyRules,
    month: int,
) -> None:
    """Draw up the accounts of a month after firms have traded."""
    measure_chain(economy, chain, network)
    left = output_left(economy, rules)
    trade_abroad(economy.commerce, tariffs, left, chain.shipped, controls, rules.commerce)
    set_prices(economy, chain, network, tariffs, rules)
    set_gaps(economy, left)
    grow(economy, rules, month)


def measure_chain(economy: EconomyState, chain: ChainState, network: Network) -> None:
    """Output, spot prices and cover of every good and state."""
    makers, markets = network.makers, network.markets
    usual = network.usual_output
    made = makers.member.sum(chain.output) / np.maximum(usual, TINY)
    economy.output_ratio[makers.good, makers.state] = np.where(usual > 0, made, 1.0)
    economy.spot_ratio[markets.good, markets.state] = chain.spot_ratio
    stock = markets.member.sum(chain.input_stock)
    normal_use = network.market_use.sum(chain.intensity)
    # markets of plants that are not built yet use nothing
    economy.cover[markets.good, markets.state] = np.where(normal_use > 0, stock / np.maximum(normal_use, TINY), np.nan)


def output_left(economy: EconomyState, rules: EconomyRules) -> Array:
    """What shortages leave of GDP: (state, world), over baseline."""
    shares = rules.industry_shares * rules.output_multiplier
    return bottleneck(shares, economy.output_ratio, rules.bottleneck_elasticity, rules.least_output)


def set_prices(
    economy: EconomyState, chain: ChainState, network: Network, tariffs: Tariffs, rules: EconomyRules
) -> None:
    """Consumer prices: what tariffs add, over months, and what scarce goods add."""
    commerce, usual = economy.commerce, rules.commerce.flows
    if commerce.moved:
        economy.tariff_prices = tariff_prices(
            economy.tariff_prices, commerce.flows, usual, rules.commerce.base, tariffs.in_force, rules.prices
        )
    economy.consumer_prices = economy.tariff_prices + scarcity_prices(chain, network, rules.prices)


def set_gaps(economy: EconomyState, left: Array) -> None:
    """Set output, real income and employment against the baseline, per cent.

    A state's own shortage counts once, in the bottleneck gap; what reaches it through trade is in the trade gap. Real
    income is what output buys, tariffs, prices abroad and revenue included, welfare the same less the effort of work;
    rents of licences come in with the books.
    """
    economy.bottleneck_gap = PER_CENT * (left - 1)
    own = economy.bottleneck_gap + economy.uncertainty_gap
    economy.trade_gap, income, economy.employment_gap, welfare = PER_CENT * economy.commerce.real
    economy.real_income_gap, economy.welfare_gap = income + own, welfare + own
    economy.gdp_gap = economy.trade_gap + own


def grow(economy: EconomyState, rules: EconomyRules, month: int) -> None:
    """Growth over the same month a year ago: the trend and the change of the gap."""
    year_ago = economy.past_gaps[month % MONTHS_A_YEAR]
    economy.growth = rules.trend + economy.gdp_gap - year_ago
    economy.past_gaps[month % MONTHS_A_YEAR] = economy.gdp_gap


def close_books(economy: EconomyState, tariffs: Tariffs, cost: Array, rents: Rents | None, rules: EconomyRules) -> None:
    """Set every government's budget, taxes less cost of programmes (state, world), and count rents as income."""
    collected, commerce = rules.prices.collected_tariff_share, rules.commerce
    usual = duties(commerce.flows, commerce.base)
    charged = rates_charged(economy.budget, tariffs.in_force, rules.budget)
    revenue = duties(economy.commerce.flows, commerce.base + collected * charged)
    draw_up_budget(economy.budget, revenue, usual, economy.gdp_gap, cost, rules.budget)
    if rents is not None:
        gained = PER_CENT * MONTHS_A_YEAR * rents.from_abroad / rules.prices.gdp
        economy.real_income_gap = economy.real_income_gap + gained
        economy.welfare_gap = economy.welfare_gap + gained
