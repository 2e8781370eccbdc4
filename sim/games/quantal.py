"""Quantal-response equilibrium: players who mostly choose what is better, and err the more the less it matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.types import Array, Value

STEPS, ITERATIONS, POLISH = 64, 16, 8
"""Steps from no precision to the one asked for, replies in each of them, and steps of Newton's method at the end."""


@dataclass(frozen=True, eq=False)
class Quantal:
    """rows (row, ...), columns (column, ...): how often each is played; gap (...): how far that is from one."""

    rows: Array
    columns: Array
    gap: Array


def quantal_response(mine: Array, theirs: Array, precision: Value) -> Quantal:
    """The logit equilibrium at a precision, per unit of payoff, on the branch from even odds (McKelvey, Palfrey 1995).

    Follows the branch by raising the precision in steps, and at each step replies in turn, damped so that replies
    cannot swing; Newton's method ends it. Each game takes the same steps whatever others are worked out with it. The
    gap, the largest difference between how often something is played and how often it would be as a reply, says how
    good the answer is.
    """
    columns_first = np.swapaxes(theirs, 0, 1)
    rows, columns = _even(mine), _even(columns_first)
    swing = precision * (_spread(mine) + _spread(theirs)) / 2
    for step in range(1, STEPS + 1):
        at = precision * step / STEPS
        weight = 1 / (1 + swing * step / STEPS / 2)
        for _ in range(ITERATIONS):
            rows = (1 - weight) * rows + weight * _reply(mine, columns, at)
            columns = (1 - weight) * columns + weight * _reply(columns_first, rows, at)
    for _ in range(POLISH):
        rows, columns = _polished(rows, columns, mine, columns_first, precision)
    return Quantal(rows, columns, _gap(rows, columns, mine, columns_first, precision))


def _gap(rows: Array, columns: Array, mine: Array, theirs: Array, precision: Value) -> Array:
    """How far play is from being replies: mine (row, column, ...), theirs (column, row, ...)."""
    off_rows = np.abs(_reply(mine, columns, precision) - rows).max(axis=0)
    off_columns = np.abs(_reply(theirs, rows, precision) - columns).max(axis=0)
    gap: Array = np.maximum(off_rows, off_columns)
    return gap


def _polished(rows: Array, columns: Array, mine: Array, theirs: Array, precision: Value) -> tuple[Array, Array]:
    """One step of Newton's method for play that is its own reply, taken in the games in which it comes nearer."""
    ours, answer = _reply(mine, columns, precision), _reply(theirs, rows, precision)
    off = np.concatenate([rows - ours, columns - answer])
    slope = np.zeros((len(off), *off.shape))
    own = len(rows)
    slope[:own, own:] = -_slope(mine, ours, precision)
    slope[own:, :own] = -_slope(theirs, answer, precision)
    slope[np.arange(len(off)), np.arange(len(off))] += 1
    matrices = np.moveaxis(slope, (0, 1), (-2, -1))
    step = np.moveaxis(np.linalg.solve(matrices, np.moveaxis(off, 0, -1)[..., None])[..., 0], -1, 0)
    tried = np.clip(rows - step[:own], 0, 1), np.clip(columns - step[own:], 0, 1)
    nearer = _gap(*tried, mine, theirs, precision) < _gap(rows, columns, mine, theirs, precision)
    return np.where(nearer, tried[0], rows), np.where(nearer, tried[1], columns)


def _slope(payoff: Array, reply: Array, precision: Value) -> Array:
    """How replies change with the other's play: (own, other, ...)."""
    mean = add_up(reply[:, None] * payoff)
    slope: Array = precision * reply[:, None] * (payoff - mean[None])
    return slope


def _even(payoff: Array) -> Array:
    """Play everything equally often: (own choice, ...)."""
    return np.full((payoff.shape[0], *payoff.shape[2:]), 1 / payoff.shape[0])


def _spread(payoff: Array) -> Array:
    """Largest difference that one's own choice can make: (...)."""
    spread: Array = (payoff.max(axis=0) - payoff.min(axis=0)).max(axis=0)
    return spread


def _reply(payoff: Array, other: Array, precision: Value) -> Array:
    """How often each choice is played against the other's play; payoff (own, other, ...), other (other, ...)."""
    value = precision * add_up(payoff * other[None], axis=1)
    odds = np.exp(value - value.max(axis=0, keepdims=True))
    played: Array = odds / add_up(odds)
    return played
