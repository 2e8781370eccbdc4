"""The supply chain and the licence desks the plain Mesa way: every firm an object, one world, no arrays across firms.

The outputs agree with the model's to 1e-9. It is what a modeller would write who follows the Mesa tutorial with care:
agents with their own attributes, activated phase by phase with AgentSet.do, a DataCollector, plain Python numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import mesa
import numpy as np

from benchmarks.chain_alone import DESK_SERIES, FIRM_SERIES, MARKET_SERIES, Kind, MonthOfPolicy
from benchmarks.twin_chemistry import add_chemistries
from benchmarks.twin_desks import Border, LicenceDesk
from benchmarks.twin_firms import Firm, Market, Plant
from benchmarks.twin_links import Lane, Link, Slot
from sim.chain.network import Network
from sim.luck import Luck
from sim.model import TradeWar


class PlainMesaTwin(mesa.Model):
    """One world of the supply chain under a given path of policy."""

    def __init__(self, model: TradeWar, policy: Sequence[MonthOfPolicy]) -> None:
        """Stand on the same ground as the first world of a model that has not been run yet."""
        seed = model.world.luck.seeds[0]
        super().__init__(rng=seed)
        self.rules, self.desk_rules, self.policy = model.chain_rules, model.border_rules.desks, policy
        self.luck = Luck([seed])
        self.luck_of_the_month: list[float] = []
        self.month = 0
        self.tariff_factor: dict[Kind, float] = {}
        self._make_agents(model.world.network, model.world.chain.cover[:, 0].tolist())
        self.firms, self.markets = self.agents_by_type[Firm], self.agents_by_type[Market]
        self.borders, self.desks = self.agents_by_type[Border], self.agents_by_type[LicenceDesk]
        self.datacollector = mesa.DataCollector(
            agenttype_reporters={
                Firm: {name: name for name in (*FIRM_SERIES, "input_stock")},
                Market: {name: name for name in MARKET_SERIES},
                Border: {name: name for name in (*DESK_SERIES, "shipped")},
            }
        )

    def step(self) -> None:
        """Live through a month, phase by phase."""
        self.enforce()
        self.desks.do("work")
        self.firms.do("receive")
        self.firms.do("count_demand")
        self.firms.do("plan")
        self.firms.do("produce")
        self.firms.do("ship")
        self.firms.do("set_price")
        self.firms.do("choose_suppliers")
        self.markets.do("set_spot_price")
        self.firms.do("place_orders")
        self.markets.do("adapt")
        self.firms.do("thrift")
        self.borders.do("count")
        self.datacollector.collect(self)
        self.month += 1

    def series(self) -> dict[str, np.ndarray]:
        """What the data collector kept: (month, entity) by name."""
        kept = {}
        for kind in (Firm, Market, Border):
            table = self.datacollector.get_agenttype_vars_dataframe(kind)
            for name in table.columns:
                kept[name] = np.stack([np.hstack(month.to_list()) for _, month in table[name].groupby(level="Step")])
        return kept

    def enforce(self) -> None:
        """Put this month's measures in force and draw its luck."""
        policy = self.policy[self.month]
        self.tariff_factor = policy.tariff_factor
        for border, terms in zip(self.borders, policy.terms, strict=True):
            border.terms = terms
        draws = self.luck.normal("licence_approval", self.month, len(self.borders))
        self.luck_of_the_month = draws[:, 0].tolist()

    def _make_agents(self, network: Network, cover: Sequence[float]) -> None:
        """Firms, markets, borders and desks, and the slots and links between them."""
        own = network.firms
        firms = [
            Firm(self, *row)
            for row in _rows(
                own.output, own.made, own.market, own.base_price, own.full_cost, own.reference, own.sold_share
            )
        ]
        self._make_plants(network, firms)
        markets = [Market(self, bool(network.recyclable[good])) for good in network.markets.good]
        borders = [Border(self, size) for size in self.desk_rules.application_size.tolist()]
        exporters = network.routes.exporter.tolist()
        desks = {exporter: LicenceDesk(self) for exporter in sorted(set(exporters))}
        for row, (border, exporter) in enumerate(zip(borders, exporters, strict=True)):
            desks[exporter].borders[row] = border
        slots = self._make_slots(network, cover, firms, markets)
        self._connect(network, firms, slots, borders)
        add_chemistries(network.options.chemistries, firms, slots)

    def _make_plants(self, network: Network, firms: list[Firm]) -> None:
        """Separation plants, the line that holds the ore first."""
        joint = network.joint
        plants = [Plant() for _ in range(joint.plant.groups)]
        for row, plant, lead in _rows(joint.rows, joint.plant.of, joint.lead):
            firms[row].plant = plants[plant]
            plants[plant].lines.insert(0 if row == lead else len(plants[plant].lines), firms[row])

    def _make_slots(
        self, network: Network, cover: Sequence[float], firms: list[Firm], markets: list[Market]
    ) -> list[Slot]:
        """Input slots, with the stock that the cover asks for."""
        own = network.slots
        options = network.options
        use = self._use_in_market(network)
        columns = (column[:, 0] for column in (options.thrift_speed, options.old_scrap, options.new_scrap))
        facts = _rows(
            own.flow, own.intensity, own.critical, own.weight, own.thrift_limit, own.cost_share, *columns, use
        )
        market_of = network.markets.member.of.tolist()
        slots = []
        for firm, market, months, fact in zip(own.firm.tolist(), market_of, cover, facts, strict=True):
            slot = Slot(markets[market], *fact, cover=months)
            slots.append(slot)
            firms[firm].inputs.append(slot)
            markets[market].slots.append(slot)
        return slots

    def _use_in_market(self, network: Network) -> np.ndarray:
        """Use of each slot in January 2025, or that of plants to come where nobody in its market used any."""
        own, market = network.slots, network.markets.member.of
        used = {place: 0.0 for place in market.tolist()}
        for place, flow in zip(market.tolist(), own.flow.tolist(), strict=True):
            used[place] += flow
        planned = own.intensity * network.firms.reference[own.firm]
        return np.array([flow if used[place] else plan for place, flow, plan in _rows(market, own.flow, planned)])

    def _connect(self, network: Network, firms: list[Firm], slots: list[Slot], borders: list[Border]) -> None:
        """Links, with goods on their way as in January 2025; then what follows from them for each slot."""
        own = network.links
        kinds = list(_rows(own.importer, own.exporter, network.sector[own.good], network.exempt[own.good]))
        lanes: dict[tuple[int, bool, int], Lane] = {}
        facts = _rows(own.route, own.first, own.seller, own.slot, own.lead)
        sizes = _rows(own.flow, own.share, own.reach)
        for (route, first, seller, slot, lead), kind, size in zip(facts, kinds, sizes, strict=True):
            border = borders[route] if route < len(borders) else None
            key = (seller, first, route)
            if key not in lanes:
                lanes[key] = Lane(border, first)
                firms[seller].lanes.append(lanes[key])
            link = Link(firms[seller], slots[slot], lanes[key], kind, lead, *size)
            lanes[key].links.append(link)
            slots[slot].links.append(link)
            if border is not None:
                border.links.append(link)
        for slot in slots:
            slot.used = sum(link.flow for link in slot.links)
            slot.stock = slot.used * (slot.cover - 1)
            slot.lead = sum(link.share * link.lead for link in slot.links)


def _rows(*columns: object) -> list[tuple]:
    """Plain Python values, row by row, from columns of arrays."""
    return list(zip(*(column.tolist() for column in columns), strict=True))
