"""Turns the lists of a draft into the arrays of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Incidence
from sim.chain.borders import routes_of
from sim.chain.draft import Draft
from sim.chain.entities import Firms, Joint, Links, Slots
from sim.policy.controls import Routes
from sim.types import Array, Index


def rows_of(notes: Sequence[object], name: str) -> Index:
    """One whole number of each note: (note,)."""
    return np.array([getattr(note, name) for note in notes], dtype=np.intp)


def numbers_of(notes: Sequence[object], name: str) -> Array:
    """One number of each note: (note,)."""
    return np.array([getattr(note, name) for note in notes], dtype=float)


def firms_of(draft: Draft) -> Firms:
    """Firm rows, incumbents first. A newcomer's full cost is above an incumbent's by what it pays more in cash."""
    notes, goods = draft.firms, draft.tables.goods
    good, state, output = rows_of(notes, "good"), rows_of(notes, "state"), numbers_of(notes, "output")
    final = np.array([row.stage == "final" for row in goods])[good]
    newcomer = np.array([note.newcomer for note in notes])
    cash, typical = _cash_cost_ratios(draft, good, state, output, newcomer)
    return Firms(
        good=good,
        state=state,
        output=output,
        market=np.where(final, output, 0.0),
        base_price=np.array([row.base_price_usd for row in goods])[good],
        reference=numbers_of(notes, "reference"),
        newcomer=newcomer,
        cash_cost_ratio=cash,
        full_cost=np.where(newcomer, 1 + np.maximum(cash - typical, 0), 1.0),
    )


def _cash_cost_ratios(draft: Draft, good: Index, state: Index, output: Array, newcomer: Array) -> tuple[Array, Array]:
    """Cash cost over the base price of each firm, and the mean of its good's incumbents by output: two (firm,)."""
    tables = draft.tables
    known = np.ones((len(tables.goods), len(tables.states)))
    for row in tables.producers:
        known[tables.good_index(row.good), tables.state_index(row.state)] = row.cash_cost_ratio
    cash = np.where(newcomer, numbers_of(draft.firms, "cash_cost_ratio"), known[good, state])
    made, spent = (np.bincount(good, weights=output * factor, minlength=len(tables.goods)) for factor in (1.0, cash))
    typical = spent / np.where(made > 0, made, 1.0)
    return cash, typical[good]


def slots_of(draft: Draft, firms: Firms) -> Slots:
    """Input slots, in the order of firms."""
    notes = draft.slots
    firm, good, flow = rows_of(notes, "firm"), rows_of(notes, "good"), numbers_of(notes, "flow")
    recipes = [note.recipe for note in notes]
    intensity = numbers_of(notes, "intensity")
    # final output counts value added, of which prices of inputs are a smaller share than of the full price
    gross = np.where(firms.market[firm] > 0, draft.structure.gross_output_ratio, 1.0)
    return Slots(
        firm=firm,
        good=good,
        state=firms.state[firm],
        flow=flow,
        intensity=intensity,
        critical=np.array([recipe.critical for recipe in recipes]),
        weight=np.array([recipe.weight for recipe in recipes]),
        thrift_limit=np.array([recipe.thrift_limit for recipe in recipes]),
        cost_share=_cost_share(draft, firms, firm, good, flow, intensity) / gross,
        use=np.array([note.military for note in draft.firms])[firm].astype(np.intp),
    )


def _cost_share(draft: Draft, firms: Firms, firm: Index, good: Index, flow: Array, intensity: Array) -> Array:
    """Share of what a slot spends (USD a month) in the value of its firm's output: (slot,).

    An ore's oxides come out of one process and carry its cost in proportion to their value, not their mass: the same
    for all plants.
    """
    price = np.array([row.base_price_usd for row in draft.tables.goods])
    share: Array = intensity * price[good] / firms.base_price[firm]
    value = firms.output * firms.base_price
    for ore in {row.ore for row in draft.tables.baskets}:
        bought = good == draft.tables.good_index(ore)
        products = [draft.tables.good_index(row.product) for row in draft.tables.baskets if row.ore == ore]
        earned = value[np.isin(firms.good, products)].sum()
        share[bought] = (flow[bought] * price[good[bought]]).sum() / earned
    return share


def joint_of(draft: Draft) -> Joint:
    """The product lines of separation plants."""
    plant = rows_of(draft.firms, "plant")
    rows = np.flatnonzero(plant >= 0)
    leads = np.array(draft.leads, dtype=np.intp)
    return Joint(rows, Incidence(plant[rows], len(leads)), leads[plant[rows]])


def links_of(draft: Draft, firms: Firms, slots: Slots) -> tuple[Links, Routes]:
    """Links sorted by lead time, then slot, and the borders they cross."""
    seller, slot = rows_of(draft.links, "seller"), rows_of(draft.links, "slot")
    abroad = firms.state[seller] != slots.state[slot]
    lead = np.where(abroad, np.array([row.transit_months for row in draft.tables.goods])[slots.good[slot]], 1)
    order = np.lexsort((seller, slot, lead))
    seller, slot, lead = seller[order], slot[order], lead[order]
    flow, share, reach = (numbers_of(draft.links, name)[order] for name in ("flow", "share", "reach"))
    exporter, importer, good = firms.state[seller], slots.state[slot], slots.good[slot]
    routes, route = routes_of(firms, slots, seller, slot, flow)
    at_home = np.array([row.domestic_first for row in draft.tables.states])[exporter] & (exporter == importer)
    first = at_home | (slots.use[slot] == 1)
    return Links(seller, slot, flow, share, reach, lead, exporter, importer, good, route, first), routes
