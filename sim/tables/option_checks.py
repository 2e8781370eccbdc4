"""Checks of what firms could do instead: designs, scrap and chemistries against goods and recipes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from sim.tables.option_rows import ChemistryInputRow, ChemistryRow, DesignRow
from sim.tables.rows import RecipeRow

if TYPE_CHECKING:
    from sim.tables.loading import Tables

ROUNDING = 0.005
"""How far shares may be from adding up to one."""

MISMATCH = 0.05
"""How far the amount of a recipe may be from the average over chemistries and makers."""


def check_options(tables: Tables, folder: Path) -> None:
    """Check designs, scrap and chemistries. Raises InputError naming file, line and column."""
    inputs = {(row.output, row.input) for row in tables.recipes}
    uses: tuple[DesignRow | ChemistryInputRow, ...] = (*tables.designs, *tables.chemistry_inputs)
    for use in uses:
        name = "designs.csv" if isinstance(use, DesignRow) else "chemistry_inputs.csv"
        if (use.output, use.input) not in inputs:
            raise use.error(folder / name, "input", f"recipes.csv has no {use.input} in {use.output}")
    recyclable = {row.good for row in tables.goods if row.recyclable}
    for scrap in tables.scrap:
        if scrap.good not in recyclable:
            raise scrap.error(folder / "scrap.csv", "good", f"goods.csv does not call {scrap.good} recyclable")
    _check_shares(tables, folder / "chemistries.csv")
    _check_amounts(tables, folder / "recipes.csv")


def usual_shares(tables: Tables, output: str, state: str) -> list[ChemistryRow]:
    """Find the chemistries of a state's makers; empty for goods that are made in one way."""
    rows = [row for row in tables.chemistries if row.output == output]
    return [row for row in rows if row.state == state] or [row for row in rows if row.state is None]


def usual_amount(tables: Tables, recipe: RecipeRow, state: str) -> float | None:
    """Look up an input's amount per unit of output for the makers of a state, by the chemistries usual there."""
    rows = usual_shares(tables, recipe.output, state)
    if not rows:
        return recipe.amount
    own = (recipe.output, recipe.input)
    amounts = {row.chemistry: row.amount for row in tables.chemistry_inputs if (row.output, row.input) == own}
    return math.fsum(row.share * amounts.get(row.chemistry, 0.0) for row in rows)


def _check_shares(tables: Tables, file: Path) -> None:
    groups: dict[tuple[str, str | None], list[ChemistryRow]] = {}
    for row in tables.chemistries:
        groups.setdefault((row.output, row.state), []).append(row)
    for (output, state), rows in groups.items():
        total = math.fsum(row.share for row in rows)
        if abs(total - 1) > ROUNDING:
            whose = f"of {output} in {state}" if state else f"of {output}"
            raise rows[-1].error(file, "share", f"the shares {whose} add up to {total:.4g}, not to 1")


def _check_amounts(tables: Tables, file: Path) -> None:
    """Check that recipes give the average over the world's makers of what each chemistry needs."""
    for recipe in tables.recipes:
        makers = [row for row in tables.producers if row.good == recipe.output]
        amounts = [usual_amount(tables, recipe, row.state) or 0.0 for row in makers]
        mean = math.fsum(row.share * amount for row, amount in zip(makers, amounts, strict=True))
        if recipe.amount and abs(mean / recipe.amount - 1) > MISMATCH and usual_shares(tables, recipe.output, ""):
            raise recipe.error(file, "amount", f"chemistries.csv gives {mean:.3g} on average of the world's makers")
