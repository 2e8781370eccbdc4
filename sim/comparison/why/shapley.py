"""Sharing a difference out to the changes that made it, fairly: Shapley's value, exact or by sampled orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from sim.arrays import add_up
from sim.luck import Luck
from sim.types import Array

Coalition = frozenset[int]
"""The changes that have been made, by number."""

Worth = Callable[[Coalition], Array]
"""What comes out with some changes made, (..., run): the same shape for all."""

ORDERS = "shapley_orders"
"""The stream of luck that orders of changes are drawn from."""


@dataclass(frozen=True, eq=False)
class Sharing:
    """A difference shared out. All arrays but error end in the shape of a worth (..., run).

    total: all changes made less none. share (change, ..., run): adds up to the total. alone (change, ..., run): what a
    change brings made by itself; last: what it brings made after all others. error (change, ...): standard error of a
    sampled share, mean over runs, over the orders drawn; 0 where all subsets were lived through. together: for each
    pair of changes (in order) what both bring beyond what each brings by itself; empty where shares were sampled.
    """

    total: Array
    share: Array
    alone: Array
    last: Array
    error: Array
    together: dict[tuple[int, int], Array]
    lived: int

    @property
    def interaction(self) -> Array:
        """The part of the total that no change brings by itself: (..., run)."""
        left: Array = self.total - add_up(self.alone)
        return left


class Remembered:
    """The worth of every coalition asked for, each worked out once."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._worked_out: dict[Coalition, Array] = {}

    def __len__(self) -> int:
        return len(self._worked_out)

    def of(self, coalition: Coalition) -> Array:
        """Tell what a coalition comes to."""
        if coalition not in self._worked_out:
            self._worked_out[coalition] = self._worth(coalition)
        return self._worked_out[coalition]


def exact(worth: Worth, changes: int) -> Sharing:
    """Share out by living through all 2^n subsets of the changes (Shapley 1953)."""
    known = Remembered(worth)
    for coalition in _subsets(range(changes)):
        known.of(coalition)
    share = np.stack([_exact_share(known, change, changes) for change in range(changes)])
    pairs = {pair: _beyond(known, *pair) for pair in combinations(range(changes), 2)}
    return _sharing(known, changes, share, np.zeros(share.shape[:-1]), pairs)


def sampled(worth: Worth, changes: int, orders: int, seed: int) -> Sharing:
    """Share out over random orders in which the changes are made, each also backwards (Castro et al. 2009).

    orders: how many to draw, 2 or more; every order is followed by its reverse, which steadies the mean. What an order
    and its reverse say together is one observation of the standard error.
    """
    known = Remembered(worth)
    rows = []
    for order in _orders(changes, -(-orders // 2), seed):
        rows.append((_marginals(known, order) + _marginals(known, order[::-1])) / 2)
    found = np.stack(rows)
    means = found.mean(axis=-1)
    spread = means.std(axis=0, ddof=1) if len(rows) > 1 else np.full(means.shape[1:], np.nan)
    return _sharing(known, changes, found.mean(axis=0), spread / np.sqrt(len(rows)), {})


def _sharing(
    known: Remembered, changes: int, share: Array, error: Array, together: dict[tuple[int, int], Array]
) -> Sharing:
    nothing, everything = known.of(frozenset()), known.of(frozenset(range(changes)))
    alone = [known.of(frozenset([change])) - nothing for change in range(changes)]
    last = [everything - known.of(frozenset(range(changes)) - {change}) for change in range(changes)]
    return Sharing(everything - nothing, share, np.stack(alone), np.stack(last), error, together, len(known))


def _exact_share(known: Remembered, change: int, changes: int) -> Array:
    """Mean of what a change adds to every subset of the others, each order of making them counted once."""
    others = [other for other in range(changes) if other != change]
    total = np.zeros_like(known.of(frozenset()), dtype=np.float64)
    for made in _subsets(others):
        weight = factorial(len(made)) * factorial(changes - len(made) - 1) / factorial(changes)
        total = total + weight * (known.of(made | {change}) - known.of(made))
    return total


def _beyond(known: Remembered, one: int, other: int) -> Array:
    """What two changes bring together beyond the sum of both (the dividend of Harsanyi 1959)."""
    both = known.of(frozenset((one, other))) + known.of(frozenset())
    beyond: Array = both - known.of(frozenset([one])) - known.of(frozenset([other]))
    return beyond


def _marginals(known: Remembered, order: Iterable[int]) -> Array:
    """What each change adds when they are made in an order: (change, ...)."""
    made: Coalition = frozenset()
    added: dict[int, Array] = {}
    for change in order:
        added[change] = known.of(made | {change}) - known.of(made)
        made = made | {change}
    return np.stack([added[change] for change in sorted(added)])


def _orders(changes: int, number: int, seed: int) -> Iterator[list[int]]:
    """Yield random orders, the same for the same seed."""
    luck = Luck([seed])
    for turn in range(number):
        yield np.argsort(luck.uniform(ORDERS, turn, changes)[:, 0], kind="stable").tolist()


def _subsets(members: Iterable[int]) -> Iterator[Coalition]:
    """Yield every subset, the empty one first."""
    every = list(members)
    for size in range(len(every) + 1):
        yield from (frozenset(chosen) for chosen in combinations(every, size))
