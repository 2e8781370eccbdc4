"""The supply chain while it is built: lists of firms, inputs and links that grow."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.luck import Luck
from sim.tables import RecipeRow, Tables
from sim.types import Array

STRUCTURE = Luck([0])
"""Sizes of firms are part of the structure: the same in every world."""


@dataclass(frozen=True)
class Structure:
    """What shapes the network, a plain number each: parameters of the same names, and firms in each full cell."""

    firms_per_cell: int
    full_cell_share: float
    firm_size_spread: float
    home_bias: float
    newcomer_avoidance: float
    minimum_link_share: float
    gross_output_ratio: float


@dataclass(frozen=True, slots=True)
class FirmNote:
    """A firm row: output and reference in units a month; plant: number of the plant it is a product line of, or -1."""

    good: int
    state: int
    output: float
    reference: float
    military: bool = False
    plant: int = -1
    newcomer: bool = False
    cash_cost_ratio: float = 0.0


@dataclass(frozen=True, slots=True)
class SlotNote:
    """An input: firm row, good bought, units a month, and units per unit of output."""

    firm: int
    good: int
    flow: float
    intensity: float
    recipe: RecipeRow


@dataclass(frozen=True, slots=True)
class LinkNote:
    """A link: firm row of the seller, slot of the buyer, units a month, share of the slot's orders, and reach."""

    seller: int
    slot: int
    flow: float
    share: float
    reach: float


Order = tuple[int, float]
"""A slot and what it buys, units a month."""


@dataclass
class Draft:
    """The chain while it is built; leads: firm row of each plant that holds its ore; projects: of each prospect."""

    tables: Tables
    structure: Structure
    firms: list[FirmNote] = field(default_factory=list)
    slots: list[SlotNote] = field(default_factory=list)
    links: list[LinkNote] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    projects: list[int] = field(default_factory=list)

    def recipes(self, good: int) -> list[RecipeRow]:
        """What the good is made from."""
        return [recipe for recipe in self.tables.recipes if recipe.output == self.tables.goods[good].good]

    def buyer(self, slot: int) -> int:
        """The state that a slot is in."""
        return self.firms[self.slots[slot].firm].state

    def slots_of(self, goods: set[int]) -> dict[int, list[int]]:
        """Slots that buy each of some goods."""
        found: dict[int, list[int]] = {good: [] for good in goods}
        for row, slot in enumerate(self.slots):
            if slot.good in found:
                found[slot.good].append(row)
        return found

    def add_firm(self, firm: FirmNote) -> int:
        """Note a firm; returns its row."""
        self.firms.append(firm)
        return len(self.firms) - 1

    def add_slot(self, firm: int, recipe: RecipeRow, flow: float, intensity: float) -> None:
        """Note an input of a firm, if it uses any."""
        needed, made = self.tables.good_index(recipe.input), self.firms[firm].good
        assert needed < made, f"{recipe.input} must stand before {recipe.output} in goods.csv"
        if intensity > 0:
            self.slots.append(SlotNote(firm, needed, flow, intensity, recipe))

    def add_orders(self, firm: int, orders: list[Order]) -> None:
        """Note the links of a firm of January 2025."""
        for slot, flow in orders:
            share = flow / self.slots[slot].flow
            self.links.append(LinkNote(firm, slot, flow, share, share))

    def is_military(self, orders: list[Order]) -> bool:
        """Whether most of what is ordered goes to firms that work for the military."""
        military = sum(flow for slot, flow in orders if self.firms[self.slots[slot].firm].military)
        return military > sum(flow for _, flow in orders) / 2


def number_of_firms(share: float, structure: Structure) -> int:
    """Firms of a cell that makes a share of the world's output: as many as asked, fewer in small cells."""
    return max(1, round(structure.firms_per_cell * min(1.0, share / structure.full_cell_share)))


def sizes(good: int, state: int, number: int, structure: Structure) -> Array:
    """Shares of the firms of a cell in its output, lognormal: (firm,)."""
    draws = STRUCTURE.normal(f"firm_size/{good}/{state}", 0, number)[:, 0]
    weights: Array = np.exp(structure.firm_size_spread * draws)
    shares: Array = weights / weights.sum()
    return shares
