"""What licences are worth: the rent of those who may still trade, and the fees that states take for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Incidence
from sim.borders.markets import base_prices, market_of
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.policy.controls import Controls
from sim.policy.desk import Desk
from sim.policy.terms import LICENCE, RENT_TO
from sim.types import MILLION, TINY, Array

IMPORTER = RENT_TO.index("importer")


@dataclass(frozen=True)
class Rents:
    """Rents and fees of licensed trade this month, million USD.

    by_route (route, world): rent of what crossed under licence. fees (state, world): share of the sales that the
    licensing state takes. treasury (state, world): rent that it keeps. firms (state, world): rent of its firms.
    from_abroad (state, world): rent that a state gets from its buyers abroad, less what its own buyers lose to sellers.
    """

    by_route: Array
    fees: Array
    treasury: Array
    firms: Array
    from_abroad: Array

    @property
    def receipts(self) -> Array:
        """What treasuries get in all: (state, world), million USD."""
        return self.fees + self.treasury


def rent(units: Array, scarcity: Array, base_price: Array) -> Array:
    """Rent of licensed units: what the spot price abroad stands above the contract price at which they change hands.

    units (route, world); scarcity (route, world): spot less contract price, over base_price (route, 1), USD a unit.
    Returns million USD.
    """
    earned: Array = units * np.maximum(scarcity, 0) * base_price / MILLION
    return earned


def licence_income(network: Network, chain: ChainState, desk: Desk, controls: Controls, states: int) -> Rents | None:
    """What others than buyers get for licences this month; None where no measure names any."""
    terms = controls.in_force
    if not (terms.fee.any() or (terms.rent_to != IMPORTER).any()):
        return None
    return rents(network, chain, desk, controls, states)


def rents(network: Network, chain: ChainState, desk: Desk, controls: Controls, states: int) -> Rents:
    """Work out rents and fees after firms have traded."""
    routes, terms = network.routes, controls.in_force
    crossed = network.by_route.sum(chain.shipped)[:-1]
    if not (terms.status == LICENCE).any():
        nothing = np.zeros((states, crossed.shape[-1]))
        return Rents(np.zeros_like(crossed), nothing, nothing, nothing, nothing)
    units = np.clip(crossed - desk.free, 0, desk.balance) * (terms.status == LICENCE)
    market = market_of(network)
    contract = network.market_average.sum(chain.input_price)[market]
    price = base_prices(network)[routes.good][:, None]
    by_route = rent(units, chain.spot_ratio[market] - contract, price)
    sales = network.by_route.sum(chain.shipped * chain.price[network.links.seller])[:-1] / MILLION
    sales_under_licence = sales * units / np.maximum(crossed, TINY)
    by_exporter, by_importer = Incidence(routes.exporter, states), Incidence(routes.importer, states)
    to_importer, to_exporter, to_treasury = (by_route * (terms.rent_to == place) for place in range(len(RENT_TO)))
    return Rents(
        by_route=by_route,
        fees=by_exporter.sum(sales_under_licence * terms.fee),
        treasury=by_exporter.sum(to_treasury),
        firms=by_importer.sum(to_importer) + by_exporter.sum(to_exporter),
        from_abroad=by_exporter.sum(to_exporter + to_treasury) - by_importer.sum(to_exporter + to_treasury),
    )
