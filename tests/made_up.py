"""Sweeps whose runs nobody lives: what is kept of them and how, not what the model says, is looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_sweeps import two_runs_a_part

from sim.labelled import Labelled
from sim.provenance import Provenance
from sim.recording import Series
from sim.sweep.beginning import Wish
from sim.sweep.plan import Plan
from sim.sweep.results import SweepResults
from sim.sweep.runner import live
from sim.types import Index
from sim.work import in_this_process


class StopError(Exception):
    """Ends a sweep where a test wants it ended."""


def made_up(plan: Plan, runs: Index) -> Labelled:
    """Results of some runs without living through them."""
    spans = np.arange(plan.months)[:, None, None] + np.asarray(runs, dtype=np.float64) / 7
    names = ("payoff", "consumer_prices", "gdp_gap")
    series = tuple(Series(name, "%", name, ("USA",), ("",), ("",), spans + row) for row, name in enumerate(names))
    return Labelled(Provenance("base"), tuple(plan.base.month_names()[: plan.months]), (0,) * len(runs), series)


def nobody_lives(patch: pytest.MonkeyPatch) -> None:
    """Make up what runs come to, and keep two of them in a part."""
    two_runs_a_part(patch)
    patch.setattr("sim.sweep.living.record", made_up)


def lived(plan: Plan, folder: Path, wish: Wish | None = None, stop_after: int | None = None) -> SweepResults:
    """Live a sweep here; stop when so many runs are kept."""

    def watch(done: int, runs: int) -> None:
        if stop_after is not None and done >= stop_after:
            raise StopError

    with in_this_process() as crew:
        return live(plan, folder, crew, wish, progress=watch)


def broken_off(plan: Plan, folder: Path, after: int = 4) -> Path:
    """The folder of a sweep that ended too early."""
    with pytest.raises(StopError):
        lived(plan, folder, stop_after=after)
    return folder
