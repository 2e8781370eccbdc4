"""How loops are compiled; see sim.loops."""

from sim.loops import loop, part

__all__ = ["loop", "part"]
