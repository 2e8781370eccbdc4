"""Investing: a project starts when the price its builders expect pays for running, capital, risk and waiting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.chain.state import ChainState
from sim.industry.building import BUILD, cost_of
from sim.industry.closure import Books, expected_load, received
from sim.industry.investment_rules import InvestmentRules
from sim.industry.mining import room_in_the_ground
from sim.industry.outlook import Prices
from sim.industry.state import IndustryState
from sim.policy.support import Support
from sim.types import MONTHS_A_YEAR, TINY, Array, Value

NOISE = 1e-9
"""Prices that differ by less are the same."""

LEAST_LOAD = 0.1
"""Nobody builds more of what sells a tenth of what it could; below it the cost of a unit is not followed."""


@dataclass(frozen=True)
class Case:
    """The case for each project: what a unit of its lead product is expected to bring, and what it must bring.

    expected, required (project, world): USD a unit of the lead product, by-products counted with it.
    """

    expected: Array
    required: Array


def expect_prices(abroad: Prices, industry: IndustryState, rules: InvestmentRules) -> None:
    """Follow prices outside the leading state slowly: a moving average of `price_memory_months`.

    What a maker will be paid is the contract price and a part of the premium that the few tonnes at spot fetch.
    """
    news = abroad.paid(rules.spot_weight) - industry.expected_ratio
    industry.expected_ratio = industry.expected_ratio + news / rules.price_memory_months


def nothing_to_build(industry: IndustryState, support: Support, rules: InvestmentRules) -> bool:
    """Whether no good is dear, nobody is helped and nothing is under way: at the prices of January 2025 none starts."""
    if industry.pipeline.any() or (industry.expected_ratio > 1 + NOISE).any():
        return False
    rows = rules.prospects.plants.rows
    help_given = (support.floor, support.capital, support.loan, support.running, support.offtake, support.know_how)
    changed = (support.environment, support.permit_factor)
    return not (
        support.funds[rows].any()
        or any(part[rows].any() for part in help_given)
        or any((part[rows] != 1).any() for part in changed)
    )


def invest(
    chain: ChainState, industry: IndustryState, support: Support, books: Books, months: Array, rules: InvestmentRules
) -> None:
    """Start projects: what public funds buy whatever the market says, then what private builders find worth it.

    months (stage, project, world): how long each stage takes.
    """
    prospects = rules.prospects
    room = room_left(chain, industry, rules)
    funds = prospects.plants.total(support.funds[prospects.plants.rows])
    price = cost_of(1.0, industry, rules)
    public = np.minimum(funds / price, room)
    industry.funded[prospects.row] = public * price
    case = make_case(chain, industry, support, books, months, rules)
    wanted = attraction(case, rules.full_speed_margin) * pace(support, rules)
    industry.started = public + private_starts(wanted, room - public, rules)


def room_left(chain: ChainState, industry: IndustryState, rules: InvestmentRules) -> Array:
    """Capacity that can still be begun at each site: (project, world), units a month."""
    prospects = rules.prospects
    there = chain.capacity[prospects.row] + industry.mothballed[prospects.row] + add_up(industry.pipeline)
    return np.minimum(np.maximum(prospects.limit - there, 0), room_in_the_ground(chain, industry, rules))


def make_case(
    chain: ChainState, industry: IndustryState, support: Support, books: Books, months: Array, rules: InvestmentRules
) -> Case:
    """Compare what a project is expected to earn with what it needs to earn."""
    plants = rules.prospects.plants
    certainty = np.exp(np.log(rules.price_confidence) * add_up(months) / MONTHS_A_YEAR)
    extra = plants.member.spread(certainty) * (industry.expected_ratio[plants.good] - 1)
    price = received(plants.price * (1 + extra), support.floor[plants.rows], support.upside[plants.rows])
    load = np.maximum(expected_load(chain, books, rules), LEAST_LOAD)
    sold = plants.mix * rules.sold_share[plants.rows]
    cash = plants.total(books.cash[plants.rows] * sold)
    cash = cash * (1 - rules.fixed_cost_share + rules.fixed_cost_share / load)
    capital = capital_charge(months, support, industry.overrun, rules) / (rules.utilisation * load)
    return Case(plants.total(price * sold), cash + capital)


def capital_charge(months: Array, support: Support, overrun: Array, rules: InvestmentRules) -> Array:
    """What capital costs a unit of capacity a year, private part only, interest while building included: USD.

    Money is spent on average half-way through the building stage and earns from the end of ramping up.
    """
    prospects, plants = rules.prospects, rules.prospects.plants
    lent = plants.most(support.loan)
    rate = rules.hurdle_rate + rules.country_risk[prospects.state]
    rate = rate - lent * np.maximum(rate - plants.most(support.loan_rate), 0)
    waiting = (months[BUILD] / 2 + add_up(months[BUILD + 1 :])) / MONTHS_A_YEAR
    private = prospects.capital_cost * overrun * (1 - plants.most(support.capital))
    charge: Array = private * annuity(rate, rules.plant_life_years) * np.exp(waiting * np.log1p(rate))
    return charge


def annuity(rate: Array, years: Value) -> Array:
    """Equal yearly payment that returns a capital of 1 with interest over some years."""
    rate = np.maximum(rate, TINY)
    payment: Array = rate / -np.expm1(-years * np.log1p(rate))
    return payment


def attraction(case: Case, full_speed_margin: Value) -> Array:
    """0 where the expected price is what is required, 1 at `full_speed_margin` above: (project, world)."""
    above: Array = np.clip((case.expected / case.required - 1) / full_speed_margin, 0, 1)
    return above


def pace(support: Support, rules: InvestmentRules) -> Array:
    """Share of the world market that can be begun a year, faster with public help: (project, world)."""
    plants = rules.prospects.plants
    helped = plants.most(support.capital) + plants.most(support.loan) + plants.most(support.offtake)
    helped = helped + plants.most(support.running) + (plants.most(support.floor) > 0)
    return rules.build_rate + (rules.build_rate_supported - rules.build_rate) * np.minimum(helped, 1)


def private_starts(wanted: Array, room: Array, rules: InvestmentRules) -> Array:
    """Share the building of a good among its projects by pull and room left: (project, world), units a month.

    wanted (project, world): share of the world market a year that a project's case would start.
    """
    prospects = rules.prospects
    pull = wanted * room
    total = prospects.market * prospects.best_of_good(wanted) / MONTHS_A_YEAR
    share = pull / np.maximum(prospects.total_of_good(pull), TINY)
    return np.minimum(total * share, room)
