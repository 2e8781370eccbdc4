"""How much of an outcome's variance each factor answers for, read from any sample of points.

The mean of the outcome along a factor is fitted by a line with a knot at every eighth of the sample (by a mean for each
value where there are few values), and the share of variance that the fit explains is corrected for what it explains
by chance (Kelley 1935; Ezekiel 1930): without the correction two hundred idle factors would seem to answer for
everything. The same share for "is the outcome below t?", averaged over t, is the index of Cramer and von Mises (Gamboa,
Klein and Lagnoux 2018), which sees any change of the distribution, also of its spread alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.resampling import CONFIDENCE, floor_of, groups_of, jackknife, orders
from sim.types import Array, Index, Mask

PIECES = 8
"""Pieces of the line. On the Ishigami function (docs/sweeps.md) fewer miss its second input, more only add noise."""

FEWEST_A_PIECE = 8
"""Points that a piece of the line takes at least, so that small samples get fewer pieces."""

THRESHOLDS = np.arange(0.1, 0.95, 0.1)
"""Quantiles of the outcome at which its distribution is read."""

MOST_SHUFFLED = 1000
"""Points that are shuffled at most: what chance reaches falls as one over their number (measured), so it is scaled."""

TOGETHER = 32
"""Factors whose fits are held against shuffled outcomes at once: one large product is much quicker than many small."""

KINDS = 3
"""Kinds of shares that a factor can show itself by: first, whole and trend."""

SMALLEST_PART = 1e-9
"""Directions of a fit smaller than this, relative to the largest, are none."""


@dataclass(frozen=True, eq=False)
class Shares:
    """First-order shares of variance and Cramer-von Mises indices: (factor,) each, with standard errors.

    trend: share that a straight line along the ranks of a factor explains (factor,): the keenest eye for what goes one
    way. floors: what the largest first, whole and trend stay below by chance. freedom: that of the errors.
    """

    first: Array
    first_error: Array
    whole: Array
    whole_error: Array
    trend: Array
    floors: tuple[float, float, float]
    freedom: int

    @property
    def floor(self) -> float:
        """The smallest share that could have been told from none, by the keenest eye that there is."""
        return min(self.floors[0], self.floors[2])

    @property
    def clear(self) -> Mask:
        """Which factors (factor,) reach above a floor."""
        reached = zip((self.first, self.whole, self.trend), self.floors, strict=True)
        clear: Mask = np.any([one > floor for one, floor in reached], axis=0)
        return clear


def shares(values: Array, listed: Mask, outcome: Array, units: Index, error: float = 1 - CONFIDENCE) -> Shares:
    """Shares of an outcome (point,) that factors (point, factor) answer for.

    listed: factors whose values are a list, so that each has a mean of its own. units: points of the same number
    are not independent of each other. error: the chance of any idle factor above its floor.
    """
    targets = _targets(outcome)
    group, groups = groups_of(units)
    rows = [np.flatnonzero(group == one) for one in range(groups)]
    found = np.zeros((groups + 1, values.shape[1], 2))
    trend = np.zeros(values.shape[1])
    for place, (column, own) in enumerate(zip(values.T, listed, strict=True)):
        found[:, place] = _with_and_without(fit_basis(column, bool(own)), targets, rows)
        trend[place] = _trend(column, targets)
    errors, freedom = jackknife(found[0], found[1:])
    floors = _floors(values, listed, targets, error)
    return Shares(found[0, :, 0], errors[:, 0], found[0, :, 1], errors[:, 1], trend, floors, freedom)


def fit_basis(column: Array, listed: bool) -> Array:
    """Columns that span the fit along a factor (point,): (point, knot); those of a line, or one for each value."""
    values, places = np.unique(column, return_inverse=True)
    pieces = int(np.clip(len(column) // FEWEST_A_PIECE, 1, PIECES))
    if listed or len(values) <= pieces + 1:
        return np.asarray(places.reshape(-1, 1) == np.arange(len(values)), dtype=np.float64)
    along = _ranks(places, len(values)) * pieces
    piece = np.minimum(along.astype(np.intp), pieces - 1)
    part = along - piece
    rows = np.arange(len(column))
    basis = np.zeros((len(column), pieces + 1))
    basis[rows, piece] = 1 - part
    basis[rows, piece + 1] = part
    return basis


def _ranks(places: Index, count: int) -> Array:
    """Mean rank of each point, from 0 to 1, of points by the place of their value among different ones."""
    sizes = np.bincount(places.reshape(-1), minlength=count)
    middle = np.cumsum(sizes) - (sizes + 1) / 2
    ranks: Array = middle[places.reshape(-1)] / (len(places) - 1)
    return ranks


def _targets(outcome: Array) -> Array:
    """The outcome, and whether it lies above each of its quantiles: (point, target)."""
    cuts = np.quantile(outcome, THRESHOLDS)
    return np.column_stack([outcome - outcome.mean(), outcome[:, None] > cuts]).astype(np.float64)


def _with_and_without(basis: Array, targets: Array, rows: list[Index]) -> Array:
    """Both shares, of the outcome and of its distribution, from all points and without each group: (1 + group, 2)."""
    table = np.column_stack([np.ones(len(basis)), basis, targets])
    parts = np.array([table[one].T @ table[one] for one in rows])
    whole = parts.sum(axis=0)
    products = np.concatenate([whole[None], whole - parts])
    left, total, spare = _left(products, basis.shape[1])
    return np.stack([_share(left[:, :1], total[:, :1], spare), _share(left[:, 1:], total[:, 1:], spare)], axis=-1)


def _left(products: Array, knots: int) -> tuple[Array, Array, Array]:
    """Sums of squares that a fit leaves and that there are (case, target), and what its freedom costs (case,).

    products: of the columns of one, fit and targets with each other, summed over points (case, column, column).
    """
    count, sums = products[:, 0, 0], products[:, 0, 1:]
    centred = products[:, 1:, 1:] - sums[:, :, None] * sums[:, None, :] / count[:, None, None]
    inner, cross = centred[:, :knots, :knots], centred[:, :knots, knots:]
    total = np.diagonal(centred[:, knots:, knots:], axis1=1, axis2=2)
    sizes, directions = np.linalg.eigh(inner)
    kept = sizes > SMALLEST_PART * np.maximum(sizes[:, -1:], SMALLEST_PART)
    along = np.swapaxes(directions, 1, 2) @ cross
    explained = (along**2 * np.where(kept, 1 / np.where(kept, sizes, 1), 0)[:, :, None]).sum(axis=1)
    return total - explained, total, _spare(count, kept.sum(axis=1))


def _spare(count: Array, freedom: Index) -> Array:
    """What the freedom of a fit costs: how much more than what it leaves would be left by a fit of no freedom."""
    spare: Array = (count - 1) / np.maximum(count - 1 - freedom, 1)
    return spare


def _share(left: Array, total: Array, spare: Array) -> Array:
    """Share of the variance (case, target) explained of all targets together, less what chance explains: (case,)."""
    there = total.sum(axis=1)
    share = 1 - spare * left.sum(axis=1) / np.where(there > 0, there, 1)
    return np.where(there > 0, share, 0.0)


def _trend(column: Array, targets: Array) -> float:
    """Share that a straight line along the ranks of a factor (point,) explains of the outcome, the first target."""
    line, outcome = _line(column), targets[:, 0] - targets[:, 0].mean()
    total = float((outcome**2).sum())
    left = total - ((line.T @ outcome) ** 2).sum()
    return float(1 - (len(column) - 1) / (len(column) - 2) * left / total) if total > 0 else 0.0


def _line(column: Array) -> Array:
    """Direction of a straight line along the ranks of a factor (point,): (point, 1), or none if nothing varies."""
    values, places = np.unique(column, return_inverse=True)
    return _directions(_ranks(places, len(values))[:, None])


def _floors(values: Array, listed: Mask, targets: Array, error: float) -> tuple[float, float, float]:
    """What the largest first, whole and trend stay below when the outcome has nothing to do with any factor.

    The outcome is shuffled against all factors at once (Westfall and Young 1993), so that the floor knows how many
    factors there are and how they hang together; a third of the error belongs to each of the three.
    """
    chosen = np.linspace(0, len(targets) - 1, min(len(targets), MOST_SHUFFLED)).astype(np.intp)
    tossed, total = _tossed(targets[chosen])
    columns = values[chosen].T
    fits = [_directions(fit_basis(column, bool(own))) for column, own in zip(columns, listed, strict=True)]
    lines = [_line(column) for column in columns]
    largest = np.zeros((KINDS, tossed.shape[1]))
    for first in range(0, len(fits), TOGETHER):
        some, straight = fits[first : first + TOGETHER], lines[first : first + TOGETHER]
        along = np.concatenate(some, axis=1).T @ tossed.reshape(len(chosen), -1)
        ahead = np.concatenate(straight, axis=1).T @ np.ascontiguousarray(tossed[:, :, 0])
        parts = _summed(along**2, [one.shape[1] for one in some]), _summed(ahead**2, [one.shape[1] for one in straight])
        for fit, squares, slope in zip(some, *parts, strict=True):
            left = total - squares.reshape(tossed.shape[1:])
            largest[:2] = np.maximum(largest[:2], _both_shares(left, total, len(chosen), fit.shape[1]))
            largest[2] = np.maximum(largest[2], _both_shares((total[0] - slope)[:, None], total, len(chosen), 1)[0])
    floors = [floor_of(one, error / KINDS) * len(chosen) / len(targets) for one in largest]
    return floors[0], floors[1], floors[2]


def _summed(squares: Array, sizes: list[int]) -> list[Array]:
    """Sum squares (direction, column) over the directions of each fit: (column,) each; 0 for a fit of none."""
    ends = np.cumsum(sizes)
    return [squares[end - size : end].sum(axis=0) for end, size in zip(ends, sizes, strict=True)]


def _both_shares(left: Array, total: Array, count: int, freedom: int) -> Array:
    """Both shares in each order, from what a fit leaves (order, target) of sums of squares (target,): (2, order)."""
    spare = (count - 1) / max(count - 1 - freedom, 1)
    parts = (left[:, 0], total[0]), (left[:, 1:].sum(axis=1), total[1:].sum())
    return np.array([1 - spare * rest / there if there > 0 else np.zeros(len(rest)) for rest, there in parts])


def _tossed(targets: Array) -> tuple[Array, Array]:
    """Targets (point, target) about their means in random orders, (point, order, target), and sums of squares."""
    centred = targets - targets.mean(axis=0)
    return centred[orders("shuffled outcomes", len(targets))], (centred**2).sum(axis=0)


def _directions(basis: Array) -> Array:
    """Orthonormal directions of a fit beside its mean: (point, direction)."""
    centred = basis - basis.mean(axis=0)
    sizes, turned = np.linalg.eigh(centred.T @ centred)
    kept = sizes > SMALLEST_PART * max(float(sizes[-1]), SMALLEST_PART)
    directions: Array = centred @ (turned[:, kept] / np.sqrt(sizes[kept]))
    return directions
