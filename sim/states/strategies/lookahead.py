"""Looking ahead."""

from typing import ClassVar

import numpy as np

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.courses import Course
from sim.states.rules.common import ask_for_extensions, has_kept
from sim.states.rules.weighing import courses_to, go, rungs_near, stay_or, whole
from sim.types import Array, Mask, Value


class LookAhead(Strategy):
    """Live some months ahead on each of a few rungs, with the rival answering as it is believed to; take the best.

    Moves only for a gain above a margin. In a conflict it weighs a truce in the same way, and offers it where both
    sides are expected to gain; it signs what it expects to gain from.
    """

    name = "lookahead"
    source = "jehiel_1995"
    tags: ClassVar[tuple[str, ...]] = ("looks ahead", "bargaining")

    months: Value = parameter("lookahead_months")
    candidates: Value = parameter("lookahead_candidates")
    margin: Value = parameter("move_margin")
    every: Value = 1
    package: str = "london_truce"
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """Weigh rungs and, in a conflict, the truce."""
        if not seen.rival or seen.month % whole(self.every):
            return seen.hold(because="does not think anew this month")
        rungs = rungs_near(seen.my_rung, seen.top_rung, whole(self.candidates))
        at_odds = ((seen.my_rung > 0) | (seen.rival_rung > 0)) & ~seen.deal_in_force
        offered = [Course(package=self.package)] if self.package and at_odds.any() else []
        outlook = seen.foresee([*courses_to(rungs), *offered], whole(self.months))
        wanted = stay_or(rungs, outlook.mine[: len(rungs)], self.margin)
        truce = at_odds & self._both_gain(outlook.mine, outlook.rival) if offered else np.zeros_like(at_odds)
        moved = go(seen, wanted, "expects to gain by climbing", "expects to gain by coming down", ~truce)
        proposed = seen.propose(self.package, because="expects both to gain from a truce", where=truce)
        return moved + proposed + ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)

    def _both_gain(self, mine: Array, rival: Array) -> Mask:
        """Where the last course beats all others for oneself, and staying for the rival: (world,)."""
        best: Mask = (mine[-1] > mine[:-1].max(axis=0) + self.margin) & (rival[-1] > rival[0])
        return best

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign what is expected to be better than going on without it."""
        if offer.extension:
            return has_kept(seen, offer), "the other side has kept it"
        outlook = seen.foresee([Course(), Course(package=offer.name)], whole(self.months))
        return offer.where & (outlook.mine[1] > outlook.mine[0]), "expects to do better with it than without"
