"""Whether the order of factors would come out again: one half of the runs against the other, and few against many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.resampling import Estimate
from sim.analysis.sample import FEWEST_POINTS, Sample, distinct
from sim.analysis.sensitivity import Measure, Sensitivity, sensitivity
from sim.types import Array, Index

TOP = 5
"""Most of the strongest factors whose names are compared; at most half of all, for halves always share all of them."""

FEWEST_BLOCKS = 4
"""Base samples or trajectories that say anything together."""

SIZES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Parts of the runs that indices are computed from to see them settle."""


@dataclass(frozen=True)
class Rank:
    """Places of a factor by its strength, from 1, in either half of the runs and in all of them."""

    factor: str
    overall: int
    first: int
    second: int


@dataclass(frozen=True)
class Stability:
    """How well two halves of the runs agree on what matters; `halves` says of what: seeds, points, worlds...

    spearman and kendall: rank correlations of the strengths of those factors that are clear in all runs (nan for fewer
    than two); top_shared: how many of the strongest the halves share, of `top` (five, or half of all; 0: too few to
    compare). furthest: the factor whose strength, by `measure`, differs most between the halves, and `pair`: its
    strength in either.
    """

    halves: str
    ranks: tuple[Rank, ...]
    spearman: float
    kendall: float
    top_shared: int
    top: int
    outcome: str = ""
    measure: Measure = "first"
    furthest: str = ""
    pair: tuple[float, float] = (np.nan, np.nan)

    @property
    def apart(self) -> float:
        """The largest difference of a strength between the halves."""
        return abs(self.pair[0] - self.pair[1])


@dataclass(frozen=True)
class Step:
    """Strength of each factor, by name, from a part of the runs."""

    runs: int
    strengths: dict[str, Estimate]


def stability(sample: Sample, whole: Sensitivity | None = None) -> tuple[Stability, ...]:
    """Compare what halves of a sample say: of its seeds, and of what its points are made of, wherever it can be cut."""
    whole = whole or sensitivity(sample)
    return tuple(_compared(sample, whole, *parts) for parts in halves(sample))


def _compared(sample: Sample, whole: Sensitivity, name: str, one: Sample, other: Sample) -> Stability:
    found = sensitivity(one), sensitivity(other)
    # of a half with one run a point of luck of its own only first shares are known
    by = next((one.ranked_by for one in found if one.ranked_by == "first"), whole.ranked_by)
    strengths = [strength_of(each, sample.names, by) for each in (whole, *found)]
    places = [_places(values) for values in strengths]
    ranks = [Rank(factor, *(int(place[row]) for place in places)) for row, factor in enumerate(sample.names)]
    clear = np.isin(sample.names, [effect.factor.name for effect in whole.clear])
    top = min(TOP, len(ranks) // 2)
    pair = strengths[1][clear], strengths[2][clear]
    furthest = int(np.argmax(np.abs(strengths[1] - strengths[2])))
    return Stability(
        name,
        tuple(sorted(ranks, key=lambda rank: rank.overall)),
        *_correlations(*pair),
        top_shared=sum(rank.first <= top and rank.second <= top for rank in ranks),
        top=top,
        outcome=sample.name,
        measure=by,
        furthest=sample.names[furthest],
        pair=(float(strengths[1][furthest]), float(strengths[2][furthest])),
    )


def halves(sample: Sample) -> Iterator[tuple[str, Sample, Sample]]:
    """Cut a sample in two: by seeds where each point has several, and by points, worlds, or base samples."""
    if sample.runs_per_point > 1:
        middle = sample.runs_per_point // 2
        runs = np.arange(sample.runs_per_point)
        yield "seeds", sample.of_runs(runs[:middle]), sample.of_runs(runs[middle:])
    if sample.layout == "factorial":
        return
    name, unit = _units(sample)
    if (int(unit.max()) + 1) // 2 >= (FEWEST_BLOCKS if sample.block > 1 else FEWEST_POINTS):
        yield name, sample.rows(unit % 2 == 0), sample.rows(unit % 2 == 1)


def convergence(sample: Sample) -> tuple[Step, ...]:
    """Indices from a sixteenth, an eighth, ... and all of a sample: whether more runs would still move them."""
    steps = [_part(sample, part) for part in SIZES]
    sizes = dict((one.outcome.size, one) for one in steps if one is not None)
    return tuple(_step(one, runs) for runs, one in sorted(sizes.items()))


def strength_of(found: Sensitivity, names: tuple[str, ...], by: str) -> Array:
    """What factors are ranked by, in the order of `names`: (factor,)."""
    strengths = {effect.factor.name: effect.measure(by).value for effect in found.effects}  # type: ignore[arg-type]
    return np.array([strengths[name] for name in names])


def _step(sample: Sample, runs: int) -> Step:
    found = sensitivity(sample)
    return Step(runs, {effect.factor.name: effect.measure(found.ranked_by) for effect in found.effects})


def _part(sample: Sample, part: float) -> Sample | None:
    """The first part of a sample: of its seeds where all points meet the same few worlds, else of its units."""
    if sample.layout == "factorial":
        runs = max(int(part * sample.runs_per_point), 1)
        return sample.of_runs(np.arange(runs))
    _, unit = _units(sample)
    units = max(round(part * (int(unit.max()) + 1)), 1)
    # a Sobol sample or a trajectory has many rows a unit, and a few of them will do
    return sample.rows(unit < units) if units >= (FEWEST_BLOCKS if sample.block > 1 else FEWEST_POINTS) else None


def _units(sample: Sample) -> tuple[str, Index]:
    """What is independent in a sample, and the number of each point's (point,)."""
    if sample.block > 1:
        name = "base samples" if sample.layout == "sobol" else "trajectories"
        return name, np.arange(len(sample.values)) // sample.block
    if sample.layout == "crossed":
        levers = np.array([factor.role == "lever" for factor in sample.factors], dtype=bool)
        worlds = distinct(sample.values[:, ~levers])[0]
        # numbered by their first appearance, so that a part of them is not a part of a range
        order = np.argsort(np.unique(worlds, return_index=True)[1])
        return "worlds", np.argsort(order)[worlds]
    return "points", np.arange(len(sample.values))


def _places(strengths: Array) -> Index:
    """Place of each factor, the strongest 1."""
    return np.argsort(np.argsort(-strengths, kind="stable")) + 1


def _correlations(one: Array, other: Array) -> tuple[float, float]:
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return np.nan, np.nan
    from scipy.stats import kendalltau, spearmanr

    return float(spearmanr(one, other).statistic), float(kendalltau(one, other).statistic)
