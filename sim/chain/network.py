"""Who makes what, from what, and who sells to whom: the part of the supply chain that a run does not change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.policy.controls import Routes
from sim.types import Array, Index, Mask


@dataclass(frozen=True)
class Firms:
    """Firms, one a row. output: units a month in January 2025; market: what final buyers take of it."""

    good: Index
    state: Index
    output: Array
    market: Array
    base_price: Array

    def __len__(self) -> int:
        return len(self.good)


@dataclass(frozen=True)
class Slots:
    """Input slots: one row for each input of each firm.

    flow: units used a month in January 2025. intensity: units per unit of output. weight: share of output lost when a
    non-critical input is absent. cost_share: of the firm's price. use: 1 where the firm works mostly for the military.
    """

    firm: Index
    good: Index
    state: Index
    flow: Array
    intensity: Array
    critical: Mask
    weight: Array
    thrift_limit: Array
    cost_share: Array
    use: Index

    def __len__(self) -> int:
        return len(self.firm)


@dataclass(frozen=True)
class Links:
    """Standing trade relations from a selling firm to a buyer's slot, sorted by lead time, then seller.

    flow: units a month in January 2025. lead: months under way, 1 or 2. route: row of the border crossed; the row
    after the last route stands for domestic trade. first: buyers whom a seller serves before the others.
    """

    seller: Index
    slot: Index
    flow: Array
    lead: Index
    exporter: Index
    importer: Index
    good: Index
    route: Index
    first: Mask

    def __len__(self) -> int:
        return len(self.seller)


@dataclass(frozen=True)
class Cells:
    """Pairs of good and state that occur, for example where a good is made: good and state, each (cell,)."""

    good: Index
    state: Index
    member: Incidence

    def __len__(self) -> int:
        return len(self.good)

    @classmethod
    def of(cls, good: Index, state: Index) -> Cells:
        """Group rows by good and state."""
        pairs, member = np.unique(np.stack([good, state]), axis=1, return_inverse=True)
        return cls(pairs[0], pairs[1], Incidence(member.reshape(-1), pairs.shape[1]))


@dataclass(frozen=True)
class Borders:
    """Kinds of border a tariff can make dearer: exporter, importer and exemption (kind,), and the kind of each link."""

    exporter: Index
    importer: Index
    exempt: Mask
    of: Index


@dataclass(frozen=True)
class Network:
    """The whole supply chain as it stood in January 2025.

    recyclable and exempt (good,): what scrap can replace, and what the tariffs added since spare.
    """

    firms: Firms
    slots: Slots
    links: Links
    routes: Routes
    recyclable: Mask
    exempt: Mask

    @cached_property
    def by_slot(self) -> Incidence:
        """Links by the slot they serve."""
        return Incidence(self.links.slot, len(self.slots))

    @cached_property
    def by_route(self) -> Incidence:
        """Links by the border they cross; the last group is domestic trade."""
        return Incidence(self.links.route, len(self.routes) + 1)

    @cached_property
    def by_queue(self) -> Incidence:
        """Links by seller and priority: group 2 f holds firm f's preferred buyers, group 2 f + 1 the others."""
        return Incidence(2 * self.links.seller + ~self.links.first, 2 * len(self.firms))

    @cached_property
    def slots_by_firm(self) -> Incidence:
        """Slots by the firm they feed."""
        return Incidence(self.slots.firm, len(self.firms))

    @cached_property
    def inputs_in_turn(self) -> list[tuple[Index, Index]]:
        """First inputs of all firms that have one, then second inputs, and so on: rows of firms, rows of slots."""
        firm, start, number = np.unique(self.slots.firm, return_index=True, return_counts=True)
        return [(firm[number > turn], start[number > turn] + turn) for turn in range(int(number.max()))]

    @cached_property
    def usual_share(self) -> Array:
        """Share of each link in its slot's purchases in January 2025: (link, 1)."""
        share: Array = (self.links.flow / self.slots.flow[self.links.slot])[:, None]
        return share

    @cached_property
    def usual_lead(self) -> Array:
        """Months that a slot's goods are under way in January 2025: (slot, 1)."""
        return self.by_slot.sum(self.usual_share * self.links.lead[:, None])

    @cached_property
    def market_weight(self) -> Array:
        """Share of each slot in the use of its market in January 2025: (slot, 1)."""
        use = self.slots.flow[:, None]
        weight: Array = use / self.markets.member.spread(self.markets.member.sum(use))
        return weight

    @cached_property
    def makers(self) -> Cells:
        """Firms by good and state."""
        return Cells.of(self.firms.good, self.firms.state)

    @cached_property
    def markets(self) -> Cells:
        """Slots by the good bought and the buyer's state: the destinations of a good."""
        return Cells.of(self.slots.good, self.slots.state)

    @cached_property
    def slow(self) -> int:
        """The first link that takes two months; all before it take one."""
        return int(np.searchsorted(self.links.lead, 2))

    @cached_property
    def borders(self) -> Borders:
        """What tariffs tell apart: exporter, importer, and whether the good is exempt."""
        both = np.stack([self.links.exporter, self.links.importer, self.exempt[self.links.good]])
        kinds, member = np.unique(both, axis=1, return_inverse=True)
        return Borders(kinds[0], kinds[1], kinds[2] == 1, member.reshape(-1))
