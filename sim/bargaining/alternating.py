"""Offers over rounds (Rubinstein 1982, Binmore 1987): who gets what when waiting costs.

Runs use `agree_on_package`, in which a lot says who offers. `share_by_lot` is the theory for one divisible good that
tests hold it against; `first_mover_share` and `split_by_rounds` are that of strict turns.
"""

from __future__ import annotations

import numpy as np

from sim.types import Array, Index, Mask, Value

NOBODY = -1
"""Stands for no agreement in a list of packages."""

SIDES = 2


def first_mover_share(own_patience: Value, other_patience: Value) -> Value:
    """Share of a divisible good that the side which offers first gets (Rubinstein 1982), in closed form.

    own_patience, other_patience: what a side's share of next round is worth to it now, each from 0 to below 1.
    """
    return (1 - other_patience) / (1 - own_patience * other_patience)


def split_by_rounds(patience: tuple[Value, Value], rounds: int) -> Value:
    """The first mover's share found by thinking back from a last round in which it would take everything.

    patience of the side that offers in rounds 1, 3, 5 ... and of the other; rounds: how many there are.
    """
    share: Value = 1.0
    for number in range(rounds - 1, 0, -1):
        # whoever answers in this round takes what it would get in the next one, where it offers itself
        waits = patience[number % SIDES]
        share = 1 - waits * share
    return share


def share_by_lot(own_patience: Value, other_patience: Value) -> Value:
    """Share of a divisible good that the side drawn first gets where a fair lot says before each round who offers.

    Binmore 1987, in closed form; patience as in `first_mover_share`. Both come to the same as sides become patient.
    """
    other_expects = (1 - own_patience) / (2 - own_patience - other_patience)
    return 1 - other_patience * other_expects


def agree_on_package(values: Array, patience: tuple[Value, Value], rounds: int, first: int = 0) -> Index:
    """Find the package that two sides agree on when they offer one of a list by lot: (world,), -1 for none.

    values (side, package, world): what each package is worth to each side beyond no agreement. patience of either side
    for one round, from 0 to 1. first: the side drawn for the first round; each later round is drawn anew, so that it
    does not matter whether `rounds` is odd. In each round one side offers the package that is best for it among those
    that are worth at least as much to the other as going on; it lets a round pass where that is better for it, and then
    its own next offer that is taken stands for what the lot would bring.
    """
    worlds = values.shape[-1]
    outcome = np.full((SIDES, worlds), NOBODY)
    worth = np.zeros((SIDES, worlds))
    for _ in range(rounds):
        later = np.stack([patience[side] * worth[side] for side in range(SIDES)])
        offers = [_offer(values, later, side) for side in range(SIDES)]
        outcome = np.stack([np.where(agreed, chosen, outcome[side]) for side, (chosen, agreed, _) in enumerate(offers)])
        worth = (offers[0][-1] + offers[1][-1]) / SIDES
    agreed_on: Index = outcome[first]
    return agreed_on


def _offer(values: Array, later: Array, offering: int) -> tuple[Index, Mask, Array]:
    """What one side offers in a round (world,), whether it does (world,), and what the round is worth (side, world)."""
    chosen, found = best_acceptable(values[offering], values[1 - offering], later[1 - offering])
    gets = np.where(found, _at(values[offering], chosen), -np.inf)
    agreed: Mask = found & (gets >= later[offering])
    return chosen, agreed, np.where(agreed, np.stack([_at(side, chosen) for side in values]), later)


def best_acceptable(own: Array, other: Array, least: Array) -> tuple[Index, Mask]:
    """Find the package best for one side among those worth at least `least` (world,) to the other, and nothing lost.

    own, other (package, world); returns its number (world,), and whether there is one.
    """
    acceptable: Mask = (other >= np.maximum(least, 0)) & (own >= 0)
    best: Index = np.argmax(np.where(acceptable, own, -np.inf), axis=0)
    return best, np.asarray(acceptable.any(axis=0))


def _at(values: Array, package: Index) -> Array:
    """Read one package for each world: (world,)."""
    found: Array = np.take_along_axis(values, package[None], axis=0)[0]
    return found
