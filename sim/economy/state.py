"""What the economy block keeps from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.types import MONTHS_A_YEAR, Array


@dataclass
class EconomyState:
    """Growth, prices and trade; every array ends in world.

    By state: gdp_gap and its parts trade_gap and bottleneck_gap, per cent of GDP; growth, per cent a year;
    consumer_prices and its part tariff_prices, per cent over baseline; trade_target and price_target, where tariffs in
    force would take the gap and prices in time. By importer and exporter: volume, imports over baseline, and
    volume_target. trade_balance (state, partner): million USD a month.
    By good and state: output_ratio, over baseline, 1 where nothing is made; spot_ratio, over January 2025, 1 where
    nothing is bought; cover, months of use, nan where nothing is bought. past_gaps (12, state, world): gdp_gap of the
    last twelve months.
    """

    gdp_gap: Array
    trade_gap: Array
    bottleneck_gap: Array
    growth: Array
    consumer_prices: Array
    tariff_prices: Array
    trade_target: Array
    price_target: Array
    volume: Array
    volume_target: Array
    trade_balance: Array
    output_ratio: Array
    spot_ratio: Array
    cover: Array
    past_gaps: Array
    tariffs_judged: Array | None = None

    @classmethod
    def start(cls, states: int, goods: int, worlds: int, trend: Array, balance: Array) -> EconomyState:
        """January 2025. trend (state,): growth, per cent a year; balance (state, partner): million USD a month."""

        def full(*shape: int, value: float = 0.0) -> Array:
            return np.full((*shape, worlds), value)

        return cls(
            gdp_gap=full(states),
            trade_gap=full(states),
            bottleneck_gap=full(states),
            growth=np.repeat(trend[:, None], worlds, axis=1),
            consumer_prices=full(states),
            tariff_prices=full(states),
            trade_target=full(states),
            price_target=full(states),
            volume=full(states, states, value=1.0),
            volume_target=full(states, states, value=1.0),
            trade_balance=np.repeat(balance[:, :, None], worlds, axis=2),
            output_ratio=full(goods, states, value=1.0),
            spot_ratio=full(goods, states, value=1.0),
            cover=full(goods, states, value=np.nan),
            past_gaps=full(MONTHS_A_YEAR, states),
        )
