"""Learning from what one's course brings and from what others would bring."""

import numpy as np

from sim.states import Briefing, Moves, Strategy, parameter
from sim.states.rules.weighing import courses_to, go, logit_choice, whole
from sim.types import Array, Value


class ExperienceWeightedAttraction(Strategy):
    """Learn how attractive each rung is, from what its own brings and, weighted less, from what others would bring.

    Payoffs of all rungs, its own too, are those foreseen for the coming month, as last month's would not compare with
    them; they count from the worst rung of the month. Attractions fade; better ones are chosen with a higher chance; it
    goes towards the chosen rung by one a month.
    """

    name = "experience_weighted_attraction"
    source = "camerer_ho_1999"
    tags = ("learns", "looks ahead", "memory", "chance")

    memory: Value = parameter("attraction_memory")
    imagined: Value = parameter("imagined_weight")
    growth: Value = parameter("experience_growth")
    precision: Value = parameter("choice_precision")
    months: int = 1

    def decide(self, seen: Briefing) -> Moves:
        """Learn, then draw."""
        if not seen.rival:
            return seen.hold(because="has no rival")
        ladder = np.arange(float(seen.top_rung + 1))
        payoffs = self._payoffs(seen, ladder)
        attraction, experience = self._learn(seen, ladder, payoffs)
        everything = np.ones_like(attraction, dtype=bool)
        chosen = logit_choice(attraction, everything, self.precision, seen.luck("choice"))
        target = seen.my_rung + np.sign(chosen - seen.my_rung)
        moved = go(seen, target, "has learned that higher rungs pay", "has learned that lower rungs pay")
        return moved + seen.remember(attraction=attraction, experience=experience)

    def _payoffs(self, seen: Briefing, ladder: Array) -> Array:
        """What each rung would bring while the rival stands where it is: (rung, world)."""
        rungs = np.broadcast_to(ladder[:, None], (len(ladder), seen.worlds)).astype(np.float64)
        imagined = seen.foresee(courses_to(rungs, rungs * 0 + seen.rival_rung), whole(self.months)).mine
        # attractions weigh what was only imagined less, which would favour it if payoffs were losses
        gains: Array = imagined - imagined.min(axis=0)
        return gains

    def _learn(self, seen: Briefing, ladder: Array, payoffs: Array) -> tuple[Array, Array]:
        """Attractions (rung, world) and experience (world,) after a month, as Camerer and Ho write them."""
        before = seen.recall("attraction", start=0.0, shape=(len(ladder),))
        experience = seen.recall("experience", start=0.0)
        weight = np.where(self._stands(seen, ladder), 1.0, self.imagined)
        counted = self.growth * experience + 1
        attraction: Array = (self.memory * experience * before + weight * payoffs) / counted
        return attraction, counted

    @staticmethod
    def _stands(seen: Briefing, ladder: Array) -> Array:
        """Whether the state stands on each rung: (rung, world)."""
        here: Array = ladder[:, None] == seen.my_rung
        return here
