"""What the supply chain consists of: firms, their inputs, standing trade relations, and ways of grouping them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence, distinct
from sim.types import Array, Index, Mask


@dataclass(frozen=True)
class Firms:
    """Firms, one a row; those of January 2025 first, then the plants that could be built.

    output: units sold a month in January 2025, 0 for newcomers; market: what final buyers take of it. reference: normal
    output (units a month) at which the reach of the firm's links holds: that of January 2025, or the largest of a
    newcomer; above `output` where a separation plant makes more of a by-product than anybody buys. base_price: USD a
    unit in January 2025; full_cost and cash_cost_ratio: over that price, the first with the normal margin of an
    incumbent (1 for all of them).
    """

    good: Index
    state: Index
    output: Array
    market: Array
    base_price: Array
    reference: Array
    newcomer: Mask
    cash_cost_ratio: Array
    full_cost: Array

    def __len__(self) -> int:
        return len(self.good)

    @cached_property
    def made(self) -> Array:
        """Units made a month in January 2025, whether sold or not: (firm,)."""
        return np.where(self.newcomer, 0.0, self.reference)

    @cached_property
    def sold_share(self) -> Array:
        """Share of normal output that finds a buyer: 1 but for by-products of which ores hold more than is used.

        What is in surplus everywhere is so for newcomers too, at the mean of those who make it.
        """
        goods = int(self.good.max()) + 1
        sold, made = (np.bincount(self.good, amount, goods) for amount in (self.output, self.made))
        mean = np.divide(sold, made, out=np.ones(goods), where=made > 0)
        return np.where(self.newcomer, mean[self.good], self.output / self.reference)

    @cached_property
    def in_surplus(self) -> Index:
        """Rows of the by-products of which more is made than sold."""
        return np.flatnonzero(self.sold_share < 1)


@dataclass(frozen=True)
class Slots:
    """Input slots: one row for each input of each firm; a plant with several products has them on its lead row.

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
    """Standing trade relations from a selling firm to a buyer's slot, sorted by lead time, then slot.

    flow: units a month in January 2025. share: of the slot's orders at that time, 0 for links of newcomers. reach: what
    share the seller would be given at equal prices, beside all others, once it works at its reference. lead: months
    under way, 1 or 2. route: row of the border crossed; the row after the last route stands for domestic trade.
    first: buyers whom a seller serves before the others.
    """

    seller: Index
    slot: Index
    flow: Array
    share: Array
    reach: Array
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
        pairs, _, member = distinct(np.stack([good, state]))
        return cls(pairs[0], pairs[1], Incidence(member, pairs.shape[1]))


@dataclass(frozen=True)
class Joint:
    """Separation plants: one firm row for each product of a plant, all run at one throughput.

    rows (row,): the firm rows; plant: which plant each belongs to; lead (row,): the firm row that holds its ore.
    """

    rows: Index
    plant: Incidence
    lead: Index


@dataclass(frozen=True)
class Lanes:
    """Links that share seller, priority and border, and so are served, delayed and charged alike.

    queue: 2 f for firm f's preferred buyers, 2 f + 1 for the others. route: as in Links; border: row of Borders;
    at_home: the lanes that cross none; member: lane of each link.
    """

    seller: Index
    queue: Index
    route: Index
    border: Index
    at_home: Index
    member: Incidence

    def __len__(self) -> int:
        return len(self.seller)
