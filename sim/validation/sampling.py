"""Live through a scenario many times, each with its own luck and its own draw of all uncertain parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.designs import Axis, LatinHypercube
from sim.errors import InputError
from sim.labelled import Labelled
from sim.model import simulate
from sim.parameters import Settings
from sim.recording import Progress, Recording
from sim.results import Results
from sim.sweep.fields import uncertain_parameters
from sim.types import Array

if TYPE_CHECKING:
    from sim.scenario import Scenario

BATCH = 100
"""Worlds that are lived through at once, at most: more take more memory and are no faster."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Values of the uncertain parameters: `names` (parameter,), `values` (parameter, sample); and a seed for luck each.

    Sample k lives through the luck of `seeds[k]`, in every scenario.
    """

    names: tuple[str, ...]
    values: Array
    seeds: tuple[int, ...]

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.seeds)

    def settings(self, scenario: Scenario, first: int = 0, after: int | None = None) -> Settings:
        """Make the settings of some samples; what the scenario sets itself stays as it says."""
        free = {
            name: values[first:after]
            for name, values in zip(self.names, self.values, strict=True)
            if name not in scenario.parameters
        }
        return scenario.settings().with_values(free)


def draw(samples: int, seed: int = 1) -> Draws:
    """Draw all uncertain parameters as a Latin hypercube: each range cut into `samples` parts of equal chance.

    Half of the chance lies between the low end and the value, half between the value and the high end, all alike in
    each half: the value is the middle of what is drawn, however lopsided its range. Every parameter is drawn by a
    generator of its own name, so that a new parameter moves no other. The source of the method is McKay, Beckman and
    Conover (1979).
    """
    if samples < 2:
        raise InputError(f"expected two samples or more, found {samples}", key="samples")
    axes = [Axis(one.name, one.low, one.value, one.high) for one in uncertain_parameters()]
    values = LatinHypercube(axes, samples, seed).block(0, samples)
    return Draws(tuple(values), np.array(list(values.values())), tuple(range(seed, seed + samples)))


def sample(
    scenario: Scenario,
    draws: Draws,
    months: int | None = None,
    series: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Labelled:
    """Live through a scenario over draws of its parameters and record the series that are named, or all.

    Run k of the results is lived with column k of the draws.
    """
    return _joined(list(live(scenario, draws, months, progress, series)), draws)


def live(
    scenario: Scenario,
    draws: Draws,
    months: int | None = None,
    progress: Progress | None = None,
    series: Collection[str] | None = None,
) -> Iterator[Labelled]:
    """Live through the samples batch by batch, so that nobody has to hold all series of all samples at once."""
    for first in range(0, draws.samples, BATCH):
        seeds = list(draws.seeds[first : first + BATCH])
        settings = draws.settings(scenario, first, first + len(seeds))
        watch = None if progress is None else _counted(progress, first, len(seeds), draws.samples)
        recording = simulate(scenario, seeds, months, watch, settings, series=series)
        yield _labelled(recording, settings)


def _counted(progress: Progress, first: int, size: int, samples: int) -> Progress:
    """Tell months of single samples, counted over all batches."""
    return lambda done, months: progress(first * months + done * size, samples * months)


def _labelled(recording: Recording, settings: Settings) -> Labelled:
    results = Results.from_recording(recording)
    return replace(results, origin=replace(results.origin, parameter_hash=settings.fingerprint()))


def _joined(parts: list[Labelled], draws: Draws) -> Labelled:
    """Put batches side by side, runs counted through."""
    first = parts[0]
    columns = zip(*(part.variables for part in parts), strict=True)
    variables = tuple(
        replace(same[0], values=np.concatenate([one.values for one in same], axis=-1)) for same in columns
    )
    events = tuple(
        replace(row, run=row.run + number * BATCH) for number, part in enumerate(parts) for row in part.events
    )
    return Labelled(first.origin, first.months, draws.seeds, variables, events)
