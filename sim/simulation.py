"""Run a scenario many times: batches of worlds, one after another, one set of results."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.recording import EventRow, Progress, Recording

if TYPE_CHECKING:
    from sim.model import TradeWar
    from sim.results import Results
    from sim.scenario import Scenario

BATCH = 256
"""Worlds that are lived through at once, at most: more take more memory at a time and are no faster."""


def simulate(
    scenario: Scenario,
    runs: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    series: Collection[str] | None = None,
) -> Results:
    """Live through a scenario in some runs, each with the luck of its own seed (`seed`, `seed + 1`, ...).

    Whatever is left out is taken from the scenario. `progress` is told the months lived and the months in all.
    series: as in `record`; outcomes and figures need the series that they are made of.
    """
    from sim.results import Results

    first = scenario.seed if seed is None else seed
    seeds = list(range(first, first + (scenario.runs if runs is None else runs)))
    return Results.from_recording(record(scenario, seeds, months, progress, series))


def record(
    scenario: Scenario,
    seeds: Sequence[int],
    months: int | None = None,
    progress: Progress | None = None,
    series: Collection[str] | None = None,
) -> Recording:
    """Record a scenario for each seed, batch by batch; how they are batched makes no difference to the numbers.

    series: names of those to record, all if None; a sweep that looks at a few saves most of the memory and some time.
    Raises InputError for a name that does not exist.
    """
    from sim import model
    from sim.recorder import Archive, Shelf

    begun = time.perf_counter()
    length = scenario.months if months is None else months
    batches = split(seeds)
    archive, parts, before = Archive(len(seeds)), list[Recording](), 0
    for number, batch in enumerate(batches):
        watch = None if progress is None else _counted(progress, number * length, len(batches) * length)
        shelf = Shelf(archive, before)
        parts.append(model.simulate(scenario, batch, length, watch, shelf=shelf, series=series))
        before += len(batch)
    wall_time = time.perf_counter() - begun
    return Recording(archive.series, parts[0].months, scenario, list(seeds), _events(parts), wall_time)


def split(seeds: Sequence[int]) -> list[list[int]]:
    """Split seeds into as few batches as can be, of much the same size."""
    size = ceil(len(seeds) / ceil(len(seeds) / BATCH))
    return [list(seeds[first : first + size]) for first in range(0, len(seeds), size)]


def _counted(progress: Progress, before: int, total: int) -> Progress:
    """Tell the months of one batch, counted over all."""
    return lambda lived, _: progress(before + lived, total)


def _events(parts: Sequence[Recording]) -> list[EventRow]:
    """Put the events of batches together, runs counted through."""
    events, before = [], 0
    for part in parts:
        rows = (row if isinstance(row, EventRow) else EventRow.from_row(row) for row in part.events)
        events += [replace(row, run=row.run + before) if before else row for row in rows]
        before += len(part.seeds)
    return events


def live_to(model: TradeWar, month: str) -> None:
    """Live from the first month up to the first day of another one, YYYY-MM.

    Raises InputError for what is no month of the model's scenario, with the nearest one that is.
    """
    for _ in range(_month_number(model.plan, month)):
        model.step()


def _month_number(scenario: Scenario, month: str) -> int:
    """Count a month YYYY-MM from the scenario's first."""
    first, last = scenario.month_name(0), scenario.month_name(scenario.months - 1)
    try:
        number = scenario.month_of(month)
    except ValueError:
        raise InputError(f"'{month}' is no month; write it as {first}", key="at") from None
    if scenario.month_name(number) != month:
        raise InputError(f"'{month}' is no month; write it as {first}", key="at")
    if not 0 <= number < scenario.months:
        near = first if number < 0 else last
        why = f"'{month}' is no month of {scenario.name}, which runs from {first} to {last}"
        raise InputError(why, key="at", suggestion=near)
    return number
