"""Mining: what is dug is gone, and a mine stops with its reserve."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.chain.state import ChainState
from sim.industry.investment_rules import InvestmentRules
from sim.industry.state import IndustryState
from sim.types import MONTHS_A_YEAR, TINY, Array


def dig(chain: ChainState, industry: IndustryState, rules: InvestmentRules) -> None:
    """Take this month's output off the reserves; the mines of a deposit can never dig more than is left."""
    mines = rules.mines
    dug = mines.member.sum(chain.output[mines.rows])
    industry.reserves_left = np.maximum(industry.reserves_left - dug, 0)
    capacity = mines.member.sum(chain.capacity[mines.rows])
    if (capacity > industry.reserves_left).any():
        possible = np.minimum(1, industry.reserves_left / np.maximum(capacity, TINY))
        chain.capacity[mines.rows] *= mines.member.spread(possible)


def room_in_the_ground(chain: ChainState, industry: IndustryState, rules: InvestmentRules) -> Array:
    """Capacity that reserves allow beyond what digs or is planned already: (project, world), units a month.

    Nobody opens a mine that would be empty within `least_mine_life_years`. Infinite for projects without a known
    reserve.
    """
    mines = rules.mines
    digging = mines.member.sum(chain.capacity[mines.rows] + industry.mothballed[mines.rows])
    planned = mines.by_deposit.sum(add_up(industry.pipeline[:, mines.digging]))
    most = industry.reserves_left / (rules.least_mine_life_years * MONTHS_A_YEAR)
    room = np.full((len(rules.prospects), chain.capacity.shape[-1]), np.inf)
    # projects on one deposit share what it has room for
    room[mines.digging] = mines.by_deposit.spread(np.maximum(most - digging - planned, 0) / mines.projects)
    return room
