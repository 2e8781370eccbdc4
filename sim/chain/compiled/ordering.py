"""Loops of choosing suppliers and placing orders; see sim.chain.ordering."""

from __future__ import annotations

from typing import NamedTuple

from sim.chain.compiled.ground import Ground, Numbers
from sim.chain.compiled.loop import loop, part
from sim.chain.ordering import NOTHING as NO_APPEAL
from sim.types import Array, Index, Mask

NOTHING = float(NO_APPEAL)


class Offers(NamedTuple):
    """What sellers offer, over January 2025.

    price, attraction (firm, world): of the good, and of the seller at home; factor, cheapness (kind of border, world):
    what tariffs add, and what that does to appeal; dearer, cheapness_around (row, world): the same of roundabout ways,
    in the row that around (route,) names, -1 for none. trust (lane, world), to be squared yet or not.
    """

    price: Array
    attraction: Array
    factor: Array
    cheapness: Array
    around: Index
    dearer: Array
    cheapness_around: Array
    trust: Array
    squared: bool


@loop
def look_at_sellers(at: Ground, own: Numbers, price: Array, capacity: Array, ratio: Array, growth: Array) -> None:
    """Set price over that of January 2025, and normal output over reference, both (firm, world), the last two."""
    firms, worlds = price.shape
    for firm in range(firms):
        for world in range(worlds):
            ratio[firm, world] = price[firm, world] / at.base_price[firm]
            growth[firm, world] = own.utilisation[world] * capacity[firm, world] / at.reference[firm]


@loop
def prepare(at: Ground, own: Numbers, capacity: Array, expected_demand: Array, expected: Array) -> None:
    """Sales that firms prepare for: `expected` (firm, world)."""
    firms, worlds = expected.shape
    for firm in range(firms):
        if firm < at.newcomers:
            for world in range(worlds):
                expected[firm, world] = expected_demand[firm, world]
        else:
            for world in range(worlds):
                opening = own.opening_share[world] * own.utilisation[world] * capacity[firm, world]
                expected[firm, world] = max(expected_demand[firm, world], opening)


@loop
def run_together(at: Ground, worth: Array, expected: Array) -> None:
    """Let separation plants expect to make all their products at one throughput: worth (plant, world)."""
    worlds = expected.shape[1]
    for row in range(len(at.joint_firm)):
        firm, plant = at.joint_firm[row], at.joint_plant[row]
        for world in range(worlds):
            expected[firm, world] = worth[plant, world] * at.reference[firm]


@loop
def order(
    at: Ground,
    own: Numbers,
    offers: Offers,
    stood: Mask,
    waiting: Mask,
    expected: Array,
    reliability: Array,
    in_transit: Array,
    intensity: Array,
    fear: Array,
    cover: Array,
    input_stock: Array,
    backlog: Array,
    share: Array,
    order: Array,
    input_price: Array,
    appeal: Array,
    scale: Array,
    needed: Array,
) -> None:
    """Choose suppliers and order from them, slot by slot: `share`, `backlog` and `order` (link, world) change.

    input_price (slot, world) is written; appeal (link of a slot, world), scale and needed (world,) are scratch.
    """
    for slot in range(len(input_price)):
        find_appeal(at, offers, stood, slot, appeal, scale)
        choose(at, own, offers, stood, slot, appeal, scale, share, input_price)
        count_way(at, waiting, slot, reliability, in_transit, backlog, needed)
        find_need(at, own, slot, expected, intensity, fear, cover, input_stock, needed)
        for place in range(at.slot_begins[slot], at.slot_begins[slot + 1]):
            link = at.slot_links[place]
            if stood[at.link_seller[link]]:
                for world in range(len(needed)):
                    order[link, world] = needed[world] * share[link, world]


@part
def find_appeal(at: Ground, offers: Offers, stood: Mask, slot: int, appeal: Array, total: Array) -> None:
    """Appeal of a slot's suppliers: `appeal` (link of the slot, world), and `total` (world,), each by its reach."""
    begin, end, worlds = at.slot_begins[slot], at.slot_begins[slot + 1], len(total)
    for place in range(begin, end):
        link, row = at.slot_links[place], place - begin
        seller, border, lane, route = at.link_seller[link], at.link_border[link], at.lane[link], at.link_route[link]
        if not stood[seller]:
            continue
        for world in range(worlds):
            trust = offers.trust[lane, world]
            if offers.squared:
                trust = trust * trust
            appeal[row, world] = offers.attraction[seller, world] * offers.cheapness[border, world] * trust
        if route >= 0 and offers.around[route] >= 0:
            for world in range(worlds):
                appeal[row, world] *= offers.cheapness_around[offers.around[route], world]
    for world in range(worlds):
        total[world] = 0.0
    for place in at.by_appeal[begin:end]:
        link, row = at.slot_links[place], place - begin
        if stood[at.link_seller[link]]:
            for world in range(worlds):
                total[world] += at.reach[link] * appeal[row, world]


@part
def choose(
    at: Ground,
    own: Numbers,
    offers: Offers,
    stood: Mask,
    slot: int,
    appeal: Array,
    scale: Array,
    share: Array,
    input_price: Array,
) -> None:
    """Move shares of a slot's orders towards suppliers that appeal; `scale` holds the sum of all appeal before."""
    begin, end, worlds = at.slot_begins[slot], at.slot_begins[slot + 1], len(scale)
    for world in range(worlds):
        scale[world] = own.share_adjustment[world] / max(scale[world], NOTHING)
        input_price[slot, world] = 0.0
    for place in range(begin, end):
        link, row = at.slot_links[place], place - begin
        seller, border, route, reach = at.link_seller[link], at.link_border[link], at.link_route[link], at.reach[link]
        if not stood[seller]:
            continue
        for world in range(worlds):
            kept = share[link, world] * (1 - own.share_adjustment[world])
            share[link, world] = kept + appeal[row, world] * reach * scale[world]
        if route >= 0 and offers.around[route] >= 0:
            dearer = offers.dearer[offers.around[route]]
            for world in range(worlds):
                delivered = offers.price[seller, world] * offers.factor[border, world] * dearer[world]
                input_price[slot, world] += delivered * share[link, world]
        else:
            for world in range(worlds):
                delivered = offers.price[seller, world] * offers.factor[border, world]
                input_price[slot, world] += delivered * share[link, world]


@part
def count_way(
    at: Ground, waiting: Mask, slot: int, reliability: Array, in_transit: Array, backlog: Array, way: Array
) -> None:
    """Count what is on its way to a slot, the part of the backlog given up that cannot be expected: `way` (world,)."""
    worlds = len(way)
    for world in range(worlds):
        way[world] = 0.0
    for place in range(at.slot_begins[slot], at.slot_begins[slot + 1]):
        link = at.slot_links[place]
        if waiting[link]:
            lane = at.lane[link]
            for world in range(worlds):
                left = backlog[link, world] * reliability[lane, world]
                backlog[link, world] = left
                way[world] += left
    for month in range(len(in_transit)):
        for world in range(worlds):
            way[world] += in_transit[month, slot, world]


@part
def find_need(
    at: Ground,
    own: Numbers,
    slot: int,
    expected: Array,
    intensity: Array,
    fear: Array,
    cover: Array,
    input_stock: Array,
    needed: Array,
) -> None:
    """Next month's use and a part of the gap in stock of a slot; `needed` (world,) holds what is on its way before."""
    firm, lead = at.slot_firm[slot], at.lead[slot]
    for world in range(len(needed)):
        use = intensity[slot, world] * expected[firm, world]
        target = 1 + (own.scare_target[world] - 1) * fear[slot, world]
        target = (target * (cover[slot, world] - 1) + lead) * use
        gap = (target - input_stock[slot, world] - needed[world]) / own.stock_gap_months[world]
        needed[world] = max(use + gap, 0.0)
