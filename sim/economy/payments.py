"""How every programme of industrial policy is paid for, month by month."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.arrays import add_up
from sim.chain.network import Network
from sim.chain.pricing import cash_cost
from sim.chain.processing import standards_cost
from sim.chain.state import ChainState
from sim.chain.stockpiles import ReserveRules, Stockpiles, sales
from sim.economy.ledger import INSTRUMENTS, Ledger
from sim.industry.state import IndustryState
from sim.parameters import Settings
from sim.policy.offers import monthly_funds
from sim.policy.programme_book import ProgrammeBook
from sim.policy.programmes import Programme, Sites
from sim.policy.research import ResearchRules
from sim.types import MILLION, MONTHS_A_YEAR, TINY, Array, Index, Value


@dataclass(frozen=True)
class LedgerRules:
    """Parameters under their names in sim/data/parameters/programmes.yaml, each a Value."""

    market_loan_rate: Value
    loan_default_rate: Value
    permitting_cost: Value

    @classmethod
    def of(cls, settings: Settings) -> LedgerRules:
        """Read them from the settings of a run."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class Month:
    """What a month's payments hang on; every array (firm, world).

    private: million USD of private money spent on building; funded: million USD of public funds taken up.
    """

    network: Network
    chain: ChainState
    industry: IndustryState
    environment: Array
    private: Array
    funded: Array

    @cached_property
    def sold(self) -> Array:
        """Units sold."""
        return sales(self.network, self.chain)

    @cached_property
    def cash(self) -> Array:
        """Cash cost, USD a unit."""
        return cash_cost(self.network, self.chain) + standards_cost(self.network, self.environment)


@dataclass(frozen=True)
class ProgrammeRules:
    """All fixed numbers of industrial policy: where goods are made, and how money, goods and findings are counted."""

    sites: Sites
    research: ResearchRules
    reserves: ReserveRules
    ledger: LedgerRules


class Public(Protocol):
    """What payments hang on: programmes, reserves, firms and their building; the ledger is written."""

    ledger: Ledger
    programmes: ProgrammeBook
    stockpiles: Stockpiles
    chain: ChainState
    industry: IndustryState


def draw_up(world: Public, network: Network, rules: ProgrammeRules, month: int) -> None:
    """Pay for the month: every programme in force, and the reserves' purchases less sales."""
    ledger, book = world.ledger, world.programmes
    if not (book.entries or ledger.used or world.stockpiles.used):
        return
    ledger.clear()
    if book.entries:
        facts = _facts(ledger, network, world.chain, world.industry, book)
        paid = {id(one): _pay(one, ledger, book, facts, rules, month) for one in book.entries}
        book.rewrite(paid)
    _enter_reserves(ledger, world.stockpiles)


def _enter_reserves(ledger: Ledger, stockpiles: Stockpiles) -> None:
    """Enter what goods for the reserves cost."""
    ledger.used = ledger.used or stockpiles.used
    ledger.used |= stockpiles.used
    ledger.paid[INSTRUMENTS.index("strategic_reserve")] += stockpiles.bill
    ledger.paid[INSTRUMENTS.index("offtake")] += stockpiles.offtake_bill
    ledger.received += stockpiles.income + stockpiles.offtake_income


def _facts(ledger: Ledger, network: Network, chain: ChainState, industry: IndustryState, book: ProgrammeBook) -> Month:
    """Gather the month; public money is spent before private money."""
    funded = np.minimum(industry.funded, book.support.funds)
    escrow = ledger.escrow + funded
    public = np.minimum(escrow, industry.spent)
    ledger.escrow = escrow - public
    return Month(network, chain, industry, book.support.environment, industry.spent - public, funded)


def _pay(
    one: Programme, ledger: Ledger, book: ProgrammeBook, facts: Month, rules: ProgrammeRules, month: int
) -> Programme:
    """Pay what one programme owes this month; returns it as it stands after."""
    sites = rules.sites
    if one.instrument == "loan":
        return _pay_for_loan(one, ledger, book, facts, sites, rules.ledger, month)
    if not one.runs(month):
        return one
    if one.instrument in ("equity_stake", "friend_shoring"):
        return _pay_funds(one, ledger, book, facts, sites)
    if one.instrument == "research":
        _enter(ledger, one, np.where(one.where, one.terms.amount_musd / MONTHS_A_YEAR, 0.0))
    elif one.instrument == "permitting":
        _enter(ledger, one, np.where(one.where, rules.ledger.permitting_cost, 0.0))
    else:
        _enter_by_firm(ledger, one, *_owed(one, facts, sites))
    return one


def _owed(one: Programme, facts: Month, sites: Sites) -> tuple[Index, Array]:
    """Rows of the firms that a programme pays and what it pays them: (row, world), million USD."""
    rows = sites.plants(one.goods, one.host)
    match one.instrument:
        case "price_floor":
            rows = sites.makers(one.goods, one.host, one.terms.new_only)
            below = one.terms.price_usd - facts.chain.price[rows]
            share = np.where(below < 0, one.terms.upside_share, 1.0)
            return rows, one.where * share * below * facts.sold[rows] / MILLION
        case "golden_share":
            return rows, one.where * facts.industry.loss[rows]
        case "tax_credit":
            return rows, one.where * one.terms.share * facts.private[rows]
        case "subsidy":
            return rows, one.where * one.terms.share * facts.cash[rows] * facts.chain.output[rows] / MILLION
    return rows[:0], np.zeros((0, len(one.where)))


def _enter(ledger: Ledger, one: Programme, amount: Array) -> None:
    """Enter money (world,) that goes to laboratories or offices."""
    ledger.post(one.instrument, one.payer, amount)
    ledger.elsewhere = ledger.elsewhere + amount


def _enter_by_firm(ledger: Ledger, one: Programme, rows: Index, amount: Array) -> None:
    """Enter money that goes to firms: rows (row,), amount (row, world)."""
    if len(rows):
        ledger.post(one.instrument, one.payer, add_up(amount))
        ledger.received[rows] += amount


def _pay_funds(one: Programme, ledger: Ledger, book: ProgrammeBook, facts: Month, sites: Sites) -> Programme:
    """Pay a stake or an agreement's finance as it is taken up by projects."""
    offered = monthly_funds(one, sites)
    rows = sites.projects(one.goods, one.host)
    if not len(rows):
        return one
    taken = facts.funded[rows] * offered[rows] / np.maximum(book.support.funds[rows], TINY)
    _enter_by_firm(ledger, one, rows, taken)
    left = np.maximum(one.left - add_up(taken), 0)
    book.stale = book.stale or bool(((left < one.left) & (left < one.terms.amount_musd / one.terms.months)).any())
    return replace(one, left=left)


def _pay_for_loan(
    one: Programme, ledger: Ledger, book: ProgrammeBook, facts: Month, sites: Sites, rules: LedgerRules, month: int
) -> Programme:
    """Lend for this month's building, take the month's repayment, and pay for cheap interest and expected defaults.

    The loan itself is no cost; what it costs is the interest below the market's and the part that is never paid back.
    """
    rows = sites.plants(one.goods, one.host)
    if not len(rows) or not (one.where.any() or one.principal.any()):
        return one
    spent = add_up(facts.private[rows])
    drawn = np.minimum(one.where * one.runs(month) * one.terms.share * spent, one.left)
    cheap = np.maximum(rules.market_loan_rate - one.terms.rate, 0) / MONTHS_A_YEAR
    lost = one.principal * rules.loan_default_rate / MONTHS_A_YEAR
    cost = one.principal * cheap + lost
    # who borrowed is not kept by site: the help is booked where the loan is for, in equal parts
    _enter_by_firm(ledger, one, rows, np.repeat(cost[None] / len(rows), len(rows), axis=0))
    owed = one.principal - lost
    still = owed * (1 - 1 / max(one.last + 1 - month, 1))
    book.stale = book.stale or bool(((one.left > 0) & (one.left <= drawn)).any())
    return replace(one, left=one.left - drawn, principal=still + drawn)
