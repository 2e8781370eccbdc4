"""Building one's own after every control."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from sim.states import NOTHING, Briefing, Moves, Wrapper, parameter
from sim.states.moves import ProgrammeMove
from sim.states.rules.common import withholds
from sim.types import Array, Mask, Value

if TYPE_CHECKING:
    from sim.policy.log import Entry

RARE_EARTHS = ("oxide", "magnet", "rare_earth", "april_2025", "october_2025")
"""Words by which the record tells that a control touches rare earths, for which a floor is known."""

FLOORED = ("ndpr_oxide",)
NO_EFFECT = "(no effect"
"""How the record says that a programme came to nothing."""

NEVER = -1e9
"""Stands for the month of an answer that was never given."""


class SelfReliant(Wrapper):
    """Do as the rule inside, and answer a new control of the rival with a stake, a floor and a reserve at home.

    Each answer is for the goods of the control, of the size the record knows, and within the yearly budget; controls
    that come soon after an answer wait for the next one. What came to nothing, as nobody at home can make, use or store
    the goods, is not tried again.
    """

    name = "self_reliant"
    source = "mp_dod_2025"
    tags = ("wrapper", "memory")

    noticed_control: Value = parameter("noticed_control")
    answer_pause_months: Value = parameter("answer_pause_months")
    answer_stake_musd: Value = parameter("answer_stake_musd")
    answer_floor_usd_kg: Value = parameter("answer_floor_usd_kg")
    answer_floor_years: Value = parameter("answer_floor_years")
    answer_reserve_months: Value = parameter("answer_reserve_months")

    def decide(self, seen: Briefing) -> Moves:
        """Decide as the rule inside, and build where the rival withholds."""
        decided = self.inner.decide(seen) + self._remember_failures(seen)
        withheld = self._withheld(seen)
        if not withheld:
            return decided
        last = seen.recall("self_reliant_answer", NEVER)
        rested = seen.month - last >= self.answer_pause_months
        answers = [self._answer(seen, goods, where & rested) for goods, where in withheld.items()]
        answered = np.any([where & rested for where in withheld.values()], axis=0)
        if not answered.any():
            return decided
        noted = seen.remember(self_reliant_answer=np.where(answered, float(seen.month), last))
        return decided + reduce(add, answers, NOTHING) + noted

    def _remember_failures(self, seen: Briefing) -> Moves:
        """Note down which programmes of last month came to nothing, by instrument and goods as recorded."""
        found: dict[str, Mask] = {}
        for entry in seen.events:
            if entry.month == seen.month - 1 and entry.actor == seen.state and NO_EFFECT in entry.reason:
                what = f"useless {entry.instrument} {entry.good}"
                found[what] = found.get(what, False) | entry.where
        return seen.remember(**{what: np.maximum(seen.recall(what), where) for what, where in found.items()})

    def _withheld(self, seen: Briefing) -> dict[str, Mask]:
        """Goods, as the record names them, that the rival controls more tightly since the last answer, and where."""
        found: dict[str, Mask] = {}
        last: Array | None = None
        for entry in seen.events:
            if not self._hits(entry, seen):
                continue
            last = seen.recall("self_reliant_answer", NEVER) if last is None else last
            tighter = entry.where & (entry.before - entry.after >= self.noticed_control) & (entry.month >= last)
            if tighter.any():
                found[entry.good] = found.get(entry.good, False) | tighter
        return found

    def _hits(self, entry: Entry, seen: Briefing) -> bool:
        """Whether an event is a control of the rival on this state."""
        aimed = entry.target == "all" or seen.state in entry.target.split("+")
        return entry.actor == seen.rival and aimed and withholds(entry.instrument)

    def _answer(self, seen: Briefing, goods: str, where: Mask) -> Moves:
        """A stake in makers, a reserve of the goods, and a floor where the record knows one."""
        if not where.any():
            return NOTHING
        named = tuple(goods.split("+"))
        moves = [
            self._programme("equity_stake", named, where, amount_musd=self.answer_stake_musd),
            self._programme("strategic_reserve", named, where, target_months=self.answer_reserve_months),
        ]
        if any(word in goods for word in RARE_EARTHS):
            moves.append(self._programme("price_floor", FLOORED, where, price_usd_kg=self.answer_floor_usd_kg))
        return reduce(add, (self._unless_tried(seen, move, where) for move in moves), NOTHING)

    @staticmethod
    def _unless_tried(seen: Briefing, move: ProgrammeMove, where: Mask) -> Moves:
        """A programme where it has not come to nothing before."""
        left = where & (seen.recall(f"useless {move.instrument.replace('_', ' ')} {'+'.join(move.goods)}") == 0)
        return Moves((move,)).only_in(left) if left.any() else NOTHING

    def _programme(self, instrument: str, goods: tuple[str, ...], where: Mask, **terms: Value) -> ProgrammeMove:
        return ProgrammeMove(
            instrument=instrument,
            goods=goods,
            years=float(np.max(self.answer_floor_years)) if instrument == "price_floor" else None,
            terms=terms,
            because="makes itself independent of what its rival withholds",
            where=where,
        )
