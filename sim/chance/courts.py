"""Which courts rule this month: those that a scenario dates, and those that chance brings."""

from __future__ import annotations

import numpy as np

from sim.chance.rules import ChanceRules
from sim.policy.authority import law_books
from sim.policy.tariffs import AUTHORITIES
from sim.scenario.chances import RULINGS
from sim.states.law.rulings import BY_CHANCE, Ruling
from sim.world import World

STREAM = "chance.rulings"


def rulings_of(world: World, rules: ChanceRules) -> list[Ruling]:
    """All rulings of a month, those that a scenario dates first."""
    everywhere = np.ones(world.worlds, dtype=bool)
    dated = [
        Ruling(one.actor, one.authority, one.because, everywhere, one.day, one.stayed, one.earlier)
        for one in rules.dated
        if one.month == world.month
    ]
    return dated + (_by_chance(world) if RULINGS in world.fortunes.kinds else [])


def _by_chance(world: World) -> list[Ruling]:
    """Rulings on laws at risk, as long as they carry a tariff."""
    number = len(world.tables.states) * len(AUTHORITIES)
    draws = None
    found = []
    for state, book in enumerate(law_books(world.tables)):
        for law in book.laws:
            if not law.ruling_risk:
                continue
            at_risk = (world.tariffs.highest(state, law.row) > 0) & (world.legal.struck[state, law.row] == 0)
            if at_risk.any():
                draws = world.luck.uniform(STREAM, world.month, number) if draws is None else draws
                hazard = world.settings.ruling_hazard * law.ruling_risk
                where = at_risk & (draws[state * len(AUTHORITIES) + law.row] < hazard)
                if where.any():
                    found.append(Ruling(state, law.row, BY_CHANCE, where))
    return found
