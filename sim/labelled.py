"""The series of a run, or of many, found by name: which variable, whose, with whom, of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from sim.errors import InputError, unknown
from sim.provenance import Provenance
from sim.recording import TOTAL, EventRow, Series
from sim.types import Array

Key = tuple[str, str, str]
"""(state, partner, good) of one series; empty where there is none to name or where it is the total."""

MEASURES = ("tariff", "control", "export control")
"""How the names of the instruments begin that start a trade war (their authority or end use follows)."""

BAND = (0.1, 0.5, 0.9)
"""The quantiles over runs that a band shows: low, median, high."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Series (month, entity, run) with their names, the events behind them, and where they come from.

    `months` are YYYY-MM; run k was lived with the luck of `seeds[k]`.
    """

    origin: Provenance
    months: tuple[str, ...]
    seeds: tuple[int, ...]
    variables: tuple[Series, ...]
    events: tuple[EventRow, ...] = field(default=())

    @property
    def scenario(self) -> str:
        """Short name of the scenario."""
        return self.origin.scenario

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.seeds)

    def values(self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL) -> Array:
        """One series in all runs: (month, run). InputError names the nearest series when there is none like it."""
        block, row = self._row(variable, (state, partner, good))
        found: Array = block.values[:, row, :]
        return found

    def quantiles(
        self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL
    ) -> tuple[Array, Array, Array]:
        """Low, median and high of one series over the runs: three arrays (month,)."""
        low, median, high = quantiles(self.values(variable, state, partner, good))
        return low, median, high

    def has(self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL) -> bool:
        """Whether there is such a series."""
        return (state, partner, good) in self._rows.get(variable, {})

    def keys(
        self, variable: str, state: str | None = None, partner: str | None = None, good: str | None = None
    ) -> list[Key]:
        """(state, partner, good) of every series of a variable; None leaves a part free."""
        wanted = (state, partner, good)
        return [
            key
            for key in self._rows.get(variable, {})
            if all(want is None or want == part for want, part in zip(wanted, key, strict=True))
        ]

    def unit(self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL) -> str:
        """Tell the unit that a series is measured in."""
        return self._row(variable, (state, partner, good))[0].unit

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The variables there are, each once."""
        return tuple(self._rows)

    def label(self, variable: str) -> str:
        """Say what a variable measures, in a few words for people."""
        return next((series.label for series in self.variables if series.name == variable), variable)

    def month_index(self, month: str) -> int:
        """How many months after the first a month (YYYY-MM) lies; may fall outside the run."""
        return months_between(self.months[0], month)

    def events_where(self, wanted: Callable[[EventRow], bool], share: float = 0.5) -> list[EventRow]:
        """Events that happened in at least a share of the runs, each once, in order of date.

        One measure often touches several goods or partners: what an actor does with one instrument on one day counts
        as one event here, and its first row stands for it.
        """
        first: dict[tuple[str, str, str], EventRow] = {}
        seen: dict[tuple[str, str, str], set[int]] = {}
        for row in self.events:
            if wanted(row):
                same = (row.date, row.actor, row.instrument)
                first.setdefault(same, row)
                seen.setdefault(same, set()).add(row.run)
        return [first[same] for same in sorted(first) if len(seen[same]) >= share * self.runs]

    @cached_property
    def outbreak(self) -> int:
        """Month of the shock, from 0: the one that the scenario names, else that of the first tariff or control."""
        if self.origin.counted_from in self.months:
            return self.month_index(self.origin.counted_from)
        found = [row.month for row in self.events if row.instrument.startswith(MEASURES)]
        return max(0, self.month_index(min(found))) if found else 0

    @property
    def broke_out(self) -> bool:
        """Whether there was a tariff or export control in any run."""
        return any(row.instrument.startswith(MEASURES) for row in self.events)

    @cached_property
    def _rows(self) -> dict[str, dict[Key, tuple[Series, int]]]:
        rows: dict[str, dict[Key, tuple[Series, int]]] = {}
        for series in self.variables:
            entities = rows.setdefault(series.name, {})
            entities.update({key: (series, row) for row, key in enumerate(series.keys)})
        return rows

    def _row(self, variable: str, key: Key) -> tuple[Series, int]:
        if variable not in self._rows:
            raise unknown("variable", variable, self._rows, key="variable")
        entities = self._rows[variable]
        if key in entities:
            return entities[key]
        for part, name in enumerate(("state", "partner", "good")):
            choices = dict.fromkeys(known[part] for known in entities)
            if key[part] not in choices:
                raise unknown(f"{name} of '{variable}'", key[part], filter(None, choices), key=name)
        raise InputError(f"there is no series '{variable}' of {'/'.join(part or '(total)' for part in key)}")


def until(results: Labelled, months: int) -> Labelled:
    """Keep the first months of some results and forget the others."""
    if len(results.months) <= months:
        return results
    kept = results.months[:months]
    variables = tuple(replace(series, values=series.values[:months]) for series in results.variables)
    events = tuple(row for row in results.events if row.month <= kept[-1])
    return Labelled(results.origin, kept, results.seeds, variables, events)


def quantiles(values: Array) -> Array:
    """Give the 10 %, 50 % and 90 % points over the last axis (runs), put first: (3, ...)."""
    return np.quantile(values, BAND, axis=-1)


def months_between(first: str, later: str) -> int:
    """How many months one month (YYYY-MM) lies after another."""
    years, months = (int(later[:4]) - int(first[:4]), int(later[5:7]) - int(first[5:7]))
    return 12 * years + months
