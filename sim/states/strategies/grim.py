"""The grim trigger."""

from functools import reduce
from operator import or_

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Strategy, parameter
from sim.states.rules.deals import hold_back_at_once
from sim.types import Mask, Value


class Grim(Strategy):
    """Keep the peace until the rival climbs above it or is seen to break a deal; then punish for good.

    Signs deals only as long as nothing of the kind has happened.
    """

    name = "grim"
    source = "friedman_1971"
    tags = ("escalation", "memory")

    grim_rung: Value = parameter("grim_rung")

    def decide(self, seen: Briefing) -> Moves:
        """Never climb first, never come down after."""
        provoked = (seen.rival_step > 0) & (seen.rival_rung > seen.my_rung)
        broken = (deal.breach_seen for deal in seen.deals.values()) if seen.deal_days else ()
        betrayed = reduce(or_, broken, (seen.recall("betrayed") > 0) | provoked)
        if not betrayed.any():
            return NOTHING
        wanted = np.maximum(np.maximum(self.grim_rung, seen.rival_rung), seen.my_rung)
        punished = seen.rung(wanted, because="punishes a betrayal for good", where=betrayed)
        return punished + seen.remember(betrayed=betrayed.astype(np.float64))

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign while nothing has happened, never afterwards."""
        return offer.where & ~(seen.recall("betrayed") > 0), "the other side has never broken the peace"

    def mind_deals(self, seen: Briefing) -> Moves:
        """Hold back at once and for good what is linked to a promise that is seen to be broken."""
        return hold_back_at_once(seen)
