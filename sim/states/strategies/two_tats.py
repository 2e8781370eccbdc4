"""Tit for two tats."""

from sim.states import Briefing, Moves
from sim.states.strategies.reciprocal import Reciprocal
from sim.types import Mask


class TwoTats(Reciprocal):
    """Answer in kind only when the rival has climbed in two months running; follow every step down."""

    name = "two_tats"
    source = "axelrod_1984"
    tags = ("tit for tat", "chance")

    def mirror(self, seen: Briefing, where: Mask) -> Moves:
        """Leave a single step up without an answer."""
        alone = (seen.rival_step > 0) & ~(seen.rival_step_before > 0)
        return super().mirror(seen, where & ~alone)
