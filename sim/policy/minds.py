"""What strategies have noted down for themselves: their only memory, kept in the world so that forks carry it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.types import Array, Value


@dataclass
class Minds:
    """The notes of all states: for each of them (in rows) name -> array that ends in world; nan: never noted."""

    notes: tuple[dict[str, Array], ...]

    @classmethod
    def start(cls, states: int) -> Minds:
        """Nobody has noted anything yet."""
        return cls(tuple({} for _ in range(states)))

    def keep(self, state: int, notes: Mapping[str, Value], worlds: int) -> None:
        """Write down what one state wants to remember; later notes take the place of earlier ones of the same name.

        Raises ValueError for an array that does not end in the world axis.
        """
        for name, value in notes.items():
            self.notes[state][name] = note_of(name, value, worlds)


def note_of(name: str, value: Value, worlds: int) -> Array:
    """Bring a note to its form, an array of its own that ends in world; one number holds in every world."""
    given = np.asarray(value, dtype=np.float64)
    if given.ndim and given.shape[-1] != worlds:
        raise ValueError(f"'{name}' has the shape {given.shape}; what is remembered must end in {worlds} world(s)")
    shape = given.shape if given.ndim else (worlds,)
    return np.array(np.broadcast_to(given, shape))


def recalled(memory: Mapping[str, Array], name: str, start: Value, shape: tuple[int, ...]) -> Array:
    """Read a note in the shape given, which ends in world; `start` where nothing was noted."""
    if name not in memory:
        return np.array(np.broadcast_to(start, shape), dtype=np.float64)
    noted = memory[name]
    return np.where(np.isnan(noted), start, noted)
