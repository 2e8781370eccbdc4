"""A leader who threatens much, carries out little, and watches the stock exchange."""

from dataclasses import replace

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Wrapper, parameter
from sim.states.moves import ThreatMove
from sim.states.rules.common import carry_out_threats, tightening_moves_only_in
from sim.types import Array, Mask, Value


class VolatileLeader(Wrapper):
    """Add to a rule large threats with short deadlines, most of them empty, and steps back when share prices fall.

    In a conflict it threatens now and then with a large tariff, under a truce too. A threat that comes due is carried
    out with a chance that shrinks as the market falls. In months of fear it also drops whatever the rule would
    tighten, comes down a rung, and offers a truce.
    """

    name = "volatile_leader"
    source = "maritime_2025_10"
    tags = ("wrapper", "chance")

    threat_chance: Value = parameter("threat_chance")
    threat_size: Value = parameter("threat_size")
    threat_months: Value = parameter("threat_months")
    follow_through: Value = parameter("threat_follow_through")
    back_down_chance: Value = parameter("back_down_chance")
    market_alarm: Value = parameter("market_alarm")
    package: str = "london_truce"

    def decide(self, seen: Briefing) -> Moves:
        """Do as the rule does where nothing moves the leader; else threaten, follow through or back down."""
        if not seen.rival:
            return self.inner.decide(seen)
        fear = np.minimum(seen.market_fall / self.market_alarm, 1.0)
        afraid = self._backs_down(seen, fear)
        # the rule neither sees nor carries out the leader's threats: that is the leader's own affair
        decided = self.inner.decide(seen if seen.my_threat is None else replace(seen, my_threat=None))
        kept_word = carry_out_threats(seen, self.follow_through * (1 - fear))
        calm = tightening_moves_only_in(decided + kept_word, seen, ~afraid)
        return calm + self._step_back(seen, afraid) + self._threaten(seen, ~afraid)

    def _backs_down(self, seen: Briefing, fear: Array) -> Mask:
        """Where the market frightens the leader this month; small falls hardly matter: (world,)."""
        exposed = (seen.my_rung > 0) & (seen.market_fall > 0)
        if not exposed.any():
            return exposed
        frightened: Mask = exposed & (seen.luck("back_down") < self.back_down_chance * fear**2)
        return frightened

    def _step_back(self, seen: Briefing, afraid: Mask) -> Moves:
        """Come down a rung and hold a hand out, unless a deal already stands."""
        free = afraid & ~seen.deal_in_force
        down = seen.rung(seen.my_rung - 1, because="share prices have fallen: backs down", where=free)
        return down + seen.propose(self.package, because="share prices have fallen: wants a truce", where=free)

    def _threaten(self, seen: Briefing, bold: Mask) -> Moves:
        """Make a large threat now and then while there is a conflict and no other threat stands."""
        standing = np.zeros_like(bold) if seen.my_threat is None else ~np.isnan(seen.my_threat.rate)
        may = bold & ~standing & ((seen.my_rung > 0) | (seen.rival_rung > 0))
        if not may.any():
            return NOTHING
        made = may & (seen.luck("threats") < self.threat_chance)
        if not made.any():
            return NOTHING
        due = seen.month + np.rint(self.threat_months)
        why = "threatens, to be feared"
        return Moves((ThreatMove(partners=(seen.rival,), rate=self.threat_size, month=due, because=why, where=made),))
