"""The best answer for the near future, to a rival that thinks one step less."""

from sim.states import Briefing, Moves, Strategy, parameter
from sim.states.rules.weighing import courses_to, go, rungs_near, stay_or, whole
from sim.types import Array, Value


class BestResponse(Strategy):
    """Go to the rung that pays best over the next months against what the rival will do if it thinks one step less.

    Level 1, the usual one, takes the rival to stay where it is: a myopic best response. Level 2 answers a rival of
    level 1, and so on; level 0 stays. Moves only for a gain above a margin.
    """

    name = "best_response"
    source = "nagel_1995"
    tags = ("looks ahead",)

    level: int = 1
    months: Value = parameter("short_horizon_months")
    candidates: Value = parameter("lookahead_candidates")
    margin: Value = parameter("move_margin")

    def decide(self, seen: Briefing) -> Moves:
        """Think as many steps as the level says, each an answer to the one before."""
        if not seen.rival:
            return seen.hold(because="has no rival")
        mine, its = seen.my_rung, seen.rival_rung
        for step in range(self.level, 0, -1):
            # the deepest thought belongs to whoever is reached by counting back from oneself
            if step % 2 == 1:
                mine = self._reply(seen, its, mine_moves=True)
            else:
                its = self._reply(seen, mine, mine_moves=False)
        return go(seen, mine, "it pays to stand higher for now", "it pays to stand lower for now")

    def _reply(self, seen: Briefing, other: Array, mine_moves: bool) -> Array:
        """Find the best rung of one side while the other stands on a rung: (world,)."""
        own = seen.my_rung if mine_moves else seen.rival_rung
        rungs = rungs_near(own, seen.top_rung, whole(self.candidates))
        fixed = rungs * 0 + other
        courses = courses_to(rungs, fixed) if mine_moves else courses_to(fixed, rungs)
        outlook = seen.foresee(courses, whole(self.months))
        return stay_or(rungs, outlook.mine if mine_moves else outlook.rival, self.margin)
