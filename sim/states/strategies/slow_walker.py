"""Signing, and then giving less than was promised."""

from functools import reduce
from operator import or_

import numpy as np

from sim.states import NOTHING, Briefing, Moves
from sim.states.rules.deals import mend, walk_slowly
from sim.states.rules.threats import is_cowed
from sim.states.strategies.dealmaker import Dealmaker


class SlowWalker(Dealmaker):
    """Bargain as a dealmaker, then approve fewer licences than promised, until the other side complains or threatens.

    Works by the deal while a complaint stands, clauses are held back or a threat is to be believed, and walks slowly
    again once that is forgotten.
    """

    name = "slow_walker"
    source = "china_tech_trade_2025_11"
    tags = ("bargaining", "memory", "chance")

    def mind_deals(self, seen: Briefing) -> Moves:
        """Walk slowly where nobody complains, and no threat frightens it."""
        accused = (deal.accused | deal.rival_holds_back for deal in seen.deals.values())
        watched = reduce(or_, accused, np.zeros(seen.worlds, dtype=bool))
        cowed = is_cowed(seen) & ~watched
        careful = mend(seen, "the threat is to be taken seriously", cowed) if cowed.any() else NOTHING
        slow = walk_slowly(seen, "keeps its hold while it can", ~watched & ~cowed)
        return super().mind_deals(seen) + mend(seen) + careful + slow
