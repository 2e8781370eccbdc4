"""Indices of the designs that are made for them: Sobol's first and total, and the effects of Morris."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from sim.analysis.resampling import CONFIDENCE, SEED, Estimate, around, student
from sim.analysis.sample import Sample
from sim.types import Array, Index, Mask

RESAMPLES = 300
"""Resamples of base samples or trajectories behind an interval."""


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Sobol's indices of each factor with standard errors: (factor,) each.

    luck: the total index that luck alone would give a factor, because runs side by side had other seeds; infinite
    where that cannot be told, for lack of a second run of each point.
    """

    first: Array
    first_error: Array
    total: Array
    total_error: Array
    luck: float

    @property
    def reach(self) -> float:
        """Standard errors beyond which an index is told from 0, however many are asked about."""
        return student(1 - (1 - CONFIDENCE) / (4 * max(len(self.first), 1)), np.inf)

    @property
    def floor(self) -> Array:
        """The smallest share that could have been told from none (factor,), by either index."""
        return np.minimum(self.reach * self.first_error, self.luck + self.reach * self.total_error)

    @property
    def clear(self) -> Mask:
        """Which factors (factor,) do something beyond luck."""
        reach = self.reach
        clear: Mask = (self.first > reach * self.first_error) & (self.first_error > 0)
        return clear | (self.total - self.luck > reach * self.total_error) & (self.total > self.luck)


def sobol_indices(sample: Sample) -> SobolIndices:
    """Sobol's indices of a sample laid out in base samples, A, AB of each factor, (BA of each,) B, by SALib.

    The sources of the method are Saltelli and others (2010) and, for the total index, Jansen (1999). A constant
    outcome has indices of 0.
    """
    mean, count = sample.mean, len(sample.factors)
    if np.ptp(mean) == 0:
        none = np.zeros(count)
        return SobolIndices(none, none, none, none, 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import sobol

        problem = {"num_vars": count, "names": list(sample.names), "bounds": [[0, 1]] * count}
        second = sample.block > count + 2
        found = sobol.analyze(problem, mean, calc_second_order=second, num_resamples=RESAMPLES, seed=SEED)
    reach = student(1 - (1 - CONFIDENCE) / 2, np.inf)
    first, total = (np.asarray(found[name], dtype=np.float64) for name in ("S1", "ST"))
    errors = [np.asarray(found[name], dtype=np.float64) / reach for name in ("S1_conf", "ST_conf")]
    return SobolIndices(first, errors[0], total, errors[1], _luck_in_totals(sample))


def _luck_in_totals(sample: Sample) -> float:
    """What luck adds to each total index: nothing where points that are held against each other share their seeds."""
    if sample.common or sample.paired:
        return 0.0
    if sample.runs_per_point < 2:
        return float("inf")
    within = float(sample.outcome.var(axis=1, ddof=1).mean()) / sample.runs_per_point
    return within / float(sample.mean.var())


@dataclass(frozen=True, eq=False)
class MorrisEffects:
    """Effects of moving each factor over its whole range, in units of the outcome: (trajectory, factor).

    moves: what the outcome did in each trajectory when the factor went up (down is turned round), without being scaled.
    luck: the mean size that effects of luck alone would have; infinite where one run a point cannot tell.
    """

    effects: Array
    moves: Array
    before: Array
    luck: float

    @property
    def mu_star(self) -> tuple[Estimate, ...]:
        """Mean size of the effects of each factor, with intervals."""
        sizes = np.abs(self.effects)
        error = sizes.std(axis=0, ddof=1) / np.sqrt(len(sizes))
        ends = zip(sizes.mean(axis=0), error, strict=True)
        return tuple(around(value, one, len(sizes) - 1).within(0, np.inf) for value, one in ends)

    @property
    def sigma(self) -> Array:
        """Standard deviation of the effects (factor,): large where they depend on the other factors."""
        sigma: Array = self.effects.std(axis=0, ddof=1)
        return sigma

    @property
    def clear(self) -> Mask:
        """Which factors (factor,) move the outcome by more than luck does, however many are asked about."""
        sizes = np.abs(self.effects)
        error = sizes.std(axis=0, ddof=1) / np.sqrt(len(sizes))
        reach = student(1 - (1 - CONFIDENCE) / (2 * sizes.shape[1]), len(sizes) - 1)
        clear: Mask = sizes.mean(axis=0) - reach * error > self.luck
        return clear


def morris_effects(sample: Sample) -> MorrisEffects:
    """Elementary effects of a sample laid out in trajectories, in each of which every factor moves once.

    The same numbers as SALib's, but for factors whose list is so short that a step leaves the value where it was: these
    have an effect of 0 there. The sources of the method are Morris (1991) and Campolongo and others (2007).
    """
    positions = sample.positions.reshape(-1, sample.block, len(sample.factors))
    outcome = sample.mean.reshape(-1, sample.block)
    steps, moves = np.diff(positions, axis=1), np.diff(outcome, axis=1)
    trajectory, step, factor = np.nonzero(steps)
    shape = len(positions), len(sample.factors)
    effects, raised, before = np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    size, change = steps[trajectory, step, factor], moves[trajectory, step]
    effects[trajectory, factor] = change / size
    raised[trajectory, factor] = change * np.sign(size)
    before[trajectory, factor] = np.where(size > 0, outcome[trajectory, step], outcome[trajectory, step + 1])
    return MorrisEffects(effects, raised, before, _luck_in_effects(sample, np.abs(size)))


def _luck_in_effects(sample: Sample, sizes: Array) -> float:
    """Mean size of an effect that is luck: that of the difference of two normal means; 0 where seeds are shared."""
    if sample.common or sample.paired or not len(sizes):
        return 0.0
    if sample.runs_per_point < 2:
        return float("inf")
    variance = 2 * float(sample.outcome.var(axis=1, ddof=1).mean()) / sample.runs_per_point
    return float(np.sqrt(variance * 2 / np.pi) * (1 / sizes).mean())


def base_rows(sample: Sample) -> Index:
    """Rows of a Sobol sample that are independent draws: A and B of each base sample."""
    starts = np.arange(0, len(sample.values), sample.block)
    return np.sort(np.concatenate([starts, starts + sample.block - 1]))
