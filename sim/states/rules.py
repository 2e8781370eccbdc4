"""Pieces of rules that several strategies share."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np

from sim.states.briefing import Briefing, Offer
from sim.states.moves import NOTHING, Moves
from sim.types import Mask, Value

LONGEST_MONTH = 31


def is_fair(offer: Offer, margin: Value) -> Mask:
    """Where an offer brings the rival down and asks at most `margin` rungs more than it gives: (world,)."""
    relief = offer.rival_rung_without - offer.rival_rung_after
    concession = offer.my_rung_without - offer.my_rung_after
    fair: Mask = offer.where & (relief > 0) & (concession <= relief + margin)
    return fair


def carry_out_threats(seen: Briefing, chance: Value) -> Moves:
    """Make good a threat that has come due, with some chance, unless a deal that goes on has settled it."""
    threat = seen.my_threat
    if threat is None:
        return NOTHING
    due = threat.due & ~(seen.deal_days_left > LONGEST_MONTH)
    if not due.any():
        return NOTHING
    done = due & (seen.luck("threat") < chance)
    return seen.set_tariff(
        seen.my_law_on_rival + np.nan_to_num(threat.rate), because="carried out its threat", where=done
    )


def ask_for_extensions(seen: Briefing, days_before: Value, days: Value) -> Moves:
    """Ask for more days of every deal that ends soon."""
    near = {name: left <= days_before for name, left in seen.deal_days.items()}
    asked = [
        seen.ask_for_more(name, days, because="the deal runs out soon", where=soon)
        for name, soon in near.items()
        if soon.any()
    ]
    return reduce(add, asked, NOTHING)
