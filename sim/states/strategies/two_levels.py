"""Two-level politics: what can be agreed abroad must pass at home."""

import numpy as np

from sim.states import Briefing, Moves, Offer, Wrapper, parameter
from sim.states.rules.common import asks_more_than_it_gives, tightening_moves_only_in
from sim.types import Mask, Value


class TwoLevels(Wrapper):
    """Bind a rule to politics at home: no climbing that hurts shortly before a vote, and deals that may fail at home.

    A deal that the rule accepts but that gives more than it gets is out of the win-set shortly before a vote; at other
    times it fails with some chance.
    """

    name = "two_levels"
    source = "putnam_1988"
    tags = ("wrapper", "chance")

    vote_months: Value = parameter("vote_months")
    vote_pain_share: Value = parameter("vote_pain_share")
    ratification_failure: Value = parameter("ratification_failure")

    def decide(self, seen: Briefing) -> Moves:
        """Drop what the rule would tighten where voters who are soon asked already suffer."""
        suffering = seen.pain > self.vote_pain_share * seen.pain_limit
        return tightening_moves_only_in(self.inner.decide(seen), seen, ~(self._before_vote(seen) & suffering))

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Agree as the rule does, if it passes at home."""
        agreed, reason = self.inner.answer(seen, offer)
        return agreed & ~self._fails_at_home(seen, offer, agreed), f"{reason}, and it passes at home"

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """Let what was agreed at the table fail at home in the same way."""
        agreed = self.inner.ratify(seen, offer)
        return agreed & ~self._fails_at_home(seen, offer, agreed)

    def _fails_at_home(self, seen: Briefing, offer: Offer, agreed: Mask) -> Mask:
        """Where an offer that was agreed to is out of the win-set: (world,)."""
        doubtful = agreed & asks_more_than_it_gives(offer)
        if not doubtful.any():
            return doubtful
        unlucky = seen.luck("ratification") < self.ratification_failure
        failed: Mask = doubtful & (self._before_vote(seen) | unlucky)
        return failed

    def _before_vote(self, seen: Briefing) -> Mask:
        """Whether a vote is near: (world,)."""
        near = np.asarray(seen.months_to_vote <= self.vote_months, dtype=bool)
        return np.array(np.broadcast_to(near, seen.worlds))
