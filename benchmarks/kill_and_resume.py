"""A sweep is killed again and again without warning, and resumed; in the end it must be what it would have been.

Run from the project's folder: python -m benchmarks.kill_and_resume
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.commands import PROJECT, TIMING, command, descendants, swept
from sim.errors import InputError
from sim.sweep.results import SweepResults

KILLS, RUNS, WORKERS = 20, 2000, 2
SEED = 20251009
"""Of the moments and of who is killed."""

SOONEST = 0.3
"""Seconds after which a sweep may be killed: before that there is nothing but Python."""

GRACE = 5.0
"""Seconds in which workers have to notice that their parent is gone."""

PARENT, WORKER, ALL = "parent", "one worker", "parent and workers"


@dataclass(frozen=True)
class Death:
    """One kill: seconds after the start, who it was, parts on disk at the start and then, processes left over."""

    after: float
    who: str
    parts_before: int
    parts: int
    left: int


def kills(number: int = KILLS, runs: int = RUNS) -> Mapping[str, Any]:
    """Kill a sweep at so many random moments, resume it each time, and compare with one that was left in peace."""
    moments, deaths, sweeps = random.Random(SEED), list[Death](), 0
    with tempfile.TemporaryDirectory() as folder:
        whole = swept(TIMING, runs, Path(folder) / "whole", "--workers", str(WORKERS))
        wanted = content(Path(folder) / "whole")
        same = True
        while len(deaths) < number:
            out = Path(folder) / f"killed_{sweeps}"
            deaths += until_done(out, runs, number - len(deaths), whole.clock, moments)
            same &= content(out) == wanted
            sweeps += 1
    return {
        "runs": runs,
        "workers": WORKERS,
        "seconds_in_peace": whole.clock,
        "sweeps": sweeps,
        "deaths": [asdict(death) for death in deaths],
        "same": same,
    }


def until_done(out: Path, runs: int, most: int, longest: float, moments: random.Random) -> list[Death]:
    """Start a sweep, kill it at random moments up to `most` times and resume it each time, until it is done."""
    deaths: list[Death] = []
    while True:
        resumed = ["--resume"] if (out / "manifest.json").exists() else []
        before, begun = parts_in(out), time.perf_counter()
        with subprocess.Popen(
            command(TIMING, runs, out, "--workers", str(WORKERS), *resumed),
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            if len(deaths) < most:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(moments.uniform(SOONEST, longest))
            if len(deaths) == most or process.poll() is not None:
                _, complaint = process.communicate()
                if process.returncode:
                    raise InputError(f"a resumed sweep failed: {complaint.strip()}")
                return deaths
            killed = _kill(process.pid, moments.choice((PARENT, PARENT, WORKER, ALL)))
            if killed.who == WORKER:  # the others go on without it
                process.communicate()
            process.wait()
        deaths.append(Death(killed.at - begun, killed.who, before, parts_in(out), _left(killed.family)))


@dataclass(frozen=True)
class _Killed:
    at: float
    who: str
    family: Sequence[int]


def _kill(parent: int, who: str) -> _Killed:
    """Kill without warning; where there is no worker yet, the parent."""
    family = descendants(parent)
    chosen = {PARENT: [parent], WORKER: family[:1] or [parent], ALL: [parent, *family]}[who]
    at = time.perf_counter()
    for one in chosen:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    return _Killed(at, who if parent in chosen or family else PARENT, family)


def _left(family: Sequence[int]) -> int:
    """How many of a killed sweep's workers are still there after a while."""
    ends = time.perf_counter() + GRACE
    while (left := sum(Path(f"/proc/{one}").exists() for one in family)) and time.perf_counter() < ends:
        time.sleep(GRACE / 50)
    return left


def parts_in(out: Path) -> int:
    """Parts that are on disk."""
    return len(list((out / "parts").glob("*.parquet")))


def content(out: Path) -> dict[str, str]:
    """Checksums of every column, run by run, and of the names of all parts, which hold theirs."""
    results = SweepResults.load(out)
    table = results.table()
    found = {name: hashlib.sha256(table[name].to_numpy().tobytes()).hexdigest() for name in results.columns}
    names = "\n".join(sorted(file.name for file in (out / "parts").iterdir()))
    return found | {"parts": hashlib.sha256(names.encode()).hexdigest()}


if __name__ == "__main__":
    print(json.dumps(kills(), indent=1))
