"""The numbers that building and closing take, and the fixed facts they are applied to, gathered once for a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.industry.deposits import Mines
from sim.industry.outlook import Outlook
from sim.industry.plants import Plants
from sim.industry.prospects import Prospects
from sim.parameters import Settings
from sim.tables import Tables
from sim.types import Array, Index, Mask, Value


@dataclass(frozen=True)
class InvestmentRules:
    """Parameters under their names in sim/data/parameters/investment.yaml, each a Value; then what never changes.

    joint: plants with several products; good (firm,) and base_price (firm, 1) of all firms; sites (firm, 1): firms
    upstream of final industry; sold_share (firm, 1): of normal output; makers: firms by good and state; know_how
    (state, 1): skill in this industry in January 2025, 0 to 1; country_risk (state, 1): added to the hurdle rate,
    fraction a year.
    """

    price_memory_months: Value
    spot_weight: Value
    price_confidence: Value
    hurdle_rate: Value
    plant_life_years: Value
    build_rate: Value
    build_rate_supported: Value
    full_speed_margin: Value
    capital_overrun: Value
    know_how_cost: Value
    know_how_delay: Value
    borrowed_know_how: Value
    learning_rate: Value
    fixed_cost_share: Value
    mothball_months: Value
    mothball_rate: Value
    reopen_margin: Value
    reopen_months: Value
    close_months: Value
    least_mine_life_years: Value
    utilisation: Value
    prospects: Prospects
    outlook: Outlook
    mines: Mines
    joint: Plants
    good: Index
    base_price: Array
    sites: Mask
    sold_share: Array
    makers: Incidence
    know_how: Array
    country_risk: Array

    @classmethod
    def of(cls, settings: Settings, tables: Tables, network: Network) -> InvestmentRules:
        """Read them from the settings of a run and from the tables."""
        names = [field.name for field in fields(cls) if field.type == "Value"]
        prospects = Prospects.of(tables, network)
        return cls(
            **{name: getattr(settings, name) for name in names},
            prospects=prospects,
            outlook=Outlook.of(network, len(tables.goods)),
            mines=Mines.of(tables, network, prospects),
            joint=Plants.of(network, network.joint.rows, network.joint.plant.of, network.joint.lead),
            good=network.firms.good,
            base_price=network.firms.base_price[:, None],
            sites=_sites(network),
            sold_share=network.firms.sold_share[:, None],
            makers=network.makers.member,
            know_how=_by_state(tables, "know_how"),
            country_risk=_by_state(tables, "policy_risk"),
        )


def _by_state(tables: Tables, column: str) -> Array:
    """A column of jurisdictions.csv in the order of states: (state, 1)."""
    level = np.zeros((len(tables.states), 1))
    for row in tables.jurisdictions:
        level[tables.state_index(row.state)] = getattr(row, column)
    return level


def _sites(network: Network) -> Mask:
    upstream = np.zeros((len(network.firms), 1), dtype=bool)
    upstream[network.sites] = True
    return upstream
