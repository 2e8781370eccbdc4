"""What states believe of their rivals: of which type they are, and how many applications their desks really approve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv

from sim.arrays import add_up
from sim.parameters import Settings
from sim.tables.belief_rows import ANSWERS, GIVEN, TYPES
from sim.types import TINY, Array, Index, Mask, Value

LOW, HIGH = 1 / 20, 19 / 20
"""Points of the band that is shown round an approval rate."""


@dataclass
class Beliefs:
    """What each state believes of its rival.

    types (type, state, world): probability that the rival is of each of the TYPES; sums to 1. types_before: the same
    before the last month was learnt from; settled (state, world): where a deal then bound the rival and the state, or
    the leader that it follows. promised (state, world):
    share of applications that the rival has promised to approve, nan without a promise in force. heard and approved
    (state, world): decided cases that the state has heard of since the promise came into force, or since the rival's
    controls began, and how many of them were approvals. slow_walk (state, world): probability that the rival approves
    clearly less than it promised; 0 without a promise.
    """

    types: Array
    types_before: Array
    settled: Mask
    promised: Array
    heard: Array
    approved: Array
    slow_walk: Array

    @classmethod
    def start(cls, states: int, worlds: int, prior: Array) -> Beliefs:
        """Before anything has happened; prior (type, world or 1)."""
        flat = [np.zeros((states, worlds)) for _ in range(3)]
        types = np.array(np.broadcast_to(prior[:, None], (len(TYPES), states, worlds)))
        return cls(
            types=types,
            types_before=types,
            settled=np.zeros((states, worlds), dtype=bool),
            promised=np.full((states, worlds), np.nan),
            heard=flat[0],
            approved=flat[1],
            slow_walk=flat[2],
        )


def prior_types(settings: Settings) -> Array:
    """Probability of each type before anything has happened: (type, world or 1)."""
    soft = np.atleast_1d(settings.prior_soft)
    hard = np.atleast_1d(settings.prior_hard)
    return np.stack(np.broadcast_arrays(soft, 1 - soft - hard, hard))


def what_came_before(step: Array, mine: Array, theirs: Array) -> Index:
    """Row of GIVEN: what one side's step (state, world) asked the other to answer; rungs are those after the step.

    A step up to below the rival, or down to above it, asks for nothing.
    """
    climbed = (step > 0) & (mine > theirs)
    came_down = (step < 0) & (mine < theirs)
    given = np.where(climbed, GIVEN.index("climbed"), np.where(came_down, GIVEN.index("came_down"), 1))
    return given.astype(np.intp)


def what_was_answered(step: Array, mine: Array, theirs: Array) -> Index:
    """Row of ANSWERS: what the rival's step (state, world) to its rung `theirs` was; mine: the rung it answered."""
    up = np.where(theirs > mine, ANSWERS.index("beyond"), ANSWERS.index("up"))
    flat = np.where(step < 0, ANSWERS.index("down"), ANSWERS.index("stayed"))
    return np.where(step > 0, up, flat).astype(np.intp)


def as_read(step: Array, stands: Array, misread: Array, top: int) -> tuple[Array, Array]:
    """Read a rival's step and where it led, a rung off where it is misread but never off the ladder; all (..., world).

    stands: its rung after the step. misread: -1, 0 or 1.
    """
    off = np.clip(misread, -stands, top - stands)
    return step + off, stands + off


def learnt(types: Array, likelihood: Array) -> Array:
    """Update the probability of each type (type, ..., world) by how likely each would have done what was seen (Bayes).

    likelihood has the same shape.
    """
    weighed = types * likelihood
    total = np.maximum(add_up(weighed), TINY)
    return np.divide(weighed, total)


def doubted(types: Array, prior: Array, drift: Value) -> Array:
    """Let what has been learnt fade: a share `drift` of the way back to the prior (type, 1 or state, world or 1)."""
    faded: Array = types + drift * (prior - types)
    return faded


def reports(decided: Array, approved: Array, heard_at_most: Value, normal: Array) -> tuple[Array, Array]:
    """How many of the decided cases are heard of, and how many of these were approvals; all (state, world).

    The approvals among them are a sample: a normal draw (mean 0) with the moments of the binomial, cut off at its ends.
    """
    heard = np.minimum(decided, heard_at_most)
    share = np.clip(approved / np.maximum(decided, TINY), 0, 1)
    spread = np.sqrt(heard * share * (1 - share))
    return heard, np.clip(heard * share + spread * normal, 0, heard)


def below(rate: Array, heard: Array, approved: Array) -> Array:
    """How likely the true approval rate lies below `rate`, by Beta(1 + approved, 1 + refused) from a flat prior."""
    return np.asarray(betainc(1 + approved, 1 + heard - approved, np.clip(rate, 0, 1)), dtype=np.float64)


def news(given: Index, answered: Index, mine: Array, theirs: Array, top: int, settled: Mask) -> Mask:
    """Where an answer tells something: it is a move, or one was asked for that the rival could have made.

    Where a deal has settled what both do, only a step up against it tells anything.
    """
    rose = (answered == ANSWERS.index("up")) | (answered == ANSWERS.index("beyond"))
    moved = answered != ANSWERS.index("stayed")
    could_climb = (given == GIVEN.index("climbed")) & (theirs < top)
    could_come_down = (given == GIVEN.index("came_down")) & (theirs > 0)
    told: Mask = (moved | could_climb | could_come_down) & (rose | ~settled)
    return told


def likely_rate(heard: Array, approved: Array) -> Array:
    """Mean of Beta(1 + approved, 1 + refused): the approval rate to expect, one half before anything is heard."""
    return (1 + approved) / (2 + heard)


def rate_at(chance: float, heard: Array, approved: Array) -> Array:
    """Approval rate that the true one stays below with a chance, by the same distribution."""
    return np.asarray(betaincinv(1 + approved, 1 + heard - approved, chance), dtype=np.float64)
