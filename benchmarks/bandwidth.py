"""How far the model is from what memory allows: the copy rate of the machine, and the bytes that a month touches.

Run from the project's folder: python -m benchmarks.bandwidth
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import numpy as np

from benchmarks.commands import PROJECT, TIMING
from benchmarks.counted import counting
from benchmarks.forms import NUMPY, SWITCHED, forms
from benchmarks.timing import Spread
from sim.sweep import Plan, load_sweep
from sim.sweep.layout import LARGEST_PART

SIZES = tuple(2**power for power in range(15, 29))
"""Bytes of the arrays copied: from 32 KiB, which a core keeps to itself, to 256 MiB, which no cache holds."""

MOVED = 2**30
"""Bytes that are copied for one measurement of the copy rate."""

BEFORE, COUNTED = 12, 12
"""Months lived before bytes are counted, and those in which they are: after the record, governments decide."""

WORLDS = LARGEST_PART
"""Worlds at once: as many as a worker lives."""

FEW = 64
"""Worlds at once while bytes are counted: how many there are makes no difference to the bytes of one."""

TOGETHER = 2
READY, GO = "ready", "go"


def bounds(rounds: int, worlds: int = WORLDS) -> Mapping[str, Any]:
    """Copy rates, bytes of a month, and processor time of a month, alone and beside another process.

    Waiting for memory counts as processor time, waiting for a processor does not.
    """
    plan = load_sweep(str(TIMING))
    rates = {size: copy_rate(size) for size in SIZES}
    return {
        "worlds": worlds,
        "copy": [{"bytes": size, "rate": rate} for size, rate in rates.items()],
        "copy_together": sum(beside("copy", TOGETHER, SIZES[-1], NUMPY)),
        "months": [
            {
                "form": form,
                "alone": asdict(Spread.of([beside("month", 1, worlds, form)[0] for _ in range(rounds)])),
                "together": asdict(Spread.of([max(beside("month", TOGETHER, worlds, form)) for _ in range(rounds)])),
            }
            for form in forms()
        ],
        **touched(plan),
    }


def copy_rate(size: int) -> float:
    """Bytes read and written a second when an array of so many bytes is copied again and again; the best of some."""
    source = np.ones(size // 8)
    target = np.empty_like(source)
    times = max(1, MOVED // (2 * size))
    best = np.inf
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times):
            np.copyto(target, source)
        best = min(best, time.process_time() - begun)
    return 2 * size * times / best


def touched(plan: Plan, worlds: int = FEW) -> dict[str, float]:
    """Bytes that a world's month reads and writes, as NumPy goes about it and at the very least; passes; firms."""
    with counting() as tally:
        model = _model(plan, worlds)
        for _ in range(BEFORE):
            model.step()
        before, passes = tally.touched, tally.passes
        for _ in range(COUNTED):
            model.step()
        numbers = {"bytes": (tally.touched - before) / worlds / COUNTED, "passes": (tally.passes - passes) / COUNTED}
    state = 2 * held(model.world, worlds, set()) / worlds
    firms = len(model.world.network.firms)
    model.release()
    return {**numbers, "least_bytes": state, "firms": firms}


def held(part: object, worlds: int, seen: set[int]) -> float:
    """Bytes of all arrays that end in world, however deep they lie: what a month must read and write at least once."""
    if id(part) in seen:
        return 0.0
    seen.add(id(part))
    if isinstance(part, np.ndarray):
        return float(part.nbytes) if part.ndim and part.shape[-1] == worlds else 0.0
    if isinstance(part, dict):
        return sum(held(one, worlds, seen) for one in part.values())
    if isinstance(part, list | tuple):
        return sum(held(one, worlds, seen) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return sum(held(getattr(part, one.name, None), worlds, seen) for one in fields(part))
    return 0.0


def beside(what: str, processes: int, size: int, form: str) -> list[float]:
    """Measure the same thing in so many processes at the same time: what each finds."""
    place = {**os.environ, **SWITCHED[form]}
    command = [sys.executable, "-m", "benchmarks.bandwidth", what, str(size)]
    crew = [
        subprocess.Popen(command, cwd=PROJECT, env=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for one in crew:
        assert one.stdout is not None
        assert one.stdout.readline().strip() == READY
    for one in crew:
        assert one.stdin is not None
        one.stdin.write(f"{GO}\n")
        one.stdin.flush()
    return [float(json.loads(one.communicate()[0])) for one in crew]


def seconds_a_month(worlds: int) -> Callable[[], float]:
    """Get a batch ready; what is returned tells the processor time of a month of all its worlds, s."""
    model = _model(load_sweep(str(TIMING)), worlds)
    for _ in range(BEFORE):
        model.step()

    def measure() -> float:
        begun = time.process_time()
        for _ in range(COUNTED):
            model.step()
        return (time.process_time() - begun) / COUNTED

    return measure


def _model(plan: Plan, worlds: int) -> Any:
    from sim.model import TradeWar

    lives = plan.lives(np.arange(worlds))
    return TradeWar(lives.scenario, lives.seeds, lives.settings)


def _main(arguments: Sequence[str]) -> None:
    """Measure one thing when told to, for `beside`; without arguments everything, onto the screen."""
    if not arguments:
        print(json.dumps(bounds(rounds=1), indent=1))
        return
    what, size = arguments
    measure = seconds_a_month(int(size)) if what == "month" else lambda: copy_rate(int(size))
    print(READY, flush=True)
    sys.stdin.readline()
    print(json.dumps(measure()))


if __name__ == "__main__":
    _main(sys.argv[1:])
