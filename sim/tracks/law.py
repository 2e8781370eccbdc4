"""Series of law and chance: refunds of struck tariffs, and capacity that stands still."""

from __future__ import annotations

import numpy as np

from sim.tracks.track import Track, track
from sim.types import TINY, Array
from sim.world import World


def law_tracks(world: World) -> list[Track]:
    """Refunds by state, and capacity out of use by good and state of its makers."""
    codes, goods = world.tables.state_codes, world.tables.good_names
    makers = world.network.makers

    def refunds(now: World) -> Array | None:
        return now.legal.paid if now.legal.paid.any() else None

    def out_of_use(now: World) -> Array | None:
        closed = now.chain.closed
        if not len(closed):
            return None
        capacity = makers.member.sum(now.chain.capacity)
        share: Array = makers.member.sum(now.chain.capacity * closed) / np.maximum(capacity, TINY)
        return share

    return [
        track(
            "tariff_refunds",
            "million USD a month",
            "duties paid back after a court ruling",
            refunds,
            state=codes,
            sparse=True,
        ),
        track(
            "capacity_closed",
            "share",
            "capacity that accidents or crises have put out of use",
            out_of_use,
            state=[codes[state] for state in makers.state],
            good=[goods[good] for good in makers.good],
            sparse=True,
        ),
    ]
