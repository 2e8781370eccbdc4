"""Projects on their way: permit, build, ramp up; each a chain of four steps, so that times spread round their mean."""

from __future__ import annotations

import numpy as np

from sim.chain.state import ChainState
from sim.industry.investment_rules import InvestmentRules
from sim.industry.learning import Skill
from sim.industry.prospects import STAGES
from sim.industry.state import SUBSTAGES, IndustryState
from sim.policy.support import Support
from sim.types import MILLION, MONTHS_A_YEAR, Array

PERMIT, BUILD = STAGES.index("permit"), STAGES.index("build")


def build(chain: ChainState, industry: IndustryState, months: Array, rules: InvestmentRules) -> None:
    """Move all projects on by a month: capital is spent while they are built, and what is finished can produce.

    months (stage, project, world): how long each stage takes.
    """
    prospects = rules.prospects
    finished, built = advance(industry.pipeline, industry.started, months)
    industry.spent[prospects.row] = cost_of(built, industry, rules)
    plants = prospects.plants
    chain.capacity[plants.rows] += plants.member.spread(finished) * plants.mix


def stage_months(support: Support, skill: Skill, rules: InvestmentRules) -> Array:
    """How long each stage takes under the rules and with the know-how of today: (stage, project, world), months."""
    plants = rules.prospects.plants
    months = np.repeat(rules.prospects.months, skill.time.shape[-1], axis=-1)
    months[PERMIT] *= plants.least(support.permit_factor) * support.environment[rules.prospects.row]
    months[BUILD] *= skill.time
    return months


def advance(pipeline: Array, started: Array, months: Array) -> tuple[Array, Array]:
    """Move projects one month on, in place; returns what was finished and what was built, (project, world).

    pipeline (step, project, world), started (project, world): units of capacity; months (stage, project, world). Each
    step lets go 1 / (1 + m) of what it holds, arrivals included, m months being its mean time: an implicit Euler step
    of an Erlang delay, exact in the mean for any m.
    """
    flow, built = started, np.zeros_like(started)
    let_go = 1 / (1 + months / SUBSTAGES)
    for step in range(len(pipeline)):
        stage = step // SUBSTAGES
        pipeline[step] += flow
        flow = pipeline[step] * let_go[stage]
        pipeline[step] -= flow
        if stage == BUILD:
            built += flow
    return flow, built / SUBSTAGES


def cost_of(capacity: Array | float, industry: IndustryState, rules: InvestmentRules) -> Array:
    """Capital cost of a capacity (project, world) in units a month, overrun included: million USD."""
    return capacity * MONTHS_A_YEAR * rules.prospects.capital_cost * industry.overrun / MILLION
