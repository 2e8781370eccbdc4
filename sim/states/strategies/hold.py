"""Standing still."""

from sim.states import Briefing, Moves, Strategy


class Hold(Strategy):
    """Change nothing, whatever the others do, and accept no offer."""

    name = "hold"
    source = "chokepoint_assumption"
    tags = ("baseline",)

    def decide(self, seen: Briefing) -> Moves:
        """Nothing."""
        return seen.hold(because="holds its course")
