"""Loops of arriving, of what may be delivered, and of shipping; see sim.chain.arrivals and sim.chain.allocation."""

from __future__ import annotations

from sim.chain.compiled.ground import Ground, Numbers
from sim.chain.compiled.loop import loop, part
from sim.types import TINY, Array, Mask

FASTEST = 0.5
"""Share of an adjustment a month up to which what fades is above nothing for a thousand months."""


@part
def holds(values: Array, row: int) -> bool:
    """Whether any number of a row (row, world) is not nothing."""
    number = 0
    for world in range(values.shape[1]):
        number += values[row, world] != 0.0
    return number > 0


@loop
def recover(
    at: Ground, recycled: Array, used: Array, intensity: Array, expected_demand: Array, recovered: Array
) -> None:
    """Recover scrap, no more than the firm needs: `recovered` (slot, world) is written, all but 0 already."""
    worlds = recovered.shape[1]
    for slot in at.scrap_slots:
        market, firm = at.slot_market[slot], at.slot_firm[slot]
        for world in range(worlds):
            scrap = at.old_scrap[slot] + at.new_scrap[slot] * used[slot, world]
            need = intensity[slot, world] * expected_demand[firm, world]
            recovered[slot, world] = min(recycled[market, world] * scrap, need)


@loop
def unload(at: Ground, input_stock: Array, in_transit: Array, recovered: Array) -> None:
    """Take in this month's arrivals, move the rest a month closer: (slot, world), in_transit (month, slot, world)."""
    months, slots, worlds = in_transit.shape
    for slot in range(slots):
        for world in range(worlds):
            input_stock[slot, world] += in_transit[0, slot, world]
        for month in range(months - 1):
            for world in range(worlds):
                in_transit[month, slot, world] = in_transit[month + 1, slot, world]
        for world in range(worlds):
            in_transit[months - 1, slot, world] = 0.0
    for slot in at.scrap_slots:
        for world in range(worlds):
            input_stock[slot, world] += recovered[slot, world]


@loop
def find_standing(at: Ground, own: Numbers, capacity: Array, share: Array, stood: Mask) -> None:
    """Say which plants may ever have stood, in any world: `stood` (firm,). The links of all others hold nothing.

    Whoever has a plant has a share in orders in the same month, and a share fades too slowly ever to reach nothing.
    """
    fades = True
    for adjustment in own.share_adjustment:
        fades = fades and adjustment <= FASTEST
    for firm in range(len(stood)):
        stood[firm] = firm < at.newcomers or not fades or holds(capacity, firm)
    for link in range(len(at.slot)):
        if not stood[at.link_seller[link]]:
            stood[at.link_seller[link]] = holds(share, link)


@loop
def count_orders(
    at: Ground, stood: Mask, waiting: Mask, order: Array, backlog: Array, ordered: Array, by_lane: Array
) -> None:
    """Add up new orders by slot, and all that is wanted by lane: the last three are written.

    waiting (link,): whether anything is on the books in any world; where it is, new orders are entered there.
    """
    worlds = order.shape[1]
    ordered[:] = 0.0
    by_lane[:] = 0.0
    for link in range(len(at.slot)):
        if not stood[at.link_seller[link]]:
            continue
        slot, lane = at.slot[link], at.lane[link]
        waiting[link] = holds(backlog, link)
        if waiting[link]:
            for world in range(worlds):
                backlog[link, world] += order[link, world]
                by_lane[lane, world] += backlog[link, world]
            for world in range(worlds):
                ordered[slot, world] += order[link, world]
        else:
            for world in range(worlds):
                ordered[slot, world] += order[link, world]
                by_lane[lane, world] += order[link, world]


@loop
def queue_up(
    at: Ground, by_lane: Array, passage: Array, market_backlog: Array, queues: Array, market: Array, demand: Array
) -> None:
    """Let buyers queue with what may cross the border: queues (2 x firm, world), market and demand (firm, world)."""
    worlds = by_lane.shape[1]
    queues[:] = 0.0
    for lane in range(len(at.queue)):
        queue, route = at.queue[lane], at.route[lane]
        if route < 0:
            for world in range(worlds):
                queues[queue, world] += by_lane[lane, world]
        else:
            for world in range(worlds):
                queues[queue, world] += by_lane[lane, world] * passage[route, world]
    for firm in range(len(at.market_use)):
        for world in range(worlds):
            final = at.market_use[firm] + market_backlog[firm, world]
            market[firm, world] = final
            demand[firm, world] = queues[2 * firm, world] + queues[2 * firm + 1, world] + final


@loop
def serve(
    own: Numbers, queues: Array, market: Array, finished_stock: Array, sold: Array, market_backlog: Array
) -> None:
    """Serve preferred buyers first, the others in proportion: `queues` holds the share served afterwards."""
    firms, worlds = market.shape
    for firm in range(firms):
        for world in range(worlds):
            stock, first = finished_stock[firm, world], queues[2 * firm, world]
            final = market[firm, world]
            others = queues[2 * firm + 1, world] + final
            served_first = min(1.0, stock / max(first, TINY))
            left = max(stock - first * served_first, 0.0)
            served_others = min(1.0, left / max(others, TINY))
            finished_stock[firm, world] = max(left - others * served_others, 0.0)
            bought = final * served_others
            sold[firm, world] = bought
            market_backlog[firm, world] = (final - bought) * (1 - own.final_backlog_decay[world])
            queues[2 * firm, world] = served_first
            queues[2 * firm + 1, world] = served_others


@loop
def hand_over(
    at: Ground,
    own: Numbers,
    stood: Mask,
    served: Array,
    passage: Array,
    by_lane: Array,
    reliability: Array,
    filled: Array,
) -> None:
    """Find what share of each lane is filled, and what buyers learn from it: `filled` (lane, world) is written."""
    worlds = by_lane.shape[1]
    for lane in range(len(at.queue)):
        if not stood[at.seller[lane]]:
            continue
        queue, route = at.queue[lane], at.route[lane]
        if route < 0:
            for world in range(worlds):
                filled[lane, world] = served[queue, world]
        else:
            for world in range(worlds):
                filled[lane, world] = served[queue, world] * passage[route, world]
        for world in range(worlds):
            known = reliability[lane, world]
            surprise = (filled[lane, world] - known) * own.reliability_smoothing[world]
            reliability[lane, world] = known + (surprise if by_lane[lane, world] > 0 else 0.0)


@loop
def send(
    at: Ground,
    own: Numbers,
    stood: Mask,
    waiting: Mask,
    filled: Array,
    order: Array,
    backlog: Array,
    shipped: Array,
    quick: Array,
    slow: Array,
) -> None:
    """Ship over every link; what is refused stays on the books and fades.

    quick, slow (slot, world): what was sent, by lead time; waiting (link,): whether anything is on the books.
    """
    worlds = backlog.shape[1]
    quick[:] = 0.0
    slow[:] = 0.0
    for link in range(len(at.slot)):
        if not stood[at.link_seller[link]]:
            continue
        lane, slot, sent = at.lane[link], at.slot[link], quick if link < at.slow else slow
        wanted = backlog if waiting[link] else order
        refused = 0
        for world in range(worlds):
            goods = filled[lane, world] * wanted[link, world]
            shipped[link, world] = goods
            refused += goods != wanted[link, world]
        for world in range(worlds):
            sent[slot, world] += shipped[link, world]
        if refused > 0 or waiting[link]:
            for world in range(worlds):
                left = wanted[link, world] - shipped[link, world]
                backlog[link, world] = left * (1 - own.backlog_decay[world])
        waiting[link] = refused > 0


@loop
def clear(values: Array) -> None:
    """Set the rows (row, world) that hold anything to nothing."""
    rows, worlds = values.shape
    for row in range(rows):
        if holds(values, row):
            for world in range(worlds):
                values[row, world] = 0.0


@loop
def put_under_way(in_transit: Array, quick: Array, slow: Array) -> None:
    """Add what was sent to what is under way; `quick` holds the sum of both afterwards."""
    slots, worlds = quick.shape
    for slot in range(slots):
        for world in range(worlds):
            in_transit[0, slot, world] += quick[slot, world]
            in_transit[1, slot, world] += slow[slot, world]
            quick[slot, world] += slow[slot, world]


@loop
def find_used(share: Array, used: Mask) -> None:
    """Say of each route whether any of its shares (route, world) is above nothing: `used` (route,)."""
    for route in range(len(share)):
        used[route] = holds(share, route)


@loop
def send_round(
    at: Ground,
    stood: Mask,
    used: Mask,
    rerouted: Array,
    seized: Array,
    shipped: Array,
    in_transit: Array,
    lost: Array,
    gone: Array,
    sent: Array,
    late: Array,
    touched: Mask,
) -> None:
    """Delay what goes round over the routes used, and take what customs seize off what was sent (slot, world).

    rerouted, seized (route, world): shares; lost (route, world): units seized, added up; gone (slot, world): the
    same by slot. late (2, world) and touched (slot,) are scratch: the first what is late on the way to a slot,
    and what of it is lost.
    """
    links, worlds = shipped.shape
    link = 0
    touched[:] = False
    while link < links:
        slot, lead = at.slot[link], 0 if link < at.slow else 1
        last = at.slow if lead == 0 else links
        found = False
        while link < last and at.slot[link] == slot:
            route = at.link_route[link]
            if route >= 0 and used[route] and stood[at.link_seller[link]]:
                if not found:
                    found = True
                    late[:] = 0.0
                for world in range(worlds):
                    delayed = shipped[link, world] * rerouted[route, world]
                    taken = delayed * seized[route, world]
                    lost[route, world] += taken
                    late[0, world] += delayed
                    late[1, world] += taken
            link += 1
        if found:
            if not touched[slot]:
                touched[slot] = True
                for world in range(worlds):
                    gone[slot, world] = 0.0
            for world in range(worlds):
                # what is under way may not fall below nothing by rounding
                in_transit[lead, slot, world] = max(in_transit[lead, slot, world] - late[0, world], 0.0)
                in_transit[lead + 1, slot, world] += late[0, world] - late[1, world]
                gone[slot, world] += late[1, world]
    for slot in range(len(touched)):
        if touched[slot]:
            for world in range(worlds):
                sent[slot, world] -= gone[slot, world]


@loop
def feel_shortage(
    at: Ground, own: Numbers, ordered: Array, sent: Array, fear: Array, short: Array, wanted: Array, got: Array
) -> None:
    """Frighten buyers who were left short; `short` (market, world): share of new orders that a market did not get.

    ordered, sent, fear (slot, world). wanted, got (market, world) are written too.
    """
    slots, worlds = ordered.shape
    wanted[:] = 0.0
    got[:] = 0.0
    for slot in range(slots):
        market = at.slot_market[slot]
        for world in range(worlds):
            asked, came = ordered[slot, world], sent[slot, world]
            wanted[market, world] += asked
            got[market, world] += came
            missing = max(asked - came, 0.0) / max(asked, TINY)
            frightened = 1.0 if missing > own.scare_threshold[world] else 0.0
            fear[slot, world] = max(frightened, fear[slot, world] * own.scare_memory[world])
    for market in range(at.markets):
        for world in range(worlds):
            asked = wanted[market, world]
            short[market, world] = max(asked - got[market, world], 0.0) / max(asked, TINY)
