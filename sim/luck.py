"""Luck drawn by name: it depends on the world's seed, the stream, the month and the entity, on nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from sim.types import Array, Index

COUNTER_PERIOD = 2**256
SMALLEST_DRAW = 2.0**-54

STRIDE = 2**17
"""Draws set aside for a month of a stream: more entities than the largest model has."""

DRAWS_PER_COUNT = 4
"""Philox gives four 64-bit numbers for each step of its counter."""


def stream_key(stream: str) -> int:
    """Turn the name of a stream into the 64-bit half of its key, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest(), "little")


class Luck:
    """The chance events of W worlds, each with its own seed.

    World k of one scenario and world k of another live through the same luck; batch size, order of draws and
    other streams make no difference. Counter-based generator: Philox (Salmon et al. 2011), keyed by seed and stream.
    """

    def __init__(self, seeds: Sequence[int]) -> None:
        self.seeds = tuple(int(seed) for seed in seeds)
        self._streams: dict[str, list[_Stream]] = {}

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.seeds)

    def uniform(self, stream: str, month: int, size: int) -> Array:
        """Numbers strictly between 0 and 1, one for each of `size` entities in each world: (size, world)."""
        if not 0 < size <= STRIDE:
            raise ValueError(f"a stream serves 1 to {STRIDE} entities a month, not {size}")
        if stream not in self._streams:
            self._streams[stream] = [_Stream(seed, stream_key(stream)) for seed in self.seeds]
        return self._draws(stream, month, np.arange(size))

    def uniform_of(self, stream: str, month: int, entities: Index) -> Array:
        """The same numbers for some entities only, given by number in rising order: (entity, world)."""
        return self._draws(stream, month, entities)

    def _draws(self, stream: str, month: int, entities: Index) -> Array:
        """Draw for entities in rising order; nothing is drawn for those before the first."""
        if stream not in self._streams:
            self._streams[stream] = [_Stream(seed, stream_key(stream)) for seed in self.seeds]
        first = int(entities[0]) // DRAWS_PER_COUNT
        passed = first * DRAWS_PER_COUNT
        draws = np.empty((self.worlds, int(entities[-1]) + 1 - passed))
        for world, source in enumerate(self._streams[stream]):
            source.draw(month, first, draws[world])
        # numpy draws from [0, 1): lift 0 to the middle of its cell so that its normal quantile is finite
        return np.maximum(np.take(draws, entities - passed, axis=1).T, SMALLEST_DRAW, order="C")

    def normal(self, stream: str, month: int, size: int) -> Array:
        """Standard normal numbers, one for each entity and world: (size, world)."""
        normal: Array = ndtri(self.uniform(stream, month, size))
        return normal

    def expected(self) -> Luck:
        """Luck with the surprise taken out, for looking ahead: every draw is at its middle."""
        return ExpectedLuck(self.seeds)

    def pick(self, worlds: Index) -> Luck:
        """The luck of some worlds, each as often as it is named."""
        return type(self)([self.seeds[world] for world in worlds.tolist()])


class ExpectedLuck(Luck):
    """Every draw at its middle: 1/2 for a uniform, 0 for a normal."""

    def uniform(self, stream: str, month: int, size: int) -> Array:
        """One half for everybody: (size, world)."""
        return np.full((size, self.worlds), 0.5)

    def uniform_of(self, stream: str, month: int, entities: Index) -> Array:
        """One half for everybody: (entity, world)."""
        return self.uniform(stream, month, len(entities))


class _Stream:
    """One stream of one world; moves its counter to the month asked for, so no earlier draw matters."""

    def __init__(self, seed: int, key: int) -> None:
        self._bits = np.random.Philox(key=np.array([seed, key], dtype=np.uint64))
        self._generator = np.random.Generator(self._bits)
        self._count = 0

    def draw(self, month: int, first: int, out: Array) -> None:
        """Fill an array (entity,) with numbers from [0, 1), from a count of the month's counter on."""
        start = month * (STRIDE // DRAWS_PER_COUNT) + first
        self._bits.advance((start - self._count) % COUNTER_PERIOD)
        self._generator.random(out=out)
        self._count = start + -(-len(out) // DRAWS_PER_COUNT)
