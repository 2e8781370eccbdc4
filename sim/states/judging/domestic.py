"""What a month does to a government at home: farms, factories in swing states, and how near the next vote is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Incidence, settled
from sim.policy.political_calendar import vote_factor
from sim.policy.tariffs import Tariffs
from sim.scenario.chances import VOTES
from sim.tables import Tables
from sim.tables.impact_rows import EVERY_INDUSTRY
from sim.types import PER_CENT, Array, Value

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World

FARM = "farm"


def losses_at_home(world: World, craft: Statecraft) -> Array:
    """What farms lose to the rival's tariff, and workers to idle plants, as voters weigh it: (state, world)."""
    settings = craft.settings
    lost: Array = settings.swing_loss * settled(laid_off_share(world, craft.tables))
    farm = craft.tables.sector_index(FARM)
    for state in np.flatnonzero(craft.rivals).tolist():
        rival = craft.ladders.against[state]
        charged = paid_by(world.tariffs, rival, state, farm)
        sold = PER_CENT * craft.trade_shares[state, rival] * world.tariffs.sector_law.share[rival, state, farm]
        lost[state] += settings.farm_loss * farm_wedge(charged, sold)
    return lost


def farm_wedge(charged: Array, sold: Array) -> Array:
    """Value of farm sales that a tariff takes away, at most all of it: per cent of GDP, (world,).

    charged (world,): the added tariff on them, a fraction; sold: what they are without it, per cent of GDP.
    """
    taken: Array = sold * charged / (1 + charged)
    return taken


def laid_off_share(world: World, tables: Tables) -> Array:
    """Share of a state's jobs that is laid off in its final industries, per cent: (state, world)."""
    share, by_state = _jobs(tables)
    found: Array = by_state.sum(share * world.economy.labour.laid_off)
    return found


def nearness_of_votes(world: World, craft: Statecraft) -> Value:
    """How much more politics weigh for each state: (state, 1 or world), 1 in all unless votes are among the chances."""
    if VOTES not in world.fortunes.kinds:
        return 1.0
    settings = craft.settings
    return vote_factor(craft.tables, craft.calendar, world.month, settings.vote_weight, settings.vote_window_months)


def paid_by(tariffs: Tariffs, importer: int, exporter: int, sector: int) -> Array:
    """Added tariff in force on a sector's goods, whether or not a law names it: (world,), a fraction."""
    rates = tariffs.sector_rates
    place = (importer, sector)
    charged: Array = tariffs.general[importer, exporter]
    return rates.added[rates.places.index(place)][exporter] if place in rates.places else charged


@cache
def _jobs(tables: Tables) -> tuple[Array, Incidence]:
    """Jobs of each final industry in per cent of all jobs of its state: (industry, 1); and which state each is in."""
    counted = {(row.industry, row.state): row.thousand_jobs for row in tables.jobs}
    share = [PER_CENT * counted[row.good, row.state] / counted[EVERY_INDUSTRY, row.state] for row in tables.industries]
    states = np.array([tables.state_index(row.state) for row in tables.industries], dtype=np.intp)
    return np.array(share)[:, None], Incidence(states, len(tables.states))
