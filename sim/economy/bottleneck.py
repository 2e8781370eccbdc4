"""How missing output of final industries passes into the growth of an economy."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.types import Array, Value


def bottleneck(shares: Array, output: Array, elasticity: Value, least: Value) -> Array:
    """GDP over baseline when industries make less: [1 - s + s q^((e-1)/e)]^(e/(e-1)), a CES of industries and the rest.

    shares (industry, state, 1): value added that hangs on each industry, over GDP, the upstream part included.
    output (industry, state, world): over baseline, at most 1 counts. Returns (state, world). An elasticity of
    1 is taken as the limit, the geometric mean; an infinite one is the production account, 1 - s (1 - q). The lower it
    is, the more a cut costs beyond its share: the rest waits for what is missing. Below 1 an industry that makes
    nothing would leave nothing at all, hence least: what an industry without inputs still counts for.
    """
    counted = np.flatnonzero(shares.any(axis=(1, 2)))
    shares, made = shares[counted], np.clip(output[counted], least, 1)
    power = 1 - 1 / np.asarray(elasticity)
    near_one = np.abs(power) < NEAR_ZERO
    safe = np.where(near_one, 1.0, power)
    ces: Array = (1 + add_up(shares * (made**safe - 1))) ** (1 / safe)
    if not np.any(near_one):
        return ces
    geometric = np.exp(add_up(shares * np.log(made)))
    return np.where(near_one, geometric, ces)


NEAR_ZERO = 1e-6
