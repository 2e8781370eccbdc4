"""What a rival's threats are worth: how often they were carried out before, and what they would cost."""

from __future__ import annotations

import numpy as np

from sim.states.briefing import Briefing
from sim.states.moves import NOTHING, Moves
from sim.types import PER_CENT, Array, Mask

NEARLY = 1e-9
"""Tariffs closer than this to what was threatened make the threat good."""


def credibility(seen: Briefing) -> Array:
    """How likely the rival carries a threat out: (world,).

    Mean of Beta(1 + kept, 1 + empty), over the threats that have come due: one half before any has.
    """
    kept, empty = seen.recall("threats_kept"), seen.recall("threats_empty")
    likely: Array = (1 + kept) / (2 + kept + empty)
    return likely


def feared_loss(seen: Briefing) -> Array:
    """Sales that the rival's threat would take, weighed by how likely it is carried out: per cent of GDP, (world,)."""
    if seen.rival_threat is None:
        return np.zeros(seen.worlds)
    rate = np.nan_to_num(seen.rival_threat.rate)
    taken = rate / (1 + seen.rival_tariff_on_me + rate)
    feared: Array = PER_CENT * seen.my_trade_with_rival * taken * credibility(seen)
    return feared


def is_cowed(seen: Briefing) -> Mask:
    """Where pain and the feared loss together pass what the state can bear, and pain alone does not: (world,)."""
    if seen.rival_threat is None:
        return np.zeros(seen.worlds, dtype=bool)
    cowed: Mask = (seen.pain <= seen.pain_limit) & (seen.pain + feared_loss(seen) > seen.pain_limit)
    return cowed


def remember_threats(seen: Briefing) -> Moves:
    """Note down what the rival threatens, and once a threat is over whether it was carried out.

    A threat that ended in a new deal is neither; one that came to nothing under a deal that already stood is empty.
    """
    level, under_deal = seen.recall("threat_level", np.nan), seen.recall("threat_under_deal")
    waited = ~np.isnan(level)
    if seen.rival_threat is None and not waited.any():
        return NOTHING
    rate = np.full(seen.worlds, np.nan) if seen.rival_threat is None else seen.rival_threat.rate
    stands = ~np.isnan(rate)
    over, new = waited & ~stands, stands & ~waited
    kept = over & (seen.rival_tariff_on_me >= level - NEARLY)
    empty = over & ~kept & (~seen.deal_in_force | (under_deal > 0))
    return seen.remember(
        threat_level=np.where(new, seen.rival_tariff_on_me + rate, np.where(stands, level, np.nan)),
        threat_under_deal=np.where(new, seen.deal_in_force, under_deal),
        threats_kept=seen.recall("threats_kept") + kept,
        threats_empty=seen.recall("threats_empty") + empty,
    )
