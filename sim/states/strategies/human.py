"""You."""

import numpy as np

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.player.asking import ask, one_world
from sim.states.player.orders import HELP, accepts, moves_of, situation
from sim.types import Mask, Value


class Human(Strategy):
    """Ask whoever sits at the terminal; works in a run of one world (`--runs 1`).

    The player is shown the gist of what any strategy sees, and the rest by the order `facts`.
    """

    name = "human"
    source = "chokepoint_assumption"
    tags = ("human",)

    extension_days: Value = parameter("extension_days")

    def decide(self, seen: Briefing) -> Moves:
        """Show the month and ask until the order can be read."""
        one_world(seen.worlds)
        text = situation(seen)
        while True:
            order, problem = moves_of(seen, ask(text), self.extension_days)
            if order is not None:
                return order
            text = f"{problem}\n{HELP}"

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Show an offer and ask for yes or no."""
        one_world(seen.worlds)
        yes = accepts(seen, offer, ask)
        return np.full(seen.worlds, yes), "decided by a player"
