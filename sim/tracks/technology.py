"""Series of AI compute by state: chips in place, and the share of them that has power."""

from __future__ import annotations

import numpy as np

from sim.tables.technology_rows import DATA_CENTRES
from sim.tracks.track import Track, names_of, track
from sim.types import THOUSAND
from sim.world import World


def technology_tracks(world: World) -> list[Track]:
    """AI chips of the states that have data centres."""
    tables = world.tables
    rows = np.array(
        [tables.state_index(row.state) for row in tables.industries if row.good == DATA_CENTRES], dtype=np.intp
    )
    states = names_of(tables.state_codes, rows)
    return [
        track(
            "ai_compute",
            "thousand H100 equivalents",
            "AI chips in place, with power or without",
            lambda now: now.technology.stock[rows] / THOUSAND,
            state=states,
        ),
        track(
            "ai_energised",
            "fraction",
            "share of AI chips in place that have power",
            lambda now: now.technology.energised[rows],
            state=states,
        ),
    ]
