"""One series to be recorded, and the pieces that tracks are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.recording import Series
from sim.types import Array, Index
from sim.world import World

Reader = Callable[[World], Array]

POWERS = ("USA", "CHN")
"""What lies between two states is recorded where one of these stands on either side."""


@dataclass(frozen=True)
class Track:
    """One series to be recorded; `read` gives its values (entity, world) as they stand."""

    name: str
    unit: str
    label: str
    state: tuple[str, ...]
    partner: tuple[str, ...]
    good: tuple[str, ...]
    read: Reader

    def room(self, months: int, worlds: int) -> Series:
        """An empty series with room for all months."""
        values = np.empty((months, len(self.state), worlds))
        return Series(self.name, self.unit, self.label, self.state, self.partner, self.good, values)


def once_a_month(read: Reader) -> Reader:
    """Read once what several tracks take their parts of."""
    kept: dict[int, Array] = {}

    def reader(world: World) -> Array:
        if world.month not in kept:
            kept.clear()
            kept[world.month] = read(world)
        return kept[world.month]

    return reader


def names_of(names: Sequence[str], rows: Index) -> tuple[str, ...]:
    """The names of some rows."""
    return tuple(names[row] for row in rows)


def blank(rows: int) -> tuple[str, ...]:
    """No name for any row."""
    return ("",) * rows


def part_of(track: Track, rows: Index, unit: str) -> Track:
    """Some rows of a track, with the unit that they share."""

    def pick(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(texts[row] for row in rows)

    return Track(
        track.name,
        unit,
        track.label,
        pick(track.state),
        pick(track.partner),
        pick(track.good),
        lambda now: track.read(now)[rows],
    )
