"""Between two great powers."""

import numpy as np

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.requests import Request
from sim.states.rules.allies import is_worth_signing
from sim.types import Mask, Value


class Hedger(Strategy):
    """Lean a little towards the power that it trades with more, and step back as soon as the other one makes it pay.

    Leans (takes measures against the leader's rival) only if it sells more to the leader, only while the leader is
    itself in the conflict, and never beyond a low rung; drops everything once its pain passes a share of its limit.
    Signs with either power what is worth it, takes money from both, and joins no floor or reserve of one side.
    """

    name = "hedger"
    source = "kuik_2008"
    tags = ("partner",)

    hedge_limit: Value = parameter("hedge_limit")
    hedge_lean_above: Value = parameter("hedge_lean_above")
    hedge_pain_share: Value = parameter("hedge_pain_share")
    least_tariff_relief: Value = parameter("least_tariff_relief")

    def decide(self, seen: Briefing) -> Moves:
        """Choose a low rung, or none."""
        if seen.my_trade_with_leader <= seen.my_trade_with_rival:
            return seen.rung(0.0, because="trades more with the other power")
        hurt = seen.pain > self.hedge_pain_share * seen.pain_limit
        leans = (seen.leader_rung > self.hedge_lean_above) & ~hurt
        wanted = np.where(leans, np.minimum(self.hedge_limit, seen.leader_rung), 0.0)
        # a state that has stepped back because it hurt leans again only when its leader climbs further
        kept = np.where(seen.leader_rung > seen.leader_rung_before, wanted, np.minimum(wanted, seen.my_rung))
        return seen.rung(kept, because="keeps a foot on either side")

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign with either side what lowers its tariffs or eases its controls."""
        return is_worth_signing(offer, self.least_tariff_relief), "a door open on either side"

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Take what others pay for, and commit to nothing."""
        return request.where & (not request.commits), "takes money from both sides, and sides with neither"
