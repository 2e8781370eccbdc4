"""A supply chain without governments, for tests: random or fixed policies straight into desks and firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.arrivals import scrap
from sim.chain.assembly import Structure, build_network
from sim.chain.month import trade
from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState, CoverRules, initial_cover, steady_state
from sim.luck import Luck
from sim.parameters import Settings
from sim.policy import licences
from sim.policy.controls import Controls
from sim.policy.licences import Desk, DeskRules
from sim.tables import load_tables
from sim.types import Array


@dataclass
class SmallChain:
    network: Network
    chain: ChainState
    controls: Controls
    desk: Desk
    rules: Rules
    desk_rules: DeskRules
    luck: Luck
    tariffs: Array
    month: int = 0

    def step(self) -> None:
        ordered, backlog = (self.network.by_route.sum(part)[:-1] for part in (self.chain.order, self.chain.backlog))
        asked = licences.Asked(ordered, ordered + backlog)
        licences.work(self.desk, self.controls, self.network.routes, asked, self.desk_rules, self.luck, self.month)
        trade(self.network, self.chain, self.desk.passage, self.tariffs, self.rules)
        licences.use(self.desk, self.controls, self.crossed())
        self.controls.month_passes()
        self.month += 1

    def crossed(self) -> Array:
        """Shipments over each border this month: (route, world)."""
        return self.network.by_route.sum(self.chain.shipped)[:-1]

    def stocks(self) -> Array:
        """All that exists of each good, wherever it is: (good, world)."""
        chain, network = self.chain, self.network
        total = np.zeros((len(load_tables().goods), self.luck.worlds))
        np.add.at(total, network.firms.good, chain.finished_stock)
        np.add.at(total, network.slots.good, chain.input_stock)
        np.add.at(total, network.links.good, chain.in_transit.sum(axis=0))
        return total

    def gained(self, recovered: Array) -> Array:
        """Made and recovered less used and sold this month: (good, world)."""
        chain, network = self.chain, self.network
        total = np.zeros((len(load_tables().goods), self.luck.worlds))
        np.add.at(total, network.firms.good, chain.output - chain.sold)
        np.add.at(total, network.slots.good, recovered - chain.used)
        return total

    def recovered(self) -> Array:
        """Scrap that will come back in the next month: (slot, world)."""
        return scrap(self.network, self.chain)


def small_chain(seeds: tuple[int, ...] = (1,), firms_per_cell: int = 1, **changes: float) -> SmallChain:
    """The chain of January 2025 with few firms; changes are parameters by name."""
    settings = Settings.defaults().with_values(changes)
    structure = Structure(
        firms_per_cell,
        float(settings.firm_size_spread),
        float(settings.home_bias),
        float(settings.minimum_link_share),
        float(settings.gross_output_ratio),
    )
    network, luck, tables = build_network(structure), Luck(seeds), load_tables()
    routes, worlds, states = len(network.routes), len(seeds), len(tables.states)
    cover = initial_cover(
        network,
        luck.normal("inventory_cover", 0, len(network.firms)),
        CoverRules.of(settings),
    )
    size = np.array([good.application_size for good in tables.goods])[network.routes.good]
    lag = settings.licence_lag_days / settings.working_days_a_month
    return SmallChain(
        network,
        steady_state(network, cover, settings.finished_cover_months, settings.utilisation),
        Controls.start(routes, worlds, lag, settings.licence_term_months, settings.customs_clearance_days),
        Desk.start(routes, worlds),
        Rules.of(settings),
        DeskRules(settings.licence_horizon_months, settings.desk_capacity, size),
        luck,
        np.ones((states, states, worlds)),
    )
