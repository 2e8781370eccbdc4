"""Choosing well, with errors."""

import numpy as np

from sim.states import Briefing, Moves, parameter
from sim.states.rules.weighing import courses_to, first_of_each, go, logit_choice, rungs_near, whole
from sim.states.strategies.lookahead import LookAhead
from sim.types import Value


class QuantalResponse(LookAhead):
    """Look ahead, and take better rungs with a higher chance rather than always: it errs less where that costs more.

    Chooses anew every few months; offers nothing of its own accord, and signs as one that looks ahead.
    """

    name = "quantal_response"
    source = "mckelvey_palfrey_1995"
    tags = ("looks ahead", "chance")

    precision: Value = parameter("choice_precision")
    every: Value = parameter("choice_every_months")

    def decide(self, seen: Briefing) -> Moves:
        """Draw a rung, better ones with a higher chance."""
        if not seen.rival or seen.month % whole(self.every):
            return seen.hold(because="does not choose anew this month")
        rungs = rungs_near(seen.my_rung, seen.top_rung, whole(self.candidates))
        outlook = seen.foresee(courses_to(rungs), whole(self.months))
        chosen = logit_choice(outlook.mine, first_of_each(rungs), self.precision, seen.luck("choice"))
        target = np.take_along_axis(rungs, chosen[None], axis=0)[0]
        return go(seen, target, "chose to climb, and may err", "chose to come down, and may err")
