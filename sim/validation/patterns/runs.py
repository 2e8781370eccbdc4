"""One run at a time, as detectors of patterns look at it: its events by kind, and its series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.labelled import Labelled
from sim.policy.instruments import TARIFF, WITHHELD
from sim.recording import EventRow
from sim.types import Array

ALL = "all"
MANY = " states"
"""How the record names many targets at once: all, or their number."""

SERIES = (
    *("tariff", "licence_approved", "licence_refused", "licence_backlog", "promised_approval"),
    *("capacity", "mothballed", "deal_days_left", "military_access"),
)
"""The series that detectors read."""


@dataclass(frozen=True)
class Run:
    """A run by its number, with its own events in order of date."""

    results: Labelled
    number: int
    events: tuple[EventRow, ...]

    @property
    def months(self) -> int:
        """Number of months."""
        return len(self.results.months)

    def month(self, event: EventRow) -> int:
        """Month of an event, from 0."""
        return self.results.month_index(event.month)

    def series(self, variable: str, state: str, partner: str = "") -> Array:
        """One series, or the sum over goods where it has goods: (month,)."""
        keys = self.results.keys(variable, state=state, partner=partner)
        values: Array = np.sum([self.results.values(variable, *key)[:, self.number] for key in keys], axis=0)
        return np.broadcast_to(values, self.months)

    def by_good(self, variable: str) -> dict[tuple[str, str], Array]:
        """Series of a variable by state and good: (month,) each."""
        keys = self.results.keys(variable, partner="")
        return {(key[0], key[2]): self.results.values(variable, *key)[:, self.number] for key in keys}

    def tightened(self, actor: str, target: str) -> Iterator[EventRow]:
        """Controls by which a state withholds more from another."""
        return (one for one in self._controls(actor, target) if value(one) < was(one))

    def eased(self, actor: str, target: str) -> Iterator[EventRow]:
        """Controls by which a state withholds less from another."""
        return (one for one in self._controls(actor, target) if value(one) > was(one))

    def raised(self, actor: str, target: str) -> Iterator[EventRow]:
        """General tariffs that a state raised on another."""
        for one in self.events:
            general = one.actor == actor and one.instrument.startswith(TARIFF) and not one.good
            if general and names(one, target, many=True) and value(one) > was(one):
                yield one

    def of_kind(self, *instruments: str) -> Iterator[EventRow]:
        """Events of some instruments."""
        return (one for one in self.events if one.instrument in instruments)

    def deals(self, *parties: str) -> Iterator[EventRow]:
        """What became of deals between two states."""
        return (
            one for one in self.events if one.instrument.startswith("deal ") and {one.actor, one.target} == set(parties)
        )

    def _controls(self, actor: str, target: str) -> Iterator[EventRow]:
        for one in self.events:
            if one.actor == actor and one.instrument.startswith(WITHHELD) and names(one, target):
                yield one


def runs_of(results: Labelled) -> Iterator[Run]:
    """Take results apart run by run."""
    events: list[list[EventRow]] = [[] for _ in range(results.runs)]
    for one in results.events:
        events[one.run].append(one)
    for number, own in enumerate(events):
        yield Run(results, number, tuple(sorted(own, key=lambda one: one.date)))


def names(event: EventRow, code: str, many: bool = False) -> bool:
    """Whether an event is aimed at a state; `many`: so many states at once that only their number is told count too."""
    return code in event.target.split("+") or event.target == ALL or (many and event.target.endswith(MANY))


def value(event: EventRow) -> float:
    """The number that a measure was set to; nan where there is none."""
    return _number(event.after)


def was(event: EventRow) -> float:
    """The number that held before a measure; nan where there is none."""
    return _number(event.before)


def day(event: EventRow) -> date:
    """The day of an event."""
    return date.fromisoformat(event.date)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
