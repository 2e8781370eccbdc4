"""What is kept: memory that arrays have given back, for the next arrays, and what was worked out, up to a number."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import TypeVar

Found = TypeVar("Found")

MOST = 256
"""So many things are remembered at once."""

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""Numbers of the settings in malloc.h of the GNU C library."""

LARGEST, LARGEST_BEFORE_2_35 = 2**30, 2**25
"""Bytes; above the arrays of a batch of worlds. Older releases of the library refuse more than 32 MiB."""


@cache
def keep_freed_memory() -> None:
    """Ask the C library, where it is GNU's, to hold on to freed memory.

    A month makes and drops some hundred arrays of megabytes. Handing each back to the system and having new pages
    cleared costs up to a third of the time of a thousand worlds. Elsewhere nothing happens.
    """
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return
    # macOS and musl have no mallopt, Windows no library of this name; others give its numbers another meaning
    if not (hasattr(library, "mallopt") and hasattr(library, "gnu_get_libc_version")):
        return
    if not library.mallopt(MMAP_THRESHOLD, LARGEST):
        library.mallopt(MMAP_THRESHOLD, LARGEST_BEFORE_2_35)
    library.mallopt(TRIM_THRESHOLD, LARGEST)


class Known(dict[bytes, Found]):
    """What was worked out, by what it was worked out from; forgets all when it has grown too large for a long sweep."""

    def __setitem__(self, key: bytes, found: Found) -> None:
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(key, found)
