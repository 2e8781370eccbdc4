"""The firms of January 2025: final industries first, then whoever supplies them, back to the mines."""

from __future__ import annotations

import numpy as np

from sim.chain.balancing import affinity, balance_sparse
from sim.chain.draft import Draft, FirmNote, Order, number_of_firms, sizes
from sim.tables import RecipeRow
from sim.tables.option_checks import usual_amount
from sim.types import MONTHS_A_YEAR, Array


def add_incumbents(draft: Draft) -> None:
    """Go backwards through the goods: a good's buyers are all known before its makers are."""
    baskets = baskets_of(draft)
    together = {good for basket in baskets.values() for good in basket}
    for good in reversed(range(len(draft.tables.goods))):
        if draft.tables.goods[good].stage == "final":
            _add_final_firms(draft, good)
        elif good not in together:
            _add_suppliers(draft, good)
        # the buyers of all products of an ore are known once the first of them is reached
        for basket in baskets.values():
            if good == min(basket):
                _add_plants(draft, basket)


def baskets_of(draft: Draft) -> dict[int, list[int]]:
    """Products that come out of an ore together, by ore, the lead product first."""
    tables = draft.tables
    found: dict[int, list[int]] = {}
    for row in sorted(tables.baskets, key=lambda row: not row.lead):
        found.setdefault(tables.good_index(row.ore), []).append(tables.good_index(row.product))
    return found


def _add_final_firms(draft: Draft, good: int) -> None:
    """Final industries: output in million USD of value added a month, inputs as the industry uses them."""
    tables, entry = draft.tables, draft.tables.goods[good]
    use = {(row.state, row.input): row.amount for row in tables.input_use if row.industry == entry.good}
    made = {
        tables.state_index(row.state): row.value_added_share * tables.states[tables.state_index(row.state)].gdp_musd
        for row in tables.industries
        if row.good == entry.good
    }
    recipes = draft.recipes(good)
    for state, yearly in made.items():
        number = number_of_firms(yearly / sum(made.values()), draft.structure)
        for share in sizes(good, state, number, draft.structure):
            output = yearly / MONTHS_A_YEAR * float(share)
            firm = draft.add_firm(FirmNote(good, state, output, output, entry.military))
            for recipe in recipes:
                flow = use.get((tables.states[state].state, recipe.input), 0.0) / MONTHS_A_YEAR * float(share)
                draft.add_slot(firm, recipe, flow, flow / output)


def _add_suppliers(draft: Draft, good: int) -> None:
    """Makers of an upstream good: what its buyers need, shared out by state, then by firm."""
    recipes = draft.recipes(good)
    for state, orders in orders_by_state(draft, good).items():
        customers = share_out(orders, _firm_sizes(draft, good, state))
        for own in customers:
            output = sum(flow for _, flow in own)
            firm = draft.add_firm(FirmNote(good, state, output, output, draft.is_military(own)))
            draft.add_orders(firm, own)
            for recipe in recipes:
                amount = amount_of(draft, recipe, state)
                draft.add_slot(firm, recipe, amount * output, amount)


def _firm_sizes(draft: Draft, good: int, state: int) -> Array:
    number = number_of_firms(float(world_shares(draft, good)[state]), draft.structure)
    return sizes(good, state, number, draft.structure)


def amount_of(draft: Draft, recipe: RecipeRow, state: int) -> float:
    """Units of an input per unit of an upstream good, by the chemistries usual in a state where there are several."""
    amount = usual_amount(draft.tables, recipe, draft.tables.states[state].state)
    assert amount is not None, f"recipes.csv gives no amount of {recipe.input} in {recipe.output}"
    return amount


def share_out(orders: list[Order], shares: Array) -> list[list[Order]]:
    """Give orders to firms, the largest to whoever has most room, so that sizes come out near the shares.

    Firms without an order are left out.
    """
    room = shares * sum(flow for _, flow in orders)
    customers: list[list[Order]] = [[] for _ in shares]
    for slot, flow in sorted(orders, key=lambda order: -order[1]):
        firm = int(room.argmax())
        room[firm] -= flow
        customers[firm].append((slot, flow))
    return [own for own in customers if own]


def _add_plants(draft: Draft, basket: list[int]) -> None:
    """Separation plants: one firm row a product, the ore with the first; customers of each product shared out."""
    orders = {good: orders_by_state(draft, good) for good in basket}
    held = _made_over_sold(draft, basket, orders)
    for state in range(len(draft.tables.states)):
        made = [good for good in basket if state in orders[good]]
        if not made:
            continue
        first = share_out(orders[made[0]][state], _firm_sizes(draft, made[0], state))
        weights = np.array([sum(flow for _, flow in own) for own in first])
        plants: list[list[tuple[int, list[Order]]]] = [[(made[0], own)] for own in first]
        for good in made[1:]:
            customers = share_out(orders[good][state], weights / weights.sum())
            for plant, own in zip(plants, customers, strict=False):
                plant.append((good, own))
        for lines in plants:
            _add_plant(draft, state, lines, held)


def _add_plant(draft: Draft, state: int, lines: list[tuple[int, list[Order]]], held: dict[int, float]) -> None:
    """One plant with its product lines (good, orders); what it needs of ore follows from all that it sells.

    held: units that it makes for each it sells, by good.
    """
    plant = len(draft.leads)
    output = {good: sum(flow for _, flow in own) for good, own in lines}
    rows = [
        draft.add_firm(FirmNote(good, state, output[good], held[good] * output[good], draft.is_military(own), plant))
        for good, own in lines
    ]
    for row, (_, own) in zip(rows, lines, strict=True):
        draft.add_orders(row, own)
    draft.leads.append(rows[0])
    add_ore(draft, rows[0], output)


def _made_over_sold(draft: Draft, basket: list[int], orders: dict[int, dict[int, list[Order]]]) -> dict[int, float]:
    """How much of each product the ore holds, as far as it is recovered, over what is sold of it, at least 1.

    The same for all plants; the first product, which ore is bought for, is sold out. orders: good -> state -> orders.
    """
    content = {draft.tables.good_index(row.product): row.content for row in draft.tables.baskets}
    sold = {good: sum(flow for own in orders[good].values() for _, flow in own) for good in basket}
    amount = {good: draft.recipes(good)[0].amount or 0.0 for good in basket}
    ore = sum(amount[good] * sold[good] for good in basket)
    held = {good: max(1.0, ore * content[good] / (amount[good] * sold[good])) for good in basket}
    return held | {basket[0]: 1.0}


def add_ore(draft: Draft, lead: int, output: dict[int, float]) -> None:
    """Note the ore of a plant at its lead row. output: units of each product a month, the lead product first."""
    recipes = [recipe for good in output for recipe in draft.recipes(good)]
    made = draft.firms[lead]
    for ore in dict.fromkeys(recipe.input for recipe in recipes):
        own = [recipe for recipe in recipes if recipe.input == ore]
        need = sum(
            amount_of(draft, recipe, made.state) * output[draft.tables.good_index(recipe.output)] for recipe in own
        )
        draft.add_slot(lead, own[0], 0.0 if made.newcomer else need, need / next(iter(output.values())))


def orders_by_state(draft: Draft, good: int) -> dict[int, list[Order]]:
    """What each making state is asked for by each slot: state -> orders."""
    slots = draft.slots_of({good})[good]
    if not slots:
        return {}
    shares = _supplier_shares(draft, good, slots)
    buyer, flow = np.array([draft.buyer(slot) for slot in slots]), np.array([draft.slots[slot].flow for slot in slots])
    found = {}
    for state in np.flatnonzero(shares.any(axis=1)).tolist():
        bought = shares[state, buyer] * flow
        chosen = np.flatnonzero(bought)
        found[state] = [(slots[row], float(bought[row])) for row in chosen]
    return found


def world_shares(draft: Draft, good: int) -> Array:
    """Share of each state in the world output of an upstream good: (state,)."""
    supply = np.zeros(len(draft.tables.states))
    for row in draft.tables.producers:
        if row.good == draft.tables.goods[good].good:
            supply[draft.tables.state_index(row.state)] = row.share
    assert supply.any(), f"producers.csv names nobody who makes {draft.tables.goods[good].good}"
    shares: Array = supply / supply.sum()
    return shares


def _supplier_shares(draft: Draft, good: int, slots: list[int]) -> Array:
    """Share of each buying state's need that comes from each making state: (exporter, importer)."""
    states = len(draft.tables.states)
    need = np.zeros(states)
    for slot in slots:
        need[draft.buyer(slot)] += draft.slots[slot].flow
    supply = world_shares(draft, good) * need.sum()
    makers, buyers = np.flatnonzero(supply), np.flatnonzero(need)
    seed = _seed_flows(draft, good, supply, need)[np.ix_(makers, buyers)]
    flows = balance_sparse(seed, supply[makers], need[buyers], draft.structure.minimum_link_share)
    shares = np.zeros((states, states))
    shares[np.ix_(makers, buyers)] = flows / flows.sum(axis=0)
    return shares


def _seed_flows(draft: Draft, good: int, supply: Array, need: Array) -> Array:
    """First guess of the trade in a good, units a month: reported where it is, else by general trade ties."""
    tables = draft.tables
    ties = affinity(tables.trade, draft.structure.home_bias)
    seed: Array = ties * np.outer(supply, need) / need.sum()
    for row in (row for row in tables.seed_flows if row.good == tables.goods[good].good):
        seed[tables.state_index(row.exporter), tables.state_index(row.importer)] = row.flow / MONTHS_A_YEAR
    return seed
