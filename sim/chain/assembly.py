"""Builds the supply chain of January 2025 from the tables: firms, their inputs, and who sells to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from sim.chain.balancing import affinity, balance_sparse
from sim.chain.network import Firms, Links, Network, Slots
from sim.luck import Luck
from sim.policy.controls import Routes
from sim.tables import RecipeRow, Tables, load_tables
from sim.types import Array, Index

MONTHS_A_YEAR = 12

STRUCTURE = Luck([0])
"""Sizes of firms are part of the structure: the same in every world."""


@dataclass(frozen=True)
class Structure:
    """What shapes the network, a plain number each: parameters of the same names, and firms in each cell."""

    firms_per_cell: int
    firm_size_spread: float
    home_bias: float
    minimum_link_share: float
    gross_output_ratio: float


@lru_cache(maxsize=8)
def build_network(structure: Structure) -> Network:
    """Build the chain from the default tables; equal structures share one network."""
    return assemble(load_tables(), structure)


def assemble(tables: Tables, structure: Structure) -> Network:
    """Build the chain from the end: what final industries need fixes what every stage before them makes."""
    draft = _Draft(tables, structure)
    draft.build()
    return _network(draft)


def sizes(good: int, state: int, structure: Structure) -> Array:
    """Shares of the firms of a cell in its output, lognormal: (firm,)."""
    number = structure.firms_per_cell
    draws = STRUCTURE.normal(f"firm_size/{good}/{state}", 0, number)[:, 0]
    weights: Array = np.exp(structure.firm_size_spread * draws)
    shares: Array = weights / weights.sum()
    return shares


@dataclass
class _Draft:
    """The chain while it is built from final goods back to the mines: lists that grow."""

    tables: Tables
    structure: Structure
    firm_good: list[int] = field(default_factory=list)
    firm_state: list[int] = field(default_factory=list)
    firm_output: list[float] = field(default_factory=list)
    firm_military: list[bool] = field(default_factory=list)
    slot_rows: list[tuple[int, int, float, RecipeRow]] = field(default_factory=list)
    link_rows: list[tuple[int, int, float]] = field(default_factory=list)

    def build(self) -> None:
        """Go backwards through the goods: a good's buyers are all known before its makers are."""
        for good in reversed(range(len(self.tables.goods))):
            if self.tables.goods[good].stage == "final":
                self.add_final_firms(good)
            else:
                self.add_suppliers(good)

    def recipes(self, good: int) -> list[RecipeRow]:
        """What the good is made from."""
        return [recipe for recipe in self.tables.recipes if recipe.output == self.tables.goods[good].good]

    def add_final_firms(self, good: int) -> None:
        """Final industries: output in million USD of value added a month, inputs as the industry uses them."""
        name, military = self.tables.goods[good].good, self.tables.goods[good].military
        use = {(row.state, row.input): row.amount for row in self.tables.input_use if row.industry == name}
        for row in (row for row in self.tables.industries if row.good == name):
            state = self.tables.state_index(row.state)
            output = row.value_added_share * self.tables.states[state].gdp_musd / MONTHS_A_YEAR
            for share in sizes(good, state, self.structure):
                firm = self.add_firm(good, state, output * share, military)
                for recipe in self.recipes(good):
                    self.add_slot(firm, recipe, use.get((row.state, recipe.input), 0.0) / MONTHS_A_YEAR * share)

    def add_suppliers(self, good: int) -> None:
        """Makers of an upstream good: what its buyers need, shared out by state, then by firm."""
        slots = [row for row, (_, wanted, _, _) in enumerate(self.slot_rows) if wanted == good]
        shares = self.supplier_shares(good, slots)
        for state in np.flatnonzero(shares.any(axis=1)):
            bought = {slot: shares[state, self.buyer(slot)] * self.slot_rows[slot][2] for slot in slots}
            self.add_cell(good, int(state), [(slot, flow) for slot, flow in bought.items() if flow > 0])

    def buyer(self, slot: int) -> int:
        """The state that a slot is in."""
        return self.firm_state[self.slot_rows[slot][0]]

    def supplier_shares(self, good: int, slots: list[int]) -> Array:
        """Share of each buying state's need that comes from each making state: (exporter, importer)."""
        states, name = len(self.tables.states), self.tables.goods[good].good
        need, supply = np.zeros(states), np.zeros(states)
        for slot in slots:
            need[self.buyer(slot)] += self.slot_rows[slot][2]
        for row in (row for row in self.tables.producers if row.good == name):
            supply[self.tables.state_index(row.state)] = row.share
        supply *= need.sum() / supply.sum()
        makers, buyers = np.flatnonzero(supply), np.flatnonzero(need)
        seed = self.seed_flows(name, supply, need)[np.ix_(makers, buyers)]
        flows = balance_sparse(seed, supply[makers], need[buyers], self.structure.minimum_link_share)
        shares = np.zeros((states, states))
        shares[np.ix_(makers, buyers)] = flows / flows.sum(axis=0)
        return shares

    def seed_flows(self, name: str, supply: Array, need: Array) -> Array:
        """First guess of the trade in a good, units a month: reported where it is, else by general trade ties."""
        ties = affinity(self.tables.trade, self.structure.home_bias)
        seed: Array = ties * np.outer(supply, need) / need.sum()
        for row in (row for row in self.tables.seed_flows if row.good == name):
            pair = self.tables.state_index(row.exporter), self.tables.state_index(row.importer)
            seed[pair] = row.flow / MONTHS_A_YEAR
        return seed

    def add_cell(self, good: int, state: int, orders: list[tuple[int, float]]) -> None:
        """Share a cell's orders (slot, flow) out to its firms, largest first, so that sizes come out lognormal."""
        room = sizes(good, state, self.structure) * sum(flow for _, flow in orders)
        customers: dict[int, list[tuple[int, float]]] = {}
        for slot, flow in sorted(orders, key=lambda order: -order[1]):
            firm = int(room.argmax())
            room[firm] -= flow
            customers.setdefault(firm, []).append((slot, flow))
        for firm in sorted(customers):
            self.add_supplier(good, state, customers[firm])

    def add_supplier(self, good: int, state: int, orders: list[tuple[int, float]]) -> None:
        """A firm that makes what its customers order; military if they mostly are."""
        output = sum(flow for _, flow in orders)
        military = sum(flow for slot, flow in orders if self.firm_military[self.slot_rows[slot][0]])
        firm = self.add_firm(good, state, output, military > output / 2)
        self.link_rows.extend((firm, slot, flow) for slot, flow in orders)
        for recipe in self.recipes(good):
            assert recipe.amount is not None, f"recipes.csv gives no amount of {recipe.input} in {recipe.output}"
            self.add_slot(firm, recipe, recipe.amount * output)

    def add_firm(self, good: int, state: int, output: float, military: bool) -> int:
        """Note a firm; returns its row."""
        self.firm_good.append(good)
        self.firm_state.append(state)
        self.firm_output.append(output)
        self.firm_military.append(military)
        return len(self.firm_good) - 1

    def add_slot(self, firm: int, recipe: RecipeRow, flow: float) -> None:
        """Note an input of a firm, units a month, if it uses any."""
        needed = self.tables.good_index(recipe.input)
        assert needed < self.firm_good[firm], f"{recipe.input} must stand before {recipe.output} in goods.csv"
        if flow > 0:
            self.slot_rows.append((firm, needed, flow, recipe))


def _network(draft: _Draft) -> Network:
    firms = _firms(draft)
    slots = _slots(draft, firms)
    links, routes = _links(draft, firms, slots)
    goods = draft.tables.goods
    recyclable, exempt = (np.array([getattr(row, name) for row in goods]) for name in ("recyclable", "tariff_exempt"))
    return Network(firms, slots, links, routes, recyclable, exempt)


def _firms(draft: _Draft) -> Firms:
    good = np.array(draft.firm_good, dtype=np.intp)
    final = np.array([row.stage == "final" for row in draft.tables.goods])[good]
    price = np.array([row.base_price_usd for row in draft.tables.goods])[good]
    output = np.array(draft.firm_output)
    return Firms(good, np.array(draft.firm_state, dtype=np.intp), output, np.where(final, output, 0.0), price)


def _slots(draft: _Draft, firms: Firms) -> Slots:
    firm = np.array([row[0] for row in draft.slot_rows], dtype=np.intp)
    good = np.array([row[1] for row in draft.slot_rows], dtype=np.intp)
    flow = np.array([row[2] for row in draft.slot_rows])
    recipes = [row[3] for row in draft.slot_rows]
    price = np.array([row.base_price_usd for row in draft.tables.goods])
    intensity = flow / firms.output[firm]
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
        cost_share=_cost_share(draft, firms, firm, good, flow * price[good]) / gross,
        use=np.array(draft.firm_military)[firm].astype(np.intp),
    )


def _cost_share(draft: _Draft, firms: Firms, firm: Index, good: Index, spent: Array) -> Array:
    """Share of what a slot spends (USD a month) in the value of its firm's output: (slot,).

    An ore's oxides come out of one process and carry its cost in proportion to their value, not their mass.
    """
    value = firms.output * firms.base_price
    share: Array = spent / value[firm]
    for ore in (row for row, entry in enumerate(draft.tables.goods) if entry.stage == "mine"):
        share[good == ore] = spent[good == ore].sum() / value[firm[good == ore]].sum()
    return share


def _links(draft: _Draft, firms: Firms, slots: Slots) -> tuple[Links, Routes]:
    seller = np.array([row[0] for row in draft.link_rows], dtype=np.intp)
    slot = np.array([row[1] for row in draft.link_rows], dtype=np.intp)
    flow = np.array([row[2] for row in draft.link_rows])
    abroad = firms.state[seller] != slots.state[slot]
    lead = np.where(abroad, np.array([row.transit_months for row in draft.tables.goods])[slots.good[slot]], 1)
    order = np.lexsort((slot, seller, lead))
    seller, slot, flow, lead = seller[order], slot[order], flow[order], lead[order]
    exporter, importer, good = firms.state[seller], slots.state[slot], slots.good[slot]
    routes, route = _routes(good, exporter, importer, slots.use[slot])
    at_home = np.array([row.domestic_first for row in draft.tables.states])[exporter] & (exporter == importer)
    first = at_home | (slots.use[slot] == 1)
    return Links(seller, slot, flow, lead, exporter, importer, good, route, first), routes


def _routes(good: Index, exporter: Index, importer: Index, use: Index) -> tuple[Routes, Index]:
    """Borders that goods cross, and the border of each link (one past the last for domestic trade)."""
    keys = np.stack([good, exporter, importer, use])
    abroad = exporter != importer
    borders, member = np.unique(keys[:, abroad], axis=1, return_inverse=True)
    route = np.full(len(good), borders.shape[1], dtype=np.intp)
    route[abroad] = member.reshape(-1)
    return Routes(*borders), route
