"""A supply chain without governments, for tests: random or fixed policies straight into desks and firms."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.chain.allocation import Crossing
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
from sim.policy.tariffs import at_borders
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
    floor: Array | None = None
    roundabout: tuple[float, float, float] | None = None
    """Shares of what crosses that go round, of that seized, and the markup, the same on all borders."""

    def step(self) -> None:
        ordered, backlog = (self.network.by_route.sum(part)[:-1] for part in (self.chain.order, self.chain.backlog))
        asked = licences.Asked(ordered, ordered + backlog)
        licences.work(self.desk, self.controls, self.network.routes, asked, self.desk_rules, self.luck, self.month)
        factor = at_borders(self.tariffs, self.network.borders)
        trade(self.network, self.chain, self.crossing(), factor, self.rules, floor=self.floor)
        self.controls.month_passes()
        self.month += 1

    def crossing(self) -> Crossing:
        """What may cross this month: what the desks let pass, some of it by a roundabout way if there is one."""
        if self.roundabout is None:
            return Crossing(self.desk.passage)
        return Crossing(self.desk.passage, *(np.full_like(self.desk.passage, share) for share in self.roundabout))

    def crossed(self) -> Array:
        """Shipments over each border this month: (route, world)."""
        return self.network.by_route.sum(self.chain.shipped)[:-1]

    def stocks(self) -> Array:
        """All that exists of each good, wherever it is: (good, world)."""
        chain, network = self.chain, self.network
        total = np.zeros((len(load_tables().goods), self.luck.worlds))
        np.add.at(total, network.firms.good, chain.finished_stock)
        np.add.at(total, network.slots.good, chain.input_stock)
        np.add.at(total, network.slots.good, chain.in_transit.sum(axis=0))
        return total

    def gained(self) -> Array:
        """Made and recovered less used, sold, thrown away and seized this month: (good, world)."""
        chain, network = self.chain, self.network
        total = np.zeros((len(load_tables().goods), self.luck.worlds))
        np.add.at(total, network.firms.good, chain.output - chain.sold - chain.discarded)
        np.add.at(total, network.slots.good, chain.recovered - chain.used)
        np.add.at(total, network.routes.good, -chain.seized)
        return total


def small_chain(seeds: tuple[int, ...] = (1,), firms_per_cell: int = 1, **changes: float) -> SmallChain:
    """The chain of January 2025 with few firms; changes are parameters by name."""
    settings = Settings.defaults().with_values(changes)
    shape = {field.name: float(getattr(settings, field.name)) for field in fields(Structure)[1:]}
    structure = Structure(firms_per_cell, **shape)
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
        steady_state(network, cover, Rules.of(settings)),
        Controls.start(routes, lag, settings.licence_term_months, settings.customs_clearance_days),
        Desk.start(routes, worlds),
        Rules.of(settings),
        DeskRules(settings.licence_horizon_months, settings.desk_capacity, size, settings.reapplication_months),
        luck,
        np.ones((states, states, worlds)),
    )


def random_capacities(model: SmallChain, random: np.random.Generator) -> None:
    """Give a random part of all plants, newcomers included, a random capacity, from nothing to twice the normal."""
    firms, joint = model.network.firms, model.network.joint
    lead = np.arange(len(firms))
    lead[joint.rows] = joint.lead
    size, chosen = 2 * random.random(len(firms)) * (random.random(len(firms)) < 0.8), random.random(len(firms)) < 0.3
    changed = chosen[lead] & model.network.sites
    model.chain.capacity[changed] = (size[lead] * firms.reference)[changed, None]
