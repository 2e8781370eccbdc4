"""What changes in the supply chain from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.parameters import Settings
from sim.types import MONTHS_A_YEAR, Array, Value

WEEKS_A_YEAR = 52

FIFTH_PERCENTILE = 1.6448536269514722
"""Standard deviations between the median and the 5th percentile of a normal distribution."""

MONTHS_UNDER_WAY = 3
"""The longest lead time of a link, and a month more for goods that go a roundabout way."""


@dataclass
class ChainState:
    """Stocks, orders, prices and habits; every array ends in world.

    By firm: capacity, expected_demand, output and sold, to final buyers (units a month), finished_stock,
    market_backlog, discarded (units), idle (share of the planned month in which inputs were lacking), price (USD a
    unit), design_cost (what other recipes add to the cost, over the price). By slot: input_stock, used, recovered
    (units this month), cover (months of use that the firm aims to have on hand when a month starts), fear (0 to 1),
    intensity (units per unit of output), saving (share of it thrifted away) and its peak, input_price (over January
    2025); in_transit (months until arrival, slot, world). By link: order, backlog (units), share (of the slot's
    orders), shipped (units this month). By lane: reliability (0 to 1). By route: seized (units this month). By market,
    a pair of good and buying state: months_dear (spot price above the trigger), recycled (share of scrap), spot_ratio
    (over January 2025). By maker and chemistry: chemistry (share of output). By firm: closed, the share of capacity
    that chance has put out of use, without rows while nothing is.
    """

    capacity: Array
    finished_stock: Array
    market_backlog: Array
    expected_demand: Array
    output: Array
    sold: Array
    discarded: Array
    idle: Array
    price: Array
    design_cost: Array
    input_stock: Array
    used: Array
    recovered: Array
    cover: Array
    fear: Array
    intensity: Array
    saving: Array
    saving_peak: Array
    input_price: Array
    order: Array
    backlog: Array
    share: Array
    reliability: Array
    shipped: Array
    scratch: Array
    in_transit: Array
    seized: Array
    months_dear: Array
    recycled: Array
    spot_ratio: Array
    chemistry: Array
    closed: Array

    @property
    def wanted(self) -> Array:
        """What buyers ask of each link this month, new orders and old: (link, world)."""
        return self.order + self.backlog


def steady_state(network: Network, cover: Array, rules: Rules) -> ChainState:
    """The chain in January 2025, in balance: with no measure and no chance nothing ever moves.

    cover (slot, world): months of use that each firm has on hand when a month starts, at least one. Plants that could
    be built have no capacity, no stock and no customers yet. By-products in surplus are stored up to the limit.
    """
    worlds = cover.shape[-1]
    firms, slots, links = network.firms, network.slots, network.links

    def tiled(values: Array) -> Array:
        return np.repeat(values[:, None].astype(float), worlds, axis=1)

    def full(rows: int, value: float) -> Array:
        return np.full((rows, worlds), value)

    order = tiled(links.flow)
    # the same sums that a month takes, so that the first month repeats the baseline to the last bit
    use = network.by_slot.sum(order)
    made = tiled(firms.made)
    in_transit = np.zeros((MONTHS_UNDER_WAY, len(slots), worlds))
    in_transit[0] = use
    in_transit[1] = network.by_slot_slow.sum(order[network.slow :])
    return ChainState(
        capacity=made / rules.utilisation,
        finished_stock=_finished_stock(network, worlds, rules),
        market_backlog=full(len(firms), 0.0),
        expected_demand=tiled(firms.output),
        output=made,
        sold=tiled(firms.market),
        discarded=tiled(firms.made - firms.output),
        idle=full(len(firms), 0.0),
        price=tiled(firms.base_price * firms.full_cost),
        design_cost=full(len(firms), 0.0),
        input_stock=use * (cover - 1),
        used=use,
        recovered=full(len(slots), 0.0),
        cover=cover,
        fear=full(len(slots), 0.0),
        intensity=tiled(slots.intensity),
        saving=full(len(slots), 0.0),
        saving_peak=full(len(slots), 0.0),
        input_price=full(len(slots), 1.0),
        order=order,
        backlog=full(len(links), 0.0),
        share=tiled(links.share),
        reliability=full(len(network.lanes), 1.0),
        shipped=order.copy(),
        scratch=np.zeros((2, len(links), worlds)),
        in_transit=in_transit,
        seized=full(len(network.routes), 0.0),
        months_dear=full(len(network.markets), 0.0),
        recycled=full(len(network.markets), 0.0),
        spot_ratio=full(len(network.markets), 1.0),
        chemistry=np.repeat(network.options.chemistries.base, worlds, axis=1),
        closed=full(0, 0.0),
    )


def _finished_stock(network: Network, worlds: int, rules: Rules) -> Array:
    """Some months of sales; of a by-product in surplus what a month's sales leave of the limit: (firm, world)."""
    firms = network.firms
    rows = firms.in_surplus[~firms.newcomer[firms.in_surplus]]
    sold = np.repeat(firms.output[:, None], worlds, axis=1)
    stock: Array = sold * rules.finished_cover_months
    stock[rows] = np.maximum(rules.surplus_months * firms.reference[rows, None] - sold[rows], stock[rows])
    return stock


@dataclass(frozen=True)
class CoverRules:
    """Months of use that firms hold: median and 5th percentile, the median of military makers, and the least of all."""

    median: Value
    low_tail: Value
    military: Value
    least: Value

    @classmethod
    def of(cls, settings: Settings) -> CoverRules:
        """Read them from the settings of a run, where they are in weeks."""
        weeks = (
            settings.cover_weeks_median,
            settings.cover_weeks_low_tail,
            settings.defence_cover_weeks,
            settings.cover_weeks_least,
        )
        return cls(*[value * MONTHS_A_YEAR / WEEKS_A_YEAR for value in weeks])


def initial_cover(network: Network, normal: Array, rules: CoverRules) -> Array:
    """Months of use that firms have on hand when a month starts, lognormal with a least value: (slot, world).

    normal (firm, world) are standard normal draws: a careful firm is careful with every input. Military makers have
    a median of their own and the same spread.
    """
    spread = np.log(rules.median / rules.low_tail) / FIFTH_PERCENTILE
    middle = np.where((network.slots.use == 1)[:, None], rules.military, rules.median)
    cover: Array = np.maximum(middle * np.exp(spread * normal[network.slots.firm]), rules.least)
    return cover
