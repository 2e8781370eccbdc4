"""Pressure first, a bargain when it hurts."""

from typing import ClassVar

from sim.states import Briefing, Moves, Offer, parameter
from sim.states.rules.common import ask_for_extensions, is_fair
from sim.states.rules.threats import is_cowed, remember_threats
from sim.states.strategies.reciprocal import Reciprocal
from sim.types import Mask, Value


class Dealmaker(Reciprocal):
    """Answer in kind, but offer a truce once pain or its share prices pass what it can bear, and keep a truce alive.

    Takes a fair offer, and any offer while it hurts beyond the limit or shares have fallen too far. A threat of the
    rival counts as pain to come, in proportion to how often earlier ones were carried out.
    """

    name = "dealmaker"
    source = "putnam_1988"
    tags: ClassVar[tuple[str, ...]] = ("bargaining", "memory", "chance")

    package: str = "london_truce"
    market_alarm: Value = parameter("market_alarm")
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """Mirror, and look for a way out when it hurts, when a threat is to be believed or the market takes fright."""
        alone = ~seen.deal_in_force
        hurt, frightened = seen.pain > seen.pain_limit, seen.market_fall > self.market_alarm
        offer = seen.propose(self.package, because="the pain has passed its limit", where=alone & hurt)
        calm = seen.propose(self.package, because="share prices have fallen too far", where=alone & frightened & ~hurt)
        cowed = alone & ~frightened & is_cowed(seen)
        safe = seen.propose(self.package, because="the threat is to be taken seriously", where=cowed)
        more = ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)
        return super().decide(seen) + offer + calm + safe + more + remember_threats(seen)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Accept a fair deal, one that has been kept, or any deal that ends too much pain or fright."""
        if offer.extension:
            return super().answer(seen, offer)
        pressed = (seen.pain > seen.pain_limit) | (seen.market_fall > self.market_alarm) | is_cowed(seen)
        return (offer.where & pressed) | is_fair(offer, self.fair_margin), "a bargain is better than the pain"
