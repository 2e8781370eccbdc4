"""Scrap: how much of it firms recover, and what that brings each month."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import MONTHS_A_YEAR, TINY, Array, Index, Mask


def scrap(network: Network, chain: ChainState, rows: Index | slice = slice(None)) -> Array:
    """Scrap of the month, of some slots or all: products that reach the end of their life, and what the works lose.

    Units (row, world).
    """
    options = network.options
    arising: Array = options.old_scrap[rows] + options.new_scrap[rows] * chain.used[rows]
    return arising


def recover(network: Network, chain: ChainState) -> Array:
    """Input recovered from scrap this month, no more than the firm needs: units (slot, world)."""
    if not chain.recycled.any():
        return np.zeros_like(chain.used)
    rows, slots = network.scrap_slots, network.slots
    need = chain.intensity[rows] * chain.expected_demand[slots.firm[rows]]
    recovered = np.zeros_like(chain.used)
    recovered[rows] = np.minimum(chain.recycled[network.markets.member.of[rows]] * scrap(network, chain, rows), need)
    return recovered


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
