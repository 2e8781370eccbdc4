"""What all programmes in force add up to for each firm."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.policy.programmes import Programme, Sites
from sim.policy.support import Support
from sim.types import Array, Index


def support_of(running: Iterable[Programme], sites: Sites, worlds: int) -> Support:
    """Add up what programmes offer each firm."""
    support = Support.none(len(sites.good), worlds)
    for one in running:
        _offer(support, one, sites)
    support.capital, support.running, support.know_how = (
        np.minimum(share, 1) for share in (support.capital, support.running, support.know_how)
    )
    support.loan = np.minimum(support.loan, 1 - support.capital)
    return support


def _offer(support: Support, one: Programme, sites: Sites) -> None:
    """Write one programme into the support of the firms that it reaches."""
    makers, plants = sites.makers(one.goods, one.host, one.terms.new_only), sites.plants(one.goods, one.host)
    terms, where = one.terms, one.where
    match one.instrument:
        case "price_floor":
            support.floor[makers] += where * terms.price_usd
            support.upside[makers] += where * terms.upside_share
        case "golden_share":
            support.kept[plants] = np.maximum(support.kept[plants], where)
        case "subsidy":
            support.running[makers] += where * terms.share
        case "tax_credit":
            support.capital[plants] += where * terms.share
        case "permitting":
            support.permit_factor[plants] *= np.where(where, terms.factor, 1.0)
        case "environmental_standard":
            support.environment[plants] *= np.where(where, terms.factor, 1.0)
        case "loan":
            _lend(support, one, plants)
        case "equity_stake" | "friend_shoring":
            support.know_how[plants] += where * terms.know_how
            support.funds += monthly_funds(one, sites)


def promised(offtakes: Iterable[Programme], sites: Sites, worlds: int) -> Array:
    """Share of normal output whose sale is promised: (firm, world)."""
    share = np.zeros((len(sites.good), worlds))
    for one in offtakes:
        share[sites.makers(one.goods, one.host, one.terms.new_only)] += one.where * one.terms.share
    most: Array = np.minimum(share, 1)
    return most


def _lend(support: Support, one: Programme, plants: Index) -> None:
    """Lend on while anything is left; several loans mix their rates by their shares."""
    share = np.broadcast_to((one.where & (one.left > 0)) * one.terms.share, (len(plants), len(one.where)))
    before, after = support.loan[plants], support.loan[plants] + share
    interest = before * support.loan_rate[plants] + share * one.terms.rate
    support.loan_rate[plants] = np.divide(interest, after, out=np.zeros_like(after), where=after > 0)
    support.loan[plants] = after


def monthly_funds(one: Programme, sites: Sites) -> Array:
    """Million USD a month that a programme puts into building, by firm row: (firm, world)."""
    funds = np.zeros((len(sites.good), len(one.where)))
    rows = sites.projects(one.goods, one.host)
    if len(rows):
        share = sites.size[rows] / sites.size[rows].sum()
        funds[rows] = share[:, None] * np.minimum(one.terms.amount_musd / one.terms.months, one.left)
    return funds
