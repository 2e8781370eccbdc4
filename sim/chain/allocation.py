"""Step 4, allocate and ship: goods are shared out by priority, never beyond what may cross the border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.types import TINY, Array, Index, Mask


@dataclass(frozen=True)
class Crossing:
    """What borders do to goods this month; every array (route, world), None where nothing goes a roundabout way.

    passage: share of what is wanted that may cross, roundabout ways included. rerouted: share of what crosses that
    goes through a third state and arrives a month later. seized: share of that which customs take. markup: what it
    adds to the delivered price of the route, as a share.
    """

    passage: Array
    rerouted: Array | None = None
    seized: Array | None = None
    markup: Array | None = None


@dataclass(frozen=True)
class Demand:
    """What sellers could ship this month if they had it.

    by_slot (slot, world): ordered this month; by_lane (lane, world): asked for, old orders included; passage (lane,
    world): the share that may cross the border. queues (2 x firm, world): deliverable by seller and priority;
    market (firm, world): final buyers.
    """

    by_slot: Array
    by_lane: Array
    passage: Array
    queues: Array
    market: Array

    @cached_property
    def by_firm(self) -> Array:
        """All that a firm could sell this month: (firm, world)."""
        return self.queues[0::2] + self.queues[1::2] + self.market


def deliverable_demand(network: Network, chain: ChainState, passage: Array) -> Demand:
    """Demand after the border: passage (route, world) is the share of what is wanted that may cross.

    From here on until goods are shipped the backlog holds all that is wanted, new orders included.
    """
    ordered = network.by_slot.sum(chain.order)
    chain.backlog += chain.order
    by_lane = network.lanes.member.sum(chain.backlog)
    passage = _passage(network, passage)
    market = network.firms.market[:, None] + chain.market_backlog
    queues = network.by_queue.sum(by_lane * passage)
    return Demand(ordered, by_lane, passage, queues, market)


def _passage(network: Network, passage: Array) -> Array:
    """Share that may pass on each lane: that of its border (route, world), all of it inside a state: (lane, world)."""
    lanes = network.lanes
    by_lane: Array = np.take(passage, lanes.route, axis=0, mode="clip")
    by_lane[lanes.at_home] = 1
    return by_lane


def ship(network: Network, chain: ChainState, demand: Demand, crossing: Crossing, rules: Rules) -> Array:
    """Serve preferred buyers first, the others in proportion; what is refused stays on the books and fades.

    Returns what was sent and will arrive: (slot, world).
    """
    first, others = demand.queues[0::2], demand.queues[1::2] + demand.market
    served_first = _fill(chain.finished_stock, first)
    left = np.maximum(chain.finished_stock - first * served_first, 0)
    served_others = _fill(left, others)
    chain.finished_stock = np.maximum(left - others * served_others, 0)
    chain.sold = demand.market * served_others
    chain.market_backlog = (demand.market - chain.sold) * (1 - rules.final_backlog_decay)
    served = np.empty_like(demand.queues)
    served[0::2], served[1::2] = served_first, served_others
    filled = np.take(served, network.lanes.queue, axis=0)
    filled *= demand.passage
    _send(network, chain, demand, filled, rules)
    return redirect(network, chain, crossing, _under_way(network, chain))


def _fill(available: Array, wanted: Array) -> Array:
    """Share of what is wanted that what is available can meet, at most 1."""
    share: Array = np.minimum(1, available / np.maximum(wanted, TINY))
    return share


def _send(network: Network, chain: ChainState, demand: Demand, filled: Array, rules: Rules) -> None:
    """Hand goods over. filled (lane, world): share of what is wanted that is shipped; it is written over.

    What nobody asks for says nothing about a supplier: its reliability stays.
    """
    network.lanes.member.spread(filled, out=chain.shipped)
    chain.shipped *= chain.backlog
    chain.backlog -= chain.shipped
    chain.backlog *= 1 - rules.backlog_decay
    surprise = np.subtract(filled, chain.reliability, out=filled)
    surprise *= rules.reliability_smoothing
    surprise *= demand.by_lane > 0
    chain.reliability += surprise


def redirect(network: Network, chain: ChainState, crossing: Crossing, sent: Array) -> Array:
    """Let goods that go a roundabout way arrive a month later; what customs seize never arrives.

    sent (slot, world): what has just been put under way; returns what of it will arrive.
    """
    if chain.seized.any():
        chain.seized.fill(0)
    if crossing.rerouted is None or crossing.seized is None or not crossing.rerouted.any():
        return sent
    return sent - _send_round(network, chain, crossing.rerouted, crossing.seized)


def _under_way(network: Network, chain: ChainState) -> Array:
    """Add what was shipped to what is under way, by lead time; returns the sum by slot."""
    quick = network.by_slot_quick.sum(chain.shipped[: network.slow])
    chain.in_transit[0] += quick
    if network.slow == len(network.links):
        return quick
    slow = network.by_slot_slow.sum(chain.shipped[network.slow :])
    chain.in_transit[1] += slow
    return quick + slow


@dataclass(frozen=True)
class _Lead:
    """Those of the links over some borders that take equally long.

    links (link,): their places among all of these links. slots: rows of the slots that they serve, each once. by_slot:
    which of these slots each link serves.
    """

    links: Index
    slots: Index
    by_slot: Incidence


@dataclass(frozen=True)
class _Detour:
    """Links over some borders, and those of them that take one month and two."""

    links: Index
    by_route: Incidence
    leads: tuple[_Lead, _Lead]


@lru_cache(maxsize=64)
def _detour(network: Network, used: bytes) -> _Detour:
    """Find the links over the borders that are used, a mask (route,) as bytes."""
    crossed = np.append(np.frombuffer(used, dtype=bool), False)
    links = np.flatnonzero(crossed[network.links.route])
    leads = (_lead(network, links, links < network.slow), _lead(network, links, links >= network.slow))
    return _Detour(links, Incidence(network.links.route[links], len(network.routes)), leads)


def _lead(network: Network, links: Index, chosen: Mask) -> _Lead:
    places = np.flatnonzero(chosen)
    slots, member = np.unique(network.links.slot[links[places]], return_inverse=True)
    return _Lead(places, slots, Incidence(member.reshape(-1), len(slots)))


def _send_round(network: Network, chain: ChainState, rerouted: Array, seized: Array) -> Array:
    """Delay what goes round (route, world), and count out what customs seize; returns that by slot."""
    detour = _detour(network, rerouted.any(axis=1).tobytes())
    late = chain.shipped[detour.links] * rerouted[detour.by_route.of]
    lost = late * seized[detour.by_route.of]
    chain.seized = detour.by_route.sum(lost)
    gone = np.zeros_like(chain.used)
    for delay, lead in enumerate(detour.leads):
        if len(lead.links):
            slots, delayed, missing = lead.slots, lead.by_slot.sum(late[lead.links]), lead.by_slot.sum(lost[lead.links])
            # what is under way may not fall below nothing by rounding
            chain.in_transit[delay, slots] = np.maximum(chain.in_transit[delay, slots] - delayed, 0)
            chain.in_transit[delay + 1, slots] += delayed - missing
            gone[slots] += missing
    return gone
