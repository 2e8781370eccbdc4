"""What the solver is given is looked at before any number is worked out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.errors import InputError, unknown
from sim.types import Array

BALANCED = 1e-9
"""Transfers sum to zero up to this part of their size."""


def state_row(name: str, names: Sequence[str]) -> int:
    """Row of a state by name; raises InputError with the nearest name."""
    if name not in names:
        raise unknown("state", name, names)
    return list(names).index(name)


def different(names: Sequence[str]) -> Sequence[str]:
    """Names of which no two are equal; raises InputError."""
    twice = [name for row, name in enumerate(names) if name in names[:row]]
    if twice:
        raise InputError(f"names must differ, but '{twice[0]}' stands there more than once")
    return names


def flow_matrix(exports: Array, size: int) -> Array:
    """Exports (N, N) with an empty diagonal; raises InputError for another shape, negative or missing flows."""
    trade = _numbers("exports", exports)
    if trade.shape != (size, size):
        raise InputError(f"exports must have one row and one column for each of {size} names, not shape {trade.shape}")
    if (trade < 0).any():
        row, column = np.argwhere(trade < 0)[0]
        raise InputError(f"exports must not be negative, but row {row}, column {column} holds {trade[row, column]:g}")
    bare = trade.copy()
    np.fill_diagonal(bare, 0)
    return bare


def positive(what: str, values: Array, size: int) -> Array:
    """Numbers above 0 (N,); raises InputError."""
    given = _numbers(what, values)
    if given.shape != (size,):
        raise InputError(f"{what} must hold one number for each of {size} names, not shape {given.shape}")
    if (given <= 0).any():
        raise InputError(f"{what} must be above 0, but entry {int(np.argmax(given <= 0))} is {given[given <= 0][0]:g}")
    return given


def share(what: str, values: float | Array, size: int) -> Array:
    """Shares of 0 up to, but not, 1: (N,) from one number or N; raises InputError."""
    given = _numbers(what, values)
    if given.shape not in ((), (size,)):
        raise InputError(f"{what} must be one number or one for each of {size} states, not shape {given.shape}")
    if (given < 0).any() or (given >= 1).any():
        raise InputError(f"{what} must be at least 0 and below 1")
    return np.broadcast_to(given, (size,)).copy()


def rates(what: str, values: Array, size: int) -> Array:
    """Tariffs (N, N) or (N, N, world), fractions above -1; raises InputError."""
    given = _numbers(what, values)
    if given.ndim not in (2, 3) or given.shape[:2] != (size, size):
        raise InputError(f"{what} must have shape ({size}, {size}) or ({size}, {size}, world), not {given.shape}")
    if (given <= -1).any():
        raise InputError(f"{what} must be above -1 (a subsidy below 100 %), but the least is {given.min():g}")
    return given


def cost_ratios(what: str, values: Array, size: int) -> Array:
    """Ratios above 0, (N, N) or (N, N, world); raises InputError."""
    given = _numbers(what, values)
    rates(what, given - 1, size)
    return given


def by_world(what: str, values: float | Array, least: float = 0, most: float = np.inf) -> Array:
    """One number, or one for each world: () or (world,); raises InputError out of bounds."""
    given = _numbers(what, values)
    if given.ndim > 1:
        raise InputError(f"{what} must be one number or one for each world, not shape {given.shape}")
    if (given < least).any() or (given > most).any():
        bounds = f"at least {least:g}" + ("" if most == np.inf else f" and at most {most:g}")
        raise InputError(f"{what} must be {bounds}")
    return given


def balanced(transfers: Array, size: int) -> Array:
    """Transfers between states (N,), which must sum to zero; raises InputError."""
    given = _numbers("transfers", transfers)
    if given.shape != (size,):
        raise InputError(f"transfers must hold one number for each of {size} states, not shape {given.shape}")
    if abs(given.sum()) > BALANCED * np.abs(given).sum():
        raise InputError(f"transfers must sum to zero over all states, not to {given.sum():g}")
    return given


def by_state(what: str, values: Array, size: int) -> Array:
    """Numbers above 0 by state, (N,) or (N, world); raises InputError."""
    given = _numbers(what, values)
    if given.ndim not in (1, 2) or given.shape[0] != size:
        raise InputError(f"{what} must have shape ({size},) or ({size}, world), not {given.shape}")
    if (given <= 0).any():
        raise InputError(f"{what} must be above 0, but the least is {given.min():g}")
    return given


def worlds_of(given: dict[str, tuple[int, ...]]) -> int | None:
    """Number of worlds that inputs agree on, None when none has a world axis; raises InputError where they differ."""
    counts = {name: shape[-1] for name, shape in given.items() if shape}
    if len(set(counts.values()) - {1}) > 1:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise InputError(f"inputs differ in their number of worlds: {listed}")
    return max(counts.values()) if counts else None


def _numbers(what: str, values: float | Array) -> Array:
    given = np.asarray(values, dtype=np.float64)
    if not np.isfinite(given).all():
        raise InputError(f"{what} must hold finite numbers only")
    return given
