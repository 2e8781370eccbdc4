"""An ally at its leader's side."""

from typing import ClassVar

import numpy as np

from sim.states import Briefing, Moves, Offer, Strategy, parameter
from sim.states.requests import Request
from sim.states.rules.allies import is_worth_signing
from sim.types import Mask, Value


class Bandwagon(Strategy):
    """Follow the leading power part of the way up its ladder, and all the way down.

    Signs what its leader offers if that lowers the leader's tariff on it, and joins common floors of states it trusts;
    takes no money from its leader's rival.
    """

    name = "bandwagon"
    source = "schweller_1994"
    tags: ClassVar[tuple[str, ...]] = ("ally",)

    ally_following: Value = parameter("ally_following")
    least_tariff_relief: Value = parameter("least_tariff_relief")

    def decide(self, seen: Briefing) -> Moves:
        """Stand at a share of the leader's rung."""
        wanted = np.floor(self.ally_following * seen.leader_rung)
        return seen.rung(wanted, because="follows its ally part of the way")

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Sign with the leader alone, where it gives way on its tariffs."""
        theirs = offer.proposer == seen.leader
        return is_worth_signing(offer, self.least_tariff_relief) & theirs, "lower tariffs from its leader"

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Consent as most do, but to nothing that its leader's rival asks."""
        if request.proposer == seen.rival:
            return np.zeros(seen.worlds, dtype=bool), "it stands by its leader"
        return super().consent(seen, request)
