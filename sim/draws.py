"""The draws of sim.luck as a compiled loop: only the counts that are asked for, to the same bits.

The generator is Philox with four 64-bit numbers and ten rounds (Salmon et al. 2011), as in NumPy, and so are its
constants.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.loops import loop, part
from sim.types import Array, Index

Counts = NDArray[np.uint64]
"""Unsigned whole numbers."""

FIRST, SECOND = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
"""What a round multiplies by."""

FIRST_KEY, SECOND_KEY = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
"""What the key grows by from round to round."""

ROUNDS = 10
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
SPARE = np.uint64(11)
"""Bits of a number that the 53 of a draw leave over."""

STEP = 2.0**-53
"""What draws are multiples of."""


@part
def upper(one: np.uint64, other: np.uint64) -> np.uint64:
    """The upper half of a product of 64-bit numbers."""
    a, b, c, d = one >> HALF, one & LOW, other >> HALF, other & LOW
    middle = a * d + ((b * d) >> HALF)
    more = b * c + (middle & LOW)
    return a * c + (middle >> HALF) + (more >> HALF)


@loop
def fill(out: Array, seeds: Counts, stream: np.uint64, start: int, entities: Index, least: float) -> None:
    """Write the draws (entity, world) of entities in rising order, which count from a count of the counter on.

    seeds (world,) and stream: the two halves of the key, unsigned; least: the smallest draw.
    """
    for world in range(len(seeds)):
        count = np.int64(-1)
        a = b = c = d = np.uint64(0)
        for row in range(len(entities)):
            if entities[row] >> 2 != count:
                count = entities[row] >> 2
                # the counter is raised before the first numbers are drawn
                a, b, c, d = np.uint64(start + count + 1), np.uint64(0), np.uint64(0), np.uint64(0)
                first, second = seeds[world], stream
                for _ in range(ROUNDS):
                    high, low = upper(FIRST, a), FIRST * a
                    a, b, c, d = upper(SECOND, c) ^ b ^ first, SECOND * c, high ^ d ^ second, low
                    first += FIRST_KEY
                    second += SECOND_KEY
            place = entities[row] & 3
            bits = a if place == 0 else b if place == 1 else c if place == 2 else d
            out[row, world] = max((bits >> SPARE) * STEP, least)
