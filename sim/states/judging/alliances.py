"""What allies and partners think of the two powers: tariffs cost a power trust at once, and trust comes back slowly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.borders.traces import TraceBook
from sim.parameters import Settings
from sim.policy.deals import DealBook
from sim.types import Array, Index, Mask, Value

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


def judge_powers(world: World, craft: Statecraft) -> None:
    """Every state that is led weighs what its leader and its leader's rival have done to it."""
    for leader, led in allies_of_leaders(craft, np.ones(len(craft.codes), dtype=bool)):
        _judge(world, craft, leader, led)


def allies_of_leaders(craft: Statecraft, among: Mask) -> Sequence[tuple[int, Index]]:
    """Each power that leads any of some states (state,), and the rows of those states."""
    return _followers(craft.ladders.leader, among.tobytes())


@lru_cache(maxsize=64)
def _followers(leader: tuple[int, ...], among: bytes) -> tuple[tuple[int, Index], ...]:
    leaders = np.where(np.frombuffer(among, dtype=bool), np.array(leader), -1)
    return tuple((power, np.flatnonzero(leaders == power)) for power in np.unique(leaders[leaders >= 0]).tolist())


def _judge(world: World, craft: Statecraft, leader: int, led: Index) -> None:
    """Those who look to one leader weigh it and its rival."""
    relations, settings, rival = world.relations, craft.settings, craft.ladders.against[leader]
    reached = {power: reach(world, power, craft) for power in (leader, rival)}
    for power, other in ((leader, rival), (rival, leader)):
        charged = world.tariffs.in_force[power, led]
        felt = grievance(charged, reached[power][led], reached[other][led], craft.settings)
        before, now = relations.grievance[led, power], relations.trust[led, power]
        bound = _bound_to(power, world.deals, len(craft.codes))[led]
        relations.trust[led, power] = trust_in_power(
            now, felt, before, bound, settings.initial_trust, settings.trust_gain
        )
        relations.grievance[led, power] = felt


def _bound_to(power: int, book: DealBook, states: int) -> Mask:
    """Where a deal between a state and a power is in force: (state, world)."""
    active = book.active
    bound = np.zeros((states, active.shape[-1]), dtype=bool)
    for package, here in zip(book.packages, active, strict=True):
        if power in package.parties:
            bound[package.other(power)] |= here
    return bound


def grievance(charged: Array, reached: Array, reached_by_other: Array, settings: Settings) -> Array:
    """What a state holds against a power, in points of trust; below 0 where it would rather have it near: as charged.

    charged (state, world): the power's average added tariff on it, a fraction; reached and reached_by_other
    (state, world): 1 where the trace rule of this power, or of the other one, reaches its firms.
    """
    abroad = settings.reach_trust_loss * reached - settings.reach_trust_gain * reached_by_other
    total: Array = settings.tariff_trust_loss * charged + abroad
    return total


def trust_in_power(trust: Array, felt: Array, before: Array, bound: Mask, start: Value, gain: Value) -> Array:
    """Trust after a month: all of what is newly held against a power is lost at once, the way back takes its time.

    All but the last two (state, world): trust, grievance now and a month ago, and where a deal binds the two, which is
    judged by whether it is kept. Trust never comes back further than to `start` less what is still held against it.
    """
    fallen = np.clip(trust - np.maximum(felt - before, 0), 0, 1)
    ceiling = np.clip(start - felt, 0, 1)
    risen = np.minimum(fallen + gain, np.maximum(ceiling, fallen))
    after: Array = np.where(bound, fallen, risen)
    return after


def reach(world: World, power: int, craft: Statecraft) -> Array:
    """Where the trace rule of a power asks a state's exporters for its licence: 1 or 0, (state, world)."""
    reached = np.zeros((len(craft.codes), world.worlds))
    for book in world.traces.books:
        if book.owner == power and not book.idle:
            reached = _covered(book, craft, reached)
    return reached


def _covered(book: TraceBook, craft: Statecraft, reached: Array) -> Array:
    """Mark the states some of whose exports hold more than the rule allows."""
    asked = book.controls.in_force.controlled_share > 0
    for state in range(len(reached)):
        own = asked[craft.routes.exporter == state]
        reached[state] = np.where(own.any(axis=0), 1.0, reached[state])
    return reached
