"""Series of what the two powers believe of each other."""

from __future__ import annotations

import numpy as np

from sim.policy.beliefs import HIGH, LOW, likely_rate, rate_at
from sim.tables.belief_rows import TYPES
from sim.tracks.track import POWERS, Reader, Track, track
from sim.types import Array
from sim.world import World


def belief_tracks(world: World) -> list[Track]:
    """Types of the rival, and the approval rate at its desk: promised, expected, and with which certainty."""
    powers = [world.tables.state_index(code) for code in POWERS]
    return [*_types(powers), *_approvals(powers)]


def _types(powers: list[int]) -> list[Track]:
    """How likely each power thinks its rival of each type."""

    def of_type(row: int) -> Reader:
        return lambda now: now.beliefs.types[row, powers]

    return [
        _by_power(f"belief_{name}", "probability", f"that the rival is {name}", of_type(row))
        for row, name in enumerate(TYPES)
    ]


def _approvals(powers: list[int]) -> list[Track]:
    """What each power was promised at the desk of its rival, and what it expects."""
    return [
        _by_power(
            "promised_approval",
            "fraction",
            "approvals that the rival has promised, 0 without a promise",
            lambda now: np.nan_to_num(now.beliefs.promised[powers]),
        ),
        _by_power(
            "approval_estimate",
            "fraction",
            "approval rate expected at the rival's desk",
            lambda now: likely_rate(now.beliefs.heard[powers], now.beliefs.approved[powers]),
        ),
        _by_power("approval_low", "fraction", "5 % point of the approval rate", _point(LOW, powers)),
        _by_power("approval_high", "fraction", "95 % point of the approval rate", _point(HIGH, powers)),
        _by_power(
            "slow_walk_probability",
            "probability",
            "that the rival approves clearly less than promised",
            lambda now: now.beliefs.slow_walk[powers],
        ),
    ]


def _point(chance: float, powers: list[int]) -> Reader:
    """Read the point of the approval rate that the true one stays below with a chance."""

    def read(now: World) -> Array:
        heard = now.beliefs.heard[powers]
        if not heard.any():
            return np.full(heard.shape, chance)  # of the flat prior
        return rate_at(chance, heard, now.beliefs.approved[powers])

    return read


def _by_power(name: str, unit: str, label: str, read: Reader) -> Track:
    return track(name, unit, label, read, state=POWERS)
