"""Run a scenario many times: batches of worlds, several at a time, one set of results."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

from sim.recording import EventRow, Progress, Recording

if TYPE_CHECKING:
    from sim.results import Results
    from sim.scenario import Scenario

BATCH = 128
"""Worlds that are lived through at once, at most: more take more memory at a time and are no faster."""

WORTH_A_THREAD = 128
"""Worlds below which a batch spends most of its time in Python, which lets only one thread work."""


def simulate(
    scenario: Scenario,
    runs: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Live through a scenario in some runs, each with the luck of its own seed (`seed`, `seed + 1`, ...).

    Whatever is left out is taken from the scenario. `progress` is told the months lived and the months in all.
    """
    from sim.results import Results

    first = scenario.seed if seed is None else seed
    seeds = list(range(first, first + (scenario.runs if runs is None else runs)))
    return Results.from_recording(record(scenario, seeds, months, progress))


def record(
    scenario: Scenario,
    seeds: Sequence[int],
    months: int | None = None,
    progress: Progress | None = None,
    threads: int = 1,
) -> Recording:
    """Record a scenario for each seed, batch by batch; neither batches nor threads make any difference to the numbers.

    threads: batches lived through at a time. More than one brought nothing on the two processors where we measured:
    sums over large arrays wait for memory.
    """
    from sim import model
    from sim.recorder import Archive, Shelf

    begun = time.perf_counter()
    batches = split(seeds, threads)
    archive, watch = Archive(len(seeds)), Watch(progress, len(batches))

    def live(number: int) -> Recording:
        shelf = Shelf(archive, sum(map(len, batches[:number])))
        return model.simulate(scenario, batches[number], months, watch.over(number), shelf=shelf)

    parts = _each(live, len(batches), threads, watch)
    wall_time = time.perf_counter() - begun
    return Recording(archive.series, parts[0].months, scenario, list(seeds), _events(parts), wall_time)


def split(seeds: Sequence[int], threads: int) -> list[list[int]]:
    """Split seeds into batches of much the same size, so many that no thread stands idle at the end."""
    number = ceil(len(seeds) / BATCH)
    if len(seeds) >= threads * WORTH_A_THREAD:
        number = ceil(number / threads) * threads
    size = ceil(len(seeds) / number)
    return [list(seeds[first : first + size]) for first in range(0, len(seeds), size)]


def _each(live: Callable[[int], Recording], batches: int, threads: int, watch: Watch) -> list[Recording]:
    """Live through all batches, some at a time; the first that fails stops the others."""
    if batches == 1 or threads == 1:
        return [live(number) for number in range(batches)]
    with ThreadPoolExecutor(min(threads, batches)) as pool:
        try:
            return list(pool.map(live, range(batches)))
        except BaseException:
            watch.stopped = True
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class Watch:
    """Adds up the months lived by all batches, and stops them when one has failed."""

    def __init__(self, progress: Progress | None, batches: int) -> None:
        self.stopped = False
        self._progress = progress
        self._lived = [0] * batches
        self._lock = Lock()

    def over(self, batch: int) -> Progress:
        """Watch over one batch."""

        def report(done: int, months: int) -> None:
            if self.stopped:
                raise StoppedError
            with self._lock:
                self._lived[batch] = done
                if self._progress is not None:
                    self._progress(sum(self._lived), months * len(self._lived))

        return report


class StoppedError(Exception):
    """A batch was given up because another one failed; nobody gets to see it."""


def _events(parts: Sequence[Recording]) -> list[EventRow]:
    """Put the events of batches together, runs counted through."""
    events, before = [], 0
    for part in parts:
        rows = (row if isinstance(row, EventRow) else EventRow.from_row(row) for row in part.events)
        events += [replace(row, run=row.run + before) if before else row for row in rows]
        before += len(part.seeds)
    return events
