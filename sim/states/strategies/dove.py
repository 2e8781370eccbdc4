"""Yielding."""

from sim.states import NOTHING, Briefing, Moves, Offer, Strategy, parameter
from sim.states.rules.common import ask_for_extensions
from sim.states.rules.deals import complain_only
from sim.types import Mask, Value


class Dove(Strategy):
    """Never climb; come down a rung a month; offer a truce in any conflict and take any that is offered."""

    name = "dove"
    source = "maynard_smith_price_1973"
    tags = ("de-escalation",)

    package: str = "london_truce"
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """One rung down, and a hand held out."""
        down = seen.rung(seen.my_rung - 1, because="a step down invites another", where=~seen.deal_in_force)
        offered = (seen.rival_rung >= 1) & ~seen.deal_in_force
        more = ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)
        return down + seen.propose(self.package, because="wants the conflict to end", where=offered) + more

    def after_ruling(self, seen: Briefing) -> Moves:
        """A court that takes a tariff away does what a dove wants."""
        return NOTHING

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Any deal is better than none."""
        return offer.where, "any deal is better than none"

    def mind_deals(self, seen: Briefing) -> Moves:
        """Complain of a breach, and leave it at that."""
        return complain_only(seen)
