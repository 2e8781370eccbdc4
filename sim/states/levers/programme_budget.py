"""The yearly budget that governments keep to when they decide for themselves."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.chain.pricing import cash_cost
from sim.chain.sites import sites_of
from sim.policy.programmes import Programme
from sim.states.office import Office
from sim.types import MILLION, MONTHS_A_YEAR, Array, Mask


def affordable(office: Office, new: Programme) -> Mask:
    """Worlds in which a programme fits into the budget beside what is being paid: (world,)."""
    world = office.world
    budget = office.craft.settings.programme_budget_share * world.tables.states[new.payer].gdp_musd
    spending = np.maximum(world.ledger.total[new.payer], 0) * MONTHS_A_YEAR
    fits: Mask = spending + yearly_cost(office, new) <= budget
    return fits


def yearly_cost(office: Office, new: Programme) -> Array:
    """What a programme would cost in its first year at today's prices, output and spending: (world,), million USD."""
    world, terms = office.world, new.terms
    settings, nothing = office.craft.settings, np.zeros(len(new.where))
    match new.instrument:
        case "equity_stake" | "friend_shoring":
            return nothing + np.minimum(terms.amount_musd * MONTHS_A_YEAR / terms.months, terms.amount_musd)
        case "research":
            return nothing + terms.amount_musd
        case "loan":
            cheap = np.maximum(settings.market_loan_rate - terms.rate, 0)
            return nothing + terms.amount_musd * (cheap + settings.loan_default_rate)
        case "permitting":
            return nothing + settings.permitting_cost * MONTHS_A_YEAR
        case "strategic_reserve":
            return nothing + _cost_of_stock(office, new)
        case "price_floor" | "offtake" | "subsidy" | "golden_share" | "tax_credit":
            rows = sites_of(world.network).plants(new.goods, new.host)
            if new.instrument in ("price_floor", "offtake", "subsidy"):
                rows = sites_of(world.network).makers(new.goods, new.host, terms.new_only)
            return MONTHS_A_YEAR * add_up(_monthly_by_firm(office, new)[rows])
    return nothing


def _monthly_by_firm(office: Office, new: Programme) -> Array:
    """What a programme would have cost this month if it had reached every firm: (firm, world), million USD."""
    chain, terms = office.world.chain, new.terms
    match new.instrument:
        case "price_floor":
            return np.maximum(terms.price_usd - chain.price, 0) * chain.output / MILLION
        case "offtake":
            return terms.share * chain.capacity * chain.price / MILLION
        case "subsidy":
            return terms.share * cash_cost(office.world.network, chain) * chain.output / MILLION
        case "tax_credit":
            return terms.share * office.world.industry.spent
    return office.world.industry.loss


def _cost_of_stock(office: Office, new: Programme) -> Array:
    """What the first year's purchases for a reserve cost at usual prices: million USD."""
    world, terms = office.world, new.terms
    slots, total = world.network.slots, 0.0
    months = np.minimum(terms.fill_share * MONTHS_A_YEAR, terms.target_months)
    for good in new.goods:
        use = slots.flow[(slots.good == good) & (slots.state == new.payer)].sum()
        total = total + months * use * world.tables.goods[good].base_price_usd / MILLION
    return np.asarray(total)
