"""Following the branch of logit equilibria that begins at even odds, also where it turns back (Turocy 2005).

A point of the branch is a column of numbers for each game: what each row is worth against the other's play, what each
column is, and the sharpness of choices. Payoffs (own, other, game) are in units of the largest difference that a choice
can make. Steps go along the branch, not along the sharpness, and a step that strays is taken again at a shorter length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.types import Array, Index, Mask

FIRST, LONGER, SHORTER, SHORTEST = 0.25, 1.5, 0.4, 1e-7
"""Length of the first step, that of the next one over it after a success and after a failure, and the least."""

STEPS, CORRECTIONS, POLISH = 1000, 3, 6
"""Steps at most, and steps of Newton's method back to the branch in each of them and at the end."""

CLOSE, STRAIGHT, STRAY, CHANGE = 1e-8, 0.95, 0.2, 0.05
"""On the branch: residual at most, cosine of a turn at least, way back at most over the length of the step, and change
at most in how often anything is played, so that no step leaps to another branch."""


@dataclass(frozen=True, eq=False)
class Match:
    """Games side by side: mine (row, column, game), theirs (column, row, game), and the sharpness (game,) to reach."""

    mine: Array
    theirs: Array
    sharpness: Array

    def pick(self, games: Index) -> Match:
        """Some of the games."""
        return Match(self.mine[..., games], self.theirs[..., games], self.sharpness[games])

    def start(self) -> Array:
        """The point of even odds, at sharpness nought: (number, game)."""
        worth = [add_up(each, axis=1) / each.shape[1] for each in (self.mine, self.theirs)]
        return np.concatenate([*worth, np.zeros((1, len(self.sharpness)))])

    def played(self, point: Array) -> tuple[Array, Array]:
        """How often each row and each column is played at a point."""
        rows = len(self.mine)
        return replies(point[:rows], point[-1]), replies(point[rows:-1], point[-1])

    def replied(self, rows: Array, columns: Array) -> Array:
        """What each choice is worth against some play, and the sharpness asked for: (number, game)."""
        worth = add_up(self.mine * columns[None], axis=1), add_up(self.theirs * rows[None], axis=1)
        return np.concatenate([*worth, self.sharpness[None]])

    def off(self, point: Array) -> Array:
        """How far the worth of each choice is from its worth against what is played: (choice, game)."""
        off: Array = point[:-1] - self.replied(*self.played(point))[:-1]
        return off

    def slopes(self, point: Array) -> Array:
        """How that changes with each number of the point: (choice, number, game)."""
        size, rows = len(point) - 1, len(self.mine)
        found = np.zeros((size, size + 1, point.shape[1]))
        found[np.arange(size), np.arange(size)] = 1
        own, others = self.played(point)
        found[:rows, rows:-1], found[:rows, -1] = _answers(self.mine, others, point[rows:-1], point[-1])
        found[rows:, :rows], found[rows:, -1] = _answers(self.theirs, own, point[:rows], point[-1])
        return found


def follow(match: Match) -> Array:
    """The point (number, game) of each game at which its branch first reaches the sharpness asked for.

    Where steps become too short or too many, the last point reached serves as a first guess.
    """
    found = match.start()
    paths = _Paths.begin(match, found)
    for _ in range(STEPS):
        if not len(paths.game):
            break
        paths = paths.advance(match, found)
    found[:-1, paths.game] = paths.point[:-1]
    found[-1] = match.sharpness
    return found


def replies(worth: Array, sharpness: Array) -> Array:
    """How often each choice is played by what it is worth: (choice, game)."""
    value = sharpness * worth
    odds = np.exp(value - value.max(axis=0, keepdims=True))
    played: Array = odds / add_up(odds)
    return played


@dataclass(frozen=True, eq=False)
class _Paths:
    """Games under way: their rows (path,), points and tangents (number, path), lengths of the next step (path,)."""

    game: Index
    point: Array
    tangent: Array
    length: Array

    @classmethod
    def begin(cls, match: Match, start: Array) -> _Paths:
        """Set out from even odds towards sharper choices, with all games that have anywhere to go."""
        game = np.flatnonzero(match.sharpness > 0)
        point = start[:, game]
        up = np.zeros_like(point)
        up[-1] = 1
        return cls(game, point, _tangent(match.pick(game), point, up), np.full(len(game), FIRST))

    def advance(self, match: Match, found: Array) -> _Paths:
        """Take one step in every game; those that arrive leave their point in `found` and drop out."""
        own = match.pick(self.game)
        tried = self.point + self.length * self.tangent
        ahead = _corrected(own, tried, self.tangent)
        tangent = _tangent(own, ahead, self.tangent)
        good = self._holds(own, tried, ahead, tangent)
        arrived = self._arrive(own, ahead, np.flatnonzero(good & (ahead[-1] >= own.sharpness)), found)
        # a step that goes past the end and finds no equilibrium there was too long
        good &= ahead[-1] < own.sharpness
        moved = _Paths(
            self.game,
            np.where(good, ahead, self.point),
            np.where(good, tangent, self.tangent),
            self.length * np.where(good, LONGER, SHORTER),
        )
        stuck = moved.length < SHORTEST
        found[:, self.game[stuck & ~arrived]] = moved.point[:, stuck & ~arrived]
        return moved._pick(np.flatnonzero(~(arrived | stuck)))

    def _arrive(self, match: Match, ahead: Array, rows: Index, found: Array) -> Mask:
        """Leave the end of the paths that step past the sharpness asked for in `found`; which of all are done."""
        done = np.zeros(len(self.game), dtype=bool)
        if not len(rows):
            return done
        own = match.pick(rows)
        guess = _between(self.point[:, rows], ahead[:, rows], own.sharpness)
        end = guess.copy()
        for _ in range(POLISH):
            end[:-1] -= _solved(own.slopes(end)[:, :-1], own.off(end))
        met = _near(own, guess, end, self.length[rows])
        found[:, self.game[rows[met]]] = end[:, met]
        done[rows[met]] = True
        return done

    def _holds(self, match: Match, tried: Array, ahead: Array, tangent: Array) -> Mask:
        """Whether a step stayed on the branch: (path,)."""
        straight = add_up(tangent * self.tangent) >= STRAIGHT
        pairs = zip(match.played(self.point), match.played(ahead), strict=True)
        change = np.maximum(*(np.abs(after - before).max(axis=0) for before, after in pairs))
        return np.asarray(_near(match, tried, ahead, self.length) & straight & (change <= CHANGE) & (ahead[-1] > 0))

    def _pick(self, rows: Index) -> _Paths:
        return _Paths(self.game[rows], self.point[:, rows], self.tangent[:, rows], self.length[rows])


def _tangent(match: Match, point: Array, before: Array) -> Array:
    """The direction of the branch (number, path), of length one, on the side of the one before."""
    goal = np.zeros_like(point)
    goal[-1] = 1
    along = _solved(np.concatenate([match.slopes(point), before[None]]), goal)
    direction: Array = along / np.sqrt(add_up(along**2))
    return direction


def _corrected(match: Match, point: Array, tangent: Array) -> Array:
    """Back to the branch, at right angles to the step."""
    for _ in range(CORRECTIONS):
        off = np.concatenate([match.off(point), np.zeros((1, point.shape[1]))])
        point = point - _solved(np.concatenate([match.slopes(point), tangent[None]]), off)
    return point


def _near(match: Match, guess: Array, point: Array, length: Array) -> Mask:
    """Whether points are on the branch, and not far from where they were looked for: (path,)."""
    near = np.abs(match.off(point)).max(axis=0) < CLOSE
    return np.asarray(near & (np.sqrt(add_up((point - guess) ** 2)) <= STRAY * length))


def _between(before: Array, after: Array, sharpness: Array) -> Array:
    """The point at a sharpness, on a straight line between two."""
    share = (sharpness - before[-1]) / (after[-1] - before[-1])
    point: Array = before + share * (after - before)
    return point


def _answers(payoff: Array, played: Array, worth: Array, sharpness: Array) -> tuple[Array, Array]:
    """How the worth of choices falls with that of the other's (own, other, game), and with sharpness (own, game)."""
    mean = add_up(payoff * played[None], axis=1)
    shift = played[None] * (payoff - mean[:, None])
    return -sharpness * shift, -add_up(shift * worth[None], axis=1)


def _solved(matrices: Array, right: Array) -> Array:
    """Solve each game's own equations: matrices (row, column, game), right (row, game)."""
    left = np.moveaxis(matrices, -1, 0)
    return np.asarray(np.linalg.solve(left, np.moveaxis(right, -1, 0)[..., None])[..., 0].T, dtype=np.float64)
