"""Closing: sites that do not earn their cash cost are mothballed line by line, reopened when it pays, or given up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.chain.pricing import cash_cost
from sim.chain.processing import standards_cost
from sim.chain.state import ChainState
from sim.industry.investment_rules import InvestmentRules
from sim.industry.learning import Skill
from sim.industry.outlook import Prices
from sim.industry.plants import Plants
from sim.industry.state import IndustryState
from sim.policy.support import Support
from sim.types import MILLION, TINY, Array, Index, Mask

NOISE = 1e-9
"""Premiums below this are rounding."""

FULL = 0.95
"""A plant that sells this share of its normal output has no line to spare."""


@dataclass(frozen=True)
class Books:
    """What firms earn and pay, (firm, world): price received and cash cost at normal load, USD a unit; and their sales.

    sold: units a month that a firm expects to sell or is guaranteed to, no more than it made of late and has in stock.
    """

    price: Array
    cash: Array
    sold: Array


def keep_books(
    network: Network, chain: ChainState, support: Support, skill: Skill, abroad: Prices, rules: InvestmentRules
) -> Books:
    """Work out what each firm earns and pays for a unit and how much it sells. abroad: prices of this month."""
    cash = cash_cost(network, chain)
    cash += standards_cost(network, support.environment)
    if support.running.any():
        cash *= 1 - support.running
    plants = rules.prospects.plants
    cash[plants.rows] *= plants.member.spread(skill.cash)
    price = price_with_premium(chain, abroad, rules)
    if support.floor.any():
        price = received(price, support.floor, support.upside)
    sold = chain.expected_demand
    if support.offtake.any():
        sold = np.maximum(sold, support.offtake * rules.utilisation * chain.capacity)
    return Books(price, cash, np.minimum(sold, chain.output + chain.finished_stock))


def price_with_premium(chain: ChainState, abroad: Prices, rules: InvestmentRules) -> Array:
    """What makers are paid: their contract price and, outside the leading state, a part of the premium of spot."""
    premium = np.maximum(abroad.paid(rules.spot_weight) / np.maximum(abroad.contract, TINY) - 1, 0)
    if not (premium > NOISE).any():
        return chain.price
    paid: Array = chain.price * (1 + premium[rules.good] * rules.outlook.outside[:, None])
    return paid


def received(price: Array, floor: Array, upside: Array) -> Array:
    """The seller's price under a floor of which the state takes a share of the upside; no floor where it is 0."""
    above = np.maximum(price - floor, 0)
    return price + np.maximum(floor - price, 0) - (floor > 0) * upside * above


def cash_profit(chain: ChainState, books: Books, rules: InvestmentRules) -> Array:
    """Sales less cash cost, USD a month: (firm, world). The fixed part of cost is paid for all of normal output."""
    profit = books.price - (1 - rules.fixed_cost_share) * books.cash
    profit *= books.sold
    fixed = books.cash * chain.capacity
    fixed *= rules.fixed_cost_share * rules.utilisation * rules.sold_share
    profit -= fixed
    return whole_plants(profit, rules.joint, 1.0)


def whole_plants(values: Array, joint: Plants, weight: Array | float) -> Array:
    """Give all rows of a plant with several products their weighted sum, in place; other rows keep their own."""
    if not len(joint.rows):
        return values
    values[joint.rows] = joint.member.spread(joint.total(values[joint.rows] * weight))
    return values


def close(chain: ChainState, industry: IndustryState, support: Support, books: Books, rules: InvestmentRules) -> None:
    """Mothball, reopen and give up; nothing moves where sites earn their cash cost and nothing is shut."""
    profit = cash_profit(chain, books, rules)
    moved = (profit < 0) & rules.sites
    moved |= industry.months_at_loss > 0
    moved |= industry.mothballed > 0
    moving: Mask = np.asarray(moved.any(axis=1))
    if not moving.any():
        return
    # plants with several products are looked at whole, all of them: so the rest need not be sorted out every month
    moving[rules.joint.rows] = False
    rows = np.concatenate([rules.joint.rows, np.flatnonzero(moving)])
    look = look_at(rows, chain, industry, books, rules)
    note_losses(look, profit[rows], industry)
    change = lines_to_shut(look, industry, support, rules) - lines_to_open(look, industry, support, rules)
    chain.capacity[rows] = look.capacity - change
    industry.mothballed[rows] = give_up(look, look.shut + change, industry, rules)


@dataclass(frozen=True)
class Look:
    """Firm rows of all plants with several products, and then of others that lose money or have lines shut.

    rows (row,); joint: the plants with several products. The rest (row, world): capacity and shut, units a
    month; price and cash, USD a unit; load: sales over normal output, by value, of the whole plant.
    """

    rows: Index
    joint: Plants
    capacity: Array
    shut: Array
    price: Array
    cash: Array
    load: Array


def look_at(rows: Index, chain: ChainState, industry: IndustryState, books: Books, rules: InvestmentRules) -> Look:
    """Take what decides about some firm rows out of the books of all."""
    joint = rules.joint.in_front
    capacity, price = chain.capacity[rows], books.price[rows]
    sales = whole_plants(books.sold[rows] * price, joint, 1.0)
    normal = whole_plants(rules.utilisation * rules.sold_share[rows] * capacity * price, joint, 1.0)
    load = np.where(normal > TINY, sales / np.maximum(normal, TINY), 1.0)
    return Look(rows, joint, capacity, industry.mothballed[rows], price, books.cash[rows], load)


def note_losses(look: Look, profit: Array, industry: IndustryState) -> None:
    """Count months of loss, and keep this month's for the ledger. profit (row, world): USD a month, whole plants."""
    losing = profit < 0
    industry.months_at_loss[look.rows] = (industry.months_at_loss[look.rows] + 1) * losing
    loss = -profit * losing / MILLION
    loss[look.joint.followers] = 0
    industry.loss[look.rows] = loss


def lines_to_shut(look: Look, industry: IndustryState, support: Support, rules: InvestmentRules) -> Array:
    """After months of loss a site shuts lines it cannot fill, and all when the price is below what running costs.

    A site that is sold out above that keeps running: its price will rise. A golden share forbids both. (row, world).
    """
    bare = look.price - (1 - rules.fixed_cost_share) * look.cash
    idle = np.maximum(1 - look.load, whole_plants(bare, look.joint, look.joint.mix) < 0)
    due = industry.months_at_loss[look.rows] >= rules.mothball_months
    due &= whole_plants(support.kept[look.rows], look.joint, 1.0) <= 0
    line = rules.mothball_rate * (look.capacity + look.shut)
    return np.minimum(line, np.maximum(idle, 0) * look.capacity) * due


def lines_to_open(look: Look, industry: IndustryState, support: Support, rules: InvestmentRules) -> Array:
    """Lines open once own and market price have covered full cash cost for months and what runs is sold: (row, world).

    The market price is what buyers abroad have paid of late: an asking price is no proof that anyone would pay it.
    """
    rows, joint = look.rows, look.joint
    market = rules.base_price[rows] * industry.expected_ratio[rules.good[rows]]
    price = np.minimum(look.price, received(market, support.floor[rows], support.upside[rows]))
    margin = whole_plants(price - (1 + rules.reopen_margin) * look.cash, joint, joint.mix)
    covered = (margin >= 0) & (look.load >= FULL) & (look.shut > 0)
    industry.months_covered[rows] = (industry.months_covered[rows] + 1) * covered
    line = rules.mothball_rate * (look.capacity + look.shut)
    return np.minimum(line, look.shut) * (industry.months_covered[rows] >= rules.reopen_months)


def give_up(look: Look, shut: Array, industry: IndustryState, rules: InvestmentRules) -> Array:
    """What is left of shut lines (row, world) once some that stood still for too long are closed for good.

    Age is the mean over a site's shut lines, of which those shut this month are new; past it some lines go a month.
    """
    industry.months_covered[look.rows] *= shut > 0
    still = (shut > 0) & (industry.months_covered[look.rows] < rules.reopen_months)
    older = np.minimum(look.shut, shut) / np.maximum(shut, TINY)
    industry.months_idle[look.rows] = (industry.months_idle[look.rows] + 1) * older * still
    line = rules.mothball_rate * (look.capacity + look.shut)
    left: Array = shut - np.minimum(line, shut) * (industry.months_idle[look.rows] >= rules.close_months)
    return left


def expected_load(chain: ChainState, books: Books, rules: InvestmentRules) -> Array:
    """Share of normal output that builders expect to sell, at most 1: (project, world); products count by value.

    1 for a first plant; what stands counts as evidence by its share of what could stand, for the first tonnes of a new
    plant have yet to find their customers. No more than what the makers of the good at home now get the inputs for.
    """
    prospects, plants = rules.prospects, rules.prospects.plants
    normal = rules.utilisation * rules.sold_share[plants.rows] * chain.capacity[plants.rows]
    unsold = np.maximum(normal - books.sold[plants.rows], 0) / np.maximum(normal, TINY)
    evidence = chain.capacity[prospects.row] / prospects.limit
    load: Array = np.minimum(1 - evidence * plants.total(unsold * plants.value), feed(chain, rules))
    return load


def feed(chain: ChainState, rules: InvestmentRules) -> Array:
    """Share of this month's plans for which makers of a project's good in its state had the inputs: (project, world).

    1 where nobody makes it yet: what feed there would be is not known.
    """
    lost, there = rules.makers.sum(chain.idle * chain.capacity), rules.makers.sum(chain.capacity)
    supplied: Array = 1 - lost / np.maximum(there, TINY)
    return supplied[rules.makers.of[rules.prospects.row]]
