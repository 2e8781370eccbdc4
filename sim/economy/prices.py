"""Consumer prices: what tariffs and scarce goods add to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Incidence, add_up
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.types import MONTHS_A_YEAR, PER_CENT, TINY, Array, Index, Value

NEAR = 1e-6


@dataclass(frozen=True, eq=False)
class PriceRules:
    """Parameters of sim/data/parameters/trade.yaml and economy.yaml (a Value each), and shares from the tables.

    gdp (state, 1): million USD a year. industry_shares (good, state, 1): value added over GDP. gross_output_ratio:
    output at full price over value added.
    """

    border_pass_through: Value
    retail_pass_through: Value
    retail_pass_through_months: Value
    domestic_price_response: Value
    collected_tariff_share: Value
    gross_output_ratio: Value
    gdp: Array
    industry_shares: Array

    @property
    def passed_on(self) -> Value:
        """Part of a duty that is paid that reaches shops in the end, prices of home-made goods included."""
        return self.border_pass_through * self.retail_pass_through * (1 + self.domestic_price_response)


def duties(flows: Array, rates: Array) -> Array:
    """Duty at some rates: (importer, world), in the unit of flows (exporter, importer, world).

    rates (importer, exporter, world): fractions.
    """
    return add_up(flows * rates.swapaxes(0, 1))


def tariff_prices(prices: Array, flows: Array, usual: Array, base: Array, added: Array, rules: PriceRules) -> Array:
    """Move the part of consumer prices that tariffs make a month on: (state, world), per cent.

    prices: where it stands; flows, usual (exporter, importer, world or 1): million USD a month, now and in January
    2025; base, added (importer, exporter, 1 or world): rates collected in January 2025, and those added to the law
    since, of which a share is collected.
    """
    states = len(prices)
    taxed = np.flatnonzero(added.reshape(states * states, -1).any(axis=1))
    importer, exporter, by_importer = _flows(taxed.tobytes(), states)
    share = rules.collected_tariff_share
    before = 1 + base[importer, exporter]
    now = before + share * added[importer, exporter]
    dearer = rules.passed_on * np.log(now / before)
    weight = logarithmic_mean(usual[exporter, importer] * before, flows[exporter, importer] * now)
    target = PER_CENT * MONTHS_A_YEAR * by_importer.sum(dearer * weight) / rules.gdp
    moved: Array = prices + (target - prices) / rules.retail_pass_through_months
    return moved


@lru_cache(maxsize=64)
def _flows(taxed: bytes, states: int) -> tuple[Index, Index, Incidence]:
    """Importer and exporter of some flows, and the flows by importer; taxed: importer * states + exporter, as bytes."""
    importer, exporter = np.divmod(np.frombuffer(taxed, dtype=np.intp), states)
    return importer, exporter, Incidence(importer, states)


def logarithmic_mean(one: Array, other: Array) -> Array:
    """(a - b) / (ln a - ln b), the weight of a price whose good costs buyers a before and b after (both at least 0).

    With it a price index is exact for buyers of constant elasticity, whatever that is: those who turn elsewhere lose
    less than what they bought before would cost, and more than nothing (Sato 1976, Vartia 1976).
    """
    least = np.maximum(np.minimum(one, other), TINY)
    ratio = np.maximum(np.maximum(one, other), TINY) / least
    steps = np.log(ratio)
    # near 1 the quotient is 1 + half of the logarithm, and the division would lose figures
    mean: Array = least * np.where(steps < NEAR, 1 + steps / 2, (ratio - 1) / np.maximum(steps, NEAR))
    return mean


def scarcity_prices(chain: ChainState, network: Network, rules: PriceRules) -> Array:
    """What dearer final goods add to consumer prices, per cent: (state, world)."""
    makers, firms = network.makers, network.firms
    weight = firms.output[:, None] * firms.base_price[:, None]
    usual = makers.member.sum(weight)
    dearer = (usual > 0) * (makers.member.sum(firms.output[:, None] * chain.price) / np.maximum(usual, TINY) - 1)
    added = np.zeros((*rules.industry_shares.shape[:2], dearer.shape[-1]))
    added[makers.good, makers.state] = dearer
    counted = np.flatnonzero(rules.industry_shares.any(axis=(1, 2)))
    prices: Array = PER_CENT * rules.gross_output_ratio * add_up(rules.industry_shares[counted] * added[counted])
    return prices
