"""Markets abroad, as builders look at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence, Mix
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.types import TINY, Array, Mask, Value


@dataclass(frozen=True)
class Prices:
    """Contract and spot price of each good abroad over January 2025: (good, world)."""

    contract: Array
    spot: Array

    def paid(self, spot_weight: Value) -> Array:
        """What makers abroad are paid: the contract price and a part of the premium of spot over it."""
        return self.contract + spot_weight * (self.spot - self.contract)


@dataclass(frozen=True)
class Outlook:
    """Markets of each good outside the state that makes most of it, weighted by use: market of, weight (market, 1).

    outside (firm,): makers outside that state.
    """

    member: Incidence
    weight: Array
    outside: Mask

    @classmethod
    def of(cls, network: Network, goods: int) -> Outlook:
        """Weigh markets by use in January 2025; a good used nowhere else is judged by its home market."""
        firms, markets = network.firms, network.markets
        made = np.zeros((goods, int(max(firms.state.max(), markets.state.max())) + 1))
        np.add.at(made, (firms.good, firms.state), firms.output)
        leader = made.argmax(axis=1)
        abroad = leader[markets.good] != markets.state
        use = markets.member.sum(network.slots.flow[:, None])
        member = Incidence(markets.good, goods)
        outside = use * abroad[:, None]
        use = np.where(member.spread(member.sum(outside)) > 0, outside, use)
        weight = use / np.maximum(member.spread(member.sum(use)), TINY)
        return cls(member, weight, leader[firms.good] != firms.state)

    def average(self, values: Array) -> Array:
        """Average values (market, world) by good: (good, world); 1 for goods that are nobody's input."""
        return self._weighted.sum(values) + self._nobody

    @cached_property
    def _weighted(self) -> Mix:
        markets = len(self.weight)
        return Mix(self.member.of, self.member.groups, self.weight[:, 0], np.arange(markets), markets)

    @cached_property
    def _nobody(self) -> Array:
        """1 for goods that are nobody's input: (good, 1)."""
        return 1 - self.member.sum(self.weight)

    def prices(self, network: Network, chain: ChainState) -> Prices:
        """What goods cost abroad this month."""
        return Prices(self.average(network.market_average.sum(chain.input_price)), self.average(chain.spot_ratio))
