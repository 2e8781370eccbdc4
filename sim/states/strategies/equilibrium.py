"""Playing the equilibrium of the ladder game."""

import numpy as np

from sim.states import Briefing, Moves, Strategy, parameter
from sim.states.rules.equilibrium import part_of_equilibrium
from sim.states.rules.weighing import courses_to, whole
from sim.types import Array, Value


class Equilibrium(Strategy):
    """Value every pair of rungs by holding it some months, and play its part of the equilibrium of that game.

    The pure equilibrium that is best for both together; where there is none, a draw from the equilibrium of players
    who err. Works the game out anew every few months and keeps its part in between.
    """

    name = "equilibrium"
    source = "nash_1950"
    tags = ("looks ahead", "chance")

    months: Value = parameter("game_months")
    every: Value = parameter("game_every_months")
    precision: Value = parameter("choice_precision")

    def decide(self, seen: Briefing) -> Moves:
        """Work out the game where that is due."""
        if not seen.rival or seen.month % whole(self.every):
            return seen.hold(because="keeps its part of the equilibrium")
        mine, theirs = self._game(seen)
        rung, pure = part_of_equilibrium(mine, theirs, self.precision, seen.luck("equilibrium"))
        target = rung.astype(np.float64)
        steady = seen.rung(target, because="plays its part of the pure equilibrium", where=pure)
        return steady + seen.rung(target, because="plays its part of the equilibrium of who err", where=~pure)

    def _game(self, seen: Briefing) -> tuple[Array, Array]:
        """Payoffs of both sides for each pair of rungs: (my rung, rival's rung, world)."""
        number = seen.top_rung + 1
        pairs = np.stack(np.divmod(np.arange(number**2), number)).astype(np.float64)
        here, there = (np.repeat(side[:, None], seen.worlds, axis=1) for side in pairs)
        outlook = seen.foresee(courses_to(here, there), whole(self.months))
        shape = (number, number, seen.worlds)
        return outlook.mine.reshape(shape), outlook.rival.reshape(shape)
