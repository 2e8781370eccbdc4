"""Locks between processes: whoever holds one loses it when it ends, however that comes about."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import InputError

if sys.platform == "win32":
    import msvcrt

    def _take(place: int) -> None:
        msvcrt.locking(place, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(place: int) -> None:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)


TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""How systems say that somebody else holds a lock."""

NAP = 0.05
"""Seconds between two attempts."""


@contextmanager
def locked(file: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of a file, which is made for it and goes with it.

    patience: seconds to wait for whoever holds it. Raises InputError where that is not enough, and OSError where the
    file cannot be made. A network folder that knows no locks is taken as if nobody else were there.
    """
    place = _held(file, time.monotonic() + patience)
    try:
        yield
    finally:
        if sys.platform == "win32":  # where no file goes that is open
            os.close(place)
        with suppress(OSError):
            file.unlink()
        if sys.platform != "win32":
            os.close(place)


def _held(file: Path, end: float) -> int:
    """The open file once its lock is ours."""
    while True:
        place = os.open(file, os.O_RDWR | os.O_CREAT)
        taken = _is_taken(place)
        # whoever held it before may have removed the file that we have opened
        if not taken and _is(place, file):
            return place
        os.close(place)
        if taken and time.monotonic() >= end:
            raise InputError("another process is at work here", file=_place_of(file))
        time.sleep(NAP if taken else 0)


def _is_taken(place: int) -> bool:
    """Take the lock of an open file; whether somebody else holds it."""
    try:
        _take(place)
    except OSError as problem:
        return problem.errno in TAKEN
    return False


def _is(place: int, file: Path) -> bool:
    """Whether an open file is the one of a name."""
    try:
        return os.path.samestat(os.fstat(place), file.stat())
    except FileNotFoundError:
        return False


def _place_of(file: Path) -> Path:
    """What the lock of a folder is for: .NAME.lock stands beside NAME."""
    return file.with_name(file.stem.removeprefix("."))
