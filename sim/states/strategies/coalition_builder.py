"""Winning over third states."""

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Wrapper, parameter
from sim.states.rules.allies import (
    burdens,
    common_floor,
    in_force,
    joint_venture,
    states_with_ore,
)
from sim.types import Mask, Value

ORES, OXIDES = ("light_ore", "heavy_ore"), ("ndpr_oxide", "dytb_oxide")
"""What a joint venture is to dig and to refine."""

FLOORED = "ndpr_oxide"
"""What a common floor is for: the oxide for which a floor is on record."""


class CoalitionBuilder(Wrapper):
    """Do as the strategy inside, and look for friends in the conflict: trade agreements, and finance for their mines.

    Every few months each state that it taxes or keeps goods from gets the offer of the trade agreement on the shelf,
    after each refusal half as often; each state with rare-earth ore gets a bid for a joint venture, higher after
    each refusal up to a highest one; makers of the oxide that have signed are asked to join a common floor. What third
    states offer is taken; what is between the rivals is left to the strategy inside.
    """

    name = "coalition_builder"
    source = "olson_zeckhauser_1966"
    tags = ("wrapper", "memory", "bargaining")

    agreement_retry_months: Value = parameter("agreement_retry_months")
    agreement_rung: Value = parameter("agreement_rung")
    ore_offer_musd: Value = parameter("ore_offer_musd")
    ore_bid_raise: Value = parameter("ore_bid_raise")
    ore_bid_highest_musd: Value = parameter("ore_bid_highest_musd")
    least_tariff_relief: Value = parameter("least_tariff_relief")
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
        """Bid for the ore of all who have not agreed yet, more than last time, until a bid would pass the highest."""
        moves = NOTHING
        for host in states_with_ore(seen, ORES):
            last = seen.recall(f"bid_{host}")
            bid = np.where(last > 0, last * (1 + self.ore_bid_raise), self.ore_offer_musd)
            free = where & ~seen.my_agreements.get(host, np.zeros_like(where)) & (bid <= self.ore_bid_highest_musd)
            if free.any():
                moves += joint_venture(host, ORES + OXIDES, bid, "bids for its ore", free)
                moves += seen.remember(**{f"bid_{host}": np.where(free, bid, last)})
        return moves

    def _agree_on_floors(self, seen: Briefing, where: Mask) -> Moves:
        """Ask once each of those who have signed and make the oxide, too, to pay their makers no less than a floor."""
        moves = NOTHING
        for name, partner in seen.trade_agreements.items():
            asked = f"floor_{partner}"
            signed = where & in_force(seen, name) & (seen.recall(asked) == 0)
            if partner in seen.makers.get(FLOORED, ()) and signed.any():
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
        for name, partner in seen.trade_agreements.items():
            moves += self._offer(seen, name, partner, fight & ~in_force(seen, name))
        return moves

    def _offer(self, seen: Briefing, name: str, partner: str, free: Mask) -> Moves:
        """Offer an agreement that has something to give, at every turn, and after each refusal at every second one."""
        asked, turn = seen.recall(f"asked_{name}"), seen.month // self.agreement_retry_months
        offered = free & burdens(seen, partner, self.least_tariff_relief) & (turn % 2.0**asked == 0)
        if not offered.any():
            return NOTHING
        offer = seen.propose(name, because="wants friends in the conflict", where=offered, partner=partner)
        return offer + seen.remember(**{f"asked_{name}": asked + offered})
