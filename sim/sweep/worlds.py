"""Which runs of a sweep can be lived side by side, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.designs import Design
from sim.parameters import Settings
from sim.scenario import Scenario
from sim.sweep.bases import PARAMETERS, Base, with_arrays
from sim.sweep.factors import Factor
from sim.types import Array, Index

BLOCK = 2**16
"""Points whose structure is looked at together."""


@dataclass(frozen=True, eq=False)
class Group:
    """Runs of the same structure: they differ in numbers only, so they can be lived as the worlds of one batch.

    structure: what they share, name of the factor -> value, in the order of the factors. points and runs: their
    numbers, rising; a range where these follow one another.
    """

    number: int
    structure: tuple[tuple[str, Any], ...]
    points: range | Index
    runs_per_point: int

    @property
    def key(self) -> tuple[tuple[str, Any], ...]:
        """What tells this group from all others."""
        return self.structure

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.points) * self.runs_per_point

    @property
    def runs(self) -> range | Index:
        """The numbers of its runs, rising."""
        if isinstance(self.points, range):
            return range(self.points.start * self.runs_per_point, self.points.stop * self.runs_per_point)
        runs: Index = (self.points[:, None] * self.runs_per_point + np.arange(self.runs_per_point)).reshape(-1)
        return runs


@dataclass(frozen=True, eq=False)
class Lives:
    """What `sim.model.simulate` takes to live some runs, one world each.

    scenario holds arrays (world,) where its numbers differ; plain is the same without them, to be written down.
    """

    runs: Index
    scenario: Scenario
    plain: Scenario
    settings: Settings
    seeds: list[int]


def groups_of(design: Design, structural: Sequence[Factor], runs_per_point: int) -> list[Group]:
    """Find the points that share their structure, block by block, in the order in which they first appear."""
    if not structural:
        return [Group(0, (), range(design.points), runs_per_point)]
    known: dict[tuple[float, ...], int] = {}
    member = np.empty(design.points, dtype=np.intp)
    for first in range(0, design.points, BLOCK):
        after = min(first + BLOCK, design.points)
        values = design.block(first, after)
        member[first:after] = _members(np.stack([values[one.name] for one in structural], axis=1), known)
    return _groups(known, member, structural, runs_per_point)


def _members(values: Array, known: dict[tuple[float, ...], int]) -> Index:
    """Number the rows (point, factor) by what they hold; new combinations are entered as they come."""
    rows, first, place = np.unique(values, axis=0, return_index=True, return_inverse=True)
    numbers = np.empty(len(rows), dtype=np.intp)
    for row in np.argsort(first).tolist():
        numbers[row] = known.setdefault(tuple(rows[row].tolist()), len(known))
    found: Index = numbers[place.reshape(-1)]
    return found


def _groups(
    known: Mapping[tuple[float, ...], int], member: Index, structural: Sequence[Factor], runs_per_point: int
) -> list[Group]:
    order = np.argsort(member, kind="stable")
    ends = np.cumsum(np.bincount(member, minlength=len(known)))
    starts = np.append(0, ends[:-1])
    return [
        Group(number, _structure(codes, structural), _short(order[starts[number] : ends[number]]), runs_per_point)
        for codes, number in known.items()
    ]


def _structure(codes: Sequence[float], structural: Sequence[Factor]) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.value_of(code)) for one, code in zip(structural, codes, strict=True))


def _short(points: Index) -> range | Index:
    """A range in place of numbers that follow one another."""
    first, last = int(points[0]), int(points[-1])
    return range(first, last + 1) if last - first + 1 == len(points) else points


def lay(
    base: Base, factors: Sequence[Factor], structure: Mapping[str, Any], numbers: Mapping[str, Array]
) -> tuple[Scenario, Scenario, Settings]:
    """Make the scenario of some worlds, the same without arrays, and its settings.

    structure: value of each factor that the worlds share; numbers: those of all others, name -> (world,).
    """
    keys = {one.name: one.keys for one in factors}
    plain = base.with_values({key: value for name, value in structure.items() for key in keys[name]})
    arrays = {key: values for name, values in numbers.items() for key in keys[name]}
    prefix = f"{PARAMETERS}."
    free = {key.removeprefix(prefix): values for key, values in arrays.items() if key.startswith(prefix)}
    written = {key: values for key, values in arrays.items() if not key.startswith(prefix)}
    settings = plain.settings().with_values(free)
    return (with_arrays(plain, written) if written else plain), plain, settings
