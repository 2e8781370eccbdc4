"""Graduated and reciprocated steps to lower tension (GRIT)."""

import numpy as np

from sim.states import NOTHING, Briefing, Moves, parameter
from sim.states.rules.common import ask_for_extensions, carry_out_threats
from sim.states.strategies.reciprocal import Reciprocal
from sim.types import Mask, Value


class Graduated(Reciprocal):
    """Take small steps down on its own, wait for an answer, and go on if there is one; answer in kind if exploited.

    A step down that the rival answers is followed by the next at once; one that stays unanswered by the next only after
    some months, and never so far below the rival that it could be exploited much.
    """

    name = "graduated"
    source = "osgood_1962"
    tags = ("de-escalation", "memory", "chance")

    initiative_months: Value = parameter("initiative_months")
    initiative_exposure: Value = parameter("initiative_exposure")
    package: str = "london_truce"
    extension_days: Value = parameter("extension_days")
    talks_before_expiry_days: Value = parameter("talks_before_expiry_days")

    def decide(self, seen: Briefing) -> Moves:
        """Mirror what the rival does to it; where the rival stands still or came down, take a step of one's own."""
        kept_word = carry_out_threats(seen, self.threat_follow_through)
        free = ~kept_word.anywhere(seen.worlds) & ~seen.deal_in_force
        # a climb to where one stood a month ago was an answer, no exploitation; answering it in turn would never end
        exploited = (seen.rival_step > 0) & (seen.rival_rung > seen.my_rung_before)
        waited = seen.recall("waited", start=self.initiative_months)
        steps_down = free & ~exploited & (seen.my_rung > 0) & self._may(seen, waited)
        step = seen.rung(seen.my_rung - 1, because="a small step down that invites another", where=steps_down)
        mirrored = self.mirror(seen, free & exploited)
        # a step that was exploited is followed by a pause, as one that has just been taken
        paused = np.where(steps_down | exploited, 0.0, waited) + 1
        at_odds = self._at_odds(seen)
        noted = seen.remember(waited=np.where(at_odds, paused, np.nan)) if at_odds.any() else NOTHING
        more = ask_for_extensions(seen, self.talks_before_expiry_days, self.extension_days)
        return kept_word + step + mirrored + self._invite(seen) + more + noted

    def _may(self, seen: Briefing, waited: Value) -> Mask:
        """Whether the time has come for a step, and it would not leave too much open: (world,)."""
        answered = seen.rival_step < 0
        exposed = seen.rival_rung - (seen.my_rung - 1) > self.initiative_exposure
        return (answered | (waited >= self.initiative_months)) & ~exposed

    def _invite(self, seen: Briefing) -> Moves:
        """Offer a truce when the rival has answered a step."""
        answered = (seen.rival_step < 0) & self._at_odds(seen) & ~seen.deal_in_force
        return seen.propose(self.package, because="the other side has answered a step down", where=answered)

    @staticmethod
    def _at_odds(seen: Briefing) -> Mask:
        return (seen.my_rung > 0) | (seen.rival_rung > 0)
