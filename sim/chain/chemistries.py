"""Goods that can be made in several ways, such as battery cells: who makes them how, and what each way needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Incidence, Mix
from sim.chain.entities import Cells, Firms, Slots
from sim.tables import Tables
from sim.tables.option_checks import usual_shares
from sim.tables.option_rows import ChemistryRow
from sim.types import Array, Index


@dataclass(frozen=True)
class Chemistries:
    """How makers divide their output between chemistries: a row for each maker and chemistry.

    maker: rows by maker; firm: the maker; about (row, good): 1 for the goods whose research serves the row,
    the product and its inputs. base (row, 1): share in January 2025. gap (row, 1): share of the price that research
    may take off. markets: markets of the inputs; cost: what the dearer input of each adds to a row's cost, over the
    price of the product. slots: slots whose amount hangs on the shares; amount: what each row's share adds to it, over
    the amount of January 2025.
    """

    maker: Incidence
    firm: Index
    about: Array
    base: Array
    gap: Array
    markets: Index
    cost: Mix
    slots: Index
    amount: Mix

    def __len__(self) -> int:
        return len(self.base)


@dataclass(frozen=True)
class _Entry:
    """A row of Chemistries uses an input: row, slot, amount per unit of output and its worth over the price."""

    row: int
    slot: int
    amount: float
    worth: float


def chemistries_of(tables: Tables, firms: Firms, slots: Slots) -> Chemistries:
    """Make the rows of all makers who have a choice, and tie them to their inputs."""
    rows = list(_rows(tables, firms))
    maker = np.array([firm for firm, _ in rows], dtype=np.intp)
    makers, member = np.unique(maker, return_inverse=True)
    entries = list(_entries(tables, firms, slots, rows))
    market_of = Cells.of(slots.good, slots.state).member.of
    row, slot = (np.array([getattr(one, name) for one in entries], dtype=np.intp) for name in ("row", "slot"))
    markets, market = np.unique(market_of[slot], return_inverse=True)
    changing, place = np.unique(slot, return_inverse=True)
    base = np.array([row.share for _, row in rows]).reshape(-1)
    amount, worth = (np.array([getattr(one, name) for one in entries]) for name in ("amount", "worth"))
    usual = np.bincount(place, amount * base[row], len(changing)) if entries else amount
    return Chemistries(
        maker=Incidence(member.reshape(-1), len(makers)),
        firm=maker,
        about=_about(tables, rows),
        base=base[:, None],
        gap=np.array([row.research_gap for _, row in rows])[:, None],
        markets=markets,
        cost=Mix(row, len(rows), worth, market.reshape(-1), len(markets)),
        slots=changing,
        amount=Mix(place.reshape(-1), len(changing), amount / usual[place], row, len(rows)),
    )


def _rows(tables: Tables, firms: Firms) -> Iterator[tuple[int, ChemistryRow]]:
    """Firm and chemistry of every row."""
    choices = {
        (tables.good_index(output), index): usual_shares(tables, output, state.state)
        for output in dict.fromkeys(row.output for row in tables.chemistries)
        for index, state in enumerate(tables.states)
    }
    for firm, cell in enumerate(zip(firms.good.tolist(), firms.state.tolist(), strict=True)):
        for row in choices.get(cell, []):
            yield firm, row


def _entries(tables: Tables, firms: Firms, slots: Slots, rows: list[tuple[int, ChemistryRow]]) -> Iterator[_Entry]:
    """Walk over the inputs of all rows."""
    amounts, price = _amounts(tables), [good.base_price_usd for good in tables.goods]
    of_firm: dict[int, list[tuple[int, ChemistryRow]]] = {}
    for number, (firm, row) in enumerate(rows):
        of_firm.setdefault(firm, []).append((number, row))
    for slot, (firm, good) in enumerate(zip(slots.firm.tolist(), slots.good.tolist(), strict=True)):
        for number, row in of_firm.get(firm, []):
            amount = amounts.get((row.output, row.chemistry, tables.goods[good].good), 0.0)
            if amount:
                yield _Entry(number, slot, amount, amount * price[good] / price[firms.good[firm]])


def _amounts(tables: Tables) -> dict[tuple[str, str, str], float]:
    return {(row.output, row.chemistry, row.input): row.amount for row in tables.chemistry_inputs}


def _about(tables: Tables, rows: list[tuple[int, ChemistryRow]]) -> Array:
    """Goods whose research serves a row: the product, and whatever any chemistry makes it from."""
    about = np.zeros((len(rows), len(tables.goods)))
    for number, (_, row) in enumerate(rows):
        inputs = [recipe.input for recipe in tables.recipes if recipe.output == row.output]
        about[number, [tables.good_index(name) for name in (row.output, *inputs)]] = 1
    return about
