"""The month's accounts: output, growth, prices and trade of every state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.economy.bottleneck import bottleneck
from sim.economy.state import EconomyState
from sim.economy.tariff_effects import effect_on_exporter, effect_on_importer, volume
from sim.policy.tariffs import Tariffs
from sim.types import MONTHS_A_YEAR, TINY, Array, Value

PER_CENT = 100


@dataclass(frozen=True)
class EconomyRules:
    """Parameters of sim/data/parameters/economy.yaml (a Value each) and shares from the tables.

    imports, exports (importer, exporter, 1): trade of each pair in per cent of the importer's and the exporter's GDP.
    flows (exporter, importer, 1): million USD a month. industry_shares (good, state, 1): value added over GDP.
    trend (state, 1): growth, per cent a year. gross_output_ratio: output at full price over value added.
    """

    pass_through: Value
    import_semi_elasticity: Value
    profit_share: Value
    trade_adjustment: Value
    bottleneck_elasticity: Value
    least_output: Value
    output_multiplier: Value
    retail_pass_through: Value
    retail_pass_through_months: Value
    gross_output_ratio: Value
    imports: Array
    exports: Array
    flows: Array
    industry_shares: Array
    trend: Array


def settle(
    economy: EconomyState, chain: ChainState, network: Network, tariffs: Tariffs, rules: EconomyRules, month: int
) -> None:
    """Draw up the accounts of a month after firms have traded."""
    measure_chain(economy, chain, network)
    judge_tariffs(economy, tariffs, rules)
    trade_and_prices(economy, rules)
    scarcity = scarcity_prices(economy, chain, network, rules)
    economy.consumer_prices = economy.tariff_prices + scarcity
    grow(economy, rules, month)


def measure_chain(economy: EconomyState, chain: ChainState, network: Network) -> None:
    """Output, spot prices and cover of every good and state."""
    makers, markets = network.makers, network.markets
    usual = makers.member.sum(network.firms.made[:, None])
    made = makers.member.sum(chain.output) / np.maximum(usual, TINY)
    economy.output_ratio[makers.good, makers.state] = np.where(usual > 0, made, 1.0)
    economy.spot_ratio[markets.good, markets.state] = chain.spot_ratio
    stock = markets.member.sum(chain.input_stock)
    normal_use = markets.member.sum(chain.intensity * network.firms.output[network.slots.firm][:, None])
    # markets of plants that are not built yet use nothing
    economy.cover[markets.good, markets.state] = np.where(normal_use > 0, stock / np.maximum(normal_use, TINY), np.nan)


def judge_tariffs(economy: EconomyState, tariffs: Tariffs, rules: EconomyRules) -> None:
    """Where the tariffs in force lead in time; worked out anew only when they have changed."""
    if economy.tariffs_judged is tariffs.in_force:
        return
    rho, eps = rules.pass_through, rules.import_semi_elasticity
    before = tariffs.base
    now = before + tariffs.in_force
    # the closed forms start from trade without tariffs, the table from trade under those of January 2025
    untaxed = 1 / volume(before, rho, eps)
    imports, exports = rules.imports * untaxed, rules.exports * untaxed
    gained = effect_on_importer(imports, now, rho, eps) - effect_on_importer(imports, before, rho, eps)
    lost = effect_on_exporter(exports, now, rho, eps, rules.profit_share)
    lost = lost - effect_on_exporter(exports, before, rho, eps, rules.profit_share)
    economy.trade_target = add_up(gained, axis=1) + add_up(lost)
    economy.volume_target = volume(tariffs.in_force, rho, eps)
    dearer = rules.imports * tariffs.in_force * economy.volume_target
    economy.price_target = rules.retail_pass_through * add_up(dearer, axis=1)
    economy.tariffs_judged = tariffs.in_force


def trade_and_prices(economy: EconomyState, rules: EconomyRules) -> None:
    """Trade moves a share of the way to where tariffs lead each month; shop prices take longer."""
    speed = rules.trade_adjustment
    economy.trade_gap = economy.trade_gap + speed * (economy.trade_target - economy.trade_gap)
    economy.volume = economy.volume + speed * (economy.volume_target - economy.volume)
    to_shops = (economy.price_target - economy.tariff_prices) / rules.retail_pass_through_months
    economy.tariff_prices = economy.tariff_prices + to_shops
    imports = np.swapaxes(rules.flows, 0, 1) * economy.volume
    economy.trade_balance = np.swapaxes(imports, 0, 1) - imports


def scarcity_prices(economy: EconomyState, chain: ChainState, network: Network, rules: EconomyRules) -> Array:
    """What dearer final goods add to consumer prices, per cent: (state, world)."""
    makers, firms = network.makers, network.firms
    weight = firms.output[:, None] * firms.base_price[:, None]
    usual = makers.member.sum(weight)
    dearer = (usual > 0) * (makers.member.sum(firms.output[:, None] * chain.price) / np.maximum(usual, TINY) - 1)
    added = np.zeros_like(economy.output_ratio)
    added[makers.good, makers.state] = dearer
    counted = np.flatnonzero(rules.industry_shares.any(axis=(1, 2)))
    return PER_CENT * rules.gross_output_ratio * add_up(rules.industry_shares[counted] * added[counted])


def grow(economy: EconomyState, rules: EconomyRules, month: int) -> None:
    """GDP gap = trade effect + bottleneck; growth over the same month a year ago = trend + change of the gap."""
    shares = rules.industry_shares * rules.output_multiplier
    economy.bottleneck_gap = PER_CENT * (
        bottleneck(shares, economy.output_ratio, rules.bottleneck_elasticity, rules.least_output) - 1
    )
    economy.gdp_gap = economy.trade_gap + economy.bottleneck_gap
    year_ago = economy.past_gaps[month % MONTHS_A_YEAR]
    economy.growth = rules.trend + economy.gdp_gap - year_ago
    economy.past_gaps[month % MONTHS_A_YEAR] = economy.gdp_gap
