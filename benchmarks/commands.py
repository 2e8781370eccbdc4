"""Sweeps as a user starts them, from the command line: how long they take and how much memory each process holds."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import InputError

PROJECT = Path(__file__).parents[1]
TIMING = PROJECT / "benchmarks" / "timing_sweep.yaml"
SHORT = PROJECT / "benchmarks" / "short_sweep.yaml"
PROCESSES = Path("/proc")
LOOK_EVERY = 0.1
"""Seconds between two looks at the memory of processes."""

KIB, MIB = 2**10, 2**20
PEAK, PARENT = "VmHWM:", "PPid:"


@dataclass(frozen=True)
class Lived:
    """One sweep: runs, seconds by the clock and of processors, peak memory in MiB, and what it left on disk in MB."""

    runs: int
    clock: float
    processor: float
    parent_memory: float
    worker_memory: float
    disk: float

    @property
    def rate(self) -> float:
        """Runs a second by the clock, from typing the command to its end."""
        return self.runs / self.clock


def command(file: Path, runs: int, out: Path, *more: str) -> list[str]:
    """The command of a sweep with so many runs."""
    return [sys.executable, "run.py", "sweep", str(file), "--runs", str(runs), "--out", str(out), *more]


def swept(file: Path, runs: int, out: Path, *more: str) -> Lived:
    """Live a sweep from the command line. Raises InputError with its own last words where it fails."""
    before, begun = _processor(), time.perf_counter()
    with (
        subprocess.Popen(
            command(file, runs, out, *more), cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
        watched(process.pid) as memory,
    ):
        said = process.communicate()
    clock = time.perf_counter() - begun
    if process.returncode:
        raise InputError(f"the sweep failed: {said[1].strip()}")
    return Lived(runs, clock, _processor() - before, memory.parent, memory.worker, size_of(out))


def _processor() -> float:
    """Seconds of processor time that finished children have used, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size_of(folder: Path) -> float:
    """Megabytes on disk."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


@dataclass
class Memory:
    """Peak memory so far, MiB: of the process watched, and of the largest of its descendants."""

    parent: float = 0.0
    worker: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self, pid: int) -> None:
        """Look again and again until it is over."""
        while not self._over.wait(LOOK_EVERY):
            self.parent = max(self.parent, peak_of(pid))
            self.worker = max([self.worker, *(peak_of(one) for one in descendants(pid))])

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Watch the memory of a process and its descendants while this lasts; zeros where the system does not tell."""
    memory = Memory()
    thread = threading.Thread(target=memory.watch, args=(pid,), daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        memory.stop()
        thread.join()


def peak_of(pid: int) -> float:
    """Peak memory of a process, MiB; zero once it has gone."""
    found = _status(pid, PEAK)
    return float(found.split()[0]) * KIB / MIB if found else 0.0


def descendants(pid: int) -> Sequence[int]:
    """Processes that a process has started, and that these have."""
    parents = {int(one.name): int(_status(int(one.name), PARENT) or 0) for one in PROCESSES.glob("[0-9]*")}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _status(pid: int, name: str) -> str:
    """One line of what Linux tells of a process, without its name."""
    try:
        lines = (PROCESSES / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix(name) for line in lines if line.startswith(name)), "")
