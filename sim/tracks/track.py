"""One series to be recorded, and the pieces that tracks are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Mix, distinct
from sim.recording import Series
from sim.types import Array, Index
from sim.world import World

Reader = Callable[[World], "Array | None"]
"""Gives the values (entity, world) of a track as they stand, or None where all of them are nothing."""

POWERS = ("USA", "CHN")
"""What lies between two states is recorded where one of these stands on either side."""


@dataclass(frozen=True)
class Track:
    """One variable to be recorded; `read` gives its values (entity, world) as they stand.

    `unit` is one for all entities, or one each; entities of one unit stand together. sparse: most entities are nothing
    most of the time.
    """

    name: str
    unit: str | tuple[str, ...]
    label: str
    state: tuple[str, ...]
    partner: tuple[str, ...]
    good: tuple[str, ...]
    read: Reader
    sparse: bool = False

    def __len__(self) -> int:
        return len(self.state)

    def room(self, months: int, worlds: int) -> Array:
        """Room for all months: (month, entity, world); nothing where a sparse track writes nothing, else not filled."""
        shape = (months, len(self), worlds)
        return np.zeros(shape) if self.sparse else np.empty(shape)

    def series(self, values: Array) -> list[Series]:
        """Label the values of all months, one series for each unit."""
        units = (self.unit,) * len(self) if isinstance(self.unit, str) else self.unit
        found = []
        for unit in dict.fromkeys(units):
            rows = slice(units.index(unit), len(units) - units[::-1].index(unit))
            names = (self.state[rows], self.partner[rows], self.good[rows])
            found.append(Series(self.name, unit, self.label, *names, values[:, rows]))
        return found


def track(
    name: str,
    unit: str | Sequence[str],
    label: str,
    read: Reader,
    *,
    state: Sequence[str],
    partner: Sequence[str] | None = None,
    good: Sequence[str] | None = None,
    sparse: bool = False,
) -> Track:
    """Put a track together; what is left out is blank for all entities."""
    blank = ("",) * len(state)
    units = unit if isinstance(unit, str) else tuple(unit)
    return Track(name, units, label, tuple(state), tuple(partner or blank), tuple(good or blank), read, sparse)


def once_a_month(read: Callable[[World], Array]) -> Callable[[World], Array]:
    """Read once what several tracks make something of."""
    kept: dict[int, Array] = {}

    def reader(world: World) -> Array:
        if world.month not in kept:
            kept.clear()
            kept[world.month] = read(world)
        return kept[world.month]

    return reader


def names_of(names: Sequence[str], rows: Index) -> tuple[str, ...]:
    """The names of some rows; no name for a row below 0."""
    return tuple("" if row < 0 else names[row] for row in rows)


def together(units: Sequence[str]) -> Index:
    """An order of rows in which those of one unit stand together, and otherwise as they are."""
    places = list(dict.fromkeys(units))
    order: Index = np.argsort([places.index(unit) for unit in units], kind="stable")
    return order


@dataclass(frozen=True)
class Sums:
    """Weighted sums over the rows of an array, grouped by keys (part, group), of which one is the good.

    Groups stand in such an order that goods of one unit are together.
    """

    keys: Index
    units: tuple[str, ...]
    mix: Mix

    def of(self, values: Array) -> Array:
        """Add up values (row, world) by group: (group, world)."""
        total: Array = self.mix.sum(values)
        return total

    def scaled(self, factor: Array) -> Sums:
        """The same sums, each group times a factor (group,)."""
        return replace(self, mix=replace(self.mix, weight=self.mix.weight * factor[self.mix.of]))


def sums(keys: Index, units: Sequence[str], source: Index, sources: int, weight: Array | None = None) -> Sums:
    """Group entries by their keys (part, entry), whose first part is the good; units (good,).

    Entry k adds weight[k] (1 if left out) times row source[k] of an array with so many rows.
    """
    lowest = keys.min(axis=1, keepdims=True, initial=0)
    found, _, member = distinct(keys - lowest)
    found = found + lowest
    unit_of = [units[good] for good in found[0]]
    order = together(unit_of)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    mix = Mix(
        of=back[member],
        groups=found.shape[1],
        weight=np.ones(keys.shape[1]) if weight is None else weight,
        source=source,
        sources=sources,
    )
    return Sums(found[:, order], tuple(unit_of[row] for row in order), mix)
