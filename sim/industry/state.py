"""What changes as industries are built, closed and dug out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.industry.investment_rules import InvestmentRules
from sim.industry.prospects import STAGES
from sim.types import Array

SUBSTAGES = 4
"""Steps of each stage: the time in a stage then spreads by half its mean, the whole of three equal ones by 29 %."""


@dataclass
class IndustryState:
    """Projects under way, plants shut, reserves and know-how; every array ends in world.

    pipeline (step, project, world): capacity under way in units of the lead product a month, four steps a stage;
    started (project, world): begun this month. By firm: mothballed (units a month shut for now), months_at_loss,
    months_covered (in which the price would pay for reopening), months_idle (mean age of
    shut lines), made (units since January 2025), spent
    and funded (million USD this month: all capital spending, and public funds taken up), loss (million USD this month
    lost on running a plant below its cash cost). expected_ratio (good, world): smoothed price outside the leading
    state over January 2025. know_how (state, world), 0 to 1; technology_ban (world,): how far the leader withholds
    its own. overrun (project, world): factor on capital cost. reserves_left (deposit, world).
    """

    pipeline: Array
    started: Array
    mothballed: Array
    months_at_loss: Array
    months_covered: Array
    months_idle: Array
    made: Array
    spent: Array
    funded: Array
    loss: Array
    expected_ratio: Array
    know_how: Array
    technology_ban: Array
    overrun: Array
    reserves_left: Array

    @classmethod
    def start(cls, network: Network, rules: InvestmentRules, goods: int, worlds: int) -> IndustryState:
        """Nothing under way, nothing shut, prices as in January 2025."""
        firms, projects = len(network.firms), len(rules.prospects)

        def full(rows: int, value: float = 0.0) -> Array:
            return np.full((rows, worlds), value)

        def tiled(values: Array) -> Array:
            return np.repeat(values, worlds, axis=1)

        return cls(
            pipeline=np.zeros((len(STAGES) * SUBSTAGES, projects, worlds)),
            started=full(projects),
            mothballed=full(firms),
            months_at_loss=full(firms),
            months_covered=full(firms),
            months_idle=full(firms),
            made=full(firms),
            spent=full(firms),
            funded=full(firms),
            loss=full(firms),
            expected_ratio=full(goods, 1.0),
            know_how=tiled(rules.know_how),
            technology_ban=np.zeros(worlds),
            overrun=full(projects, 1.0),
            reserves_left=tiled(rules.mines.reserve),
        )
