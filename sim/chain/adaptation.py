"""Step 7, adapt: buyers of a good that stays dear save it, design it out, recover scrap, or change the chemistry."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.mixing import choose_chemistries
from sim.chain.network import Network
from sim.chain.recycling import build_recycling
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import MONTHS_A_YEAR, Array, Index, Mask, Value


def adapt(network: Network, chain: ChainState, research: Research | None, rules: AdaptationRules) -> None:
    """Count the months of dear prices and let firms answer them; None for research is the same as none at all.

    Source of the speeds: Sprecher et al. (2017), on 2010-13.
    """
    dear = chain.spot_ratio > trigger(network, research, rules)
    chain.months_dear = (chain.months_dear + 1) * dear
    pressed = dear & (chain.months_dear >= rules.thrift_wait_months)
    if pressed.any() or (research is not None and research.recycling.any()):
        build_recycling(network, chain, pressed & (chain.spot_ratio > rules.thrift_price_trigger), research, rules)
    if pressed.any() or chain.saving_peak.any():
        thrift(network, chain, pressed, research, rules)
    choose_chemistries(network, chain, research, rules)
    changed = (chain.chemistry != network.options.chemistries.base).any()
    if changed or chain.saving_peak.any() or chain.design_cost.any():
        chain.design_cost = design_cost(network, chain)


def trigger(network: Network, research: Research | None, rules: AdaptationRules) -> Value:
    """Price over that of January 2025 from which a good counts as dear; research lowers it: (market, world)."""
    if research is None or not research.substitution.any():
        return rules.thrift_price_trigger
    found: Array = research.substitution[network.markets.state, network.markets.good]
    return rules.thrift_price_trigger - (rules.thrift_price_trigger - rules.thrift_research_trigger) * found


def thrift(
    network: Network, chain: ChainState, pressed: Mask, research: Research | None, rules: AdaptationRules
) -> None:
    """Save more of the input where its market (market, world) presses, drift back to the permanent part after.

    Most slots never save anything: only the others are worked through.
    """
    market = network.markets.member.of
    rows = np.flatnonzero(np.asarray(pressed.any(axis=1))[market] | chain.saving_peak.any(axis=1))
    saving, peak = chain.saving[rows], chain.saving_peak[rows]
    step = rules.thrift_rate / MONTHS_A_YEAR * network.options.thrift_speed[rows]
    found = help_of(network, research, rows)
    more = _saved_under_pressure(network, rows, saving, step, 0.0 if found is None else found, rules)
    less = np.minimum(np.maximum(saving - step, rules.thrift_permanent * peak), saving)
    saving = np.where(pressed[market[rows]], more, less)
    chain.saving[rows], chain.saving_peak[rows] = saving, np.maximum(peak, saving)
    chain.intensity[rows] = network.slots.intensity[rows, None] * (1 - saving)


def _saved_under_pressure(
    network: Network, rows: Index, saving: Array, step: Value, help: Value, rules: AdaptationRules
) -> Array:
    """First thrift up to its limit, then new designs as far as research has brought them: some slots (row, world)."""
    limit = network.slots.thrift_limit[rows, None]
    thrifted = np.minimum(saving + step * (1 + rules.thrift_research_speed * help), limit)
    redesign = rules.redesign_rate / MONTHS_A_YEAR * help
    redesigned = np.minimum(saving + redesign, limit + network.options.substitute_limit[rows] * help)
    more: Array = np.maximum(np.where(saving < limit, thrifted, redesigned), saving)
    return more


def help_of(network: Network, research: Research | None, rows: Index | slice = slice(None)) -> Array | None:
    """What research has brought the buyers of some slots' goods, 0 to 1: (row, world), None for nothing at all."""
    if research is None or not research.substitution.any():
        return None
    found: Array = research.substitution[network.slots.state[rows], network.slots.good[rows]]
    return found


def design_cost(network: Network, chain: ChainState) -> Array:
    """What other recipes add to a maker's cost, over its price: (firm, world).

    Less of a dear input saves what has been added to its price; designs without it cost a penalty over what it was
    worth. Thrift is taken to cost in engineering what it saves at the prices of January 2025.
    """
    slots, options = network.slots, network.options
    rows = np.flatnonzero((chain.intensity != slots.intensity[:, None]).any(axis=1))
    fewer = chain.intensity[rows] / slots.intensity[rows, None] - 1
    designed_out = np.maximum(chain.saving[rows] - slots.thrift_limit[rows, None], 0)
    extra = fewer * (chain.input_price[rows] - 1) + options.penalty[rows] * designed_out
    added = np.zeros_like(chain.intensity)
    added[rows] = slots.cost_share[rows, None] * extra
    return network.slots_by_firm.sum(added)
