"""A month of the supply chain in compiled loops: the same steps as in sim.chain.month, to the same bits."""

from __future__ import annotations

import numpy as np

from sim.chain.adaptation import help_of, trigger
from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.allocation import Crossing
from sim.chain.compiled import adapting, making, ordering, pricing, shipping
from sim.chain.compiled.ground import Ground, Numbers, Savings, by_world, ground_of, numbers_of
from sim.chain.mixing import choose_chemistries
from sim.chain.network import Network
from sim.chain.ordering import cheapness, cheapness_of_borders, squares, to_the_power
from sim.chain.pricing import sell_at_the_going_price
from sim.chain.recycling import build_recycling
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.policy.support import Research
from sim.types import Array, Index


def trade(
    network: Network,
    chain: ChainState,
    crossing: Crossing,
    tariff_factor: Array,
    rules: Rules,
    research: Research | None = None,
    guaranteed: Array | None = None,
    floor: Array | None = None,
) -> None:
    """Live through the month of firms; see sim.chain.month."""
    at = ground_of(network)
    own, savings = numbers_of(rules, chain.capacity.shape[-1])
    books = _Books(at, own, chain)
    _arrive(at, chain)
    passage = np.ascontiguousarray(crossing.passage)
    shipping.count_orders(at, books.stood, books.waiting, chain.order, chain.backlog, books.ordered, books.by_lane)
    shipping.queue_up(at, books.by_lane, passage, chain.market_backlog, books.queues, books.market, books.demand)
    asked = books.demand if guaranteed is None else np.maximum(books.demand, guaranteed)
    wanted = _produce(at, own, chain, asked)
    sent = _ship(at, own, chain, books, passage)
    _redirect(at, chain, books, crossing, sent)
    short = np.empty_like(chain.spot_ratio)
    got, contract = np.empty_like(short), np.empty_like(short)
    shipping.feel_shortage(at, own, books.ordered, sent, chain.fear, short, contract, got)
    _set_contract_prices(at, own, chain, asked, wanted)
    if floor is not None and floor.any():
        sell_at_the_going_price(network, chain, floor)
    _order(at, own, chain, books, _offers(at, own, chain, tariff_factor, crossing.markup, rules))
    pricing.average(at, chain.input_price, contract)
    chain.spot_ratio = contract * np.exp(rules.spot_scarcity * short)
    _adapt(network, at, savings, chain, research, rules.adaptation)


class _Books:
    """Room for what is counted on the way, filled in by the loops."""

    def __init__(self, at: Ground, own: Numbers, chain: ChainState) -> None:
        firms, worlds = chain.capacity.shape
        self.stood, self.waiting = np.empty(firms, dtype=bool), np.empty(len(at.slot), dtype=bool)
        shipping.find_standing(at, own, chain.capacity, chain.share, self.stood)
        self.ordered = np.empty_like(chain.input_stock)
        self.by_lane = np.empty_like(chain.reliability)
        self.queues = np.empty((2 * firms, worlds))
        self.market = np.empty((firms, worlds))
        self.demand = np.empty((firms, worlds))


def _arrive(at: Ground, chain: ChainState) -> None:
    chain.recovered = np.zeros_like(chain.used)
    if chain.recycled.any():
        shipping.recover(at, chain.recycled, chain.used, chain.intensity, chain.expected_demand, chain.recovered)
    shipping.unload(at, chain.input_stock, chain.in_transit, chain.recovered)


def _produce(at: Ground, own: Numbers, chain: ChainState, asked: Array) -> Array:
    """Expect, plan and make; returns what was wanted: (firm, world)."""
    wanted, planned, possible = (np.empty_like(asked) for _ in range(3))
    making.plan(at, own, asked, chain.capacity, chain.expected_demand, chain.finished_stock, wanted)
    usable = chain.capacity * (1 - chain.closed) if len(chain.closed) else chain.capacity
    making.set_plans(at, usable, wanted, _throughput(at, chain, wanted), planned)
    making.find_possible(at, planned, chain.intensity, chain.input_stock, possible, np.empty(asked.shape[-1]))
    chain.output, chain.idle, chain.used = np.empty_like(asked), np.empty_like(asked), np.empty_like(chain.used)
    making.make(
        at,
        own,
        planned,
        possible,
        chain.intensity,
        chain.output,
        chain.idle,
        chain.used,
        chain.input_stock,
        chain.finished_stock,
        chain.discarded,
    )
    return wanted


def _throughput(at: Ground, chain: ChainState, amounts: Array) -> Array:
    worth = np.empty((at.plants, amounts.shape[-1]))
    making.value_throughput(at, chain.price, amounts, worth, np.empty_like(worth))
    return worth


def _ship(at: Ground, own: Numbers, chain: ChainState, books: _Books, passage: Array) -> Array:
    """Serve, hand over and put under way; returns what was sent to each slot: (slot, world)."""
    chain.sold = np.empty_like(chain.sold)
    shipping.serve(own, books.queues, books.market, chain.finished_stock, chain.sold, chain.market_backlog)
    filled = np.empty_like(chain.reliability)
    shipping.hand_over(at, own, books.stood, books.queues, passage, books.by_lane, chain.reliability, filled)
    quick, slow = np.empty_like(chain.input_stock), np.empty_like(chain.input_stock)
    shipping.send(at, own, books.stood, books.waiting, filled, chain.order, chain.backlog, chain.shipped, quick, slow)
    shipping.put_under_way(chain.in_transit, quick, slow)
    return quick


def _redirect(at: Ground, chain: ChainState, books: _Books, crossing: Crossing, sent: Array) -> None:
    """Let goods on a roundabout way arrive a month later, and take what customs seize off what was sent, in place."""
    shipping.clear(chain.seized)
    if crossing.rerouted is None or crossing.seized is None:
        return
    used = np.empty(len(crossing.rerouted), dtype=bool)
    shipping.find_used(np.ascontiguousarray(crossing.rerouted), used)
    if used.any():
        gone, late, touched = np.empty_like(sent), np.empty((2, sent.shape[-1])), np.empty(len(sent), dtype=bool)
        shipping.send_round(
            at,
            books.stood,
            used,
            np.ascontiguousarray(crossing.rerouted),
            np.ascontiguousarray(crossing.seized),
            chain.shipped,
            chain.in_transit,
            chain.seized,
            gone,
            sent,
            late,
            touched,
        )


def _set_contract_prices(at: Ground, own: Numbers, chain: ChainState, asked: Array, wanted: Array) -> None:
    both = np.empty((2, *asked.shape))
    pricing.compare(
        at, own, asked, wanted, chain.capacity, chain.price, chain.input_price, chain.design_cost, both[0], both[1]
    )
    np.log(both, out=both)
    pricing.weigh(own, chain.capacity, both[0], both[1])
    chain.price = chain.price * np.exp(both[0], out=both[0])


def _offers(
    at: Ground, own: Numbers, chain: ChainState, tariff_factor: Array, markup: Array | None, rules: Rules
) -> ordering.Offers:
    price, growth = np.empty_like(chain.price), np.empty_like(chain.price)
    ordering.look_at_sellers(at, own, chain.price, chain.capacity, price, growth)
    squared = squares(rules.reliability_weight)
    around, dearer = _around(markup, len(chain.seized), price.shape[-1])
    return ordering.Offers(
        price=price,
        attraction=growth * cheapness(price, rules),
        factor=tariff_factor,
        cheapness=cheapness_of_borders(tariff_factor, rules),
        around=around,
        dearer=dearer,
        cheapness_around=cheapness(dearer, rules),
        trust=chain.reliability if squared else to_the_power(chain.reliability, rules.reliability_weight),
        squared=squared,
    )


def _around(markup: Array | None, routes: int, worlds: int) -> tuple[Index, Array]:
    """Which row each route with a roundabout way has, -1 for none, and what these add to the price: (row, world)."""
    if markup is None:
        return np.full(routes, -1), np.empty((0, worlds))
    used = np.empty(routes, dtype=bool)
    shipping.find_used(np.ascontiguousarray(markup), used)
    return np.where(used, np.cumsum(used) - 1, -1), 1 + markup[used]


def _order(at: Ground, own: Numbers, chain: ChainState, books: _Books, offers: ordering.Offers) -> None:
    expected = np.empty_like(chain.expected_demand)
    ordering.prepare(at, own, chain.capacity, chain.expected_demand, expected)
    ordering.run_together(at, _throughput(at, chain, expected), expected)
    chain.input_price = np.empty_like(chain.input_price)
    worlds = expected.shape[-1]
    ordering.order(
        at,
        own,
        offers,
        books.stood,
        books.waiting,
        expected,
        chain.reliability,
        chain.in_transit,
        chain.intensity,
        chain.fear,
        chain.cover,
        chain.input_stock,
        chain.backlog,
        chain.share,
        chain.order,
        chain.input_price,
        np.empty((at.most_links, worlds)),
        np.empty(worlds),
        np.empty(worlds),
    )


def _adapt(
    network: Network,
    at: Ground,
    own: Savings,
    chain: ChainState,
    research: Research | None,
    rules: AdaptationRules,
) -> None:
    worlds = chain.spot_ratio.shape[-1]
    pressed, presses = np.empty((at.markets, worlds), dtype=bool), np.empty(at.markets, dtype=bool)
    dear = trigger(network, research, rules)
    dear_from = dear if isinstance(dear, np.ndarray) and dear.ndim == 2 else by_world(dear, worlds)[None, :]
    adapting.note_dear(chain.spot_ratio, dear_from, own.wait_months, chain.months_dear, pressed, presses)
    if presses.any() or (research is not None and research.recycling.any()):
        build_recycling(network, chain, pressed & (chain.spot_ratio > rules.thrift_price_trigger), research, rules)
    brought = help_of(network, research)
    found = np.zeros((1, worlds)) if brought is None else brought
    saved = adapting.thrift(at, own, pressed, presses, found, chain.saving, chain.saving_peak, chain.intensity)
    choose_chemistries(network, chain, research, rules)
    changed = (chain.chemistry != network.options.chemistries.base).any()
    if changed or saved or chain.design_cost.any():
        chain.design_cost = np.empty_like(chain.design_cost)
        adapting.add_design_cost(at, chain.intensity, chain.saving, chain.input_price, chain.design_cost)
