"""An ally with controls of its own."""

import numpy as np

from sim.states import Briefing, Moves, parameter
from sim.states.rules.allies import control
from sim.states.strategies.bandwagon import Bandwagon
from sim.types import Value


class EquipmentController(Bandwagon):
    """Follow the leader with tariffs, and put goods with which its rival makes its electronics under licence as well.

    Asks for licences once the leader stands high enough and is trusted, lets a share through, and lifts the control
    when either is over. Machines for making chips are no good of the model: `goods`, the chips that Japan and Korea
    sell to China, stand for them. The European Union sells none there, so that its own control does nothing.
    """

    name = "equipment_controller"
    source = "farrell_newman_2019"
    tags = ("ally", "memory")

    goods: str = "chips"
    equipment_follow_rung: Value = parameter("equipment_follow_rung")
    equipment_approval: Value = parameter("equipment_approval")
    consent_trust: Value = parameter("consent_trust")

    def decide(self, seen: Briefing) -> Moves:
        """Follow with tariffs, and turn the tap with the leader."""
        on = seen.recall("controlled") > 0
        wanted = (seen.leader_rung >= self.equipment_follow_rung) & (seen.trust_in_leader >= self.consent_trust)
        names, against = (self.goods,), (seen.rival,)
        closing = control(
            names, against, "licence", "its leader asks for it, and is trusted", wanted & ~on, self.equipment_approval
        )
        opening = control(names, against, "open", "no longer needed, or no longer at its leader's side", on & ~wanted)
        noted = seen.remember(controlled=np.where(wanted, 1.0, 0.0)) if (wanted != on).any() else seen.hold()
        return super().decide(seen) + closing + opening + noted
