"""Checks of what can be built: baskets of ores, prospects, reserves and jurisdictions, as one table against another."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from sim.errors import InputError
from sim.tables.prospect_rows import BasketRow, JurisdictionRow, ProspectRow, ReserveRow
from sim.tables.rows import GoodRow, ProducerRow, RecipeRow, StateRow

WHOLE = 1.0


def check_baskets(
    baskets: Iterable[BasketRow], goods: Iterable[GoodRow], recipes: Iterable[RecipeRow], folder: Path
) -> None:
    """A basket holds products that are made of the ore, of each a share within its limits, of all no more than all."""
    file, rows, stage = folder / "baskets.csv", tuple(baskets), {row.good: row.stage for row in goods}
    made = {(row.input, row.output) for row in recipes}
    for row in rows:
        if stage[row.ore] != "mine":
            raise row.error(file, "ore", f"{row.ore} is no good of a mine")
        if (row.ore, row.product) not in made:
            raise row.error(file, "product", f"recipes.csv does not make {row.product} of {row.ore}")
        if not row.low <= row.content <= row.high:
            raise row.error(file, "content", f"{row.content:g} is not within {row.low:g} to {row.high:g}")
    for row in rows:
        _check_basket(file, row, [other for other in rows if other.ore == row.ore])
        if sum(other.product == row.product for other in rows) > 1:
            raise row.error(file, "product", f"{row.product} is in the basket of two ores")


def _check_basket(file: Path, row: BasketRow, basket: list[BasketRow]) -> None:
    """All products of an ore are no more than the ore, and it is mined for one of them."""
    held = math.fsum(other.content for other in basket)
    if held > WHOLE:
        raise row.error(file, "content", f"the oxides of {row.ore} add up to {held:.4g}, more than 1")
    leads = [other.product for other in basket if other.lead]
    if len(leads) != 1:
        raise row.error(file, "lead", f"{row.ore} needs one lead product, found {', '.join(leads) or 'none'}")


def lead_products(baskets: Iterable[BasketRow]) -> dict[str, str]:
    """By-product -> the product that its ore is separated for."""
    rows = tuple(baskets)
    lead = {row.ore: row.product for row in rows if row.lead}
    return {row.product: lead[row.ore] for row in rows if not row.lead}


def check_plants(producers: Iterable[ProducerRow], baskets: Iterable[BasketRow], folder: Path) -> None:
    """Nobody makes a by-product without the product that its ore is separated for."""
    rows, lead = tuple(producers), lead_products(baskets)
    made = {(row.good, row.state) for row in rows}
    for row in (row for row in rows if row.good in lead):
        wanted = lead[row.good]
        if (wanted, row.state) not in made:
            message = f"{row.state} makes {row.good} but no {wanted}, with which it comes"
            raise row.error(folder / "producers.csv", "good", message)


def check_prospects(
    prospects: Iterable[ProspectRow], goods: Iterable[GoodRow], baskets: Iterable[BasketRow], folder: Path
) -> None:
    """A prospect makes an upstream good, is named for its lead product, and names each customer once."""
    file, stage, lead = folder / "prospects.csv", {row.good: row.stage for row in goods}, lead_products(baskets)
    for row in prospects:
        if stage[row.good] == "final":
            raise row.error(file, "good", f"{row.good} is a final good: no plant of it can be built")
        if row.good in lead:
            wanted = lead[row.good]
            raise row.error(file, "good", f"{row.good} comes with {wanted}: name the prospect after {wanted}")
        if row.kind == "new_mine" and stage[row.good] != "mine":
            raise row.error(file, "kind", f"{row.good} does not come from a mine")
        for column in ("limit", "capex_usd"):
            if getattr(row, column) <= 0:
                raise row.error(file, column, "expected a number above 0, found 0")
        if len(set(row.customers)) < len(row.customers):
            raise row.error(file, "customers", "a state is named twice")


def check_reserves(
    reserves: Iterable[ReserveRow],
    goods: Iterable[GoodRow],
    producers: Iterable[ProducerRow],
    prospects: Iterable[ProspectRow],
    folder: Path,
) -> None:
    """Reserves are of ores; of an ore with reserves, every mine of today and every prospective one has some."""
    rows, stage = tuple(reserves), {row.good: row.stage for row in goods}
    for row in rows:
        if stage[row.good] != "mine":
            raise row.error(folder / "reserves.csv", "good", f"{row.good} is no good of a mine")
    listed = {row.good for row in rows}
    known = {(row.good, row.state) for row in rows if row.reserves_t > 0}
    for file, mines in (("producers.csv", producers), ("prospects.csv", prospects)):
        for mine in mines:
            if mine.good in listed and (mine.good, mine.state) not in known:
                raise mine.error(folder / file, "state", f"reserves.csv has no {mine.good} in {mine.state}")


def check_jurisdictions(jurisdictions: Iterable[JurisdictionRow], states: Iterable[StateRow], folder: Path) -> None:
    """Every state is judged."""
    judged = {row.state for row in jurisdictions}
    for state in states:
        if state.state not in judged:
            raise InputError(f"says nothing about {state.state}", file=folder / "jurisdictions.csv")
