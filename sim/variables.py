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
    Variable("exports", "unit of the good a month", "shipped from a state to a partner; an empty partner is the total"),
    Variable("output", "unit of the good a month", "made in a state"),
    Variable("price", "USD per kg, chip, ...", "contract price of a good where it is made"),
    Variable("spot_price", "USD per kg, chip, ...", "price of the last tonnes of a good where it is bought"),
    Variable("stock_cover", "months", "how long a state's buyers can go on from their stocks of a good"),
    Variable("idle_days", "days", "how long the hardest-hit plant of an industry stood still in the month"),
    Variable("plants_idle", "plants", "how many plants of an industry stood still for a day or more in the month"),
    Variable("gdp_gap", "% of GDP", "real GDP of a state against its path without a trade war"),
    Variable("trade_gap", "% of GDP", "the part of the gap that tariffs make"),
    Variable("bottleneck_gap", "% of GDP", "the part of the gap that shortages make"),
    Variable("growth", "% a year", "growth of a state's real GDP over a year earlier"),
    Variable("consumer_prices", "% above baseline", "consumer prices against their path without a trade war"),
    Variable("trade_balance", "million USD a month", "goods exports less imports; an empty partner is the total"),
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
)
