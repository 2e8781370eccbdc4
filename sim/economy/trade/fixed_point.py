"""Solve x = G(x) in many worlds at once by Anderson acceleration, each world on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.arrays import add_up
from sim.types import Array, Index, Mask

MEMORY = 6
"""Earlier steps that an accelerated step looks back on."""

RIDGE = 1e-13
"""Keeps the least squares of the remembered steps solvable, as a part of their size."""

SETBACK = 2.0
"""A world whose residual grows by more than this factor forgets its earlier steps."""

PATIENCE = 100
"""Steps after which worlds that have not settled take half as many smaller plain steps before they try again."""

LONGEST = 1.0
"""No logarithm moves by more than this in one step."""

FLOOR = 1e-300
"""Keeps them solvable where nothing is remembered."""


class Step(Protocol):
    """A map G of unknowns (row, world) that can be cut down to some of its worlds."""

    def __call__(self, x: Array) -> Array:
        """Work out G(x)."""

    def take(self, worlds: Index) -> Step:
        """Keep some worlds."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Where each world came to rest: x (row, world), size of the last step and number of steps (world,)."""

    x: Array
    residual: Array
    iterations: Index


class Memory:
    """The last steps of every world, and the inner products of their residuals."""

    def __init__(self, rows: int, worlds: int) -> None:
        self.moves = np.zeros((rows, MEMORY, worlds))
        self.residuals = np.zeros((rows, MEMORY, worlds))
        self.products = np.zeros((worlds, MEMORY, MEMORY))
        self.next = 0

    def add(self, move: Array, residual: Array) -> None:
        """Remember the change of G(x) and of its residual in the last step, both (row, world)."""
        place, self.next = self.next, (self.next + 1) % MEMORY
        self.moves[:, place] = move
        self.residuals[:, place] = residual
        products = add_up(self.residuals * residual[:, None]).T
        self.products[:, place, :] = products
        self.products[:, :, place] = products

    def forget(self, worlds: Mask) -> None:
        """Start anew in some worlds."""
        if worlds.any():
            self.moves[..., worlds] = 0
            self.residuals[..., worlds] = 0
            self.products[worlds] = 0

    def correction(self, residual: Array) -> Array:
        """Combine remembered moves so that remembered residuals come nearest to this one: (row, world)."""
        wanted = add_up(self.residuals * residual[:, None]).T
        size = np.trace(self.products, axis1=1, axis2=2)
        ridge = (RIDGE * size + FLOOR)[:, None, None] * np.eye(MEMORY)
        weights = np.linalg.solve(self.products + ridge, wanted[:, :, None])[:, :, 0].T
        combined = self.moves[:, 0] * weights[0]
        for place in range(1, MEMORY):
            combined += self.moves[:, place] * weights[place]
        return np.asarray(combined)

    def keep(self, worlds: Index) -> None:
        """Keep some worlds."""
        self.moves = self.moves[..., worlds]
        self.residuals = self.residuals[..., worlds]
        self.products = self.products[worlds]


class Walk:
    """Worlds on their way: where each stands, and what its last step was."""

    def __init__(self, start: Array) -> None:
        rows, worlds = start.shape
        self.x = start.copy()
        self.steps = 0
        self.memory = Memory(rows, worlds)
        self.reached, self.residual = np.zeros_like(start), np.zeros_like(start)
        self.size = np.full(worlds, np.inf)

    def move(self, residual: Array, size: Array) -> None:
        """Take an accelerated step; worlds that wander for long get there by small plain steps, and then try again."""
        reached = self.x + residual
        if self.steps:
            self.memory.add(reached - self.reached, residual - self.residual)
        round_, within = divmod(self.steps, PATIENCE)
        plain = round_ > 0 and 2 * within < PATIENCE
        self.memory.forget((size > SETBACK * self.size) | plain)
        pace = 1 / 2**round_ if plain else 1.0
        step = pace * residual - self.memory.correction(residual)
        self.reached, self.residual, self.size = reached, residual, size
        self.x = self.x + np.clip(step, -LONGEST, LONGEST)
        self.steps += 1

    def keep(self, worlds: Index) -> None:
        """Keep some worlds."""
        self.x, self.reached, self.residual = (part[:, worlds] for part in (self.x, self.reached, self.residual))
        self.size = self.size[worlds]
        self.memory.keep(worlds)


def settle(step: Step, start: Array, tolerance: float, limit: int) -> Settled:
    """Repeat a map until no unknown moves by more than a tolerance; a world that has come to rest is left alone.

    start (row, world). Worlds that have not settled after `limit` steps return with the residual they have.
    """
    worlds = start.shape[1]
    found, residuals = start.copy(), np.full(worlds, np.inf)
    iterations = np.full(worlds, limit, dtype=np.intp)
    live, pending = np.arange(worlds), np.ones(worlds, dtype=bool)
    walk = Walk(start)
    for count in range(limit + 1):
        residual = step(walk.x) - walk.x
        size = np.abs(residual).max(axis=0)
        size = np.where(np.isnan(size), np.inf, size)
        at = live[pending]
        found[:, at], residuals[at] = walk.x[:, pending], size[pending]
        resting = pending & (size <= tolerance)
        iterations[live[resting]] = count
        pending &= ~resting
        if not pending.any():
            break
        walk.move(residual, size)
        if 2 * np.count_nonzero(pending) <= len(live):
            kept = np.flatnonzero(pending)
            live, pending = live[kept], pending[kept]
            walk.keep(kept)
            step = step.take(kept)
    return Settled(found, residuals, iterations)
