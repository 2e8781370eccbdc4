"""Messages through a pipe: the length, then the bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

LENGTH = struct.Struct("<Q")


class ClosedError(Exception):
    """The other end of a pipe is gone."""


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write a message. Raises ClosedError when nobody is there to read it."""
    try:
        pipe.write(LENGTH.pack(len(message)))
        pipe.write(message)
        pipe.flush()
    except (OSError, ValueError):
        raise ClosedError from None


def receive(pipe: BinaryIO) -> bytes:
    """Wait for a message. Raises ClosedError when the other end is gone, even in the middle of one."""
    (length,) = LENGTH.unpack(_read(pipe, LENGTH.size))
    return _read(pipe, length)


def _read(pipe: BinaryIO, size: int) -> bytes:
    try:
        found = pipe.read(size)
    except (OSError, ValueError):
        raise ClosedError from None
    if len(found) < size:
        raise ClosedError
    return found
