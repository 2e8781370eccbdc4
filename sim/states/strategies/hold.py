"""Standing still."""

from sim.states import NOTHING, Briefing, Moves, Strategy


class Hold(Strategy):
    """Change nothing, whatever the others do, and accept no offer."""

    name = "hold"
    source = "chokepoint_assumption"
    tags = ("baseline",)

    def decide(self, seen: Briefing) -> Moves:
        """Nothing."""
        return seen.hold(because="holds its course")

    def after_ruling(self, seen: Briefing) -> Moves:
        """Let go what a court has struck down."""
        return NOTHING

    def mind_deals(self, seen: Briefing) -> Moves:
        """Nothing either."""
        return NOTHING
