"""A month of chance, in order: courts, plants with the troubles of third parties, lanes, signals, votes."""

from __future__ import annotations

from sim.chance.courts import rulings_of
from sim.chance.rules import ChanceRules
from sim.chance.signals import send_signals
from sim.chance.stops import stop_lanes, stop_plants
from sim.chance.votes import hold_votes
from sim.policy.log import EventLog
from sim.scenario.chances import CRISES, LEAKS, OUTAGES, TRANSIT, VOTES
from sim.states.law.rulings import hold_court
from sim.states.statecraft import Statecraft
from sim.world import World


def befall(world: World, craft: Statecraft, log: EventLog, rules: ChanceRules, surprises: bool) -> None:
    """Let happen what nobody decides; without surprises, to look ahead, only what has begun goes on."""
    hold_court(world, craft, log, rulings_of(world, rules) if surprises else [])
    kinds = world.fortunes.kinds
    if not kinds:
        return
    if kinds & {OUTAGES, CRISES}:
        stop_plants(world, log, rules)
    if TRANSIT in kinds:
        stop_lanes(world, log, rules)
    if LEAKS in kinds:
        send_signals(world, craft, log)
    if VOTES in kinds:
        hold_votes(world, log)
