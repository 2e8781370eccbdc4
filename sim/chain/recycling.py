"""Scrap: how much of it firms recover, and what that brings each month."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import MONTHS_A_YEAR, TINY, Array, Mask


def scrap(network: Network, chain: ChainState) -> Array:
    """Scrap of the month, units (slot, world): products that reach the end of their life, and what the works lose."""
    options = network.options
    arising: Array = options.old_scrap + options.new_scrap * chain.used
    return arising


def recover(network: Network, chain: ChainState) -> Array:
    """Input recovered from scrap this month, no more than the firm needs: units (slot, world)."""
    if not chain.recycled.any():
        return np.zeros_like(chain.used)
    recovered = network.markets.member.spread(chain.recycled) * scrap(network, chain)
    need = chain.intensity * chain.expected_demand[network.slots.firm]
    limited: Array = np.minimum(recovered, need)
    return limited


def replaced(network: Network, chain: ChainState) -> Array:
    """Share of a market's use of January 2025 that this month's scrap replaced: (market, world)."""
    member = network.markets.member
    share: Array = member.sum(chain.recovered) / np.maximum(member.sum(network.slots.flow[:, None]), TINY)
    return share


def build_recycling(
    network: Network, chain: ChainState, pressed: Mask, research: Research | None, rules: AdaptationRules
) -> None:
    """Recover a growing share of scrap while prices press (market, world) or research helps; what is built stays."""
    markets = network.markets
    growth: Array = np.multiply(rules.recycling_growth, pressed)
    if research is not None:
        found = research.recycling[markets.state, markets.good]
        growth = growth + np.multiply(rules.recycling_research_growth, found)
    growth = growth * network.recyclable[markets.good][:, None] / MONTHS_A_YEAR
    chain.recycled = np.minimum(chain.recycled + growth, np.maximum(rules.recycling_limit, chain.recycled))
