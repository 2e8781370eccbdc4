"""How governments see, decide, deal and act. A strategy of one's own needs no more than these names."""

from sim.states.briefing import Briefing, Offer
from sim.states.each_world import each_world
from sim.states.moves import NOTHING, Moves
from sim.states.options import parameter
from sim.states.strategy import Strategy, Wrapper

__all__ = ["NOTHING", "Briefing", "Moves", "Offer", "Strategy", "Wrapper", "each_world", "parameter"]
