"""Luck drawn by name: it depends on the world's seed, the stream, the month and the entity, on nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.loops import in_loops
from sim.types import Array, Index

SMALLEST_DRAW = 2.0**-54

STRIDE = 2**17
"""Draws set aside for a month of a stream: more entities than the largest model has."""

DRAWS_PER_COUNT = 4
"""Philox gives four 64-bit numbers for each step of its counter."""


@cache
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

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.seeds)

    def uniform(self, stream: str, month: int, size: int) -> Array:
        """Numbers strictly between 0 and 1, one for each of `size` entities in each world: (size, world)."""
        if not 0 < size <= STRIDE:
            raise ValueError(f"a stream serves 1 to {STRIDE} entities a month, not {size}")
        return self._draws(stream, month, np.arange(size))

    def uniform_of(self, stream: str, month: int, entities: Index) -> Array:
        """The same numbers for some entities only, given by number in rising order: (entity, world)."""
        return self._draws(stream, month, entities)

    @cached_property
    def _source(self) -> _Source:
        return _Source()

    @cached_property
    def _distinct(self) -> tuple[list[int], Index | None]:
        """Every seed once, and the place of each world's among them: None where each world has its own."""
        distinct = list(dict.fromkeys(self.seeds))
        if len(distinct) == self.worlds:
            return distinct, None
        place = {seed: row for row, seed in enumerate(distinct)}
        return distinct, np.array([place[seed] for seed in self.seeds], dtype=np.intp)

    def _draws(self, stream: str, month: int, entities: Index) -> Array:
        """Draw for entities in rising order; nothing is drawn for those before the first."""
        first = int(entities[0]) // DRAWS_PER_COUNT
        passed = first * DRAWS_PER_COUNT
        seeds, place = self._distinct
        if in_loops():
            drawn = self._looped(stream, month, np.asarray(entities, dtype=np.intp))
            return drawn if place is None else np.take(drawn, place, axis=1)
        draws = np.empty((len(seeds), int(entities[-1]) + 1 - passed))
        self._source.fill(draws, seeds, stream_key(stream), month * (STRIDE // DRAWS_PER_COUNT) + first)
        # numpy draws from [0, 1): lift 0 to the middle of its cell so that its normal quantile is finite
        drawn = np.maximum(np.take(draws, entities - passed, axis=1).T, SMALLEST_DRAW, order="C")
        return drawn if place is None else np.take(drawn, place, axis=1)

    def _looped(self, stream: str, month: int, entities: Index) -> Array:
        """The same draws by a compiled loop, which draws no more than it is asked for: (entity, distinct seed)."""
        from sim.draws import fill

        seeds = np.array(self._distinct[0], dtype=np.uint64)
        drawn = np.empty((len(entities), len(seeds)))
        fill(drawn, seeds, np.uint64(stream_key(stream)), month * (STRIDE // DRAWS_PER_COUNT), entities, SMALLEST_DRAW)
        return drawn

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


class _Source:
    """A generator that is set to a seed, a stream and a count before each draw, so that no earlier draw matters."""

    def __init__(self) -> None:
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state: Any = self._bits.state

    def fill(self, out: Array, seeds: Sequence[int], key: int, count: int) -> None:
        """Fill the rows of an array (seed, entity) with numbers from [0, 1), from a count of the counter on."""
        state = self._state["state"]
        # set as a whole: moving the counter on, or a generator for each seed, takes twice to five times as long
        state["counter"][:] = count, 0, 0, 0
        state["key"][1] = key
        for row, seed in zip(out, seeds, strict=True):
            state["key"][0] = seed
            self._bits.state = self._state
            self._generator.random(out=row)
