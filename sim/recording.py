"""What the recorder hands over at the end of a run: every series of every world, and every event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.types import Array

if TYPE_CHECKING:
    from sim.scenario import Scenario

Progress = Callable[[int, int], None]
"""Told (months lived so far, months in all) while a simulation goes on; months are summed over batches of worlds."""

Watch = Callable[[str], Progress | None]
"""Says, for the title of each of several simulations, who is told how far it is; None for nobody."""

TOTAL = ""
"""Stands for the total, or for nothing to name, where a state, partner or good could stand."""


@dataclass(frozen=True)
class Series:
    """One variable of the model, month by month, for all that it is recorded for.

    `state`, `partner` and `good` hold one text for each entity, empty where there is none to name (or where it is the
    total); `values` is (month, entity, world) in `unit`. A variable whose unit differs by good is several series with
    one name.
    """

    name: str
    unit: str
    label: str
    state: tuple[str, ...]
    partner: tuple[str, ...]
    good: tuple[str, ...]
    values: Array

    def __post_init__(self) -> None:
        entities = len(self.state)
        if len(self.partner) != entities or len(self.good) != entities:
            raise ValueError(f"series {self.name}: state, partner and good must name the same entities")
        if self.values.ndim != 3 or self.values.shape[1] != entities:
            raise ValueError(f"series {self.name}: values must be (month, {entities}, world), not {self.values.shape}")

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """(state, partner, good) of every entity, in the order of `values`."""
        return list(zip(self.state, self.partner, self.good, strict=True))


@dataclass(frozen=True)
class EventRow:
    """One measure that changed something in one run: who did what, to whom, from what to what, and why.

    `run` counts worlds from 0; `before` and `after` are numbers as text (or words), as they are shown to people.
    """

    run: int
    month: str
    date: str
    actor: str
    instrument: str
    target: str
    good: str
    before: str
    after: str
    reason: str

    @classmethod
    def from_row(cls, row: Sequence[object]) -> EventRow:
        """Take a row as the log writes it: run, month, date, actor, ..., in the order of the fields."""
        run, *texts = row
        month, date, actor, instrument, target, good, before, after, reason = map(str, texts)
        return cls(int(str(run)), month, date, actor, instrument, target, good, before, after, reason)


@dataclass(frozen=True)
class Recording:
    """Everything that a simulation leaves behind, before it is given names and saved.

    `months` are YYYY-MM, `seeds` has one number for each world, `events` are rows as the log writes them,
    `wall_time` is in seconds.
    """

    variables: list[Series]
    months: list[str]
    scenario: Scenario
    seeds: list[int]
    events: Sequence[EventRow | tuple[object, ...]] = field(default_factory=list)
    wall_time: float = 0.0

    def __post_init__(self) -> None:
        for series in self.variables:
            if series.values.shape[0] != len(self.months) or series.values.shape[2] != len(self.seeds):
                raise ValueError(
                    f"series {series.name}: {series.values.shape} does not fit {len(self.months)} months "
                    f"and {len(self.seeds)} worlds"
                )
