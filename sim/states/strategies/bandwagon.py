"""An ally at its leader's side."""

import numpy as np

from sim.states import Briefing, Moves, Strategy, parameter
from sim.types import Value


class Bandwagon(Strategy):
    """Follow the leading power part of the way up its ladder, and all the way down."""

    name = "bandwagon"
    source = "schweller_1994"
    tags = ("ally",)

    ally_following: Value = parameter("ally_following")

    def decide(self, seen: Briefing) -> Moves:
        """Stand at a share of the leader's rung."""
        wanted = np.floor(self.ally_following * seen.leader_rung)
        return seen.rung(wanted, because="follows its ally part of the way")
