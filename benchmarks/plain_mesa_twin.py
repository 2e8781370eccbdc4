"""The supply chain and the licence desks the plain Mesa way: every firm an object, one world, no arrays across firms.

The outputs agree with the model's to 1e-9. It is what a modeller would write who follows the Mesa tutorial with care:
agents with their own attributes, activated phase by phase with AgentSet.do, a DataCollector, plain Python numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import mesa
import numpy as np

from benchmarks.chain_alone import DESK_SERIES, FIRM_SERIES, MARKET_SERIES, MonthOfPolicy
from benchmarks.twin_desks import Border, LicenceDesk
from benchmarks.twin_firms import Firm, Link, Market, Slot
from sim.chain.network import Network
from sim.luck import Luck
from sim.model import TradeWar


class PlainMesaTwin(mesa.Model):
    """One world of the supply chain under a given path of policy."""

    def __init__(self, model: TradeWar, policy: Sequence[MonthOfPolicy]) -> None:
        """Stand on the same ground as the first world of a model that has not been run yet."""
        seed = model.world.luck.seeds[0]
        super().__init__(rng=seed)
        self.rules, self.desk_rules, self.policy = model.chain_rules, model.desk_rules, policy
        self.luck = Luck([seed])
        self.luck_of_the_month: list[float] = []
        self.month = 0
        self.tariff_factor: dict[tuple[int, int], float] = {}
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
        self.firms.do("produce")
        self.firms.do("ship")
        self.firms.do("set_price")
        self.firms.do("choose_suppliers")
        self.markets.do("set_spot_price")
        self.firms.do("place_orders")
        self.markets.do("adapt")
        self.firms.do("thrift")
        self.borders.do("use_licences")
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
        firms = [
            Firm(self, *row) for row in _rows(network.firms.output, network.firms.market, network.firms.base_price)
        ]
        markets = [Market(self, bool(network.recyclable[good])) for good in network.markets.good]
        borders = [Border(self, size) for size in self.desk_rules.application_size.tolist()]
        exporters = network.routes.exporter.tolist()
        desks = {exporter: LicenceDesk(self) for exporter in sorted(set(exporters))}
        for row, (border, exporter) in enumerate(zip(borders, exporters, strict=True)):
            desks[exporter].borders[row] = border
        self._connect(network, firms, self._make_slots(network, cover, firms, markets), borders)

    def _make_slots(
        self, network: Network, cover: Sequence[float], firms: list[Firm], markets: list[Market]
    ) -> list[Slot]:
        """Input slots, with the stock that the cover asks for."""
        own = network.slots
        facts = _rows(own.flow, own.intensity, own.critical, own.weight, own.thrift_limit, own.cost_share)
        market_of = network.markets.member.of.tolist()
        slots = []
        for firm, market, months, fact in zip(own.firm.tolist(), market_of, cover, facts, strict=True):
            slot = Slot(markets[market], *fact, cover=months)
            slots.append(slot)
            firms[firm].inputs.append(slot)
            markets[market].slots.append(slot)
        return slots

    def _connect(self, network: Network, firms: list[Firm], slots: list[Slot], borders: list[Border]) -> None:
        """Links, with goods on their way as in January 2025; then what follows from them for each slot."""
        own = network.links
        spared = network.exempt[own.good]
        facts = _rows(
            own.seller, own.slot, own.route, own.exporter, own.importer, spared, own.lead, own.first, own.flow
        )
        for seller, slot, route, exporter, importer, exempt, lead, first, flow in facts:
            border = borders[route] if route < len(borders) else None
            following = flow if lead > 1 else 0.0
            link = Link(
                firms[seller], slots[slot], border, (importer, exporter), exempt, lead, first, flow, flow, 0.0,
                arriving=flow, following=following,
            )  # fmt: skip
            firms[seller].sales.append(link)
            slots[slot].links.append(link)
            if border is not None:
                border.links.append(link)
        for slot in slots:
            use = sum(link.flow for link in slot.links)
            slot.used = use
            slot.stock = use * (slot.cover - 1)
            slot.lead = sum(link.flow * link.lead for link in slot.links) / use
            for link in slot.links:
                link.share = link.flow / use


def _rows(*columns: object) -> list[tuple]:
    """Plain Python values, row by row, from columns of arrays."""
    return list(zip(*(column.tolist() for column in columns), strict=True))
