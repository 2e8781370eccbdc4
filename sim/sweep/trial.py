"""Try a sweep out for a few seconds, to say how long all of it will take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.sweep.columns import NUMBERED
from sim.sweep.layout import parts_of, split, usual_size
from sim.sweep.living import kept_series, recorded

if TYPE_CHECKING:
    from sim.sweep.plan import Plan

ENOUGH = 4.0
"""Seconds of a trial: it stops at the end of the month in which they are over."""

NUMBER, SHORT_NUMBER = 8, 4
"""Bytes of an outcome, and of a month of a series."""

GAIN = 0.6
"""What each worker beyond the first adds to the speed of the first: they share the way to memory."""

BEGINNING = 4.0
"""Seconds until workers are ready to begin."""


@dataclass(frozen=True)
class Trial:
    """What was lived to try it out, and what it says of one run: seconds in one process, and bytes on disk."""

    worlds: int
    months: int
    seconds: float
    size: int
    runs: int

    def wait(self, workers: int) -> float:
        """Seconds that all runs will take with so many workers, about."""
        return self.seconds * self.runs / (1 + GAIN * (workers - 1)) + (BEGINNING if workers > 1 else 0)


def tried(plan: Plan, batch: int | None = None) -> Trial:
    """Live the first months of the first batch of a sweep, as many as a few seconds allow."""
    from sim.model import TradeWar
    from sim.recorder import Recorder, controllers_of

    size = usual_size(plan.runs)
    runs = np.asarray(split(parts_of(plan, size)[0].pieces[0], batch or size)[0])
    begun = time.perf_counter()
    lives = plan.lives(runs)
    model = TradeWar(lives.scenario, lives.seeds, lives.settings)
    recorder = Recorder(model.world, plan.months, controllers_of(lives.scenario), series=recorded(plan))
    ready, month = time.perf_counter(), 0
    while month < plan.months and (month < 1 or time.perf_counter() - begun < ENOUGH):
        model.step()
        recorder.record(model.world, month)
        month += 1
    lived = (time.perf_counter() - ready) / month
    model.discard()
    return Trial(len(runs), month, (ready - begun + lived * plan.months) / len(runs), _size(plan), plan.runs)


def _size(plan: Plan) -> int:
    """Bytes of one run at most: what can be written shorter is."""
    numbers = len(NUMBERED) + len(plan.factors) + len(plan.outcomes)
    return NUMBER * numbers + SHORT_NUMBER * plan.months * len(kept_series(plan))
