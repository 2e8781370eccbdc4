"""Step 4, allocate and ship: goods are shared out by priority, never beyond what may cross the border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array


@dataclass(frozen=True)
class Demand:
    """What sellers could ship this month if they had it.

    wanted, deliverable (link, world): asked for, and of that what may cross the border; passage (link, world): the
    ratio. queues (2 x firm, world): deliverable by seller and priority; market (firm, world): final buyers.
    """

    wanted: Array
    passage: Array
    deliverable: Array
    queues: Array
    market: Array

    @cached_property
    def by_firm(self) -> Array:
        """All that a firm could sell this month: (firm, world)."""
        return self.queues[0::2] + self.queues[1::2] + self.market


def deliverable_demand(network: Network, chain: ChainState, passage: Array) -> Demand:
    """Demand after the border: passage (route, world) is the share of what is wanted that may cross."""
    wanted = chain.wanted
    at_home = np.ones((1, wanted.shape[-1]))
    passage = network.by_route.spread(np.concatenate([passage, at_home]))
    deliverable = wanted * passage
    market = network.firms.market[:, None] + chain.market_backlog
    return Demand(wanted, passage, deliverable, network.by_queue.sum(deliverable), market)


def ship(network: Network, chain: ChainState, demand: Demand, rules: Rules) -> None:
    """Serve preferred buyers first, the others in proportion; what is refused stays on the books and fades."""
    first, others = demand.queues[0::2], demand.queues[1::2] + demand.market
    served_first = _fill(chain.finished_stock, first)
    left = np.maximum(chain.finished_stock - first * served_first, 0)
    served_others = _fill(left, others)
    chain.finished_stock = np.maximum(left - others * served_others, 0)
    chain.sold = demand.market * served_others
    chain.market_backlog = (demand.market - chain.sold) * (1 - rules.final_backlog_decay)
    served = np.empty_like(demand.queues)
    served[0::2], served[1::2] = served_first, served_others
    _send(network, chain, demand, network.by_queue.spread(served), rules)


def _send(network: Network, chain: ChainState, demand: Demand, served: Array, rules: Rules) -> None:
    """Put goods on their way. served (link, world): share of the deliverable demand that is met."""
    chain.shipped = demand.deliverable * served
    chain.backlog = demand.wanted - chain.shipped
    chain.backlog *= 1 - rules.backlog_decay
    surprise = demand.passage * served
    surprise -= chain.reliability
    surprise *= rules.reliability_smoothing
    chain.reliability += surprise
    chain.in_transit[0, : network.slow] = chain.shipped[: network.slow]
    chain.in_transit[1, network.slow :] = chain.shipped[network.slow :]


def _fill(available: Array, wanted: Array) -> Array:
    """Share of what is wanted that what is available can meet, at most 1."""
    share: Array = np.minimum(1, available / np.maximum(wanted, TINY))
    return share
