"""An order of a million numbers that nobody has to remember: the place of each is worked out from a key.

A keyed permutation: an unbalanced Feistel network over the next power of two, walked along its cycles until the number
is in range. Source: Black and Rogaway (2002), Ciphers with arbitrary finite domains.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.types import Array, Index

Words = NDArray[np.uint64]

ROUNDS = 8
"""Rounds of the network: four make an order that looks like chance, the others are for certainty."""

GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""Multipliers of SplitMix64 (Steele, Lea and Flood 2014), which turns a counter into random bits."""

BITS_OF_A_FLOAT = 53


def mixed(words: Words) -> Words:
    """Turn 64-bit words into others that look like chance, the same for the same word."""
    mixed = words + np.uint64(GOLDEN)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND)
    return mixed ^ (mixed >> np.uint64(31))


def shuffled(numbers: Index, size: int, keys: Words) -> Index:
    """Find the places of numbers from 0 to size - 1 (number,) in the order of each key (key,): (number, key)."""
    bits = max(2, int(size - 1).bit_length())
    found = _scrambled(np.repeat(numbers.astype(np.uint64)[:, None], len(keys), axis=1), bits, keys)
    beyond = found >= size
    while beyond.any():
        found = np.where(beyond, _scrambled(found, bits, keys), found)
        beyond = found >= size
    return found.astype(np.intp)


def jitter(numbers: Index, keys: Words) -> Array:
    """Draw a number from [0, 1) for each number (number,) and key (key,): (number, key)."""
    words = mixed(mixed(numbers.astype(np.uint64))[:, None] ^ mixed(keys))
    drawn: Array = (words >> np.uint64(64 - BITS_OF_A_FLOAT)).astype(np.float64) * 2.0**-BITS_OF_A_FLOAT
    return drawn


def _scrambled(values: Words, bits: int, keys: Words) -> Words:
    """Permute the numbers of so many bits, by a key each: (number, key)."""
    low_bits, high_bits = np.uint64(bits // 2), np.uint64(bits - bits // 2)
    for turn in range(ROUNDS):
        low = values & _mask(low_bits)
        high = (values >> low_bits) ^ (mixed(low ^ mixed(keys + np.uint64(turn))) & _mask(high_bits))
        # the halves change places, and so do their lengths
        values = (low << high_bits) | high
        low_bits, high_bits = high_bits, low_bits
    return values


def _mask(bits: np.uint64) -> np.uint64:
    return np.uint64((1 << int(bits)) - 1)
