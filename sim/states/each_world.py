"""Lets a rule be written for one world, with plain `if`, and still serve many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.states.briefing import Briefing
from sim.states.moves import NOTHING, Move, Moves, RungMove

Rule = Callable[[Any, Any], Moves]


def each_world(rule: Rule) -> Rule:
    """Turn a `decide` written with plain `if` for one world into one for many worlds.

    Inside the rule every array of the briefing is a plain number, and `seen.luck(...)` is one number.
    """

    def decide(self: Any, seen: Briefing) -> Moves:
        moves: list[Move] = []
        for world in range(seen.worlds):
            chosen = rule(self, OneWorld(seen, world))
            moves += [_only_in(move, world, seen.worlds) for move in chosen.moves]
        return Moves(tuple(_merged(moves))) if moves else NOTHING

    decide.__doc__ = rule.__doc__
    return decide


class OneWorld:
    """A briefing with the arrays of all worlds cut down to one."""

    def __init__(self, seen: Briefing, world: int) -> None:
        self._seen = seen
        self._world = world

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._seen, name)
        if isinstance(value, np.ndarray):
            return value[..., self._world].item() if value.ndim == 1 else value[..., self._world]
        if isinstance(value, Mapping):
            return {key: array[self._world].item() for key, array in value.items()}
        return value

    def luck(self, stream: str) -> float:
        """Draw a number between 0 and 1 that only this state in this world draws."""
        return float(self._seen.luck(stream)[self._world])


def _only_in(move: Move, world: int, worlds: int) -> Move:
    """Restrict a move to one world."""
    here = np.zeros(worlds, dtype=bool)
    here[world] = True if move.where is None else bool(move.where[world])
    return replace(move, where=here)


def _merged(moves: list[Move]) -> list[Move]:
    """Join steps on the ladder that have the same reason; leave everything else as it was."""
    merged: dict[str, RungMove] = {}
    others: list[Move] = []
    for move in moves:
        if not isinstance(move, RungMove):
            others.append(move)
        elif move.because not in merged:
            merged[move.because] = move
        else:
            merged[move.because] = _joined(merged[move.because], move)
    return [*merged.values(), *others]


def _joined(first: RungMove, second: RungMove) -> RungMove:
    assert first.where is not None
    assert second.where is not None
    target = np.where(second.where, second.target, first.target)
    return replace(first, target=target, where=first.where | second.where)
