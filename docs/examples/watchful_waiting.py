"""A strategy of your own: a file outside the package, named in a scenario by its path."""

from sim.states import Briefing, Moves, Strategy, each_world


class WatchfulWaiting(Strategy):
    """Answer only a lead of `patience` rungs, one rung at a time; offer a truce once it hurts too much."""

    name = "watchful_waiting"
    patience: int = 2

    @each_world
    def decide(self, seen: Briefing) -> Moves:
        """Decide for one world at a time: plain numbers, plain `if`."""
        if not seen.deal_in_force and seen.pain > seen.pain_limit:
            return seen.propose("london_truce", because="it hurts more than it can bear")
        if not seen.deal_in_force and seen.rival_rung - seen.my_rung >= self.patience:
            return seen.rung(seen.my_rung + 1, because="the rival is too far ahead")
        return seen.hold(because="waits and watches")
