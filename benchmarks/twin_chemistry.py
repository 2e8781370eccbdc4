"""Chemistries of cell makers as objects; the rules are those of sim.chain.mixing, line by line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.chemistries import Chemistries
from sim.chain.mixing import SLIGHT

if TYPE_CHECKING:
    from benchmarks.twin_firms import Firm
    from benchmarks.twin_links import Slot


@dataclass(slots=True, eq=False)
class Chemistry:
    """A way in which a maker makes its product: its share, and what it needs.

    needs: each input, its amount over that of January 2025, and its worth over the price of the product.
    """

    share: float
    base: float
    needs: list[tuple[Slot, float, float]] = field(default_factory=list)

    def dearer(self) -> float:
        """What the inputs' prices have added to its cost, over the price of the product."""
        changes = [(worth, slot.market.spot_ratio - 1) for slot, _, worth in self.needs]
        return sum(worth * change for worth, change in changes if abs(change) > SLIGHT)


def choose_chemistries(chemistries: Sequence[Chemistry], rules: AdaptationRules) -> None:
    """Move shares a little towards a logit of cost, then set what the maker needs of each input."""
    wanted = [one.base * math.exp(-rules.chemistry_response * one.dearer()) for one in chemistries]
    total = sum(wanted)
    for one, weight in zip(chemistries, wanted, strict=True):
        one.share += rules.chemistry_adjustment * (weight / total - one.share)
    for slot in {slot for one in chemistries for slot, _, _ in one.needs}:
        moved = [(one.share - one.base) * amount for one in chemistries for own, amount, _ in one.needs if own is slot]
        slot.recipe = max(1 + sum(moved), 0.0)


def add_chemistries(own: Chemistries, firms: Sequence[Firm], slots: Sequence[Slot]) -> None:
    """Give makers their chemistries, as the arrays have them."""
    rows = [Chemistry(share, share) for share in own.base[:, 0].tolist()]
    for firm, chemistry in zip(own.firm.tolist(), rows, strict=True):
        firms[firm].chemistries.append(chemistry)
    facts = zip(own.amount.of.tolist(), own.amount.source.tolist(), own.amount.weight, own.cost.weight, strict=True)
    for place, row, amount, worth in facts:
        rows[row].needs.append((slots[own.slots[place]], float(amount), float(worth)))
