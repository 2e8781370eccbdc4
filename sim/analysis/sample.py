"""One outcome over the points of a sweep beside the factors that may have moved it: what every method here reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.errors import InputError, unknown
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

Layout = Literal["random", "factorial", "crossed", "sobol", "morris"]
"""How points lie: at random, every value with every other, both at once, or as one of two special designs wants it."""

FEWEST_POINTS = 8
"""With fewer points than this no fit says anything."""

FEWEST_IN_A_GRID = 2
"""Points of the smallest grid."""

MOST_LEVELS = 20
"""A single factor of more values than this was drawn and not laid out on a grid."""

CHANCES = (0.0, 0.5, 1.0)
"""Where the low end of a range, its middle and its high end lie among what is drawn."""


@dataclass(frozen=True, eq=False)
class Sample:
    """An outcome (point, run) over points in the order of their design, and the factors' `values` (point, factor).

    Texts stand as codes, the places of a value in the factor's list. points: their numbers in the design. common:
    every point was lived with the same seeds. paired: those points of a base sample or trajectory were that are held
    against each other. block: rows that one base sample or trajectory takes (1 elsewhere). dropped: points left out
    because a run of theirs is missing or has no such outcome.
    """

    name: str
    factors: tuple[Factor, ...]
    values: Array
    outcome: Array
    points: Index
    layout: Layout
    common: bool
    block: int = 1
    dropped: int = 0
    paired: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(factor.name for factor in self.factors)

    @property
    def runs_per_point(self) -> int:
        """How many runs each point was lived with."""
        return int(self.outcome.shape[1])

    @cached_property
    def mean(self) -> Array:
        """Mean outcome of the runs of each point: (point,)."""
        mean: Array = self.outcome.mean(axis=1)
        return mean

    @cached_property
    def positions(self) -> Array:
        """Where values lie between the ends of what is drawn, 0 to 1: (point, factor); listed values by their place."""
        columns = [position(factor, self.values[:, place]) for place, factor in enumerate(self.factors)]
        return np.array(columns).T.reshape(len(self.values), len(columns))

    def rows(self, chosen: Index | Mask) -> Sample:
        """The same for some points."""
        return replace(
            self, values=self.values[chosen], outcome=self.outcome[chosen], points=np.asarray(self.points)[chosen]
        )

    def of_runs(self, chosen: Index) -> Sample:
        """The same with some of the runs of each point."""
        return replace(self, outcome=self.outcome[:, chosen])

    def of_factors(self, names: Sequence[str]) -> Sample:
        """The same with some of the factors, in their order."""
        kept = [place for place, name in enumerate(self.names) if name in names]
        return replace(self, factors=tuple(self.factors[place] for place in kept), values=self.values[:, kept])


def position(factor: Factor, values: Array) -> Array:
    """Where values (any,) of a factor lie between the ends of what is drawn, 0 to 1."""
    axis = factor.axis
    if not axis.listed:
        return np.asarray(np.interp(values, axis.ends, CHANCES))
    places = values if factor.texts else np.searchsorted(ordered(factor), values)
    return np.asarray(places / max(len(axis.values) - 1, 1), dtype=np.float64)


def ordered(factor: Factor) -> Array:
    """Numbers of a listed factor in their order."""
    return np.sort(np.array([float(value) for value in factor.axis.values]))


def value_of(factor: Factor, number: float) -> Any:
    """Give the value that a number of a sample stands for: a text for a code."""
    return factor.axis.values[round(number)] if factor.texts else float(number)


def codes(factor: Factor, column: pd.Series[Any]) -> Array:
    """Turn a column of a sweep's table into numbers (run,), texts into codes; raises InputError for unlisted texts."""
    if not factor.texts:
        return column.to_numpy(dtype=np.float64)
    places = {str(value): code for code, value in enumerate(factor.axis.values)}
    texts = [str(value) for value in column]
    strange = next((text for text in texts if text not in places), None)
    if strange is not None:
        raise unknown(f"value of {factor.name}", strange, places)
    return np.array([places[text] for text in texts], dtype=np.float64)


def make_sample(
    table: pd.DataFrame,
    factors: Sequence[Factor],
    outcome: str,
    kind: str = "random",
    block: int = 1,
) -> Sample:
    """Read one outcome from a sweep's table (run, point, seed, factors, outcomes), sorted by run.

    kind: that of the design. block: rows of a Sobol base sample or a Morris trajectory; those that are not whole are
    left out. Raises InputError where the table has no such outcome, or too few points have it.
    """
    if outcome not in table.columns:
        raise unknown("outcome", outcome, [str(name) for name in table.columns])
    points, first, sizes = np.unique(table["point"].to_numpy(), return_index=True, return_counts=True)
    runs = int(sizes.max()) if len(sizes) else 0
    outcomes = _by_point(table[outcome].to_numpy(dtype=np.float64), first, sizes, runs)
    values = np.array([codes(factor, table[factor.name].iloc[first]) for factor in factors]).T
    known: Mask = np.asarray(np.isfinite(outcomes).all(axis=1))
    if block > 1:
        known = known & _whole_blocks(points, known, block)
    values = values.reshape(len(points), len(factors))[known]
    layout = layout_of(kind, values, factors)
    fewest = FEWEST_IN_A_GRID if layout == "factorial" else FEWEST_POINTS
    if known.sum() < fewest:
        raise InputError(f"{int(known.sum())} points have the outcome '{outcome}': expected {fewest} or more")
    return Sample(
        name=outcome,
        factors=tuple(factors),
        values=values,
        outcome=outcomes[known],
        points=points[known],
        layout=layout,
        common=_common(table, first),
        block=block,
        dropped=int((~known).sum()),
        paired=block > 1 and _paired(table["seed"].to_numpy()[first][known], block, len(factors) + 1),
    )


def distinct(values: Array) -> tuple[Index, int]:
    """Number equal rows (row, column): the number of each row (row,), and how many different ones there are."""
    if not values.shape[1]:
        return np.zeros(len(values), dtype=np.intp), 1
    found, places = np.unique(values, axis=0, return_inverse=True)
    return places.reshape(-1).astype(np.intp), len(found)


def _by_point(outcomes: Array, first: Index, sizes: Index, runs: int) -> Array:
    """Lay outcomes (run,) sorted by point out as (point, run); nan where a point has fewer runs than others."""
    laid = np.full((len(first), runs), np.nan)
    for run in range(runs):
        has = sizes > run
        laid[has, run] = outcomes[first[has] + run]
    return laid


def _whole_blocks(points: Index, known: Mask, block: int) -> Mask:
    """Which points (point,) belong to a base sample or trajectory all of whose points are known."""
    number = points // block
    counted = np.bincount(number[known], minlength=int(number.max(initial=0)) + 1)
    whole: Mask = counted[number] == block
    return whole


def _common(table: pd.DataFrame, first: Index) -> bool:
    """Whether points share their seeds."""
    seeds = table["seed"].to_numpy()[first]
    return bool(len(seeds) > 1 and (seeds == seeds[0]).all())


def _paired(seeds: Index, block: int, alike: int) -> bool:
    """Whether the first rows of each block (point,), held against each other, share their seeds, and blocks do not."""
    rows = seeds[: len(seeds) // block * block].reshape(-1, block)[:, :alike]
    return bool(len(np.unique(rows[:, 0])) > 1 and (rows == rows[:, :1]).all())


def layout_of(kind: str, values: Array, factors: Sequence[Factor]) -> Layout:
    """Tell how points (point, factor) lie, from the values themselves wherever that is possible."""
    if kind == "sobol" or kind == "morris":
        return "sobol" if kind == "sobol" else "morris"
    if kind != "latin_hypercube" and is_factorial(values):
        return "factorial"
    levers = np.array([factor.role == "lever" for factor in factors], dtype=bool)
    if levers.any() and not levers.all() and is_crossed(values[:, levers], values[:, ~levers]):
        return "crossed"
    return "random"


def is_factorial(values: Array) -> bool:
    """Whether every value of each column occurs once with every combination of the others (row, column)."""
    levels = [len(np.unique(column)) for column in values.T]
    if len(levels) == 1 and levels[0] > MOST_LEVELS:
        return False
    if len(values) < FEWEST_IN_A_GRID:
        return False
    wanted = np.prod([float(level) for level in levels])
    return wanted == len(values) and distinct(values)[1] == len(values)


def is_crossed(ones: Array, others: Array) -> bool:
    """Whether every different row of the one table stands once beside every different row of the other."""
    first, firsts = distinct(ones)
    second, seconds = distinct(others)
    if min(firsts, seconds) < 2 or firsts * seconds != len(ones):
        return False
    return len(np.unique(first * seconds + second)) == len(ones)
