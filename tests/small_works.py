"""A tiny industry for tests of building and closing: prices are set by hand, no trade runs.

States: 0 leads, 1 and 2 do not. Goods: 0 ore, 1 oxide (lead product), 2 its by-product, 3 parts, 4 final goods.
Firms 0 to 7 work in January 2025; 8 (ore in state 2), 9 and 10 (a plant for both oxides in state 2), 11 (parts in
state 1) could be built.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.arrays import Incidence, Mix
from sim.chain.entities import Cells, Joint
from sim.industry.deposits import Mines
from sim.industry.development import develop
from sim.industry.investment_rules import InvestmentRules
from sim.industry.outlook import Outlook
from sim.industry.plants import Plants
from sim.industry.prospects import Prospects
from sim.industry.state import IndustryState
from sim.parameters import Settings
from sim.policy.support import Support
from sim.types import Array

GOODS, STATES = 5, 3
ORE, OXIDE, BY_PRODUCT, PARTS = 0, 1, 2, 3
MINE, LEAD, FOLLOWER, WORKS = 8, 9, 10, 11
"""Firm rows of the plants that could be built; their project rows are 0, 1 (both oxides) and 2."""

GOOD = np.array([0, 0, 1, 2, 1, 2, 3, 4, 0, 1, 2, 3])
STATE = np.array([0, 1, 0, 0, 1, 1, 0, 1, 2, 2, 2, 1])
OUTPUT = np.array([900.0, 100, 180, 700, 20, 80, 300, 50, 0, 0, 0, 0])
REFERENCE = np.where(OUTPUT > 0, OUTPUT, np.array([0.0] * 8 + [200, 50, 200, 100]))
PRICE = np.array([4.0, 50.0, 1.0, 80.0, 1000.0])[GOOD] * 1000
RATIO = np.array([0.7, 0.8, 0.7, 0.7, 0.9, 0.9, 0.8, 0.8, 1.1, 1.0, 1.0, 1.1])
RESERVE = 12 * 20 * 1000.0


def small_network() -> Any:
    """As much of a network as building and closing look at."""
    joint = Joint(
        np.array([2, 3, 4, 5, 9, 10]), Incidence(np.array([0, 0, 1, 1, 2, 2]), 3), np.array([2, 2, 4, 4, 9, 9])
    )
    slots = SimpleNamespace(
        good=np.array([0, 0, 1, 2, 3]), state=np.array([0, 1, 0, 1, 1]), flow=np.array([900.0, 100, 180, 80, 300])
    )
    return SimpleNamespace(
        firms=_Firms(GOOD, STATE, OUTPUT, PRICE, REFERENCE, RATIO),
        slots=slots,
        markets=Cells.of(slots.good, slots.state),
        joint=joint,
        projects=np.array([MINE, LEAD, WORKS]),
        sites=np.flatnonzero(GOOD != GOODS - 1),
        makers=Cells.of(GOOD, STATE),
        market_average=Mix(np.arange(5), 5, np.ones(5), np.arange(5), 5),
        cost_of_inputs=Mix(np.array([6]), len(GOOD), np.array([0.5]), np.array([2]), 5),
    )


@dataclass(frozen=True)
class _Firms:
    good: Any
    state: Any
    output: Array
    base_price: Array
    reference: Array
    cash_cost_ratio: Array

    def __len__(self) -> int:
        return len(self.good)


def small_rules(network: Any, **changes: float) -> InvestmentRules:
    """The parameters of the model, over three projects and the mines of states 1 and 2.

    Prices are set by hand, and what is set as the spot price is what builders expect.
    """
    settings = Settings.defaults().with_values({"spot_weight": 1.0} | changes)
    values = {field.name: getattr(settings, field.name) for field in fields(InvestmentRules) if field.type == "Value"}
    prospects = Prospects(
        row=network.projects,
        good=GOOD[network.projects],
        state=STATE[network.projects],
        plants=Plants.of(network, np.array([8, 9, 10, 11]), np.array([0, 1, 1, 2]), np.array([8, 9, 9, 11])),
        limit=np.array([[200.0], [50.0], [100.0]]),
        capital_cost=np.array([[2_000.0], [60_000.0], [20_000.0]]),
        months=np.array([[60.0, 3, 6], [36, 10, 26], [12, 12, 12]])[:, :, None],
        market=np.array([[1000.0], [200.0], [300.0]]),
    )
    mines = Mines(np.array([1, 8]), Incidence(np.array([0, 1]), 2), np.full((2, 1), RESERVE), np.array([1, -1, -1]))
    joint = network.joint
    return InvestmentRules(
        **values,
        prospects=prospects,
        outlook=Outlook.of(network, GOODS),
        mines=mines,
        joint=Plants.of(network, joint.rows, joint.plant.of, joint.lead),
        good=GOOD,
        base_price=PRICE[:, None],
        sites=(GOOD != GOODS - 1)[:, None],
        sold_share=np.ones((len(GOOD), 1)),
        makers=network.makers.member,
        know_how=np.array([[1.0], [0.5], [0.5]]),
        country_risk=np.zeros((STATES, 1)),
    )


@dataclass
class SmallWorks:
    """The tiny industry in some worlds; set `spot` (good,) or `chain.price`, then step."""

    worlds: int
    rules: InvestmentRules
    network: Any
    chain: Any
    industry: IndustryState
    support: Support
    sold_out: bool = True

    def step(self) -> None:
        """A month; if sold out, everybody sells normal output."""
        self.chain.output = self.rules.utilisation * self.chain.capacity
        if self.sold_out:
            self.chain.expected_demand = self.chain.output.copy()
        develop(self.network, self.chain, self.industry, self.support, self.rules)

    def dear(self, ratio: float | Array) -> None:
        """Set the spot price of all goods everywhere, over January 2025; contract prices follow at once."""
        self.chain.spot_ratio = np.ones_like(self.chain.spot_ratio) * ratio
        self.chain.price = PRICE[:, None] * np.ones(self.worlds) * ratio

    def copy_of_state(self) -> dict[str, Array]:
        """All that develops."""
        return {name: np.array(value) for name, value in vars(self.industry).items()} | {
            "capacity": self.chain.capacity
        }


def small_works(worlds: int = 1, **changes: float) -> SmallWorks:
    """January 2025."""
    network = small_network()
    rules = small_rules(network, **changes)
    ones = np.ones(worlds)
    chain = SimpleNamespace(
        capacity=OUTPUT[:, None] / rules.utilisation * ones,
        output=OUTPUT[:, None] * ones,
        finished_stock=0.5 * OUTPUT[:, None] * ones,
        idle=np.zeros((len(GOOD), worlds)),
        expected_demand=OUTPUT[:, None] * ones,
        price=PRICE[:, None] * ones,
        spot_ratio=np.ones((len(network.markets), worlds)),
        input_price=np.ones((5, worlds)),
        design_cost=np.zeros((len(GOOD), worlds)),
    )
    industry = IndustryState.start(network, rules, GOODS, worlds)
    return SmallWorks(worlds, rules, network, chain, industry, Support.none(len(GOOD), worlds))
