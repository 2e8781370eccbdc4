"""Which uncertain parameters an outcome hinges on: rank correlations, with the floor that chance alone would reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

from sim.types import Array

CONFIDENCE = 0.95
"""How sure we want to be that no parameter without influence passes the floor."""

FIFTH = 0.2
"""The share of samples at either end of a parameter's range that is set against the other end."""


@dataclass(frozen=True)
class Driver:
    """How an outcome moves with a parameter over the samples.

    rank_correlation: Spearman's, -1 to 1. coefficient: standardised, of the regression of ranks on those of all
    parameters above the floor; nan for the others. low_end and high_end: mean outcome over the fifth of the samples
    with the lowest and the highest values of the parameter. clear: above the noise floor.
    """

    parameter: str
    rank_correlation: float
    coefficient: float
    low_end: float
    high_end: float
    clear: bool


@dataclass(frozen=True)
class Drivers:
    """Parameters by the strength of their rank correlation with an outcome, strongest first.

    noise_floor: the rank correlation that the strongest of so many parameters would stay below in 95 of 100 studies if
    none had any influence. explained: the share of the variance of ranks that the clear ones explain together.
    """

    ranked: tuple[Driver, ...]
    noise_floor: float
    explained: float

    @property
    def clear(self) -> tuple[Driver, ...]:
        """Those above the noise floor."""
        return tuple(one for one in self.ranked if one.clear)


def drivers(values: Array, parameters: Array, names: Sequence[str]) -> Drivers:
    """Rank parameters (parameter, sample) by how an outcome (sample,) moves with them.

    Samples that have no outcome (nan) are left out.
    The sources of the method are Saltelli and Sobol' (1995) for ranks and Dunn (1961) for the floor of many tests.
    """
    known = np.isfinite(values)
    outcome, ranks = values[known], rankdata(parameters[:, known], axis=1)
    correlations = _correlations(rankdata(outcome), ranks)
    floor = noise_floor(int(known.sum()), len(names))
    clear = np.abs(correlations) > floor
    coefficients, explained = _regression(rankdata(outcome), ranks[clear])
    every = np.full(len(names), np.nan)
    every[clear] = coefficients
    found = [
        Driver(name, float(correlations[row]), float(every[row]), *_ends(outcome, ranks[row]), bool(clear[row]))
        for row, name in enumerate(names)
    ]
    return Drivers(tuple(sorted(found, key=lambda one: -abs(one.rank_correlation))), floor, explained)


def noise_floor(samples: int, parameters: int) -> float:
    """Find the rank correlation that the largest of so many by chance alone stays below with the confidence asked for.

    A rank correlation by chance is nearly normal with variance 1 / (samples - 1); the chance of error is shared out
    over all parameters (Bonferroni).
    """
    if samples <= 2 or parameters == 0:
        return 1.0
    point = norm.ppf(1 - (1 - CONFIDENCE) / (2 * parameters))
    return float(min(point / np.sqrt(samples - 1), 1.0))


def _correlations(outcome: Array, ranks: Array) -> Array:
    """Correlate ranks of an outcome (sample,) with those of parameters (parameter, sample); 0 where nothing varies."""
    ours, theirs = outcome - outcome.mean(), ranks - ranks.mean(axis=1, keepdims=True)
    size = np.sqrt((ours**2).sum() * (theirs**2).sum(axis=1))
    found: Array = np.divide((theirs * ours).sum(axis=1), size, out=np.zeros(len(ranks)), where=size > 0)
    return found


def _regression(outcome: Array, ranks: Array) -> tuple[Array, float]:
    """Regress standardised ranks on those of some parameters: coefficients, and the share of variance explained."""
    if not len(ranks) or not outcome.std():
        return np.zeros(len(ranks)), 0.0
    ours = (outcome - outcome.mean()) / outcome.std()
    theirs = (ranks - ranks.mean(axis=1, keepdims=True)) / ranks.std(axis=1, keepdims=True)
    coefficients = np.linalg.lstsq(theirs.T, ours, rcond=None)[0]
    left = ours - theirs.T @ coefficients
    return coefficients, float(1 - (left**2).mean())


def _ends(outcome: Array, ranks: Array) -> tuple[float, float]:
    """Mean outcome over the samples with the lowest and the highest values of a parameter."""
    count = max(1, int(FIFTH * len(outcome)))
    order = np.argsort(ranks, kind="stable")
    return float(outcome[order[:count]].mean()), float(outcome[order[-count:]].mean())
