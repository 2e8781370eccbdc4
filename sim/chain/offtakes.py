"""Offtakes: a state buys what makers with a guarantee cannot sell, and sells it on to firms whose orders wait."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.chain.stockpiles import ReserveRules, Stockpiles, sales, share_out
from sim.policy.programme_book import ProgrammeBook
from sim.policy.programmes import Programme
from sim.types import MILLION, TINY, Array, Index


def take_off(
    stockpiles: Stockpiles,
    offtakes: list[Programme],
    book: ProgrammeBook,
    network: Network,
    chain: ChainState,
    rules: ReserveRules,
    month: int,
) -> None:
    """Buy what guarantees promise, and sell what was bought to firms with unfilled orders, at home before partners'."""
    for one in offtakes:
        buy_up(stockpiles, one, book, network, chain, rules, month)
    for state, good in np.argwhere(stockpiles.for_sale.any(axis=-1)):
        sell_on(stockpiles, int(state), int(good), book, network, chain, rules, month)


def buy_up(
    stockpiles: Stockpiles,
    one: Programme,
    book: ProgrammeBook,
    network: Network,
    chain: ChainState,
    rules: ReserveRules,
    month: int,
) -> None:
    """Buy what makers with a guarantee could not sell otherwise, at their price or their floor.

    A state buys what firms wait for and what its reserve has room for, up to `target_months` of home use; beyond that
    the guarantee is capped, and makers learn of it: they count on as much as last month.
    """
    for good in one.goods:
        rows = _makers(one, good, network)
        if not len(rows):
            continue
        promised = one.where * one.terms.share * rules.firms.utilisation * chain.capacity[rows]
        unsold = np.maximum(promised - sales(network, chain)[rows], 0)
        room = _room(stockpiles, one, good, book, network, chain, month)
        taken = np.minimum(1, room / np.maximum(add_up(unsold), TINY))
        refused = unsold * (1 - taken) / np.maximum(promised, TINY)
        book.room[rows] = np.where(one.where, 1 - refused, book.room[rows])
        amount = np.minimum(unsold * taken, chain.finished_stock[rows])
        _buy(stockpiles, one.payer, good, rows, amount, book, chain)


def _makers(one: Programme, good: int, network: Network) -> Index:
    """Rows of the makers of a good that an offtake reaches."""
    firms = network.firms
    there = (firms.good == good) & (firms.state == one.host)
    rows: Index = np.flatnonzero(there & firms.newcomer if one.terms.new_only else there)
    return rows


def _room(
    stockpiles: Stockpiles,
    one: Programme,
    good: int,
    book: ProgrammeBook,
    network: Network,
    chain: ChainState,
    month: int,
) -> Array:
    """What the payer can still sell this month or put into its reserve: (world,), units."""
    rows, home = _buyers(one.payer, good, network)
    wanted = add_up(_wanted(rows, one.payer, book, network, chain, month))
    target = one.terms.target_months * network.slots.flow[rows[:home]].sum()
    room: Array = np.maximum(target + wanted - stockpiles.for_sale[one.payer, good], 0)
    return room


def _buy(
    stockpiles: Stockpiles, payer: int, good: int, rows: Index, amount: Array, book: ProgrammeBook, chain: ChainState
) -> None:
    """Take goods (row, world) off makers' hands."""
    chain.finished_stock[rows] -= amount
    cost = amount * np.maximum(chain.price[rows], book.support.floor[rows]) / MILLION
    stockpiles.offtake_bill[payer] += add_up(cost)
    stockpiles.offtake_income[rows] += cost
    bought = add_up(amount)
    stockpiles.stock[payer, good] += bought
    stockpiles.for_sale[payer, good] += bought


def sell_on(
    stockpiles: Stockpiles,
    state: int,
    good: int,
    book: ProgrammeBook,
    network: Network,
    chain: ChainState,
    rules: ReserveRules,
    month: int,
) -> None:
    """Sell goods bought under guarantees at the contract price that the buyers pay; their orders are filled by it."""
    rows, home = _buyers(state, good, network)
    wanted = _wanted(rows, state, book, network, chain, month)
    if not wanted.any():
        return
    given = share_out(stockpiles.for_sale[state, good], wanted, home)
    chain.input_stock[rows] += given
    _fill_orders(rows, given, network, chain)
    cost = given * chain.input_price[rows] * rules.base_price[good] / MILLION
    stockpiles.sell(state, good, given, cost, network.slots.firm[rows])


def _buyers(state: int, good: int, network: Network) -> tuple[Index, int]:
    """Slots that use a good, those of a state first, and how many these are."""
    slots = network.slots
    uses = slots.good == good
    home = np.flatnonzero(uses & (slots.state == state))
    return np.concatenate([home, np.flatnonzero(uses & (slots.state != state))]), len(home)


def _wanted(rows: Index, state: int, book: ProgrammeBook, network: Network, chain: ChainState, month: int) -> Array:
    """Orders that wait, up to the usual stock of the firm; abroad only of states with an agreement: (row, world)."""
    use = chain.intensity[rows] * chain.expected_demand[network.slots.firm[rows]]
    lacking = np.maximum(chain.cover[rows] * use - chain.input_stock[rows] - chain.in_transit[0][rows], 0)
    wanted: Array = np.minimum(network.by_slot.sum(chain.backlog)[rows], lacking)
    states = network.slots.state[rows]
    for other in np.unique(states):
        if other != state:
            wanted[states == other] *= book.agreed(state, int(other), month, wanted.shape[-1])
    return wanted


def _fill_orders(rows: Index, given: Array, network: Network, chain: ChainState) -> None:
    """Strike what was sold to slots (row, world) from the orders that wait, in proportion."""
    filled = np.zeros((len(network.slots), given.shape[-1]))
    filled[rows] = given
    filled /= np.maximum(network.by_slot.sum(chain.backlog), TINY)
    links = np.flatnonzero(np.asarray(filled.any(axis=1))[network.links.slot])
    chain.backlog[links] *= 1 - np.minimum(filled[network.links.slot[links]], 1)
