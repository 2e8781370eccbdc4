"""Ways round a border: which third states buy the same good from the same exporter, and how much could hide there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.borders.markets import market_of
from sim.chain.network import Network
from sim.memory import Known
from sim.policy.routes import USES, Routes
from sim.types import Array, Index, Mask

CIVIL = USES.index("civil")


@dataclass(frozen=True)
class Detours:
    """Ways round: a way leads goods for one route (good, exporter, real buyer) through the route to a hub.

    routes (route,), hubs (hub,): rows of the network's routes, each once. route_of, hub_of (way,): places in these.
    market (route,): row of the market that each route leads to; capacity (hub,): units a month that could go through.
    """

    routes: Index
    hubs: Index
    route_of: Index
    hub_of: Index
    market: Index
    capacity: Array

    @classmethod
    def of(cls, network: Network, hub_capacity: Array, rerouting: Array) -> Detours:
        """All ways round; hub_capacity (state,): share of its normal imports of a good that a state could send on.

        rerouting (good,): part of that capacity which the good can use; little where makers know every buyer.
        """
        routes = network.routes
        usual = network.by_route.sum(network.links.flow[:, None])[:-1, 0]
        capacity = usual * hub_capacity[routes.importer] * rerouting[routes.good] * (routes.use == CIVIL)
        route, hub = _pairs(routes, np.flatnonzero(capacity > 0))
        rows, route_of = np.unique(route, return_inverse=True)
        hubs, hub_of = np.unique(hub, return_inverse=True)
        return cls(rows, hubs, route_of, hub_of, market_of(network)[rows], capacity[hubs])

    @cached_property
    def by_route(self) -> Incidence:
        """Ways by the route that they go round."""
        return Incidence(self.route_of, len(self.routes))

    @cached_property
    def by_hub(self) -> Incidence:
        """Ways by the hub that they lead through."""
        return Incidence(self.hub_of, len(self.hubs))

    @cached_property
    def _parts(self) -> Known[Detours]:
        return Known()

    def among(self, busy: Index) -> Detours:
        """Those that go round some routes (rows of the network's routes)."""
        key = busy.tobytes()
        if key not in self._parts:
            self._parts[key] = self._only(np.isin(self.routes[self.route_of], busy))
        return self._parts[key]

    def _only(self, ways: Mask) -> Detours:
        kept, route_of = np.unique(self.route_of[ways], return_inverse=True)
        hubs, hub_of = np.unique(self.hub_of[ways], return_inverse=True)
        return Detours(self.routes[kept], self.hubs[hubs], route_of, hub_of, self.market[kept], self.capacity[hubs])


def _pairs(routes: Routes, hubs: Index) -> tuple[Index, Index]:
    """Every route with every route of the same good and exporter to a hub in another state: rows of both, (way,)."""
    source = np.stack([routes.good, routes.exporter])
    same = (source[:, :, None] == source[:, None, hubs]).all(axis=0)
    same &= routes.importer[:, None] != routes.importer[hubs][None, :]
    route, hub = np.nonzero(same)
    return route, hubs[hub]
