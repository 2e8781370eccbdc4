"""Series of share prices, and of what doubt costs."""

from __future__ import annotations

from sim.tracks.track import Track, track
from sim.world import World


def market_tracks(world: World) -> list[Track]:
    """Share prices and the uncertainty part of the GDP gap, by state."""
    codes = world.tables.state_codes
    return [
        track(
            "market_index",
            "path = 100",
            "share prices against their path without a trade war",
            lambda now: now.economy.market.index,
            state=codes,
        ),
        track(
            "uncertainty_gap",
            "% of GDP",
            "part of the gap that doubt about trade policy makes",
            lambda now: now.economy.uncertainty_gap,
            state=codes,
        ),
    ]
