"""Biproportional balancing (RAS): trade flows that agree with what each state makes and needs."""

from __future__ import annotations

import numpy as np

from sim.types import TINY, Array

ROUNDS = 5000
TOLERANCE = 1e-11


class NotBalancedError(ValueError):
    """No flows exist that agree with both margins, given where trade is impossible."""


def balance(seed: Array, supply: Array, need: Array) -> Array:
    """Scale rows and columns of a seed until they add up to supply and need.

    seed (seller, buyer) says how closely each pair is tied, 0 where there is no trade; supply (seller,) and
    need (buyer,) have equal sums. Returns flows (seller, buyer). Columns are met to the last bit, rows to 1e-11 of the
    total. Raises NotBalancedError. Source: Stone (1961), Bacharach (1970).
    """
    flows = seed.astype(float).copy()
    for _ in range(ROUNDS):
        flows *= (supply / np.maximum(flows.sum(axis=1), TINY))[:, None]
        flows *= (need / np.maximum(flows.sum(axis=0), TINY))[None, :]
        if np.abs(flows.sum(axis=1) - supply).max() <= TOLERANCE * supply.sum():
            return flows
    raise NotBalancedError(f"rows are off by {np.abs(flows.sum(axis=1) - supply).max():.3g} of {supply.sum():.6g}")


def affinity(trade: Array, home_bias: float) -> Array:
    """How closely states are tied: trade over what their sizes alone would give, and a home bias on the diagonal.

    trade (exporter, importer) in any currency; returns (exporter, importer), 0 where nothing is traded.
    """
    exports, imports = trade.sum(axis=1), trade.sum(axis=0)
    expected = np.outer(exports, imports) / trade.sum()
    ties = np.where(expected > 0, trade / np.maximum(expected, TINY), 0.0)
    np.fill_diagonal(ties, home_bias)
    return ties


def balance_sparse(seed: Array, supply: Array, need: Array, minimum: float) -> Array:
    """Balance, then drop links below a share of the buyer's need and balance again; kept whole if that cannot be.

    The many tiny links that a gravity seed leaves cost time and stand for trade that nobody reports.
    """
    flows = balance(seed, supply, need)
    large = flows >= minimum * need[None, :]
    large |= flows == flows.max(axis=1, keepdims=True)
    try:
        return balance(np.where(large, seed, 0.0), supply, need)
    except NotBalancedError:
        return flows
