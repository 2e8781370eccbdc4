"""The world economy before a shock: who sells what to whom, at what tariff, and who pays for deficits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import root

from sim.economy.trade.checks import different, flow_matrix, positive, rates, share, state_row
from sim.errors import InputError
from sim.types import Array

SHARE_ABROAD = 0.12
"""Part of a sale's value that importing firms keep, over sales of the other states (published nest)."""

SHARE_HOME = 0.26
"""The same over sales of the home state (published nest, facts/trade.md)."""

BALANCED = 1e-9
"""Transfers sum to zero up to this part of world income."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """Flows, tariffs and shares before a shock; everything else is worked out from them.

    flows (N, N) million USD a year, exporter rows, at the exporter's price, sales at home on the diagonal; tariffs
    (N, N) rates in force; importer_share (N,) part of a sale's value that firms of the importing country keep;
    input_share (N,) part of the value of sales that is spent on intermediate goods.
    """

    names: tuple[str, ...]
    flows: Array
    tariffs: Array
    importer_share: Array
    input_share: Array

    @classmethod
    def from_flows(
        cls,
        exports: Array,
        gdp: Array,
        names: Sequence[str],
        home: str = "USA",
        importer_share: bool | float | Array = True,
        tariffs: Array | None = None,
    ) -> Baseline:
        """Calibrate from trade and GDP.

        exports (N, N) and gdp (N,) in million USD a year, exporter rows; the diagonal of exports is not read. gdp is at
        market prices, duties included. importer_share True: calibrate as the published nest, one value for `home` and
        one for the others; False: none (Armington, Eaton-Kortum); or the shares themselves. tariffs (N, N): rates that
        are already in force. Sales at home are what expenditure leaves after imports, at least 0; where they had to be
        cut off at 0, the income that the flows imply replaces GDP. Raises InputError for shapes, signs and names, and
        where more than half of the states would sell nothing at home, as when exports and gdp differ in their unit.
        """
        size = len(different(names))
        trade = flow_matrix(exports, size)
        income = positive("gdp", gdp, size)
        before = np.zeros((size, size)) if tariffs is None else rates("tariffs", tariffs, size).copy()
        np.fill_diagonal(before, 0)
        kept = _shares(importer_share, trade, income, names, home)
        imports, sold = trade.sum(axis=0), (trade * (1 - kept)).sum(axis=1)
        expenditure = income + (1 - kept) * (imports - sold)
        at_home = np.maximum(expenditure - (trade * (1 + before)).sum(axis=0), 0)
        _check_units(at_home, trade, income)
        return cls(tuple(names), trade + np.diag(at_home), before, kept, np.zeros(size))

    @property
    def states(self) -> int:
        """Number of states N."""
        return len(self.names)

    @cached_property
    def spending(self) -> Array:
        """Flows (N, N) at the buyer's price, duties included."""
        return self.flows * (1 + self.tariffs)

    @cached_property
    def expenditure(self) -> Array:
        """Spending of each state (N,), on intermediate goods too."""
        return np.asarray(self.spending.sum(axis=0))

    @cached_property
    def shares(self) -> Array:
        """Part of importer i's spending that falls on exporter j (N, N), exporter rows."""
        return self.spending / self.expenditure

    @cached_property
    def sales(self) -> Array:
        """Receipts of each state's producers (N,), net of what firms of the buying country keep."""
        return np.asarray((self.flows * (1 - self.importer_share)).sum(axis=1))

    @cached_property
    def final_spending(self) -> Array:
        """Expenditure without intermediate goods (N,)."""
        return self.expenditure - self.input_share * self.sales

    @cached_property
    def income(self) -> Array:
        """Factor income (N,): value added in sales, and what firms keep of sales to their own country."""
        return np.asarray((1 - self.input_share) * self.sales + self.importer_share * self.flows.sum(axis=0))

    @cached_property
    def revenue(self) -> Array:
        """Tariff revenue (N,)."""
        return np.asarray((self.flows * self.tariffs).sum(axis=0))

    @cached_property
    def transfers(self) -> Array:
        """What each state spends beyond its income and revenue (N,); asserted to sum to zero."""
        given = self.expenditure - self.revenue - self.income - self.input_share * self.sales
        assert abs(given.sum()) <= BALANCED * self.income.sum(), "transfers must sum to zero over all states"
        return np.asarray(given)

    @cached_property
    def trade_balance(self) -> Array:
        """Exports less imports (N,), million USD a year at the exporter's price."""
        return np.asarray(self.flows.sum(axis=1) - self.flows.sum(axis=0))

    def row(self, name: str) -> int:
        """Row of a state; raises InputError with the nearest name for one that does not exist."""
        return state_row(name, self.names)

    def with_inputs(self, input_share: float | Array) -> Baseline:
        """Add intermediate goods: part of the value of sales is spent on goods bought at the consumer's price.

        Sales at home grow to the flow divided by the share of value added, imports stay, as in the published nest;
        income is worked out anew from the flows and comes near GDP, not exactly to it.
        """
        inputs = share("input_share", input_share, self.states)
        grown = self.flows + np.diag(np.diag(self.flows) * inputs / (1 - inputs))
        return replace(self, flows=grown, input_share=inputs)

    def without_importer_share(self) -> Baseline:
        """The same flows with no share of the importing country's firms: Armington, Eaton-Kortum; income is sales."""
        return replace(self, importer_share=np.zeros(self.states))


def _check_units(at_home: Array, trade: Array, gdp: Array) -> None:
    """Refuse flows beside which most economies are too small to sell anything at home."""
    none = np.count_nonzero(at_home <= 0)
    if 2 * none > len(gdp):
        raise InputError(
            f"{none} of {len(gdp)} states would sell nothing at home: their exports exceed their gdp. exports "
            f"(sum {trade.sum():.3g}) and gdp (sum {gdp.sum():.3g}) must be in the same unit, million USD a year"
        )


def _shares(wanted: bool | float | Array, trade: Array, income: Array, names: Sequence[str], home: str) -> Array:
    if not isinstance(wanted, bool):
        return share("importer_share", wanted, len(names))
    if not wanted:
        return np.zeros(len(names))
    at_home, abroad = importer_shares(trade, income, state_row(home, names))
    if max(at_home, abroad) >= 1:
        raise InputError(
            f"no share of importing firms below 1 fits the trade of {home}; give importer_share as numbers"
        )
    kept = np.full(len(names), abroad)
    kept[state_row(home, names)] = at_home
    return kept


def importer_shares(exports: Array, gdp: Array, home: int) -> tuple[float, float]:
    """Solve for the share that importing firms keep, in the home state and elsewhere, on two regions (home, rest).

    So that (1 - r) nu_home + r nu_rest = 0.12 for sales of the rest and r nu_home + (1 - r) nu_rest = 0.26 for sales
    of the home state, where r is the part of a region's sales that it sells at home. exports (N, N) and gdp (N,) in
    million USD. Source: facts/trade.md, after Ignatenko, Lashkaripour, Macedoni and Simonovska (2025).
    """
    region = np.ones(len(gdp), dtype=np.intp)
    region[home] = 0
    member = np.eye(2)[region]
    trade, income = member.T @ exports @ member, member.T @ gdp

    def miss(kept: Array) -> Array:
        given = (1 - kept) * (trade.sum(axis=0) - (trade * (1 - kept)).sum(axis=1))
        abroad = np.array([trade[0, 1], trade[1, 0]])
        at_home = income + given - abroad[::-1]
        own = at_home / (at_home + abroad)
        average = own * kept + (1 - own) * kept[::-1]
        return np.asarray(average - (SHARE_HOME, SHARE_ABROAD))

    found = root(miss, np.array([SHARE_HOME, SHARE_ABROAD]), tol=BALANCED)
    kept = np.maximum(found.x, 0)
    return float(kept[0]), float(kept[1])
