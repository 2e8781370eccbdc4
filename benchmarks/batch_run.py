"""`mesa.batch_run` on the plain-Mesa twin, beside a sweep of the whole model, in the same minutes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from mesa.batchrunner import batch_run

from benchmarks.chain_alone import ChainAlone, MonthOfPolicy, policy_of_hard_path
from benchmarks.commands import TIMING, swept
from benchmarks.plain_mesa_twin import PlainMesaTwin
from benchmarks.timing import Spread
from sim.scenario import Scenario, load_scenario

PROCESSES = 2
MONTHS = 60
TWINS, SWEPT = 24, 4000
"""Runs of either in a round, so that starting processes weighs little."""


class Twin(PlainMesaTwin):
    """The twin as `batch_run` makes it: from keyword arguments, on ground that each process lays once."""

    def __init__(self, seed: int, months: int) -> None:
        super().__init__(ChainAlone(_base(), [seed]), _policy(months))


@cache
def _base() -> Scenario:
    return load_scenario("base")


@cache
def _policy(months: int) -> list[MonthOfPolicy]:
    return policy_of_hard_path(_base(), months)


def twins(runs: int, months: int = MONTHS, processes: int = PROCESSES) -> float:
    """Seconds by the clock for so many runs of the twin."""
    begun = time.perf_counter()
    seeds = list(range(1, runs + 1))
    # batch_run makes one step more than it is told
    batch_run(
        Twin,
        {"seed": seeds, "months": months},
        number_processes=processes,
        max_steps=months - 1,
        display_progress=False,
    )
    return time.perf_counter() - begun


def against(rounds: int, runs: int = SWEPT, twin_runs: int = TWINS) -> Mapping[str, Any]:
    """Runs a second of both with two processes, in turn, and the ratio within each round."""
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            sweep = swept(TIMING, runs, Path(folder) / "sweep", "--workers", str(PROCESSES))
        found.append((twin_runs / twins(twin_runs), sweep.rate))
    ratio = Spread.of([sweep / twin for twin, sweep in found])
    return {
        "rounds": rounds,
        "twin_runs": twin_runs,
        "sweep_runs": runs,
        "months": MONTHS,
        "twin": asdict(Spread.of([twin for twin, _ in found])),
        "sweep": asdict(Spread.of([sweep for _, sweep in found])),
        "ratio": asdict(ratio),
    }
