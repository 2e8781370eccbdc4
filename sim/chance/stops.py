"""Mines, plants and lanes that stand still for some months: by accident, or because a third party is in trouble."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.arrays import add_up
from sim.chain.allocation import Crossing
from sim.chance.rules import ChanceRules
from sim.policy.fortunes import Fortunes
from sim.policy.log import EventLog
from sim.scenario.chances import CRISES, OUTAGES
from sim.types import TINY, Array, Index, Mask, Value
from sim.world import World

OUTAGE_BEGINS, OUTAGE_MONTHS = "chance.outages", "chance.outage_months"
TRANSIT_STOPS, TRANSIT_MONTHS = "chance.transit", "chance.transit_months"
CRISIS_BEGINS, CRISIS_MONTHS = "chance.crises", "chance.crisis_months"
"""Streams of luck: whether something stops, and for how long."""


def stop_plants(world: World, log: EventLog, rules: ChanceRules) -> None:
    """Set the share of every firm's capacity that is out of use; nothing that was made or ordered is lost."""
    closed = np.zeros_like(world.chain.capacity)
    if OUTAGES in world.fortunes.kinds:
        closed = _outages(world, log, rules)
    if CRISES in world.fortunes.kinds:
        closed = np.maximum(closed, _crises(world, log, rules))
    # without a stop the month's rules are those of a model without chance
    world.chain.closed = closed if closed.any() else closed[:0]


def stop_lanes(world: World, log: EventLog, rules: ChanceRules) -> None:
    """Let shipments between pairs of states stop, or flow again."""
    fortunes, settings, month = world.fortunes, world.settings, world.month
    pairs = rules.pairs
    draws = world.luck.uniform(TRANSIT_STOPS, month, len(fortunes.transit))[pairs]
    new = (draws < settings.transit_hazard) & (fortunes.transit_until[pairs] <= month)
    if new.any():
        luck = world.luck.uniform(TRANSIT_MONTHS, month, len(fortunes.transit))[pairs]
        length = _length(luck, 1, settings.transit_months_high)
        fortunes.transit_until[pairs] = np.where(new, month + length, fortunes.transit_until[pairs])
    fortunes.transit = np.where(fortunes.transit_until > month, settings.transit_depth, 0.0)
    states, codes = len(world.tables.states), world.tables.state_codes
    for row in np.flatnonzero(new.any(axis=1)):
        exporter, importer = (codes[one] for one in divmod(int(pairs[row]), states))
        why = "shipments stop for a month or more"
        left = 1 - fortunes.transit[pairs[row]]
        log.record(month, 1, exporter, "transit stop", importer, "", 1.0, left, new[row], why)


def hold_up(crossing: Crossing, fortunes: Fortunes, rules: ChanceRules) -> Crossing:
    """Let less cross the borders between states whose shipments stand still; it waits as an old order."""
    if not fortunes.transit.any():
        return crossing
    return replace(crossing, passage=crossing.passage * (1 - fortunes.transit[rules.pair]))


def _outages(world: World, log: EventLog, rules: ChanceRules) -> Array:
    """Accidents: share of capacity out of use, (firm, world)."""
    fortunes, settings, month = world.fortunes, world.settings, world.month
    firms = len(fortunes.outage)
    draws = world.luck.uniform(OUTAGE_BEGINS, month, firms)[rules.lead]
    new = (draws < rules.hazard) & (fortunes.outage_until <= month) & (world.chain.capacity > 0)
    if new.any():
        luck = world.luck.uniform(OUTAGE_MONTHS, month, firms)[rules.lead]
        length = _length(luck, settings.outage_months_low, settings.outage_months_high)
        fortunes.outage_until = np.where(new, month + length, fortunes.outage_until)
    before = fortunes.outage
    fortunes.outage = np.where(fortunes.outage_until > month, settings.outage_depth, 0.0)
    _tell_outages(world, log, before, new)
    return fortunes.outage


def _tell_outages(world: World, log: EventLog, before: Array, new: Mask) -> None:
    """Enter new outages in the record, those of one good in one state together: share of capacity at work."""
    rows = np.flatnonzero(new.any(axis=1))
    firms = world.network.firms
    for good, state in sorted({(int(firms.good[row]), int(firms.state[row])) for row in rows}):
        cell = np.flatnonzero((firms.good == good) & (firms.state == state))
        was, now = (_at_work(world, cell, closed) for closed in (before, world.fortunes.outage))
        name, code = world.tables.good_names[good], world.tables.state_codes[state]
        why = "an outage stops a site for some months"
        log.record(world.month, 1, code, "outage", "", name, was, now, np.asarray(new[cell].any(axis=0)), why)


def _at_work(world: World, rows: Index, closed: Array) -> Array:
    """Share of the capacity of some firms that is in use: (world,)."""
    capacity = world.chain.capacity[rows]
    share: Array = 1 - add_up(capacity * closed[rows]) / np.maximum(add_up(capacity), TINY)
    return share


def _crises(world: World, log: EventLog, rules: ChanceRules) -> Array:
    """Troubles of third parties: share of capacity out of use, (firm, world)."""
    fortunes, tables, month = world.fortunes, world.tables, world.month
    number = len(fortunes.crisis_until)
    draws = world.luck.uniform(CRISIS_BEGINS, month, number)
    new = (draws < rules.crisis_hazard) & (fortunes.crisis_until <= month)
    if new.any():
        luck = world.luck.uniform(CRISIS_MONTHS, month, number)
        low = np.array([[float(row.months_low)] for row in tables.crises])
        high = np.array([[float(row.months_high)] for row in tables.crises])
        fortunes.crisis_until = np.where(new, month + _length(luck, low, high), fortunes.crisis_until)
    closed = np.zeros_like(world.chain.capacity)
    going_on = fortunes.crisis_until > month
    for row, rows, active, begun in zip(tables.crises, rules.crisis_firms, going_on, new, strict=True):
        closed[rows] = np.maximum(closed[rows], row.depth * active)
        if begun.any():
            why = f"{row.name}: stops for some months"
            log.record(month, 1, row.state, "crisis", "", "+".join(row.goods), 1.0, 1 - row.depth, begun, why)
    return closed


def _length(luck: Array, low: Value, high: Value) -> Array:
    """Whole months, all lengths between two as likely."""
    length: Array = np.floor(low + luck * (high - low + 1))
    return length
