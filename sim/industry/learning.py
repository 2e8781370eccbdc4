"""Know-how: what builders can do, what practice and partners add, and what a ban of the leader takes away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.industry.investment_rules import InvestmentRules
from sim.industry.state import IndustryState
from sim.policy.support import Support
from sim.types import MONTHS_A_YEAR, Array, Value


@dataclass(frozen=True)
class Skill:
    """What know-how does to projects: factors on cash cost, on building time and on capital cost, (project, world)."""

    cash: Array
    time: Array
    overrun: Array


def learn(industry: IndustryState, support: Support, rules: InvestmentRules) -> Skill:
    """Work out the skill of every project's builders, and keep the overrun that follows from it.

    Times and cash costs in prospects.csv are those of the state's know-how in January 2025, so only what was gained or
    lost since moves them; capital overruns follow the level itself.
    """
    prospects, plants = rules.prospects, rules.prospects.plants
    own = industry.know_how[prospects.state] * (1 - rules.borrowed_know_how * industry.technology_ban)
    practice = industry.made[prospects.row] / (MONTHS_A_YEAR * prospects.limit)
    level = know_how(own + plants.most(support.know_how), practice, rules.learning_rate)
    gained = level - rules.know_how[prospects.state]
    industry.overrun = 1 + rules.capital_overrun * (1 - level)
    return Skill(1 - rules.know_how_cost * gained, 1 - rules.know_how_delay * gained, industry.overrun)


def know_how(given: Array, practice: Array, learning_rate: Value) -> Array:
    """Close the gap to full know-how by the learning rate with every doubling of what has been made.

    given (project, world): know-how without practice, cut to 0 to 1; practice: years of full output behind the plant.
    Returns (project, world), 0 to 1. Source of the form: Wright (1936).
    """
    gap = 1 - np.clip(given, 0, 1)
    level: Array = 1 - gap * np.exp(np.log2(1 - learning_rate) * np.log1p(practice))
    return level
