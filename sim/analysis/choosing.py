"""Who chooses what in a sweep, and the worlds that choices met: sums that can be drawn anew, world by world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.resampling import SEED, Estimate, around
from sim.analysis.sample import codes, distinct
from sim.luck import Luck
from sim.types import Array, Index

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

NOBODY = ""
"""Stands for whoever sets the levers of nobody in particular."""

DRAWS = 200
"""Times that worlds are drawn anew to see how sure a choice is."""

STEADY = 0.02
"""Outcomes that differ less between worlds, as a part of how far they differ between choices, do not hang on them."""


@dataclass(frozen=True, eq=False)
class Met:
    """Outcomes of choices summed over what is independent: worlds, base samples or points, here all called worlds.

    sums: (choice, world, outcome); counts: runs of each choice in each world (choice, world).
    """

    sums: Array
    counts: Array

    @property
    def worlds(self) -> int:
        """How many worlds there are."""
        return int(self.counts.shape[1])

    @property
    def paired(self) -> bool:
        """Whether all choices met every world equally often, so that they differ by choice alone."""
        return bool(self.counts.all() and (self.counts == self.counts[:1]).all())

    @cached_property
    def means(self) -> Array:
        """Mean of each outcome for each choice: (choice, outcome)."""
        return _divided(self.sums.sum(axis=1), self.counts.sum(axis=1))

    @cached_property
    def by_world(self) -> Array:
        """Mean of each outcome for each choice in each world, nan where they did not meet: (choice, world, outcome)."""
        return _divided(self.sums, self.counts)

    @property
    def steady(self) -> bool:
        """Whether every choice comes to nearly the same in all of several worlds, so that luck plays no part."""
        if self.worlds < 2 or not self.paired:
            return False
        return bool((self.by_world.std(axis=1).max(axis=0) <= STEADY * np.ptp(self.means, axis=0)).all())

    def estimate(self, choice: int, outcome: int) -> Estimate:
        """Mean of an outcome for a choice with its interval over worlds (that of a ratio of two sums)."""
        value = float(self.means[choice, outcome])
        there = self.counts[choice] > 0
        units = int(there.sum())
        if units < 2:
            return around(value, np.nan)
        left = self.sums[choice, there, outcome] - value * self.counts[choice, there]
        error = float(np.sqrt((left**2).sum() * units / (units - 1)) / self.counts[choice].sum())
        return around(value, error, units - 1)

    def drawn(self) -> Iterator[Array]:
        """Means (choice, outcome) over worlds drawn anew with replacement; nan for a choice that meets none of them."""
        luck, worlds = Luck([SEED]), self.worlds
        for draw in range(DRAWS):
            chosen = (luck.uniform("worlds drawn anew", draw, worlds)[:, 0] * worlds).astype(np.intp)
            weights = np.bincount(chosen, minlength=worlds).astype(np.float64)
            yield _divided(np.einsum("cwo,w->co", self.sums, weights), self.counts @ weights)


def met(choice: Index, count: int, world: Index, outcomes: Array) -> Met:
    """Sum outcomes (run, outcome) by the choice and the world of each run."""
    worlds = int(world.max(initial=-1)) + 1
    cell = choice * worlds + world
    counts = np.bincount(cell, minlength=count * worlds).reshape(count, worlds)
    sums = [np.bincount(cell, column, minlength=count * worlds).reshape(count, worlds) for column in outcomes.T]
    return Met(np.stack(sums, axis=-1), counts.astype(np.float64))


def choosers(levers: Sequence[Factor]) -> dict[str, tuple[Factor, ...]]:
    """Levers by the state that chooses them; those of nobody in particular together, last."""
    names = sorted(dict.fromkeys(factor.by for factor in levers), key=lambda name: name == NOBODY)
    return {name: tuple(factor for factor in levers if factor.by == name) for name in names}


def worlds_of(table: pd.DataFrame, facts: Sequence[Factor]) -> Index:
    """Number the world of each run (run,): its uncertain facts and its seed."""
    columns = [codes(factor, table[factor.name]) for factor in facts]
    return distinct(np.array([*columns, table["seed"].to_numpy(dtype=np.float64)]).T)[0]


def numbers_of(table: pd.DataFrame, factors: Sequence[Factor]) -> Array:
    """Values of factors in each run, texts as codes: (run, factor)."""
    return np.array([codes(factor, table[factor.name]) for factor in factors]).T.reshape(len(table), len(factors))


def _divided(sums: Array, counts: Array) -> Array:
    there = counts[..., None] > 0
    means: Array = np.where(there, sums / np.where(there, counts[..., None], 1), np.nan)
    return means
