"""Step 7, adapt: where a good stays dear, its buyers thrift and scrap is recovered."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import Mask

MONTHS_A_YEAR = 12


def adapt(network: Network, chain: ChainState, rules: Rules) -> None:
    """Thrift up to a tenth of demand a year after months of dear prices; part of it stays when prices fall.

    Source of the speeds: Sprecher et al. (2017), on 2010-13.
    """
    dear = chain.spot_ratio > rules.thrift_price_trigger
    chain.months_dear = np.where(dear, chain.months_dear + 1, 0.0)
    pressed = dear & (chain.months_dear >= rules.thrift_wait_months)
    if not (pressed.any() or chain.saving_peak.any()):
        return
    _thrift(network, chain, pressed[network.markets.member.of], rules)
    growth = np.where(pressed, rules.recycling_growth / MONTHS_A_YEAR, 0.0)
    growth *= network.recyclable[network.markets.good][:, None]
    chain.recycled = np.minimum(chain.recycled + growth, np.maximum(rules.recycling_limit, chain.recycled))


def _thrift(network: Network, chain: ChainState, pressed: Mask, rules: Rules) -> None:
    """Save more of the input while pressed (slot, world), drift back to the permanent part after."""
    step = rules.thrift_rate / MONTHS_A_YEAR
    more = np.minimum(chain.saving + step, network.slots.thrift_limit[:, None])
    less = np.maximum(chain.saving - step, rules.thrift_permanent * chain.saving_peak)
    chain.saving = np.where(pressed, np.maximum(more, chain.saving), np.minimum(less, chain.saving))
    chain.saving_peak = np.maximum(chain.saving_peak, chain.saving)
    chain.intensity = network.slots.intensity[:, None] * (1 - chain.saving)
