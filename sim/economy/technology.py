"""AI compute by state: chips that data centres put in, wait for power with, run, and retire.

How much output a state gains from computing is not modelled: no study that we know gives a sourced semi-elasticity of
GDP to AI compute, and none is made up. Compute is counted, as a matter of technology and security.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Incidence, add_up
from sim.chain.network import Network
from sim.parameters import Settings
from sim.tables import Tables
from sim.tables.technology_rows import DATA_CENTRES
from sim.types import MONTHS_A_YEAR, TINY, Array, Index, Value

ACCELERATOR = "chips"
"""Unit of the goods that are AI chips: H100 equivalents."""

STEPS = 4
"""Steps of ageing and of building: times then spread round their mean by half of it."""

KILOWATTS_A_GIGAWATT = 1e6


@dataclass(frozen=True, eq=False)
class TechnologyRules:
    """Numbers of AI data centres.

    slots: rows of the chain's slots that put AI chips into data centres; place: those slots by state. By state, (state,
    1): usual, H100 equivalents put in a month in January 2025; connection_months, from delivery to power; room, chips
    that can be switched on a month. life_months and land_months: mean ages. chips_per_gigawatt: what runs on one.
    """

    slots: Index
    place: Incidence
    usual: Array
    connection_months: Array
    room: Array
    life_months: Value
    land_months: Value
    chips_per_gigawatt: Value

    @classmethod
    def of(cls, settings: Settings, tables: Tables, network: Network) -> TechnologyRules:
        """Numbers of technology.yaml and data_centres.csv for a network."""
        slots = _accelerators(tables, network)
        place = Incidence(network.slots.state[slots], len(tables.states))
        usual = place.sum(network.slots.flow[slots][:, None])
        months, room = np.zeros_like(usual), np.ones_like(usual)
        for row in tables.data_centres:
            state = tables.state_index(row.state)
            months[state], room[state] = row.connection_months, row.grid_room
        return cls(
            slots=slots,
            place=place,
            usual=usual,
            connection_months=months,
            room=usual * room,
            life_months=MONTHS_A_YEAR * settings.accelerator_life_years,
            land_months=settings.land_build_months,
            chips_per_gigawatt=KILOWATTS_A_GIGAWATT / settings.power_per_h100,
        )


def _accelerators(tables: Tables, network: Network) -> Index:
    """Slots through which data centres take in AI chips."""
    counted = np.array([good.unit == ACCELERATOR for good in tables.goods])
    industry = np.array([good.good == DATA_CENTRES for good in tables.goods])
    slots = network.slots
    rows: Index = np.flatnonzero(counted[slots.good] & industry[network.firms.good[slots.firm]])
    return rows


@dataclass
class Technology:
    """AI compute; every array ends in world, chips are H100 equivalents.

    by_age (step, state, world): chips in place by age, from young to old. By state: stock, chips in place; waiting,
    those of them that have no power yet; on_land, those that run on public land; land, gigawatts that run there or
    could; approval_factor, over the usual time to get power; added_power, gigawatts that the grid connects a year
    beyond the usual. land_coming (step, state, world): gigawatts of public land that are being built on. land_sold: if
    any land was ever sold, in any world.
    """

    by_age: Array
    stock: Array
    waiting: Array
    on_land: Array
    land: Array
    land_coming: Array
    approval_factor: Array
    added_power: Array
    land_sold: bool = False

    @classmethod
    def start(cls, rules: TechnologyRules, worlds: int) -> Technology:
        """January 2025, in balance: as many chips are put in as are retired, and as many wait as before."""
        states = len(rules.usual)
        by_age = np.zeros((STEPS, states, worlds)) + rules.usual * (rules.life_months / STEPS)
        empty = np.zeros((states, worlds))
        return cls(
            by_age=by_age,
            stock=add_up(by_age),
            waiting=empty + rules.usual * rules.connection_months,
            on_land=empty.copy(),
            land=empty.copy(),
            land_coming=np.zeros_like(by_age),
            approval_factor=empty + 1,
            added_power=empty.copy(),
        )

    @property
    def energised(self) -> Array:
        """Share of the chips in place that have power, 1 where there are none: (state, world)."""
        return 1 - self.waiting / np.maximum(self.stock, TINY)


def renew_compute(technology: Technology, used: Array, rules: TechnologyRules) -> None:
    """Put in the chips of the month, retire old ones, and switch on what gets power; used (slot, world): a month.

    Chips wait in one queue for the grid, on average the connection months times the approval factor, and no more are
    switched on than the grid has room for. Places on public land take chips out of it as soon as they are built.
    """
    arriving = rules.place.sum(used[rules.slots])
    pass_on(technology.by_age, arriving, rules.life_months / STEPS)
    technology.stock = add_up(technology.by_age)
    waiting = technology.waiting + arriving
    if technology.land_sold:
        waiting = waiting - switch_on_land(technology, waiting, rules)
    approved = waiting / (1 + rules.connection_months * technology.approval_factor)
    room = rules.room + technology.added_power * rules.chips_per_gigawatt / MONTHS_A_YEAR
    waiting = waiting - np.minimum(approved, room)
    # chips that never got power are retired with the others
    technology.waiting = np.minimum(waiting, technology.stock)


def switch_on_land(technology: Technology, waiting: Array, rules: TechnologyRules) -> Array:
    """Build on public land for a month and fill its places; waiting and result, chips switched on: (state, world)."""
    opened = pass_on(technology.land_coming, np.zeros_like(waiting), rules.land_months / STEPS)
    technology.land = technology.land + opened
    kept = technology.on_land * (1 - 1 / rules.life_months)
    free = np.maximum(technology.land * rules.chips_per_gigawatt - kept, 0.0)
    switched = np.minimum(waiting, free)
    technology.on_land = kept + switched
    return switched


def pass_on(steps: Array, arriving: Array, months: Value) -> Array:
    """Move what ages on by a month, in place, and return what leaves the last step: (state, world).

    steps (step, state, world), arriving (state, world), months: mean time in a step. Each step lets go 1 / (1 + m) of
    what it holds, arrivals included: an implicit Euler step of an Erlang delay, exact in the mean (as for plants).
    """
    let_go, flow = 1 / (1 + months), arriving
    for step in range(len(steps)):
        steps[step] += flow
        flow = steps[step] * let_go
        steps[step] -= flow
    return flow
