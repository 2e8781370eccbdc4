"""A state with ore, and two powers that want it."""

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Strategy, parameter
from sim.states.requests import Request
from sim.states.rules.allies import control, is_worth_signing
from sim.types import Mask, Value


class ResourceBargainer(Strategy):
    """Sell to the highest bidder: take the agreement that brings most, and hold ore back while nobody pays.

    While either power stands high enough on its ladder for ore to be wanted, a state that nobody has invested in asks
    for licences for its ore; after some months it keeps the ore at home. Who has an agreement with it is spared, and
    all are once the conflict is over. Floors and reserves it joins with those who have paid.
    """

    name = "resource_bargainer"
    source = "vernon_1971"
    tags = ("partner", "memory")

    ore_bid_share: Value = parameter("ore_bid_share")
    ore_patience_months: Value = parameter("ore_patience_months")
    ore_licence_share: Value = parameter("ore_licence_share")
    ore_ask_rung: Value = parameter("ore_ask_rung")
    least_tariff_relief: Value = parameter("least_tariff_relief")

    def decide(self, seen: Briefing) -> Moves:
        """Ask for a price while the ore is wanted and nobody pays."""
        ore = seen.ore.get(seen.state, ())
        if not ore:
            return seen.hold(because="has no ore to sell")
        waited = seen.recall("months_waited")
        asks = np.maximum(seen.leader_rung, seen.rival_rung) >= self.ore_ask_rung
        if not (asks.any() or waited.any()):
            return NOTHING
        paid = self._paid(seen)
        waits = asks & ~paid
        months = np.where(asks, np.where(waits, waited + 1, waited), 0.0)
        warned, closed = waits & (waited == 0), waits & (months > self.ore_patience_months)
        newly_closed = closed & ~(waited > self.ore_patience_months)
        moves = control(ore, ("all",), "licence", "wants mines and works for its ore", warned, self.ore_licence_share)
        moves += control(ore, ("all",), "ban", "nobody has paid for its ore", newly_closed)
        moves += control(ore, ("all",), "open", "its ore is no longer fought over", ~asks & (waited > 0))
        return moves + self._spare(seen, ore, asks & (months > 0)) + seen.remember(months_waited=months)

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Take a bid that is high enough and above what stands; commit only to those who have paid."""
        if request.commits:
            paid = seen.my_agreements.get(request.proposer, np.zeros(seen.worlds, dtype=bool))
            return request.where & paid, "it joins with those who have invested"
        best = (request.finance >= self.ore_bid_share) & (request.finance > request.best_other)
        return request.where & best, "it sells to the highest bidder"

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign with either side what lowers its tariffs or eases its controls."""
        return is_worth_signing(offer, self.least_tariff_relief), "a door open on either side"

    def _paid(self, seen: Briefing) -> Mask:
        """Where anybody has an agreement with it: (world,)."""
        agreements = list(seen.my_agreements.values())
        return np.any(agreements, axis=0) if agreements else np.zeros(seen.worlds, dtype=bool)

    def _spare(self, seen: Briefing, ore: tuple[str, ...], where: Mask) -> Moves:
        """Open the border to those with whom it has an agreement, once each."""
        moves = NOTHING
        for code, agreed in seen.my_agreements.items():
            new = where & agreed & (seen.recall(f"spared_{code}") == 0)
            moves += control(ore, (code,), "open", f"{code} has invested", new)
            if new.any():
                moves += seen.remember(**{f"spared_{code}": np.maximum(seen.recall(f"spared_{code}"), new)})
        return moves
