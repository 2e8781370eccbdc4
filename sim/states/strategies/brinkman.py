"""Pressure up to the brink."""

from typing import ClassVar

from sim.states import Briefing, Moves, parameter
from sim.states.strategies.dealmaker import Dealmaker
from sim.types import Mask, Value


class Brinkman(Dealmaker):
    """Climb a rung a month until it stands above its rival, as long as it can bear it; then offer a truce.

    Begins a conflict, unlike the dealmaker, and bargains as one once pain or its share prices pass what it can bear.
    Does not climb then, nor while a deal holds.
    """

    name = "brinkman"
    source = "schelling_1960"
    tags: ClassVar[tuple[str, ...]] = ("escalation", "bargaining", "memory", "chance")

    hawk_lead: Value = parameter("hawk_lead")

    def mirror(self, seen: Briefing, where: Mask) -> Moves:
        """Climb ahead of the rival in place of answering it."""
        short = seen.my_rung < seen.rival_rung + self.hawk_lead
        bears = (seen.pain <= seen.pain_limit) & (seen.market_fall <= self.market_alarm)
        climbs = where & short & bears & ~seen.deal_in_force
        return seen.rung(seen.my_rung + 1, because="presses on while it can bear it", where=climbs)
