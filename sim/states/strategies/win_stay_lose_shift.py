"""Learning by win and loss (Pavlov)."""

import numpy as np

from sim.states import Briefing, Moves, Strategy, parameter
from sim.states.rules.weighing import go
from sim.types import Value


class WinStayLoseShift(Strategy):
    """Go on as long as it pays as well as usual; after a loss change sides: from peace to a fight, or back to peace.

    What is usual is a slowly moving average of its own payoffs; a payoff on the mend is no loss, as measures take time
    to work. Peace is the ground; to fight is to stand where the rival stands, one rung up at least.
    """

    name = "win_stay_lose_shift"
    source = "nowak_sigmund_1993"
    tags = ("learns", "memory")

    aspiration_speed: Value = parameter("aspiration_speed")
    loss_felt: Value = parameter("loss_felt")

    def decide(self, seen: Briefing) -> Moves:
        """Compare the last payoff with the usual one."""
        if not seen.rival:
            return seen.hold(because="has no rival")
        payoff = seen.my_payoff
        usual = seen.recall("usual", start=payoff)
        fallen_short, mending = payoff < usual - self.loss_felt, payoff > seen.my_payoff_before
        lost = fallen_short & ~mending & ~seen.deal_in_force
        other_side = np.where(seen.my_rung > 0, 0.0, np.maximum(seen.rival_rung, 1.0))
        moved = go(seen, other_side, "lost in peace, and fights", "lost in the fight, and makes peace", where=lost)
        return moved + seen.remember(usual=usual + self.aspiration_speed * (payoff - usual))
