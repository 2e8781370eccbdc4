"""Checks of the chain's tables against each other: shares that add up, stages that fit, amounts that are there."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from sim.tables.rows import GoodRow, IndustryRow, InputUseRow, ProducerRow, RecipeRow

SHARES_TOLERANCE = 0.005
"""How far the shares of a good may be from adding up to one: published shares are rounded."""


def check_recipes(recipes: Iterable[RecipeRow], goods: Iterable[GoodRow], folder: Path) -> None:
    """Every input is no final good, and what is no final good says how much of it is used."""
    file, stage = folder / "recipes.csv", {row.good: row.stage for row in goods}
    for row in recipes:
        if row.amount is None and stage[row.output] != "final":
            raise row.error(file, "amount", f"{row.output} is no final good: give the amount")
        if stage[row.input] == "final":
            raise row.error(file, "input", f"{row.input} is a final good: nothing is made of it")


def check_makers(
    producers: Iterable[ProducerRow], industries: Iterable[IndustryRow], goods: Iterable[GoodRow], folder: Path
) -> None:
    """Final goods have industries, all others have producers, whose shares of a good add up to one."""
    stage, rows = {row.good: row.stage for row in goods}, tuple(producers)
    for maker in rows:
        if stage[maker.good] == "final":
            raise maker.error(folder / "producers.csv", "good", f"{maker.good} is a final good: see industries.csv")
    for industry in industries:
        if stage[industry.good] != "final":
            message = f"{industry.good} is no final good: see producers.csv"
            raise industry.error(folder / "industries.csv", "good", message)
    _check_shares(rows, folder / "producers.csv")


def check_uses(
    uses: Iterable[InputUseRow], industries: Iterable[IndustryRow], recipes: Iterable[RecipeRow], folder: Path
) -> None:
    """Every use belongs to an industry that exists and to an input that its recipe lists."""
    file = folder / "input_use.csv"
    places = {(row.good, row.state) for row in industries}
    inputs = {(row.output, row.input) for row in recipes}
    for use in uses:
        if (use.industry, use.state) not in places:
            raise use.error(file, "industry", f"industries.csv has no {use.industry} in {use.state}")
        if (use.industry, use.input) not in inputs:
            raise use.error(file, "input", f"recipes.csv has no {use.input} in {use.industry}")


def _check_shares(producers: tuple[ProducerRow, ...], file: Path) -> None:
    totals: dict[str, list[ProducerRow]] = defaultdict(list)
    for row in producers:
        totals[row.good].append(row)
    for good, rows in totals.items():
        total = math.fsum(row.share for row in rows)
        if abs(total - 1) > SHARES_TOLERANCE:
            raise rows[-1].error(file, "share", f"the shares of {good} add up to {total:.4g}, not to 1")
