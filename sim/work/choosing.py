"""Pick the workers that somebody asks for."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, suppress

from sim.errors import InputError
from sim.work.dask_cluster import cluster
from sim.work.local_processes import processes
from sim.work.workers import Workers, in_this_process

MOST_WORKERS = 1024
"""More than any machine has processors for; each takes a thread of this process."""


def usual_workers() -> int:
    """Count the processors that this program may use."""
    with suppress(AttributeError):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers_for(count: int, scheduler: str | None = None) -> AbstractContextManager[Workers]:
    """Give workers: those of a Dask scheduler if one is named, else so many processes, or this one for one worker.

    count: 0 for as many as there are processors. scheduler: its address, or `local` for a cluster of its own.
    Raises InputError where there is no scheduler or nothing to reach it with, or more are asked for than make sense.
    """
    wanted = count or usual_workers()
    if wanted > MOST_WORKERS:
        raise InputError(f"{wanted:,} workers: expected {MOST_WORKERS:,} at most", key="workers")
    if scheduler is not None:
        return cluster(scheduler, wanted)
    return in_this_process() if wanted == 1 else processes(wanted)
