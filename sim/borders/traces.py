"""Trace rules: third states' exports that hold controlled goods of another state need that state's licence too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.borders.content import covered_share, input_content, listed_products
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.luck import Luck
from sim.policy import licences
from sim.policy.controls import Controls
from sim.policy.desk import Desk
from sim.policy.licences import DeskRules, Orders
from sim.policy.routes import Routes
from sim.types import Array, Mask, Value


@dataclass
class TraceBook:
    """The trace rule of one state and the licences it gives for goods of others.

    owner: row of the state. listed (firm, world): share of a firm's product that is on the list. threshold (world,):
    share of a product's value above which it needs a licence. compliance (route, world): share of exports whose makers
    obey. controls and desk: terms and licences by route, as for exports of the owner itself. content (firm, world): the
    share of listed goods in each firm's product, as last worked out.
    """

    owner: int
    listed: Array
    threshold: Array
    compliance: Array
    controls: Controls
    desk: Desk
    content: Array

    @property
    def idle(self) -> bool:
        """Nothing is asked for under this rule, and no licence is out."""
        return not (self.controls.in_force.status.any() or len(self.desk.rows))


@dataclass
class Traces:
    """The trace rules of all states that ever had one."""

    books: tuple[TraceBook, ...] = ()

    def book_of(self, owner: int, network: Network, worlds: int, terms: Controls) -> TraceBook:
        """Find the book of a state, or open one on the lags and licence terms that its own controls start from."""
        for book in self.books:
            if book.owner == owner:
                return book
        firms, routes = len(network.firms), len(network.routes)
        law = terms.law
        book = TraceBook(
            owner=owner,
            listed=np.zeros((firms, worlds)),
            threshold=np.zeros(worlds),
            compliance=np.zeros((routes, worlds)),
            controls=Controls.start(
                routes, law.lag_months, law.term_months, terms.clearance_days, law.general_term_months
            ),
            desk=Desk.start(routes, worlds),
            content=np.zeros((firms, worlds)),
        )
        self.books = (*self.books, book)
        return book


@dataclass(frozen=True)
class TraceRule:
    """What a trace rule says: list (row of good: share), destinations (rows of states), threshold, status and terms.

    use: a row of USES or None for both; compliance (state,): share of each state's exporters who obey.
    """

    shares: dict[int, float]
    destinations: Sequence[int]
    use: int | None
    threshold: Value
    compliance: Array
    status: float
    terms: dict[str, Value]


def impose(book: TraceBook, network: Network, rule: TraceRule, where: Mask, day: int) -> Mask:
    """Put a trace rule in force in some worlds (world,) from a day of this month on; returns its routes (route,)."""
    routes = network.routes
    chosen: Mask = (routes.exporter != book.owner) & np.isin(routes.importer, list(rule.destinations))
    chosen &= routes.importer != book.owner
    if rule.use is not None:
        chosen &= routes.use == rule.use
    book.listed = np.where(where, listed_products(network, book.owner, rule.shares), book.listed)
    book.threshold = np.where(where, rule.threshold, book.threshold)
    obeyed = rule.compliance[routes.exporter[chosen]][:, None]
    book.compliance[chosen] = np.where(where, obeyed, book.compliance[chosen])
    terms = book.controls.in_force.copy()
    # what the rule covers is found anew every month from what products are made of
    terms.write(chosen, where, status=rule.status, controlled_share=0.0, **rule.terms)
    book.controls.enforce(terms, day)
    book.controls.law = book.controls.in_force
    return chosen


def work_traces(
    traces: Traces,
    network: Network,
    chain: ChainState,
    orders: Orders,
    rules: DeskRules,
    capacity_left: Array,
    luck: Luck,
    month: int,
) -> Array | None:
    """Live through a month of all trace rules: share of what is wanted that may pass them, or None if there is none.

    Applications go to the owner's desk, after those for its own exports. capacity_left (state, world): applications
    that desks can still decide. Returns (route, world).
    """
    passage: Array | None = None
    for book in traces.books:
        if book.idle:
            continue
        cover(book, network, chain)
        own = _in_the_name_of(book.owner, network.routes, len(capacity_left))
        left = replace(rules, capacity=capacity_left)
        licences.work(book.desk, book.controls, own, orders, left, luck, month, f"trace_approval/{book.owner}")
        book.controls.month_passes()
        passage = book.desk.passage if passage is None else passage * book.desk.passage
    return passage


def cover(book: TraceBook, network: Network, chain: ChainState) -> None:
    """Find out which products hold more than the rule allows, and what share of every route they make up.

    A firm whose state does not make it obey, or that does not, exports as before.
    """
    book.content = input_content(network, chain.share, book.listed)
    above = (book.content > book.threshold).astype(float)
    terms = book.controls.in_force
    terms.controlled_share = covered_share(network, chain.wanted, above) * book.compliance * (terms.status > 0)


def _in_the_name_of(owner: int, routes: Routes, states: int) -> Routes:
    """The same routes, decided on by the owner's desk."""
    return replace(routes, exporter=np.full(len(routes), owner, dtype=np.intp), desks=states)
