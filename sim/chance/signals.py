"""Signals between rivals: misread now and then (Jervis 1976), or made plain by a leak."""

from __future__ import annotations

import numpy as np

from sim.policy.fortunes import Signals
from sim.policy.log import EventLog
from sim.states.judging.beliefs import misjudge
from sim.states.statecraft import Statecraft
from sim.world import World

MISREAD, DIRECTION, LEAK = "chance.misread", "chance.misread_direction", "chance.leaks"
"""Streams of luck."""


def send_signals(world: World, craft: Statecraft, log: EventLog) -> None:
    """Decide which states misread their rival this month, and to whom a leak shows how it really stands.

    What is misread is last month's step of the rival, and with it where it stands and what is learnt from it.
    """
    number, month, settings = len(craft.codes), world.month, world.settings
    faces = craft.rivals[:, None]
    misread = faces & (world.luck.uniform(MISREAD, month, number) < settings.misread_hazard)
    leaked = faces & (world.luck.uniform(LEAK, month, number) < settings.leak_hazard)
    world.signals = Signals(np.zeros((number, world.worlds)), leaked)
    if misread.any():
        towards = np.where(world.luck.uniform(DIRECTION, month, number) < 1 / 2, -1.0, 1.0)
        world.signals.misread = np.where(misread, towards, 0.0)
        misjudge(world, craft)
    for state in np.flatnonzero((misread | leaked).any(axis=1)).tolist():
        rival = craft.codes[craft.ladders.against[state]]
        seen = world.signals.misread[state]
        for what, value in (("misread signal", seen), ("leak", leaked[state].astype(float))):
            why = "takes the rival's step for another" if value is seen else "a leak shows how the rival really stands"
            log.record(month, 1, craft.codes[state], what, rival, "", 0.0, value, value != 0, why)
