"""Series of jobs: by state, and by state and good along the chain."""

from __future__ import annotations

import numpy as np

from sim.economy.labour import Workforce
from sim.tracks.chain import upstream
from sim.tracks.track import Track, names_of, once_a_month, sums, track
from sim.types import Array
from sim.world import World

UNIT = "thousand jobs"


def labour_tracks(world: World) -> list[Track]:
    """Jobs in all, in final industries, in mines and at makers of parts."""
    tables, firms = world.tables, world.network.firms
    workforce = Workforce.of(tables, world.network)
    industries = once_a_month(lambda now: workforce.in_industries(now.economy.labour))
    rows = upstream(world)
    keys = np.stack([firms.good[rows], firms.state[rows]])
    makers = sums(keys, [UNIT] * len(tables.goods), rows, len(firms), workforce.per_unit[rows])

    def in_all(now: World) -> Array:
        return workforce.in_all(now.economy.employment_gap, industries(now), now.chain.output)

    def along_the_chain(now: World) -> Array:
        return makers.of(now.chain.output)

    codes = tables.state_codes
    return [
        track("jobs", UNIT, "jobs in all", in_all, state=codes),
        track(
            "jobs",
            UNIT,
            "jobs in the part of the industry that depends on the inputs modelled",
            industries,
            state=[row.state for row in tables.industries],
            good=[row.good for row in tables.industries],
        ),
        track(
            "jobs",
            UNIT,
            "jobs at makers of the good",
            along_the_chain,
            state=names_of(codes, makers.keys[1]),
            good=names_of(tables.good_names, makers.keys[0]),
        ),
    ]
