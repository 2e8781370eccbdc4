"""What tariffs bring in, and what is left of it after industrial policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.prices import duties
from sim.types import Array, Value


@dataclass
class Budget:
    """Million USD a month of each government: (state, world).

    tariff_revenue: duties collected. balance: their change since January 2025, less what programmes of industrial
    policy cost, plus what licences bring in.
    """

    tariff_revenue: Array
    balance: Array

    @classmethod
    def start(cls, revenue: Array, worlds: int) -> Budget:
        """January 2025. revenue (state, 1 or world)."""
        nothing = np.zeros((len(revenue), worlds))
        return cls(revenue + nothing, nothing)


def tariff_revenue(flows: Array, rates: Array, collected: Value) -> Array:
    """Duties that are collected: (state, world), million USD a month.

    flows (exporter, importer, world): million USD a month; rates (importer, exporter, world): all in, fractions;
    collected: share of the duty at full rates.
    """
    return collected * duties(flows, rates)


def draw_up_budget(budget: Budget, revenue: Array, usual: Array, cost: Array) -> None:
    """Enter a month: duties collected and usual (state, world), cost of programmes less receipts for licences."""
    budget.tariff_revenue = revenue
    budget.balance = revenue - usual - cost
