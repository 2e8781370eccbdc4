"""Following the record."""

from collections.abc import Mapping

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Offer, Strategy
from sim.states.requests import Request
from sim.types import Mask


class Script(Strategy):
    """Do what the dated events of the scenario say, until a month if the scenario names one; then another strategy."""

    name = "script"
    source = "chokepoint_assumption"
    tags = ("record",)

    _record: Mapping[int, Moves] = {}
    _then: Strategy | None = None
    _last_month: int | None = None

    def follow(self, record: Mapping[int, Moves], then: Strategy | None, last_month: int | None) -> None:
        """Take the moves of each month (counted from 0), and who takes over after the last one."""
        self._record, self._then, self._last_month = record, then, last_month

    def decide(self, seen: Briefing) -> Moves:
        """Do what the record has for this month."""
        heir = self._heir(seen.month)
        if heir is not None:
            return heir.decide(seen)
        return NOTHING if self._is_over(seen.month) else self._record.get(seen.month, SCRIPTED)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Whatever was not recorded is refused."""
        heir = self._heir(seen.month)
        if heir is not None:
            return heir.answer(seen, offer)
        return np.zeros(seen.worlds, dtype=bool), "the record knows no such deal"

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Whoever takes over consents for itself; until then as most strategies do."""
        heir = self._heir(seen.month)
        return super().consent(seen, request) if heir is None else heir.consent(seen, request)

    def after_ruling(self, seen: Briefing) -> Moves:
        """The record has all that took the place of what a court struck down."""
        heir = self._heir(seen.month)
        return NOTHING if heir is None else heir.after_ruling(seen)

    def mind_deals(self, seen: Briefing) -> Moves:
        """The record has all that was done about deals."""
        heir = self._heir(seen.month)
        return NOTHING if heir is None else heir.mind_deals(seen)

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """Whoever takes over ratifies for itself."""
        heir = self._heir(seen.month)
        return offer.where if heir is None else heir.ratify(seen, offer)

    def bargains(self, month: int) -> bool:
        """Whoever takes over bargains for itself."""
        heir = self._heir(month)
        return False if heir is None else heir.bargains(month)

    def _heir(self, month: int) -> Strategy | None:
        """Who decides instead, once the record has ended."""
        return self._then if self._is_over(month) else None

    def _is_over(self, month: int) -> bool:
        return self._last_month is not None and month > self._last_month


SCRIPTED = Moves((), scripted=True)
"""A month of the record in which this state did nothing itself."""
