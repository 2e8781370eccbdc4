"""Plants that could be built: firm rows without capacity, and the trade relations they would have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.chain.draft import Draft, FirmNote, LinkNote
from sim.chain.incumbents import add_ore, amount_of, baskets_of, world_shares
from sim.tables import ProspectRow
from sim.types import MONTHS_A_YEAR, Array

LEAST_WORLD_SHARE = 0.01
"""A state that makes less of an input than this does not look for new customers abroad."""

AVOIDED = "CHN"
"""The state whose hold newcomers are built to escape."""


def add_newcomers(draft: Draft) -> None:
    """Note every prospect's firm rows, then who could buy from it and whom it could buy from."""
    known = _Known(draft)
    customers: dict[int, set[int]] = {}
    for prospect in draft.tables.prospects:
        states = {draft.tables.state_index(code) for code in prospect.customers}
        customers |= {row: states for row in _add_prospect(draft, prospect)}
    for seller, states in customers.items():
        _sell(draft, known, seller, states)
    for slot in range(known.slots, len(draft.slots)):
        _buy(draft, known, slot, customers)


@dataclass
class _Known:
    """What is asked of the firms of January 2025 again and again."""

    draft: Draft

    def __post_init__(self) -> None:
        self.firms, self.slots = len(self.draft.firms), len(self.draft.slots)

    @cached_property
    def buyers(self) -> dict[int, dict[tuple[int, int], list[int]]]:
        """Slots that buy a good, by industry (good made, state): good -> industry -> slots."""
        found: dict[int, dict[tuple[int, int], list[int]]] = {}
        for row in range(self.slots):
            slot = self.draft.slots[row]
            firm = self.draft.firms[slot.firm]
            found.setdefault(slot.good, {}).setdefault((firm.good, firm.state), []).append(row)
        return found

    @cached_property
    def largest(self) -> dict[int, dict[int, int]]:
        """The largest maker of each good in each state: good -> state -> firm row."""
        found: dict[int, dict[int, int]] = {}
        for row, firm in enumerate(self.draft.firms[: self.firms]):
            makers = found.setdefault(firm.good, {})
            best = makers.setdefault(firm.state, row)
            if firm.output > self.draft.firms[best].output:
                makers[firm.state] = row
        return found

    @cached_property
    def world_output(self) -> Array:
        """Output of each good in January 2025, units a month: (good,)."""
        total = np.zeros(len(self.draft.tables.goods))
        for firm in self.draft.firms[: self.firms]:
            total[firm.good] += firm.output
        return total


def _add_prospect(draft: Draft, prospect: ProspectRow) -> list[int]:
    """The firm rows of a prospect: one, or one for each product of its ore, the lead product first."""
    tables = draft.tables
    good, state = tables.good_index(prospect.good), tables.state_index(prospect.state)
    mix = _mix(draft, good)
    plant = len(draft.leads) if len(mix) > 1 else -1
    reference = {product: part * prospect.limit / MONTHS_A_YEAR for product, part in mix.items()}
    rows = [
        draft.add_firm(
            FirmNote(product, state, 0.0, made, plant=plant, newcomer=True, cash_cost_ratio=prospect.cash_cost_ratio)
        )
        for product, made in reference.items()
    ]
    draft.projects.append(rows[0])
    if plant >= 0:
        draft.leads.append(rows[0])
        add_ore(draft, rows[0], reference)
    else:
        for recipe in draft.recipes(good):
            draft.add_slot(rows[0], recipe, 0.0, amount_of(draft, recipe, state))
    return rows


def _mix(draft: Draft, good: int) -> dict[int, float]:
    """Units of each product that come with a unit of the good out of the same ore, itself first."""
    basket = next((basket for basket in baskets_of(draft).values() if good in basket), [good])
    content = {draft.tables.good_index(row.product): row.content for row in draft.tables.baskets}
    lead = content.get(good, 1.0)
    return {product: content.get(product, 1.0) / lead for product in sorted(basket, key=lambda one: one != good)}


def _sell(draft: Draft, known: _Known, seller: int, states: set[int]) -> None:
    """Links to the larger firms of all industries in its customers' states; its reach is its size over their use."""
    firm = draft.firms[seller]
    cells = known.buyers.get(firm.good, {})
    courted = [slot for (_, state), rows in cells.items() if state in states for slot in rows]
    slots = _large({slot: draft.slots[slot].flow for slot in courted}, draft.structure.minimum_link_share)
    used = sum(slots.values())
    draft.links.extend(LinkNote(seller, slot, 0.0, 0.0, min(1.0, firm.reference / used)) for slot in slots)


def _large(sizes: dict[int, float], least: float) -> dict[int, float]:
    """Leave out what is less than a share of the total."""
    total = sum(sizes.values())
    return {row: size for row, size in sizes.items() if size >= least * total}


def _buy(draft: Draft, known: _Known, slot: int, customers: dict[int, set[int]]) -> None:
    """Links of a newcomer's input: to large makers anywhere, to makers at home, and to newcomers who sell there."""
    own = draft.slots[slot]
    home = draft.firms[own.firm].state
    shares = world_shares(draft, own.good)
    found = {
        firm: float(shares[state]) * _closeness(draft, state, home)
        for state, firm in known.largest[own.good].items()
        if shares[state] >= LEAST_WORLD_SHARE or state == home
    }
    found = _large(found, draft.structure.minimum_link_share)
    total = sum(found.values())
    draft.links.extend(LinkNote(firm, slot, 0.0, pull / total, pull / total) for firm, pull in found.items())
    for seller, states in customers.items():
        firm = draft.firms[seller]
        if firm.good == own.good and home in states:
            pull = firm.reference / known.world_output[own.good] * _closeness(draft, firm.state, home)
            draft.links.append(LinkNote(seller, slot, 0.0, 0.0, pull / total))


def _closeness(draft: Draft, maker: int, buyer: int) -> float:
    """How much a newcomer leans to a maker: home makers more, Chinese ones less, unless it is Chinese itself."""
    if maker == buyer:
        return draft.structure.home_bias
    return draft.structure.newcomer_avoidance if draft.tables.states[maker].state == AVOIDED else 1.0
