"""What lies between states: rungs of escalation, trust, threats, and what each has gained or lost so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.types import Array

PARTS = ("growth", "prices", "security", "relative", "politics", "alliance", "cost", "pain")
"""Parts of a state's payoff; the payoff is their sum."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Rungs at one moment, (state, world) each: in force, and of each state's own laws, deals apart."""

    rung: Array
    law: Array


@dataclass
class Relations:
    """The relations of all states in all worlds.

    rung, rung_before, rung_last_month (state, world): the rung in force now, at the end of the month before last month,
    and at the end of last month (the first differs from the last when a deal begins or ends this month). It is the rung
    that measures and deals announce, however a licence desk works under them. climbed (state, world): how far this rung
    rose this month by what the state decided, deals that run out and rulings apart. law_rung (state, world): the rung
    of each state's own laws, deals apart; law_rung_before: where these stood when all decided, rulings of the month
    counted. own_step (state, world): how far the state itself moved them, own_step_before the month before. due_back
    (state, world): the rung up to which a state only levies again what a court or the end of a term took.
    welfare_before (state, world): payoff, all parts together, of the month before. pain (state, world): what the state
    feels, per cent of GDP. payoff (part, state, world): per cent of GDP in this month. trust (state, partner, world): 0
    to 1; grievance (state, partner, world): what a state holds against a power, in points of trust. threat_rate (state,
    partner, world): the tariff a state has threatened to add, a fraction; threat_level the added tariff that would make
    the threat good, and threat_month the month by whose end it must stand; all three nan where nothing is threatened.
    cover_start (good, state, world): months of stock at the start, nan until the first month has been judged.
    """

    rung: Array
    rung_before: Array
    rung_last_month: Array
    climbed: Array
    law_rung: Array
    law_rung_before: Array
    due_back: Array
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
        flat = [np.zeros((states, worlds)) for _ in range(11)]
        threats = [np.full((states, states, worlds), np.nan) for _ in range(3)]
        payoff = np.zeros((len(PARTS), states, worlds))
        return cls(
            rung=flat[0],
            rung_before=flat[1],
            rung_last_month=flat[2],
            climbed=flat[3],
            law_rung=flat[4],
            law_rung_before=flat[5],
            due_back=flat[6],
            own_step=flat[7],
            own_step_before=flat[8],
            pain=flat[9],
            payoff=payoff,
            welfare_before=flat[10],
            trust=trust,
            grievance=np.zeros_like(trust),
            threat_rate=threats[0],
            threat_level=threats[1],
            threat_month=threats[2],
            cover_start=np.full((goods, states, worlds), np.nan),
        )

    def note_steps(self, opened: Standing, decided: Standing, closed: Standing) -> None:
        """Note where all stand: when all decided, after what was decided, and at the end of the month.

        A step is what a state decides, or what an inquiry that it asked for brings. What a court or the end of a term
        takes is none, nor what only brings that back.
        """
        taken, lower = opened.law < self.law_rung, decided.law < opened.law
        due = np.where(taken, np.maximum(self.due_back, self.law_rung), self.due_back)
        arrived = np.maximum(opened.law - np.maximum(self.law_rung, due), 0)
        higher = np.maximum(decided.law - np.maximum(opened.law, due), 0)
        risen = np.maximum(opened.rung - self.rung_last_month, 0)
        self.climbed = decided.rung - opened.rung + np.minimum(arrived, risen)
        self.own_step_before = self.own_step
        self.own_step = arrived + np.where(lower, decided.law - opened.law, higher)
        # who steps down of its own accord claims no more back than where it went
        due = np.where(lower, np.minimum(due, decided.law), due)
        self.due_back = np.where(closed.law < decided.law, np.maximum(due, decided.law), due)
        self.law_rung_before, self.law_rung = opened.law, closed.law
        self.rung_before, self.rung, self.rung_last_month = self.rung_last_month, closed.rung, closed.rung

    @property
    def welfare(self) -> Array:
        """Payoff of each state, all parts together: (state, world)."""
        return add_up(self.payoff)
