"""Tasks for workers in tests: they fail, wait, die, and tell about themselves."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sim.errors import InputError


def refuse(item: int) -> int:
    """Refuse one item as a user's mistake is refused."""
    if item == 1:
        raise InputError("refused", file="here.yaml", line=3, suggestion="this")
    return item


def raise_what_cannot_travel(item: int) -> int:
    """Raise an error that another process cannot make again."""

    class OfItsOwnError(Exception):
        pass

    raise OfItsOwnError("stays here")


def die_once(folder: str, item: int) -> int:
    """Be killed by the first attempt at each item."""
    mark = Path(folder, str(item))
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def die_of(item: int) -> int:
    """Be killed by one item, whenever it comes."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def chatter(item: int) -> int:
    """Print, as a strategy of somebody's own may."""
    print("a line on the way of the answers")
    os.write(1, b"and one below Python")
    return item


def threads(_: int) -> tuple[str, ...]:
    """How many threads libraries of linear algebra are told to use."""
    return tuple(os.environ[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"))


def wait_as(folder: str, item: float) -> int:
    """Leave a file with the number of this process, then wait."""
    Path(folder, str(os.getpid())).touch()
    time.sleep(item)
    return os.getpid()
