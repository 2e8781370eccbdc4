"""The month of strategic reserves: bought through firms at home, kept, and let go when these run short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.arrays import add_up
from sim.chain.network import Network
from sim.chain.offtakes import take_off
from sim.chain.state import ChainState
from sim.chain.stockpiles import Depot, ReserveRules, Stockpiles, share_out
from sim.policy.programme_book import ProgrammeBook
from sim.policy.programmes import Programme
from sim.types import MILLION, TINY, Array, Index, Mask, Value


def keep_reserves(
    stockpiles: Stockpiles, book: ProgrammeBook, network: Network, chain: ChainState, rules: ReserveRules, month: int
) -> None:
    """After firms have traded: buy up what guarantees promise, let goods go where they lack, and fill up elsewhere."""
    offtakes, plans = book.running(month, "offtake"), book.running(month, "strategic_reserve")
    if not (offtakes or plans or stockpiles.used):
        return
    stockpiles.used = True
    stockpiles.clear_bills()
    take_off(stockpiles, offtakes, book, network, chain, rules, month)
    refused, ordered = _refused(network, chain), np.zeros_like(stockpiles.claims)
    for depot in depots_of(stockpiles, plans, book.running(month, "pooled_reserve"), network):
        let_go, low = release(stockpiles, depot, network, chain, rules)
        if depot.programme is not None:
            calm = depot.programme.where & ~low & ~let_go
            take_over(stockpiles, depot, calm, refused, network, chain, rules)
            ordered[depot.home] = order(stockpiles, depot, calm, rules)
    _raise_orders(network, chain, ordered)
    if stockpiles.asked.any():
        stockpiles.asked = np.zeros_like(stockpiles.asked)


def depots_of(stockpiles: Stockpiles, plans: list[Programme], pools: list[Programme], network: Network) -> list[Depot]:
    """List every good of every state that is kept or being bought."""
    wanted: dict[tuple[int, int], Programme] = {}
    for one in plans:
        for place in [(one.payer, good) for good in one.goods]:
            wanted[place] = _joined(wanted[place], one) if place in wanted else one
    kept = {(int(state), int(good)) for state, good in np.argwhere(stockpiles.stock.any(axis=-1))}
    slots, found = network.slots, []
    for state, good in sorted(kept | set(wanted)):
        uses = slots.good == good
        home = np.flatnonzero(uses & (slots.state == state))
        partners = [one.host for one in pools if one.payer == state and good in one.goods]
        pool = np.flatnonzero(uses & np.isin(slots.state, partners))
        found.append(Depot(state, good, home, pool, slots.flow[home][:, None], wanted.get((state, good))))
    return found


def _joined(first: Programme, second: Programme) -> Programme:
    """Two plans for a good as one: worlds differ in what they keep, and where both run the second one holds."""
    terms = {
        name: np.where(second.where, getattr(second.terms, name), getattr(first.terms, name))
        for name in ("target_months", "fill_share", "release_below_months")
    }
    return replace(first, where=first.where | second.where, terms=replace(first.terms, **terms))


def release(
    stockpiles: Stockpiles, depot: Depot, network: Network, chain: ChainState, rules: ReserveRules
) -> tuple[Mask, Mask]:
    """Sell to firms in need, at home first; returns where anything was let go and where cover is low, each (world,).

    When cover is low firms get what they lack for next month; what a government asks to be let go fills their stocks.
    """
    rows = np.concatenate([depot.home, depot.pool])
    stock, asked = stockpiles.stock[depot.state, depot.good], stockpiles.asked[depot.state, depot.good]
    low = cover_is_low(depot, network, chain, rules)
    if not len(rows) or not ((low | (asked > 0)) & (stock > 0)).any():
        return np.zeros_like(low), low
    use = chain.intensity[rows] * chain.expected_demand[network.slots.firm[rows]]
    there = chain.input_stock[rows] + chain.in_transit[0][rows]
    wanted = low * np.maximum(use - there, 0)
    freely = (asked > 0) * np.maximum(chain.cover[rows] * use - there, 0)
    offered = np.where(asked > 0, np.where(low, stock, np.minimum(asked, stock)), stock)
    given = share_out(offered, np.maximum(wanted, freely), len(depot.home))
    chain.input_stock[rows] += given
    _settle(stockpiles, depot, rows, -given, network, chain, rules)
    return add_up(given) > 0, low


def cover_is_low(depot: Depot, network: Network, chain: ChainState, rules: ReserveRules) -> Mask:
    """Whether firms at home, or those of pool partners, hold less than the trigger in months of usual use: (world,)."""
    trigger: Value = rules.reserve_trigger_months
    if depot.programme is not None:
        trigger = np.where(depot.programme.where, depot.programme.terms.release_below_months, trigger)
    low = np.zeros(chain.input_stock.shape[-1], dtype=bool)
    for rows in (depot.home, depot.pool):
        use = network.slots.flow[rows][:, None]
        if use.any():
            low |= add_up(chain.input_stock[rows]) < trigger * add_up(use)
    return low


def take_over(
    stockpiles: Stockpiles,
    depot: Depot,
    calm: Mask,
    refused: Array,
    network: Network,
    chain: ChainState,
    rules: ReserveRules,
) -> None:
    """Take what was ordered for the reserve out of firms' arrivals, never what they need to run next month.

    refused (slot, world): share of what was asked for and not sent; claims on it fade as backlogs do.
    """
    rows = depot.home
    claims = stockpiles.claims[rows]
    if not claims.any():
        return
    use = chain.intensity[rows] * chain.expected_demand[network.slots.firm[rows]]
    spare = chain.input_stock[rows] + chain.in_transit[0][rows] - use
    spare = np.clip(spare, 0, chain.input_stock[rows])
    taken = calm * np.minimum(claims / (1 + network.usual_lead[rows]), spare)
    chain.input_stock[rows] -= taken
    _settle(stockpiles, depot, rows, taken, network, chain, rules)
    stockpiles.claims[rows] = (claims - taken) * (1 - rules.firms.backlog_decay * refused[rows])


def _refused(network: Network, chain: ChainState) -> Array:
    """Share of what was asked for this month that still waits: (slot, world)."""
    waiting, sent = network.by_slot.sum(chain.backlog), network.by_slot.sum(chain.shipped)
    share: Array = waiting / np.maximum(waiting + sent, TINY)
    return share


def _settle(
    stockpiles: Stockpiles,
    depot: Depot,
    rows: Index,
    taken: Array,
    network: Network,
    chain: ChainState,
    rules: ReserveRules,
) -> None:
    """Put goods taken from slots (slot, world) into the reserve, at the price that their firms pay for them."""
    cost = taken * chain.input_price[rows] * rules.base_price[depot.good] / MILLION
    stockpiles.put_in(depot.state, depot.good, taken, cost, network.slots.firm[rows])


def order(stockpiles: Stockpiles, depot: Depot, calm: Mask, rules: ReserveRules) -> Array:
    """Order a share of usual use for the reserve until its target is reached; returns the added orders (slot, world).

    Firms count all that is under way as theirs; what is claimed for the reserve is ordered again for them.
    """
    if not depot.use.any() or depot.programme is None:
        return np.zeros((len(depot.home), len(calm)))
    rows, terms = depot.home, depot.programme.terms
    usual = add_up(depot.use)
    held = stockpiles.stock[depot.state, depot.good] + add_up(stockpiles.claims[rows])
    room = np.maximum(terms.target_months * usual - held, 0)
    bought = calm * np.minimum(terms.fill_share * usual, room) * (depot.use / usual)
    added: Array = bought + stockpiles.claims[rows] / rules.firms.stock_gap_months
    stockpiles.claims[rows] += bought
    return added


def _raise_orders(network: Network, chain: ChainState, ordered: Array) -> None:
    """Spread added orders (slot, world) over the slots' suppliers as their own orders are."""
    links = np.flatnonzero(np.asarray(ordered.any(axis=1))[network.links.slot])
    if len(links):
        chain.order[links] += ordered[network.links.slot[links]] * chain.share[links]
