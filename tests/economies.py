"""Small economies for tests of the trade equilibrium, and random ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from sim.economy.trade import Baseline
from sim.types import Array

PLAIN = {"labour_elasticity": 0.0, "scale": 0.0}
"""Fixed labour and no effects of scale: the textbook's Armington model."""


def names_of(size: int) -> tuple[str, ...]:
    return tuple(f"S{state}" for state in range(size))


def economy_of(flows: Array) -> Baseline:
    """Baseline of flows with sales at home on the diagonal, without tariffs or importers' shares."""
    size = len(flows)
    zero = np.zeros(size)
    return Baseline(names_of(size), np.asarray(flows, dtype=float), np.zeros((size, size)), zero, zero)


def symmetric(imports: float = 0.2, size: float = 100.0) -> Baseline:
    """Two countries that are alike and spend a share of their income on each other's good."""
    return economy_of(size * np.array([[1 - imports, imports], [imports, 1 - imports]]))


def random_baseline(seed: int, size: int, nest: bool = False, balanced: bool = False) -> Baseline:
    """Lognormal sizes and ties: states sell up to 40 % of their output abroad, some pairs do not trade.

    Imbalances stay within some per cent of GDP: a deficit beyond what a tariff war leaves to give has no equilibrium.
    """
    draw = np.random.default_rng(seed)
    gdp = 1e5 * np.exp(draw.normal(0, 1.5, size))
    ties = np.exp(draw.normal(0, 0.7, (size, size)))
    trade = np.outer(gdp, gdp) / gdp.sum() * ties * draw.uniform(0.02, 0.3)
    trade *= draw.random((size, size)) > 0.1
    np.fill_diagonal(trade, 0)
    lopsided = 0 if balanced else 0.2
    trade = lopsided * trade + (1 - lopsided) * (trade + trade.T) / 2
    most = np.maximum(trade.sum(axis=0), trade.sum(axis=1))
    least = np.minimum(1, 0.4 * gdp / np.maximum(most, 1e-9))
    trade *= np.minimum.outer(least, least)
    shares: bool | float = 0.1 if nest else False
    baseline = Baseline.from_flows(trade, gdp, names_of(size), importer_share=shares)
    return replace(baseline, importer_share=np.linspace(0, 0.3, size)) if nest else baseline


def random_tariffs(seed: int, size: int, worlds: int, most: float = 1.0) -> Array:
    """Tariffs of 0 to 100 % on about half of all pairs."""
    draw = np.random.default_rng(seed)
    tariffs = draw.uniform(0, most, (size, size, worlds)) * (draw.random((size, size, 1)) > 0.5)
    tariffs[np.arange(size), np.arange(size)] = 0
    return np.asarray(tariffs)


seeds = st.integers(0, 10**6)
sizes = st.integers(2, 30)
