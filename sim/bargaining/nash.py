"""Nash's bargaining solution (1950): the agreement with the largest product of gains.

Runs use `nash_choice` and `efficient`. `nash_split` is the theory for a divisible good, which tests hold the choice
from a list against.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.constants import golden

from sim.bargaining.alternating import NOBODY
from sim.types import Array, Index, Mask

GOLDEN = 1 / golden
"""Share of an interval that a golden-section search keeps."""


def nash_choice(gains: Array) -> Index:
    """Number of the package with the largest product of gains, -1 where none gives both sides something: (world,).

    gains (side, package, world): what each package is worth to each side beyond no agreement. Chosen by the sum of
    logarithms after each side's gains are measured in its own largest one, so that units do not matter; of equally good
    ones the first.
    """
    both = np.all(gains > 0, axis=0)
    largest = np.where(both, gains, 0.0).max(axis=1, keepdims=True)
    share = np.where(both, gains / np.where(largest > 0, largest, 1.0), 1.0)
    product = np.where(both, np.log(share[0]) + np.log(share[1]), -np.inf)
    return np.where(both.any(axis=0), np.argmax(product, axis=0), NOBODY)


def nash_split(frontier: Callable[[float], float], largest: float, accuracy: float) -> float:
    """Gain of the first side that makes the product of gains largest on a falling, concave frontier.

    frontier: gain of the first side -> gain of the second; largest: where the second side gets nothing. Golden-section
    search down to an interval of `accuracy` times `largest` (Kiefer 1953).
    """
    low, high = 0.0, largest
    while high - low > accuracy * largest:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if left * frontier(left) < right * frontier(right):
            low = left
        else:
            high = right
    return (low + high) / 2


def efficient(gains: Array) -> Mask:
    """Packages that no other one beats for both sides (Pareto): (package, world), from gains (side, package, world)."""
    first, second = gains[0], gains[1]
    beaten = np.zeros(first.shape, dtype=bool)
    for package in range(len(first)):
        no_worse = (first >= first[package]) & (second >= second[package])
        better = (first > first[package]) | (second > second[package])
        beaten[package] = (no_worse & better).any(axis=0)
    return ~beaten
