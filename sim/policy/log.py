"""The record of measures: who changed what, when, from what to what, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import overload

import numpy as np

from sim.policy.calendar import Calendar
from sim.types import Array, Mask, Value

Row = tuple[int, str, str, str, str, str, str, str, str, str]
"""run, month, date, actor, instrument, target, good, from, to, reason."""

Words = Callable[[float], str]
"""How to write a value for people, for example the status of a control."""

DUST = 1e-9
"""What is smaller is left over from sums that should give nothing."""


@dataclass(frozen=True)
class Entry:
    """One measure in some worlds: before and after (world,), where (world,) the worlds in which it changed anything."""

    month: int
    day: int
    actor: str
    instrument: str
    target: str
    good: str
    before: Array
    after: Array
    where: Mask
    reason: str
    words: Words | None


@dataclass
class EventLog:
    """Keeps every measure in compact form and writes it out world by world at the end."""

    worlds: int
    entries: list[Entry] = field(default_factory=list)

    def record(
        self,
        month: int,
        day: int,
        actor: str,
        instrument: str,
        target: str,
        good: str,
        before: Value,
        after: Value,
        where: Mask,
        reason: str,
        words: Words | None = None,
        always: bool = False,
    ) -> None:
        """Note a measure; worlds in which it changed nothing are left out unless `always` (a threat, a refusal)."""
        was, now = _clean(before, self.worlds), _clean(after, self.worlds)
        changed: Mask = where & (always | (was != now))
        if changed.any():
            for kept in (was, now, changed):
                kept.setflags(write=False)
            self.entries.append(Entry(month, day, actor, instrument, target, good, was, now, changed, reason, words))

    def since(self, month: int) -> tuple[Entry, ...]:
        """Measures from a month on, oldest first."""
        newest_first = takewhile(lambda entry: entry.month >= month, reversed(self.entries))
        return tuple(newest_first)[::-1]

    def rows(self, calendar: Calendar) -> Iterator[Row]:
        """List the events of every world, run by run by date; those of one day in the order in which they happened."""
        told = [(entry, *_dated(entry, calendar)) for entry in self.entries]
        told.sort(key=lambda one: one[-1])
        for run in range(self.worlds):
            for entry, month, date in told:
                if entry.where[run]:
                    yield _told(entry, run, month, date)


class Story(Sequence[Row]):
    """The events of every world as rows, written out when somebody first asks for them: a sweep never does."""

    def __init__(self, log: EventLog, calendar: Calendar) -> None:
        self._log, self._calendar = log, calendar

    @cached_property
    def _rows(self) -> list[Row]:
        return list(self._log.rows(self._calendar))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """One row or some."""
        return self._rows[place]

    def __len__(self) -> int:
        return len(self._rows)

    def __reduce__(self) -> tuple[type[list[Row]], tuple[list[Row]]]:
        """Travel between processes as plain rows."""
        return list, (self._rows,)


def _clean(value: Value, worlds: int) -> Array:
    """Value in every world (world,), nothing in place of dust."""
    return np.where(np.abs(value) < DUST, 0.0, np.broadcast_to(value, worlds))


def _dated(entry: Entry, calendar: Calendar) -> tuple[str, str]:
    """Month and date of an entry, written out."""
    first = calendar.first(entry.month)
    return first.isoformat()[:7], first.replace(day=entry.day).isoformat()


def _told(entry: Entry, run: int, month: str, date: str) -> Row:
    """Tell an entry as one world lived it."""
    words = entry.words or _number
    return (
        run,
        month,
        date,
        entry.actor,
        entry.instrument,
        entry.target,
        entry.good,
        words(float(entry.before[run])),
        words(float(entry.after[run])),
        entry.reason,
    )


@lru_cache(maxsize=4096)
def _number(value: float) -> str:
    """Write a number without noise; nothing for an absent one."""
    return "" if np.isnan(value) else f"{value:.6g}"
