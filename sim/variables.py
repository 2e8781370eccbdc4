"""The series that every run records: what they measure, in which unit, and how to read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One recorded variable for people: unit, and what state, partner and good stand for."""

    name: str
    unit: str
    reading: str


VARIABLES = (
    Variable("tariff", "fraction", "rate in force, all in, of a state (importer) on goods of a partner (exporter)"),
    Variable("licence_applications", "applications", "made in the month at a state's desk, for buyers in a partner"),
    Variable(
        "licence_backlog", "applications", "waiting at the month's end at a state's desk, for buyers in a partner"
    ),
    Variable("licence_approved", "applications", "approved in the month by a state's desk, for buyers in a partner"),
    Variable("licence_refused", "applications", "refused in the month by a state's desk, for buyers in a partner"),
    Variable("licence_lapsed", "applications", "licences of a state that ran out or were taken back in the month"),
    Variable(
        "licence_balance", "applications", "licences of a state in the hands of buyers in a partner at month's end"
    ),
    Variable("deal_days_left", "days", "days until the last deal in force between the two powers runs out; 0: none"),
    Variable(
        "military_access",
        "fraction",
        "share of a power's listed goods that its controls leave to military users in the other, 1: all",
    ),
    Variable(
        "licence_rent",
        "million USD a month",
        "what trade under a state's licences with a partner earns beyond its price",
    ),
    Variable(
        "rerouted", "unit of the good a month", "shipped from a state to its buyers in a partner through a third state"
    ),
    Variable(
        "seized", "unit of the good a month", "taken by customs on its way from a state to a partner round a control"
    ),
    Variable("exports", "unit of the good a month", "shipped from a state to a partner; an empty partner is the total"),
    Variable("home_supply", "unit of the good a month", "shipped from makers to buyers in the same state"),
    Variable("output", "unit of the good a month", "made in a state"),
    Variable("capacity", "unit of the good a month", "what plants in a state can make, without those that are shut"),
    Variable("mothballed", "unit of the good a month", "capacity in a state that is shut for now"),
    Variable("pipeline_permitting", "unit of the good a month", "new capacity in a state that waits for permits"),
    Variable("pipeline_building", "unit of the good a month", "new capacity in a state that is being built"),
    Variable("pipeline_commissioning", "unit of the good a month", "new capacity in a state that is being started up"),
    Variable("price", "USD per kg, chip, ...", "contract price of a good where it is made"),
    Variable("spot_price", "USD per kg, chip, ...", "price of the last tonnes of a good where it is bought"),
    Variable("stock_cover", "months", "how long a state's buyers can go on from their stocks of a good"),
    Variable(
        "industry_cover", "months", "how long an industry can go on from its stock of its scarcest critical input"
    ),
    Variable("reserve_stock", "unit of the good", "what a state's government keeps of a good"),
    Variable("saving", "fraction", "share of use of an input that a state's firms have learnt to save"),
    Variable("recycled", "fraction", "share of use of an input in a state that scrap replaces"),
    Variable(
        "idle_days", "days", "how long the hardest-hit plant of an industry or maker of parts stood still in the month"
    ),
    Variable("plants_idle", "plants", "how many of its plants stood still for a day or more in the month"),
    Variable("gdp_gap", "% of GDP", "real GDP of a state against its path without a trade war"),
    Variable("trade_gap", "% of GDP", "the part of the gap that tariffs make"),
    Variable("bottleneck_gap", "% of GDP", "the part of the gap that shortages make"),
    Variable("uncertainty_gap", "% of GDP", "the part of the gap that doubt about trade policy makes, if switched on"),
    Variable("market_index", "path = 100", "share prices of a state against their path without a trade war"),
    Variable("growth", "% a year", "growth of a state's real GDP over a year earlier"),
    Variable("consumer_prices", "% above baseline", "cost of living against its path without a trade war"),
    Variable("real_income_gap", "%", "what a state's output buys, against its path without a trade war"),
    Variable("welfare_gap", "%", "real income less the effort of those who work for it, against the same path"),
    Variable("employment_gap", "%", "employment of a state against its path without a trade war, by trade alone"),
    Variable("trade", "million USD a month", "goods exports of a state to a partner; an empty partner is the total"),
    Variable("trade_balance", "million USD a month", "goods exports less imports; an empty partner is the total"),
    Variable("tariff_revenue", "million USD a month", "duties that a state collects"),
    Variable("tariff_refunds", "million USD a month", "duties that a state pays back after a court ruling"),
    Variable("capacity_closed", "share", "capacity of the makers of a good in a state that chance has put out of use"),
    Variable("other_taxes", "million USD a month", "change of taxes on incomes and output, cut by duties and lost GDP"),
    Variable(
        "budget_balance",
        "million USD a month",
        "change of duties and other taxes, less programmes and refunds, plus fees",
    ),
    Variable("ai_compute", "thousand H100 equivalents", "AI chips in a state's data centres, with or without power"),
    Variable("ai_energised", "fraction", "share of a state's AI chips that have power; the others wait for the grid"),
    Variable("jobs", "thousand jobs", "in a state; with a good: in that industry, or at makers of that good"),
    Variable("emissions", "kt CO2e a month", "of mines and refineries; good 'rare_earths': of rare earths alone"),
    Variable("waste", "kt a month", "tailings and residues of mines and refineries, of all goods or rare earths"),
    Variable("untreated_waste", "kt a month", "the part of a state's waste that is left untreated"),
    Variable("water_use", "million m3 a month", "water of a state's mines and refineries, of all goods or rare earths"),
    Variable("programme_cost", "million USD a month", "what a state pays for its programmes, less receipts"),
    Variable("cost_equity_stake", "million USD a month", "the part for stakes in makers"),
    Variable("cost_golden_share", "million USD a month", "the part for plants that may not close"),
    Variable("cost_loan", "million USD a month", "the part for cheap interest and loans that are not paid back"),
    Variable("cost_price_floor", "million USD a month", "the part for price floors, less the state's share above them"),
    Variable("cost_offtake", "million USD a month", "the part for goods that makers could not sell"),
    Variable("cost_strategic_reserve", "million USD a month", "the part for reserves, less what is sold from them"),
    Variable("cost_permitting", "million USD a month", "the part for permit offices"),
    Variable("cost_tax_credit", "million USD a month", "the part for tax credits"),
    Variable("cost_subsidy", "million USD a month", "the part for subsidies"),
    Variable("cost_research", "million USD a month", "the part for research"),
    Variable("cost_friend_shoring", "million USD a month", "the part for agreements with partners"),
    Variable("cost_licence_fee", "million USD a month", "fees and rents taken for licences, below 0"),
    Variable("rung", "rung", "of a state's escalation ladder, 0 (peace) to 6 (embargo)"),
    Variable("payoff", "% of GDP a month", "what a state's government makes of the month, all parts together"),
    Variable("payoff_growth", "% of GDP a month", "the part for growth"),
    Variable("payoff_prices", "% of GDP a month", "the part for consumer prices"),
    Variable("payoff_security", "% of GDP a month", "the part for stocks and self-sufficiency with allies"),
    Variable("payoff_relative", "% of GDP a month", "the part for gains over the rival"),
    Variable("payoff_politics", "% of GDP a month", "the part for toughness and face at home"),
    Variable("payoff_alliance", "% of GDP a month", "the part for standing by allies"),
    Variable("payoff_cost", "% of GDP a month", "the part for the cost of programmes"),
    Variable("payoff_pain", "% of GDP a month", "the part for pain beyond a limit"),
    Variable("trust", "0 to 1", "a state's trust in a partner"),
    Variable("belief_soft", "probability", "what a power believes: that its rival gives way"),
    Variable("belief_normal", "probability", "what a power believes: that its rival answers in kind"),
    Variable("belief_hard", "probability", "what a power believes: that its rival answers with more"),
    Variable("promised_approval", "fraction", "of applications that a power's rival promised to approve, 0 without"),
    Variable("approval_estimate", "fraction", "of applications that a power expects its rival's desk to approve"),
    Variable("approval_low", "fraction", "the 5 % point of what a power expects there"),
    Variable("approval_high", "fraction", "the 95 % point of what a power expects there"),
    Variable("slow_walk_probability", "probability", "what a power believes: that its rival's desk breaks its promise"),
)
