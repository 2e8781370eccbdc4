"""What lies between states: rungs of escalation, trust, threats, and what each has gained or lost so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.types import Array

PARTS = ("growth", "prices", "security", "relative", "politics", "alliance", "cost", "pain")
"""Parts of a state's payoff; the payoff is their sum."""


@dataclass
class Relations:
    """The relations of all states in all worlds.

    rung, rung_before, rung_last_month (state, world): the rung in force now, at the end of the month before last month,
    and at the end of last month (the first differs from the last when a deal begins or ends this month). law_rung
    (state, world): the rung of each state's own laws, deals apart; own_step: how far these climbed last month,
    own_step_before the month before. welfare_before (state, world): payoff, all parts together, of the month before.
    pain (state, world): what the state feels, per cent of GDP. payoff (part, state, world): per cent of GDP in this
    month. trust (state, partner, world): 0 to 1; grievance (state, partner, world): what a state holds against a power, in
    points of trust. threat_rate (state, partner, world): the tariff a state has threatened
    to add, a fraction; threat_level the added tariff that would make the threat good, and threat_month the month by
    whose end it must stand; all three nan where nothing is threatened. cover_start (good, state, world): months of
    stock at the start, nan until the first month has been judged.
    """

    rung: Array
    rung_before: Array
    rung_last_month: Array
    law_rung: Array
    own_step: Array
    own_step_before: Array
    pain: Array
    payoff: Array
    welfare_before: Array
    trust: Array
    grievance: Array
    threat_rate: Array
    threat_level: Array
    threat_month: Array
    cover_start: Array

    @classmethod
    def start(cls, states: int, goods: int, worlds: int, trust: Array) -> Relations:
        """January 2025: nobody has climbed, nothing is threatened. trust (state, partner, world)."""
        flat = [np.zeros((states, worlds)) for _ in range(8)]
        threats = [np.full((states, states, worlds), np.nan) for _ in range(3)]
        payoff = np.zeros((len(PARTS), states, worlds))
        return cls(
            rung=flat[0],
            rung_before=flat[1],
            rung_last_month=flat[2],
            law_rung=flat[3],
            own_step=flat[4],
            own_step_before=flat[5],
            pain=flat[6],
            payoff=payoff,
            welfare_before=flat[7],
            trust=trust,
            grievance=np.zeros_like(trust),
            threat_rate=threats[0],
            threat_level=threats[1],
            threat_month=threats[2],
            cover_start=np.full((goods, states, worlds), np.nan),
        )

    @property
    def welfare(self) -> Array:
        """Payoff of each state, all parts together: (state, world)."""
        return add_up(self.payoff)
