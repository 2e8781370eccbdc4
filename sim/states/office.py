"""Where moves become measures: the world they change, and the record that is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.policy.deals import deal_words, lay_over_controls, lay_over_tariffs
from sim.policy.log import EventLog
from sim.states.moves import Move
from sim.states.statecraft import Statecraft
from sim.types import Mask, Value

if TYPE_CHECKING:
    from sim.world import World

FEW = 3
"""So many targets are listed by name in the record; more are summed up."""

DEAL = "deal "
"""How the record names a deal: this and the name of its package."""


@dataclass
class Office:
    """One month's desk of measures. scripted: rows of the states that follow the record this month."""

    world: World
    craft: Statecraft
    log: EventLog
    scripted: frozenset[int] = frozenset()
    tariffs_changed: bool = False
    controls_changed: bool = False
    anything_changed: bool = False

    def deal_changed(self) -> None:
        """Note that a deal began, ended or changed, which may touch anything."""
        self.tariffs_changed = self.controls_changed = True

    def renew(self, day: int) -> None:
        """Put in force what law and deals now say, from a day of this month on."""
        if self.tariffs_changed:
            lay_over_tariffs(self.world.tariffs, self.world.deals)
        if self.controls_changed:
            lay_over_controls(self.world.controls, self.world.deals, day)
        self.anything_changed |= self.tariffs_changed or self.controls_changed
        self.tariffs_changed = self.controls_changed = False

    def note(
        self,
        actor: int,
        instrument: str,
        targets: Sequence[int],
        good: str,
        before: Value,
        after: Value,
        where: Mask,
        move: Move,
        always: bool = False,
    ) -> None:
        """Enter a measure in the record, on several targets as one line."""
        self.log.record(
            month=self.world.month,
            day=move.day,
            actor=self.craft.codes[actor],
            instrument=instrument,
            target=self._named(targets),
            good=good,
            before=before,
            after=after,
            where=where,
            reason=move.because,
            words=deal_words if instrument.startswith(DEAL) else None,
            always=always,
        )

    def _named(self, targets: Sequence[int]) -> str:
        if len(targets) <= FEW:
            return "+".join(self.craft.codes[target] for target in targets)
        return "all" if len(targets) == len(self.craft.codes) - 1 else f"{len(targets)} states"
