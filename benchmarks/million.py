"""What a very large sweep needs to remember: a hundred thousand short runs, and a design of a million points.

Run from the project's folder: python -m benchmarks.million
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.commands import PROJECT, SHORT, TIMING, peak_of, swept

RUNS, POINTS, WORKERS = 100_000, 1_000_000, 2
BLOCK = 4096
"""Points that are asked for at a time, as many as some workers have under way."""


def hundred_thousand(runs: int = RUNS) -> Mapping[str, Any]:
    """Live many short runs, then read them: part by part, and as one table, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sweep"
        lived = swept(SHORT, runs, out, "--workers", str(WORKERS))
        read = {how: _apart(how, str(out)) for how in ("parts", "table")}
    return {"workers": WORKERS, **asdict(lived), "read": read}


def million(points: int = POINTS) -> Mapping[str, Any]:
    """Read a design of many points from end to end, and find its groups, in a process of its own."""
    return {"points": points, **_apart("design", str(points))}


def _apart(what: str, which: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.million", what, which]
    done = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def read_parts(folder: str) -> int:
    """Rows of a sweep, one part in memory at a time."""
    from sim.sweep.results import SweepResults

    return sum(len(part) for part in SweepResults.load(Path(folder)).parts())


def read_table(folder: str) -> int:
    """Rows of a sweep as one table."""
    from sim.sweep.results import SweepResults

    return len(SweepResults.load(Path(folder)).table())


def read_design(points: str) -> int:
    """Points of a design, block by block, with the runs of every group."""
    from sim.sweep import load_sweep

    plan = load_sweep(str(TIMING), {"design.points": points})
    groups = plan.groups()
    assert sum(group.size for group in groups) == plan.runs
    read = 0
    for first in range(0, plan.points, BLOCK):
        block = plan.design.block(first, min(first + BLOCK, plan.points))
        read += len(next(iter(block.values())))
    return read


def _main(arguments: Sequence[str]) -> None:
    """Read one thing and tell the seconds and the peak memory of this process; without arguments everything."""
    if not arguments:
        print(json.dumps({"runs": hundred_thousand(), "design": million()}, indent=1))
        return
    what, which = arguments
    begun = time.perf_counter()
    rows = {"parts": read_parts, "table": read_table, "design": read_design}[what](which)
    # what getrusage tells would go on from the process that started this one
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - begun, "memory": peak_of(os.getpid())}))


if __name__ == "__main__":
    _main(sys.argv[1:])
