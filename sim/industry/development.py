"""A month of building and closing, step by step: called once a month after trade."""

from __future__ import annotations

from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.industry.building import build, stage_months
from sim.industry.closure import close, keep_books
from sim.industry.investment import expect_prices, invest, nothing_to_build
from sim.industry.investment_rules import InvestmentRules
from sim.industry.learning import learn
from sim.industry.mining import dig
from sim.industry.state import IndustryState
from sim.policy.support import Support


def develop(
    network: Network, chain: ChainState, industry: IndustryState, support: Support, rules: InvestmentRules
) -> None:
    """Firms look at prices, close what loses money, start what pays, build on, and dig."""
    industry.made += chain.output
    abroad = rules.outlook.prices(network, chain)
    expect_prices(abroad, industry, rules)
    skill = learn(industry, support, rules)
    books = keep_books(network, chain, support, skill, abroad, rules)
    close(chain, industry, support, books, rules)
    if not nothing_to_build(industry, support, rules):
        months = stage_months(support, skill, rules)
        invest(chain, industry, support, books, months, rules)
        build(chain, industry, months, rules)
    dig(chain, industry, rules)
