"""What tariffs bring in, and what is left of it after other taxes and industrial policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.types import MONTHS_A_YEAR, PER_CENT, Array, Value


@dataclass
class Budget:
    """Million USD a month of each government, (state, world), and last month's tariffs.

    tariff_revenue: duties collected. other_taxes: what taxes on incomes and output bring more than without a trade war.
    balance: the change of both, less what programmes of industrial policy cost, plus what licences bring in.
    agreed (importer, exporter, world): added rates in force last month, at which goods now landing were shipped.
    """

    tariff_revenue: Array
    other_taxes: Array
    balance: Array
    agreed: Array

    @classmethod
    def start(cls, revenue: Array, worlds: int) -> Budget:
        """January 2025. revenue (state, 1 or world)."""
        states = len(revenue)
        nothing = np.zeros((states, worlds))
        return cls(revenue + nothing, nothing, nothing, np.zeros((states, states, worlds)))


@dataclass(frozen=True, eq=False)
class BudgetRules:
    """Parameters of sim/data/parameters/economy.yaml, each a Value; gdp (state, 1): million USD a year."""

    goods_afloat_share: Value
    duty_offset: Value
    tax_share: Value
    gdp: Array


def rates_charged(budget: Budget, added: Array, rules: BudgetRules) -> Array:
    """Added rates that are charged this month and not those in force: (importer, exporter, world); keeps the latter.

    Goods under way are spared a rise; a cut holds for all that is entered from its day on.
    """
    before, budget.agreed = budget.agreed, added
    return added if before is added else added + rules.goods_afloat_share * np.minimum(before - added, 0)


def draw_up_budget(
    budget: Budget, revenue: Array, usual: Array, gdp_gap: Array, cost: Array, rules: BudgetRules
) -> None:
    """Enter a month: duties collected and usual (state, world), GDP gap in per cent, cost of programmes less fees.

    A duty comes out of wages and profits, which then pay less tax; lost output pays none at all.
    """
    more = revenue - usual
    output = gdp_gap / PER_CENT * rules.gdp / MONTHS_A_YEAR
    budget.tariff_revenue = revenue
    budget.other_taxes = rules.tax_share * output - rules.duty_offset * more
    budget.balance = more + budget.other_taxes - cost
