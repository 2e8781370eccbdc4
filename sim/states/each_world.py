"""Lets a rule be written for one world, with plain `if`, and still serve many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.policy.minds import recalled
from sim.states.briefing import Briefing, Threat
from sim.states.courses import Course
from sim.states.moves import NOTHING, Move, Moves, RungMove
from sim.types import Array, Value

Rule = Callable[[Any, Any], Moves]


def each_world(rule: Rule) -> Rule:
    """Turn a `decide` written with plain `if` for one world into one for many worlds.

    Inside the rule every array of the briefing is a plain number, and `seen.luck(...)` is one number; so is what
    `seen.recall(...)` gives and `seen.remember(...)` takes. `seen.foresee(...)` lives through that one world alone.
    Raises TypeError for any other method of a strategy, and where the rule returns no moves.
    """
    _check_method(rule)

    def decide(self: Any, seen: Briefing) -> Moves:
        moves: list[Move] = []
        memory: dict[str, Array] = {}
        for world in range(seen.worlds):
            # a strategy from outside may return anything, whatever its signature says
            chosen: object = rule(self, OneWorld(seen, world))
            if not isinstance(chosen, Moves):
                found = type(chosen).__name__
                raise TypeError(f"decide() must return moves, for example seen.hold(), not {found}")
            moves += [_only_in(move, world, seen.worlds) for move in chosen.moves]
            for name, note in chosen.memory.items():
                _note(memory, name, note, seen, world)
        return Moves(tuple(_merged(moves)), memory=memory) if moves or memory else NOTHING

    decide.__doc__ = rule.__doc__
    return decide


class OneWorld:
    """A briefing with the arrays of all worlds cut down to one."""

    def __init__(self, seen: Briefing, world: int) -> None:
        self._seen = seen
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return _cut(getattr(self._seen, name), self._world)

    def luck(self, stream: str) -> float:
        """Draw a number between 0 and 1 that only this state in this world draws."""
        return float(self._seen.luck(stream)[self._world])

    def recall(self, name: str, start: Value = 0.0, shape: tuple[int, ...] = ()) -> Any:
        """What the strategy last remembered in this world, `start` if it never did: a number, or an array."""
        noted = self.memory
        return _plain(recalled({name: np.asarray(noted[name])} if name in noted else {}, name, start, shape))

    def remember(self, **notes: Value) -> Moves:
        """Note down numbers, or arrays without a world axis, to be recalled next month."""
        return Moves(memory={name: np.array(value, dtype=np.float64) for name, value in notes.items()})

    def foresee(self, courses: Sequence[Course], months: int) -> Any:
        """Think courses through: arrays by course, without the world axis."""
        return _cut(self._seen.foresee(courses, months, only=self._world), 0)


def _check_method(rule: Rule) -> None:
    """Refuse a method of a class that is not `decide`; a plain function or a lambda may have any name."""
    *owner, name = rule.__qualname__.rpartition("<locals>.")[2].split(".")
    if owner and name not in ("decide", "<lambda>"):
        raise TypeError(f"@each_world is for decide() alone, not for {name}()")


def _cut(value: Any, world: int) -> Any:
    """Leave of arrays, however deep they lie, what they hold in one world; a threat that nobody makes is None there."""
    if isinstance(value, np.ndarray):
        return _plain(value[..., world])
    if isinstance(value, Mapping):
        return {key: _cut(member, world) for key, member in value.items()}
    if isinstance(value, Threat):
        return None if np.isnan(value.rate[world]) else Threat(_cut(value.rate, world), _cut(value.due, world))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _cut(getattr(value, part.name), world) for part in fields(value)})
    return value


def _plain(value: Any) -> Any:
    """Turn an array without axes into a plain number."""
    return value.item() if np.ndim(value) == 0 else value


def _note(memory: dict[str, Array], name: str, note: Value, seen: Briefing, world: int) -> None:
    """Enter what was noted in one world; the others keep what they had."""
    given = np.asarray(note)
    if name not in memory:
        memory[name] = recalled(seen.memory, name, np.nan, (*given.shape, seen.worlds))
    memory[name][..., world] = given


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
