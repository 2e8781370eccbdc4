"""What the closures of the trade equilibrium make of one tariff: the same question under other assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from sim.economy.trade import Baseline, solve
from sim.measures import RIVAL
from sim.parameters import Settings
from sim.tables import Tables, load_tables
from sim.types import PER_CENT, Array

RATE = 0.1
"""Added by the United States on goods of everybody."""

ELASTICITIES = (2.0, 4.0)
MODELS = {"published nest": True, "plain Armington": False}
REBATES = {"paid out": "lump_sum", "income tax cut": "income_tax"}
ANSWERS = {"nobody": False, "everybody, at the same rate": True}

MEASURES = (
    *("welfare", "welfare_exact", "real_gdp", "employment"),
    *("consumer_prices", "imports_to_gdp", "trade_deficit"),
)
"""What is read off the equilibrium."""


@dataclass(frozen=True)
class Closure:
    """US changes in per cent under one set of assumptions."""

    rate: float
    answered_by: str
    model: str
    elasticity: float
    revenue: str
    welfare: float
    welfare_exact: float
    real_gdp: float
    employment: float
    consumer_prices: float
    imports_to_gdp: float
    trade_deficit: float


def study_closures() -> list[Closure]:
    """Solve for a US tariff on everybody under all assumptions, from the trade and tariffs of January 2025."""
    return list(_closures(load_tables(), Settings.defaults()))


def _closures(tables: Tables, settings: Settings) -> Iterator[Closure]:
    home, duties = tables.state_index(RIVAL), tables.collected_tariff(float(settings.default_tariff)).T
    labour = settings.labour_supply_elasticity
    world = tables.trade, tables.gdp(), tables.state_codes
    baselines = {
        model: Baseline.from_flows(*world, home=RIVAL, importer_share=share, tariffs=duties)
        for model, share in MODELS.items()
    }
    for answer, model, elasticity, revenue in product(ANSWERS, MODELS, ELASTICITIES, REBATES):
        added = _added(len(tables.states), home, RATE, ANSWERS[answer])
        found = solve(baselines[model], added, elasticity=elasticity, labour_elasticity=labour, rebate=REBATES[revenue])
        changes = {name: PER_CENT * float(getattr(found, name)[home]) for name in MEASURES}
        yield Closure(RATE, answer, model, elasticity, revenue, **changes)


def _added(states: int, home: int, rate: float, answered: bool) -> Array:
    """Tariffs of one state on all, and of all on it if they answer: (exporter, importer)."""
    added = np.zeros((states, states))
    added[:, home] = rate
    if answered:
        added[home, :] = rate
    added[home, home] = 0
    return added
