"""Pressure first, a bargain when it hurts."""

from sim.states import Briefing, Moves, Offer, parameter
from sim.states.rules import ask_for_extensions, is_fair
from sim.states.strategies.reciprocal import Reciprocal
from sim.types import Mask, Value


class Dealmaker(Reciprocal):
    """Answer in kind, but offer a truce once the pain passes what the state can bear, and keep a truce alive.

    Takes a fair offer, and any offer while it hurts beyond the limit.
    """

    name = "dealmaker"
    source = "putnam_1988"
    tags = ("bargaining",)

    package: str = "london_truce"
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """Mirror, and look for a way out when it hurts."""
        hurt = (seen.pain > seen.pain_limit) & ~seen.deal_in_force
        offer = seen.propose(self.package, because="the pain has passed its limit", where=hurt)
        more = ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)
        return super().decide(seen) + offer + more

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Accept a fair deal, one that has been kept, or any deal that ends too much pain."""
        if offer.extension:
            return super().answer(seen, offer)
        hurt = offer.where & (seen.pain > seen.pain_limit)
        return hurt | is_fair(offer, self.fair_margin), "a bargain is better than the pain"
