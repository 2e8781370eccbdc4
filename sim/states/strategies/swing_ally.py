"""An ally that can be lost."""

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Strategy, parameter
from sim.states.requests import Request
from sim.states.rules.allies import agreements_with, in_force, is_worth_signing, tariff_on
from sim.states.rules.common import ask_for_extensions
from sim.states.strategies.bandwagon import Bandwagon
from sim.types import Array, Mask, Value


class SwingAlly(Bandwagon):
    """Stand by the leader as long as it is trusted, and change sides once its tariffs hurt and trust is gone.

    An ally that breaks with its leader drops its measures against the leader's rival, offers that one an agreement if
    there is one to offer, and answers part of its leader's tariff. It comes back when trust does, not before.
    """

    name = "swing_ally"
    source = "snyder_1984"
    tags = ("ally", "memory")

    alliance_break_trust: Value = parameter("alliance_break_trust")
    alliance_return_trust: Value = parameter("alliance_return_trust")
    unbearable_leader_tariff: Value = parameter("unbearable_leader_tariff")
    answer_to_leader_share: Value = parameter("answer_to_leader_share")
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """Weigh the leader, then act on it."""
        broke, before = self.has_broken(seen), seen.recall("broken") > 0
        stands = np.floor(self.ally_following * seen.leader_rung)
        # measures are dropped a month after the offer: the other side has something to gain by it
        dropped = seen.rung(0.0, because="its leader is no friend to it any more", where=broke & before)
        follows = seen.rung(stands, because="follows its ally part of the way", where=~broke)
        moves = follows + dropped + self._turn_to_the_other(seen, broke) + self._answer_the_leader(seen, broke)
        if (broke != before).any():
            moves += seen.remember(broken=np.where(broke, 1.0, 0.0))
        return moves

    def has_broken(self, seen: Briefing) -> Mask:
        """Where it has broken with its leader: once trust is gone and tariffs hurt, until trust is back (world,)."""
        before, trust = seen.recall("broken") > 0, seen.trust_in_leader
        betrayed = (trust < self.alliance_break_trust) & (self._charged(seen) > self.unbearable_leader_tariff)
        broke: Mask = np.where(before, trust <= self.alliance_return_trust, betrayed)
        return broke

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign with its leader what is worth it; with the other side once it has broken with its leader."""
        worth = is_worth_signing(offer, self.least_tariff_relief)
        if offer.proposer == seen.leader:
            return worth, "lower tariffs from its leader"
        return worth & self.has_broken(seen), "the other side offers more than its leader"

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Consent as most do; to the leader's rival only once it has broken with its leader."""
        agreed, reason = Strategy.consent(self, seen, request)
        return (agreed & self.has_broken(seen) if request.proposer == seen.rival else agreed), reason

    def _charged(self, seen: Briefing) -> Array:
        """Average tariff of the leader on its goods: (world,)."""
        return seen.tariffs_on_me.get(seen.leader, np.zeros(seen.worlds))

    def _turn_to_the_other(self, seen: Briefing, broke: Mask) -> Moves:
        """Offer the leader's rival an agreement, if any is on the shelf."""
        if not broke.any():
            return NOTHING
        names = agreements_with(seen, seen.rival)
        moves = NOTHING
        for name in names:
            free = broke & ~in_force(seen, name)
            moves += seen.propose(name, because="looks for a friend on the other side", where=free)
        longer = ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)
        return moves + longer.only_in(broke)

    def _answer_the_leader(self, seen: Briefing, broke: Mask) -> Moves:
        """Put part of the leader's tariff on its goods, and take it off again."""
        answered = seen.recall("answered")
        if not (broke.any() or answered.any()):
            return NOTHING
        wanted = np.where(broke, np.where(answered > 0, answered, self.answer_to_leader_share * self._charged(seen)), 0)
        moved = wanted != answered
        told = tariff_on(seen.leader, wanted, "answers part of its leader's tariff", moved & (wanted > 0))
        told += tariff_on(seen.leader, 0.0, "stands by its leader again", moved & (wanted == 0))
        return told + seen.remember(answered=wanted)
