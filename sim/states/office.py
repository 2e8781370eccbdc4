"""Where moves become measures: the world they change, and the record that is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.policy.deals import deal_words
from sim.policy.log import EventLog
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.states.moves import Move
from sim.states.statecraft import Statecraft
from sim.types import Mask, Value

if TYPE_CHECKING:
    from sim.world import World

FEW = 3
"""So many targets are listed by name in the record; more are summed up."""

DEAL = "deal "
"""How the record names a deal: this and the name of its package."""


def note_deal(
    world: World,
    craft: Statecraft,
    log: EventLog,
    row: int,
    party: int,
    change: tuple[Value, Value],
    where: Mask,
    reason: str,
    day: int = 1,
) -> None:
    """Enter in the record what a party did about a deal, or what became of it, even where its status stays.

    row: of the package; change: status before and after, numbers or (world,); where (world,).
    """
    package = world.deals.packages[row]
    actor, target = craft.codes[party], craft.codes[package.other(party)]
    name = f"{DEAL}{package.name}"
    log.record(world.month, day, actor, name, target, "", *change, where, reason, deal_words, always=True)


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
            always=always,
        )

    def note_deal(self, row: int, party: int, change: tuple[Value, Value], where: Mask, move: Move) -> None:
        """Enter a move about a deal in the record."""
        note_deal(self.world, self.craft, self.log, row, party, change, where, move.because, move.day)

    def _named(self, targets: Sequence[int]) -> str:
        if len(targets) <= FEW:
            return "+".join(self.craft.codes[target] for target in targets)
        return "all" if len(targets) == len(self.craft.codes) - 1 else f"{len(targets)} states"
