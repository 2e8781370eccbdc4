"""Votes and party meetings as they come round."""

from __future__ import annotations

import numpy as np

from sim.policy.log import EventLog
from sim.policy.political_calendar import votes_in
from sim.world import World


def hold_votes(world: World, log: EventLog) -> None:
    """Enter the votes and meetings of this month in the record."""
    everywhere = np.ones(world.worlds, dtype=bool)
    for row in votes_in(world.tables, world.calendar, world.month):
        day = int(row.date[-2:])
        log.record(world.month, day, row.state, row.kind, "", "", 0.0, row.weight, everywhere, row.name)
