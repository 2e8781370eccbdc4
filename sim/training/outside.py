"""A strategy whose moves come from outside: what an agent orders, made as any strategy makes its moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.parameters import Settings
from sim.states import Briefing, Moves, Offer, Strategy
from sim.types import Index, Mask, Value

KINDS = ("ladder", "answer", "offer")
"""What is ordered each month, in the order of rows."""

DOWN, STAY, UP = 0, 1, 2
"""Orders of the first kind: one rung down, none, one up."""

REFUSE, ACCEPT = 0, 1
"""Orders of the second: what is said to whatever the other side has offered."""

NO_OFFER = 0
"""Order of the third: nothing is put on the table; 1 and more name the packages."""

BECAUSE = "decided from outside"


class Outside(Strategy):
    """Do what somebody outside the model orders; complain of breaches and answer courts as most strategies do."""

    name = "outside"
    source = "chokepoint_assumption"

    def __init__(self, settings: Settings, packages: Sequence[str], worlds: int) -> None:
        super().__init__(settings)
        self._packages = tuple(packages)
        self._more_days: Value = settings.extension_days
        self.order(stand_still(worlds))

    def order(self, orders: Index) -> None:
        """Take the orders of this month: (kind, world), by the numbers above."""
        self._orders = orders

    def decide(self, seen: Briefing) -> Moves:
        """Take the step that was ordered, and put on the table what was."""
        ladder = self._orders[KINDS.index("ladder")]
        moves = seen.rung(seen.my_rung + (ladder - STAY), BECAUSE, where=ladder != STAY)
        for number, package in enumerate(self._packages, start=NO_OFFER + 1):
            moves += self._offered(seen, package, self._orders[KINDS.index("offer")] == number)
        return moves

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Answer every offer of the month as was ordered."""
        return self._orders[KINDS.index("answer")] == ACCEPT, BECAUSE

    def _offered(self, seen: Briefing, package: str, where: Mask) -> Moves:
        """Put a package on the table; where it is in force, ask for more days of it instead."""
        left = seen.deal_days.get(package)
        in_force = np.zeros(seen.worlds, dtype=bool) if left is None else ~np.isnan(left)
        offered = seen.propose(package, BECAUSE, where=where & ~in_force)
        asked = where & in_force
        return offered + seen.ask_for_more(package, self._more_days, BECAUSE, where=asked) if asked.any() else offered


def stand_still(worlds: int) -> Index:
    """Orders that change nothing: (kind, world)."""
    return np.repeat(np.array([[STAY], [REFUSE], [NO_OFFER]]), worlds, axis=1)
