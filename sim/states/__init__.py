"""How governments see, decide, deal and act. A strategy of one's own needs no more than these names.

Pieces that the built-in strategies share are in `sim.states.rules`.
"""

from sim.states.briefing import Briefing, Offer
from sim.states.courses import Course
from sim.states.each_world import each_world
from sim.states.moves import NOTHING, ControlMove, DealMove, Moves, ProgrammeMove, TariffMove, ThreatMove
from sim.states.options import parameter
from sim.states.requests import Request
from sim.states.strategy import Strategy, Wrapper

__all__ = [
    "NOTHING",
    "Briefing",
    "ControlMove",
    "Course",
    "DealMove",
    "Moves",
    "Offer",
    "ProgrammeMove",
    "Request",
    "Strategy",
    "TariffMove",
    "ThreatMove",
    "Wrapper",
    "each_world",
    "parameter",
]
