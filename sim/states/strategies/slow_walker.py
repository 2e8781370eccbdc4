"""Signing, and then giving less than was promised."""

from functools import reduce
from operator import or_

import numpy as np

from sim.states import Briefing, Moves
from sim.states.rules.deals import answer_breaches, mend, walk_slowly
from sim.states.strategies.dealmaker import Dealmaker


class SlowWalker(Dealmaker):
    """Bargain as a dealmaker, then approve fewer licences than promised, until the other side complains.

    Works by the deal while a complaint stands or clauses are held back, and walks slowly again once it is forgotten.
    """

    name = "slow_walker"
    source = "china_tech_trade_2025_11"
    tags = ("bargaining", "chance")

    def mind_deals(self, seen: Briefing) -> Moves:
        """Walk slowly where nobody complains."""
        accused = (deal.accused | deal.rival_holds_back for deal in seen.deals.values())
        watched = reduce(or_, accused, np.zeros(seen.worlds, dtype=bool))
        return answer_breaches(seen) + mend(seen) + walk_slowly(seen, "keeps its hold while it can", ~watched)
