"""Shares of variance where every value of each factor meets every combination of the others.

Nothing is sampled then but worlds: seeds, or the uncertain facts that each choice is crossed with. Means over the other
factors are exact but for these, so that no fit is needed (Fisher's analysis of variance with repeated measures).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.resampling import groups_of, jackknife, left_out
from sim.analysis.sample import distinct
from sim.types import Array, Index, Mask

SURE_OF_NOTHING = 1.0
"""The chance that a factor does nothing, where there is one world and nothing can be said."""


@dataclass(frozen=True, eq=False)
class FactorialShares:
    """First and total shares of variance of each factor (factor,) with standard errors; nan where there is one world.

    chance: how likely so much would be if the factor did nothing (factor,). freedom: of the errors.
    """

    first: Array
    first_error: Array
    total: Array
    total_error: Array
    chance: Array
    freedom: int

    def clear(self, error: float) -> Mask:
        """Which factors (factor,) do something, with a chance of error over all of them together."""
        clear: Mask = self.chance < error / max(len(self.chance), 1)
        return clear


def factorial_shares(values: Array, outcome: Array, variance: float | None = None) -> FactorialShares:
    """Shares that factors (point, factor) answer for in an outcome (point, world) of a full factorial.

    variance: what is shared out, where more varies than these factors; without it, the variance between the points.
    """
    cells, levels = lay_out(values, outcome)
    worlds = outcome.shape[1]
    both = _both(cells, levels, variance)
    group, groups = groups_of(np.arange(worlds))
    errors, freedom = np.full((2, len(levels)), np.nan), 0
    if worlds > 1:
        errors, freedom = jackknife(
            both, left_out(groups, lambda one: _both(cells[..., group != one], levels, variance))
        )
    chance = np.array([_chance(cells, axis) for axis in range(len(levels))])
    return FactorialShares(both[0], errors[0], both[1], errors[1], chance, freedom)


def lay_out(values: Array, outcome: Array) -> tuple[Array, tuple[int, ...]]:
    """Lay an outcome (point, world) out by the values of its factors: (value of one, value of the next, ..., world)."""
    places = [np.unique(column, return_inverse=True) for column in values.T]
    levels = tuple(len(found) for found, _ in places)
    cells = np.empty((*levels, outcome.shape[1]))
    cells[tuple(place.reshape(-1) for _, place in places)] = outcome
    return cells, levels


def _both(cells: Array, levels: tuple[int, ...], variance: float | None) -> Array:
    """First and total shares of each factor: (2, factor)."""
    worlds, mean = cells.shape[-1], cells.mean(axis=-1)
    noise = _noise(cells) / worlds
    count = mean.size
    whole = mean.var() - noise * (count - 1) / count if variance is None else variance
    shares = np.zeros((2, len(levels)))
    if whole <= 0:
        return shares
    for axis, level in enumerate(levels):
        others = tuple(other for other in range(len(levels)) if other != axis)
        rest = noise * (level - 1) / level
        shares[0, axis] = (mean.mean(axis=others).var() - rest * level / count) / whole
        shares[1, axis] = (_within(cells, mean, axis, variance) - (rest if variance is None else 0)) / whole
    return shares


def _within(cells: Array, mean: Array, axis: int, variance: float | None) -> float:
    """Mean variance along a factor with all else held: of mean worlds, or in each world where worlds are facts too."""
    return float(mean.var(axis=axis).mean() if variance is None else cells.var(axis=axis).mean())


def _noise(cells: Array) -> float:
    """Variance of what neither point nor world explains: how much points differ by the world they meet."""
    worlds = cells.shape[-1]
    if worlds < 2:
        return 0.0
    flat = cells.reshape(-1, worlds)
    left = flat - flat.mean(axis=1, keepdims=True) - flat.mean(axis=0) + flat.mean()
    return float((left**2).sum() / max((len(flat) - 1) * (worlds - 1), 1))


def _chance(cells: Array, axis: int) -> float:
    """How likely differences between the values of a factor would be by chance, in its means or in any cell.

    Cells of the same world share its luck and its facts, so that they count as one (the lower bound of Greenhouse and
    Geisser 1959): taken for independent, they would make a factor of whatever a value draws anew in all of them.
    """
    worlds = cells.shape[-1]
    if worlds < 2:
        return SURE_OF_NOTHING
    by_value = np.moveaxis(cells, axis, 0)
    means = by_value.reshape(len(by_value), -1, worlds).mean(axis=1)
    within = by_value.reshape(len(by_value), -1, worlds) - by_value.reshape(len(by_value), -1, worlds).mean(axis=0)
    return min(2 * min(_tail(means[:, None]), _tail(within)), 1.0)


def _tail(cells: Array) -> float:
    """Chance of so much between values (value, block, world), against how it differs from world to world."""
    from scipy.special import fdtrc

    values, blocks, worlds = cells.shape
    centred = cells - cells.mean(axis=0)
    effect = centred.mean(axis=-1, keepdims=True)
    freedom = (values - 1) * blocks
    if not freedom:
        return SURE_OF_NOTHING
    between = worlds * float((effect**2).sum()) / freedom
    alike = values - 1
    within = float(((centred - effect) ** 2).sum()) / (freedom * (worlds - 1))
    if between == 0:
        return SURE_OF_NOTHING
    return 0.0 if within <= 0 else float(fdtrc(alike, alike * (worlds - 1), between / within))


def crossed_parts(values: Array, levers: Mask) -> tuple[Index, Index]:
    """Tell which choice and which unknown world each point (point,) is made of."""
    return distinct(values[:, levers])[0], distinct(values[:, ~levers])[0]
