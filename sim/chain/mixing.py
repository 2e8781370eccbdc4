"""Makers of battery cells turn slowly to the chemistry whose inputs have become cheap beside the others'."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import Array

SLIGHT = 1e-6
"""Price changes below this are rounding."""


def choose_chemistries(network: Network, chain: ChainState, research: Research | None, rules: AdaptationRules) -> None:
    """Move shares a little towards a logit of cost at the prices of the last tonnes, scarcity included."""
    own = network.options.chemistries
    dearer = chain.spot_ratio[own.markets] - 1
    dearer *= np.abs(dearer) > SLIGHT
    found = _found(network, research)
    moving = dearer.any(axis=0) | found.any(axis=0) | (chain.chemistry != own.base).any(axis=0)
    if not moving.any():
        return
    cost = own.cost.sum(dearer) - own.gap * found
    wanted = own.base * np.exp(-rules.chemistry_response * cost)
    wanted /= own.maker.spread(own.maker.sum(wanted))
    # a world where nothing has changed must not move by a rounding error because its neighbours do
    chain.chemistry = chain.chemistry + rules.chemistry_adjustment * moving * (wanted - chain.chemistry)
    _change_recipes(network, chain)


def _found(network: Network, research: Research | None) -> Array:
    """Find what research into the product or its inputs has brought each row: (row, world), or (row, 1) for nothing."""
    own = network.options.chemistries
    if research is None or not research.substitution.any():
        return np.zeros((len(own), 1))
    found: Array = (research.substitution[network.firms.state[own.firm]] * own.about[:, :, None]).max(axis=1, initial=0)
    return found


def _change_recipes(network: Network, chain: ChainState) -> None:
    """Set what the makers need of each input per unit, after thrift, by their shares of chemistries."""
    own, slots = network.options.chemistries, network.options.chemistries.slots
    ratio = 1 + own.amount.sum(chain.chemistry - own.base)
    kept = 1 - chain.saving[slots]
    chain.intensity[slots] = network.slots.intensity[slots][:, None] * kept * np.maximum(ratio, 0)
