"""Tit for tat on a ladder."""

from typing import ClassVar

import numpy as np

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.rules.common import carry_out_threats, has_kept, is_fair
from sim.states.rules.deals import answer_breaches, complain_of_steps
from sim.types import Mask, Value


class Reciprocal(Strategy):
    """Climb as far as the rival climbed and come down as it comes down; let one step in ten go unanswered.

    Answers steps, not levels, and never climbs above the rival, so that two mirrors come to rest. A lead smaller than
    the dead band is let pass. A deal settles the account: only steps in the rival's own laws count, so that neither the
    start nor the end of a deal is taken for one, and a step under a deal brings a complaint and no step in return.
    A deal that the rival has kept is extended.
    """

    name = "reciprocal"
    source = "axelrod_1984"
    tags: ClassVar[tuple[str, ...]] = ("tit for tat", "chance")

    dead_band: Value = parameter("dead_band")
    forgiveness: Value = parameter("forgiveness")
    fair_margin: Value = parameter("fair_margin")
    threat_follow_through: Value = parameter("threat_follow_through")

    def decide(self, seen: Briefing) -> Moves:
        """Mirror the rival's last step."""
        kept_word = carry_out_threats(seen, self.threat_follow_through)
        return kept_word + self.mirror(seen, ~kept_word.anywhere(seen.worlds))

    def mirror(self, seen: Briefing, where: Mask) -> Moves:
        """Answer in kind in some worlds (world,)."""
        climbed = seen.rival_step
        lead = seen.rival_rung - seen.my_rung
        free = where & ~seen.deal_in_force
        up = free & (climbed > 0) & (lead >= self.dead_band)
        down = free & (climbed < 0) & (lead < 0)
        answered = up & ~self._forgives(seen, up)
        higher = seen.my_rung + np.minimum(climbed, lead)
        lower = np.maximum(seen.my_rung + climbed, seen.rival_rung)
        answer = seen.rung(higher, because="mirrored the rival's step up", where=answered)
        return answer + seen.rung(lower, because="followed the rival's step down", where=down)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Accept what gives about as much as it takes, and go on with what the rival has kept."""
        if offer.extension:
            return has_kept(seen, offer), "the other side has kept it"
        return is_fair(offer, self.fair_margin), "both sides give about as much"

    def mind_deals(self, seen: Briefing) -> Moves:
        """Complain of breaches and of steps up, and hold clauses back where that does not help."""
        return answer_breaches(seen) + complain_of_steps(seen)

    def _forgives(self, seen: Briefing, provoked: Mask) -> Mask:
        # luck has a price at many worlds: draw it only where it can matter
        if not provoked.any():
            return provoked
        forgives: Mask = seen.luck("forgiveness") < self.forgiveness
        return forgives
