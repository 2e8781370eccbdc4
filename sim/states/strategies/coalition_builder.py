"""Winning over third states."""

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Wrapper, parameter
from sim.states.rules.allies import (
    agreements_of,
    common_floor,
    in_force,
    joint_venture,
    makes,
    states_with_ore,
)
from sim.types import Mask, Value

ORES, OXIDES = ("light_ore", "heavy_ore"), ("ndpr_oxide", "dytb_oxide")
"""What a joint venture is to dig and to refine."""

FLOORED = "ndpr_oxide"
"""What a common floor is for: the oxide for which a floor is on record."""


class CoalitionBuilder(Wrapper):
    """Do as the strategy inside, and look for friends in the conflict: trade agreements, and finance for their mines.

    Every few months each state with which a trade agreement is on the shelf and not in force gets its offer, and each
    state with rare-earth ore that has not agreed a bid for a joint venture; makers of the oxide that have signed are
    asked to join a common floor. What third states offer is taken; what is between the rivals is left to the strategy
    inside.
    """

    name = "coalition_builder"
    source = "olson_zeckhauser_1966"
    tags = ("wrapper", "memory", "bargaining")

    agreement_retry_months: Value = parameter("agreement_retry_months")
    agreement_rung: Value = parameter("agreement_rung")
    ore_offer_musd: Value = parameter("ore_offer_musd")
    answer_floor_usd_kg: Value = parameter("answer_floor_usd_kg")
    answer_floor_years: Value = parameter("answer_floor_years")

    def decide(self, seen: Briefing) -> Moves:
        """Decide as the strategy inside, and look for friends."""
        return self.inner.decide(seen) + self._court(seen)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign with third states; answer the rival as the strategy inside does."""
        if offer.proposer == seen.rival:
            return self.inner.answer(seen, offer)
        return offer.where, "a friend won"

    def _bid(self, seen: Briefing, where: Mask) -> Moves:
        """Bid for the ore of all who have not agreed yet."""
        moves = NOTHING
        for host in states_with_ore(ORES, (seen.state, seen.rival)):
            free = where & ~seen.my_agreements.get(host, np.zeros_like(where))
            moves += joint_venture(host, ORES + OXIDES, self.ore_offer_musd, "bids for its ore", free)
        return moves

    def _agree_on_floors(self, seen: Briefing, where: Mask) -> Moves:
        """Ask once each of those who have signed and make the oxide, too, to pay their makers no less than a floor."""
        moves = NOTHING
        for name, partner in agreements_of(seen.state).items():
            asked = f"floor_{partner}"
            signed = where & in_force(seen, name) & (seen.recall(asked) == 0)
            if makes(partner, FLOORED) and signed.any():
                price, years = self.answer_floor_usd_kg, float(np.max(self.answer_floor_years))
                moves += common_floor(partner, FLOORED, price, years, "one floor with its friends", signed)
                moves += seen.remember(**{asked: np.maximum(seen.recall(asked), signed)})
        return moves

    def _court(self, seen: Briefing) -> Moves:
        """Offer agreements to all third states that have none in force, and money to those with ore."""
        turn = np.asarray(seen.month % self.agreement_retry_months == 0)
        fight = (np.maximum(seen.my_rung, seen.rival_rung) >= self.agreement_rung) & turn
        if not fight.any():
            return NOTHING
        moves = self._bid(seen, fight) + self._agree_on_floors(seen, fight)
        for name, partner in agreements_of(seen.state).items():
            free = fight & ~in_force(seen, name)
            moves += seen.propose(name, because="wants friends in the conflict", where=free, partner=partner)
        return moves
