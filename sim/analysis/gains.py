"""What each lever is worth: how far each of its values helps against its first, in how many worlds, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.choosing import Met, met, numbers_of, worlds_of
from sim.analysis.resampling import Estimate, mean_of
from sim.analysis.sample import value_of
from sim.types import Array

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor


@dataclass(frozen=True)
class Gain:
    """One value of a lever held against its first value, within the same worlds, over all values of all other levers.

    gain: mean change of `outcome` for the better (more than 0 helps whichever way the outcome is good), in its unit.
    helped: share of the worlds in which it helps. worst: the gain in the worst world. cost: what the programmes of the
    state cost more, in the unit of `programme_cost_sum` (None where that was not kept). price: cost of one unit of the
    outcome gained (nan where nothing is gained for sure, or nothing is paid). worlds: draws of facts and luck.
    steady: in all of them it comes to the same.
    """

    factor: Factor
    outcome: str
    value: Any
    against: Any
    gain: Estimate
    helped: float
    worst: float
    cost: Estimate | None
    price: float
    worlds: int
    steady: bool = False


def gains(
    table: pd.DataFrame, lever: Factor, facts: Sequence[Factor], outcome: str, good: int, cost: str = ""
) -> tuple[Gain, ...]:
    """Hold each value of a lever against the first in its list, or the lowest of a range.

    table: runs with factors, seeds and outcomes. good: 1 where more of the outcome is good, else -1. cost: column of
    what programmes cost, where it was kept. Empty where the values did not meet the same worlds.
    """
    names = [outcome, *([cost] if cost else [])]
    table = table[np.isfinite(table[names].to_numpy(dtype=np.float64)).all(axis=1)]
    if not len(table):
        return ()
    values = numbers_of(table, [lever])[:, 0]
    order = _in_order(lever, values)
    world = worlds_of(table, facts)
    # values that were drawn are many, and none meets all worlds
    if len(order) < 2 or len(order) * (int(world.max()) + 1) > len(table):
        return ()
    choice = np.array([order.index(value) for value in values], dtype=np.intp)
    found = met(choice, len(order), world, table[names].to_numpy(dtype=np.float64))
    if not found.paired:
        return ()
    return tuple(_gains(lever, outcome, good, [value_of(lever, one) for one in order], found))


def _in_order(lever: Factor, values: Array) -> list[float]:
    """Numbers that a lever took: in the order of its list, or from the lowest."""
    taken = [float(one) for one in np.unique(values)]
    if not lever.listed or lever.texts:
        return taken
    places = [float(one) for one in lever.axis.values]
    return sorted(taken, key=places.index)


def _gains(lever: Factor, outcome: str, good: int, named: list[Any], found: Met) -> Iterator[Gain]:
    by_world = found.by_world
    for place in range(1, len(named)):
        better = good * (by_world[place, :, 0] - by_world[0, :, 0])
        gain = mean_of(better)
        cost = mean_of(by_world[place, :, 1] - by_world[0, :, 1]) if by_world.shape[-1] > 1 else None
        yield Gain(
            factor=lever,
            outcome=outcome,
            value=named[place],
            against=named[0],
            gain=gain,
            helped=float((better > 0).mean()),
            worst=float(better.min()),
            cost=cost,
            price=_price(gain, cost),
            worlds=len(better),
            steady=found.steady,
        )


def _price(gain: Estimate, cost: Estimate | None) -> float:
    """What one unit of the outcome costs; nan where nothing is gained for sure, or nothing is paid."""
    bought = gain.value > 0 and not (gain.sure and gain.low <= 0)
    return cost.value / gain.value if cost is not None and bought and cost.value > 0 else float("nan")
