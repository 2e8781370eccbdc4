"""Leaving out the links of plants that are not built, which carry nothing, to look ahead sooner."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from sim.chain.entities import Links
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.types import Index, Mask


@dataclass(frozen=True, eq=False)
class Thinned:
    """A network without the links of some firms. links, lanes: rows of the whole network that are left."""

    network: Network
    links: Index
    lanes: Index

    @classmethod
    def of(cls, network: Network, idle: Mask) -> Thinned:
        """Leave out all that some firms (firm,) might sell."""
        own = network.links
        links, lanes = (np.flatnonzero(~idle[rows]) for rows in (own.seller, network.lanes.seller))
        left = Links(**{field.name: getattr(own, field.name)[links] for field in fields(own)})
        return cls(replace(network, links=left), links, lanes)

    def chain(self, whole: ChainState) -> ChainState:
        """The chain with what is left of its links and lanes: a state of the thinned network."""
        names = ("order", "backlog", "share", "shipped")
        return replace(
            whole,
            **{name: getattr(whole, name)[self.links] for name in names},
            scratch=whole.scratch[:, self.links],
            reliability=whole.reliability[self.lanes],
        )


def idle_sellers(network: Network, chain: ChainState) -> Mask:
    """Firms that have nothing to sell, and from whom nobody wants anything, in any world: (firm,)."""
    idle: Mask = np.asarray(~(chain.capacity.any(axis=-1) | chain.finished_stock.any(axis=-1)))
    links = np.flatnonzero(idle[network.links.seller])
    for asked in (chain.share, chain.order, chain.backlog, chain.shipped):
        idle[network.links.seller[links[asked[links].any(axis=-1)]]] = False
    return idle
