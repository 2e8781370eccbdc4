"""Which game is it: two rivals on their ladders, from any month of a scenario."""

from sim.ladder_game.kinds import KindMap, map_kinds
from sim.ladder_game.saving import save
from sim.ladder_game.values import LadderGame, play

__all__ = ["KindMap", "LadderGame", "map_kinds", "play", "save"]
