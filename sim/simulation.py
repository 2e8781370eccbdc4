"""Run a scenario many times: batches of worlds, one set of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.recording import EventRow, Progress, Recording, Series

if TYPE_CHECKING:
    from sim.results import Results
    from sim.scenario import Scenario

BATCH = 128
"""Worlds that are lived through at once: few enough to stay in the processor's cache."""


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
    scenario: Scenario, seeds: Sequence[int], months: int | None = None, progress: Progress | None = None
) -> Recording:
    """Record a scenario for each seed, batch by batch; the size of the batches makes no difference."""
    from sim import model

    batches = [list(seeds[row : row + BATCH]) for row in range(0, len(seeds), BATCH)]
    parts = []
    for number, batch in enumerate(batches):
        parts.append(model.simulate(scenario, batch, months, _within(progress, number, len(batches))))
    return joined(parts)


def joined(parts: Sequence[Recording]) -> Recording:
    """Put recordings of the same scenario with different seeds together, in their order."""
    if len(parts) == 1:
        return parts[0]
    seeds = [seed for part in parts for seed in part.seeds]
    variables = [_side_by_side(list(series)) for series in zip(*(part.variables for part in parts), strict=True)]
    events, before = [], 0
    for part in parts:
        rows = (row if isinstance(row, EventRow) else EventRow.from_row(row) for row in part.events)
        events += [replace(row, run=row.run + before) for row in rows]
        before += len(part.seeds)
    wall_time = sum(part.wall_time for part in parts)
    return Recording(variables, parts[0].months, parts[0].scenario, seeds, events, wall_time)


def _side_by_side(series: list[Series]) -> Series:
    """Join the worlds of one series."""
    return replace(series[0], values=np.concatenate([one.values for one in series], axis=2))


def _within(progress: Progress | None, batch: int, batches: int) -> Progress | None:
    """Report a batch's months as a part of all batches' months."""
    if progress is None:
        return None
    return lambda done, months: progress(batch * months + done, batches * months)
