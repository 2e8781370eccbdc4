"""Quantal-response equilibrium: players who mostly choose what is better, and err the more the less it matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.games.branch import Match, follow
from sim.types import Array, Value


@dataclass(frozen=True, eq=False)
class Quantal:
    """rows (row, ...), columns (column, ...): how often each is played; gap (...): how far that is from one."""

    rows: Array
    columns: Array
    gap: Array


def quantal_response(mine: Array, theirs: Array, precision: Value) -> Quantal:
    """The logit equilibrium at a precision, per unit of payoff, on the branch from even odds (McKelvey, Palfrey 1995).

    mine, theirs (row, column, ...); precision: one number or (...). Follows the branch also where it turns back (Turocy
    2005). Each game takes its own steps, whatever others are worked out with it. The gap, the largest difference
    between how often something is played and how often it would be as a reply, says how good the answer is.
    """
    rows, columns, *others = mine.shape
    own, other = mine.reshape(rows, columns, -1), np.swapaxes(theirs, 0, 1).reshape(columns, rows, -1)
    unit = _unit(own, other)
    match = Match(own / unit, other / unit, np.broadcast_to(precision, others).ravel() * unit)
    point = follow(match)
    played, answer = match.played(point)
    gap = _gap(match, played, answer).reshape(others)
    return Quantal(played.reshape(rows, *others), answer.reshape(columns, *others), gap)


def _unit(mine: Array, theirs: Array) -> Array:
    """The largest difference that anybody's own choice can make, 1 where none matters: (game,)."""
    spread = np.maximum(np.ptp(mine, axis=0).max(axis=0), np.ptp(theirs, axis=0).max(axis=0))
    unit: Array = np.where(spread > 0, spread, 1.0)
    return unit


def _gap(match: Match, rows: Array, columns: Array) -> Array:
    """How far play is from being replies: (game,)."""
    point = match.replied(rows, columns)
    off = zip(match.played(point), (rows, columns), strict=True)
    gap: Array = np.maximum(*(np.abs(reply - own).max(axis=0) for reply, own in off))
    return gap
