"""Escalation dominance."""

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.rules.deals import hold_back_at_once
from sim.types import Mask, Value


class Hawk(Strategy):
    """Climb a rung a month until it stands above its rival, and stay there; talk only under great pain."""

    name = "hawk"
    source = "maynard_smith_price_1973"
    tags = ("escalation",)

    hawk_lead: Value = parameter("hawk_lead")
    hawk_pain_factor: Value = parameter("hawk_pain_factor")

    def decide(self, seen: Briefing) -> Moves:
        """One rung up while the lead is too small."""
        short = seen.my_rung < seen.rival_rung + self.hawk_lead
        return seen.rung(seen.my_rung + 1, because="wants to stand above its rival", where=short & ~seen.deal_in_force)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Only pain far beyond what others bear makes a hawk sign."""
        return offer.where & (seen.pain > self.hawk_pain_factor * seen.pain_limit), "the pain has become too great"

    def mind_deals(self, seen: Briefing) -> Moves:
        """Hold linked clauses back as soon as a breach is seen."""
        return hold_back_at_once(seen)
