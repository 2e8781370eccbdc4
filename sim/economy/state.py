"""What the economy block keeps from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.budget import Budget
from sim.economy.commerce import Commerce
from sim.economy.labour import LabourState
from sim.economy.market import Market
from sim.types import MONTHS_A_YEAR, Array


@dataclass
class EconomyState:
    """Growth, prices and trade; every array ends in world.

    By state: gdp_gap and its parts trade_gap, bottleneck_gap and uncertainty_gap, per cent of GDP; real_income_gap,
    welfare_gap and employment_gap, per cent; growth, per cent a year; consumer_prices and its part tariff_prices, per
    cent over baseline.
    By good and state: output_ratio, over baseline, 1 where nothing is made; spot_ratio, over January 2025, 1 where
    nothing is bought; cover, months of use, nan where nothing is bought. past_gaps (12, state, world): gdp_gap of the
    last twelve months.
    """

    gdp_gap: Array
    trade_gap: Array
    bottleneck_gap: Array
    uncertainty_gap: Array
    real_income_gap: Array
    welfare_gap: Array
    employment_gap: Array
    growth: Array
    consumer_prices: Array
    tariff_prices: Array
    output_ratio: Array
    spot_ratio: Array
    cover: Array
    past_gaps: Array
    market: Market
    labour: LabourState
    commerce: Commerce
    budget: Budget

    @classmethod
    def start(cls, goods: int, industries: int, trend: Array, commerce: Commerce, budget: Budget) -> EconomyState:
        """January 2025. trend (state,): growth, per cent a year."""
        states, worlds = commerce.output.shape

        def full(*shape: int, value: float = 0.0) -> Array:
            return np.full((*shape, worlds), value)

        return cls(
            gdp_gap=full(states),
            trade_gap=full(states),
            bottleneck_gap=full(states),
            uncertainty_gap=full(states),
            real_income_gap=full(states),
            welfare_gap=full(states),
            employment_gap=full(states),
            growth=np.repeat(trend[:, None], worlds, axis=1),
            consumer_prices=full(states),
            tariff_prices=full(states),
            output_ratio=full(goods, states, value=1.0),
            spot_ratio=full(goods, states, value=1.0),
            cover=full(goods, states, value=np.nan),
            past_gaps=full(MONTHS_A_YEAR, states),
            market=Market.start(states, worlds),
            labour=LabourState.start(industries, worlds),
            commerce=commerce,
            budget=budget,
        )
