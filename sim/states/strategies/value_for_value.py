"""Retaliation by value: a duty for a duty, as long as there is something left to tax."""

import numpy as np

from sim.states import Briefing, Moves, Strategy, parameter
from sim.types import Value

SAME = 1e-9
"""Two rates closer than this are one."""


class ValueForValue(Strategy):
    """Put as much duty on the rival's goods as the rival put on its own, until there is nothing left to tax.

    Counts what the rival added against the value of trade on either side, so that whoever buys less must charge more.
    Never taxes the part of its imports that it cannot do without, nor the rest beyond a highest rate: from there on its
    answers are partial, then none. Follows the rival down in the same way.
    """

    name = "value_for_value"
    source = "piie_bown"
    tags = ("retaliation",)

    answer_highest_rate: Value = parameter("answer_highest_rate")
    answer_spared_share: Value = parameter("answer_spared_share")

    def decide(self, seen: Briefing) -> Moves:
        """Charge what makes duties equal, or as much of it as there is room for."""
        if seen.my_imports_from_rival <= 0:
            return seen.hold(because="buys nothing from its rival")
        equal = seen.rival_tariff_on_me * (seen.my_trade_with_rival / seen.my_imports_from_rival)
        room = (1 - self.answer_spared_share) * self.answer_highest_rate
        wanted = np.clip(equal, 0, room)
        moved = (np.abs(wanted - seen.my_law_on_rival) > SAME) & ~seen.deal_in_force
        full = seen.set_tariff(wanted, because="a duty for a duty", where=moved & (equal <= room))
        return full + seen.set_tariff(wanted, because="little is left to tax", where=moved & (equal > room))
