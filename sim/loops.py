"""Compiled loops: how they are compiled, and whether this process has turned to them; NumPy stays the definition.

The supply chain decides when a process turns to loops (`sim.chain.compiled`); other parts that have some follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Loop = TypeVar("Loop", bound=Callable[..., object])

_turned: list[bool] = []


def turn_to_loops() -> None:
    """Take loops from now on, in this process."""
    _turned.append(True)


def in_loops() -> bool:
    """Whether this process has turned to loops."""
    return bool(_turned)


def loop(function: Loop) -> Loop:
    """Compile a function when it is first called, and keep what comes out on disk, beside it or in the user's cache.

    No fast mathematics: division by zero gives what it gives in NumPy, nothing is fused or reordered, and results are
    the same to the last bit.
    """
    from numba import njit

    compiled: Any = njit(cache=True, error_model="numpy")(function)
    return compiled  # type: ignore[no-any-return]


def part(function: Loop) -> Loop:
    """Compile a function as a part of the loops that call it, to which handing over a network would take longest."""
    from numba import njit

    compiled: Any = njit(error_model="numpy", inline="always")(function)
    return compiled  # type: ignore[no-any-return]
