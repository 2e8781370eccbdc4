"""Firms, separation plants and markets as objects; the rules are those of sim.chain, line by line."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import mesa

from benchmarks.twin_chemistry import Chemistry, choose_chemistries
from benchmarks.twin_links import Lane, Slot, missing_share
from sim.types import MONTHS_A_YEAR, TINY

if TYPE_CHECKING:
    from benchmarks.plain_mesa_twin import PlainMesaTwin

WIDEST_GAP = math.log(2)


@dataclass(slots=True, eq=False)
class Plant:
    """A separation plant: its product lines run at one throughput, and the first of them holds the ore."""

    lines: list[Firm] = field(default_factory=list)

    def throughput(self, name: str) -> float:
        """What an attribute of all lines is worth at today's prices, over the same at the plant's reference."""
        usual = sum(line.price * line.reference * line.sold_share for line in self.lines)
        return sum(line.price * getattr(line, name) for line in self.lines) / usual


class Firm(mesa.Agent):
    """Makes a good from its inputs and sells it to other firms or to final buyers."""

    def __init__(
        self,
        model: PlainMesaTwin,
        sold: float,
        made: float,
        market: float,
        base_price: float,
        full_cost: float,
        reference: float,
        sold_share: float,
    ) -> None:
        super().__init__(model)
        rules = model.rules
        self.market, self.base_price, self.full_cost, self.reference = market, base_price, full_cost, reference
        self.price = base_price * full_cost
        self.sold_share = sold_share
        self.output, self.expected_demand = made, sold
        self.sold = market
        self.capacity = made / rules.utilisation
        self.finished_stock = sold * rules.finished_cover_months
        if self.in_surplus and made > 0:
            self.finished_stock = rules.surplus_months * reference - sold
        self.market_backlog = self.idle = self.demand = self.asked_first = self.asked_others = 0.0
        self.wanted = self.planned = self.possible = 0.0
        self.inputs: list[Slot] = []
        self.lanes: list[Lane] = []
        self.chemistries: list[Chemistry] = []
        self.design_cost = 0.0
        self.plant: Plant | None = None

    @property
    def in_surplus(self) -> bool:
        """A by-product of which more is made than anybody buys."""
        return self.sold_share < 1

    @property
    def price_ratio(self) -> float:
        """Price over January 2025."""
        return self.price / self.base_price

    @property
    def growth(self) -> float:
        """Normal output over that at which the reach of its links holds."""
        return self.model.rules.utilisation * self.capacity / self.reference

    @property
    def input_stock(self) -> list[float]:
        """Stock of each input."""
        return [slot.stock for slot in self.inputs]

    @property
    def lead(self) -> Firm:
        """The line of its plant that holds the inputs; itself for most firms."""
        return self if self.plant is None else self.plant.lines[0]

    def receive(self) -> None:
        """Unload this month's arrivals and recover scrap."""
        for slot in self.inputs:
            slot.stock += sum(link.arrive() for link in slot.links) + slot.recovered(self.expected_demand)

    def count_demand(self) -> None:
        """Add up what can be delivered, by priority; expect to sell it, and see what would also refill the stock."""
        rules = self.model.rules
        self.asked_first = sum(lane.ask() for lane in self.lanes if lane.first)
        self.asked_others = sum(lane.ask() for lane in self.lanes if not lane.first)
        self.asked_others += self.market + self.market_backlog
        self.demand = self.asked_first + self.asked_others
        served = min(self.demand, self.capacity)
        self.expected_demand += rules.demand_smoothing * (served - self.expected_demand)
        missing = rules.finished_cover_months * self.expected_demand - self.finished_stock
        if self.in_surplus:
            missing = max(missing, 0.0)
        self.wanted = max(self.demand + missing, 0.0)

    def plan(self) -> None:
        """Plan what is wanted as far as the plant goes, and see for how much of it the inputs last."""
        wanted = self.wanted if self.plant is None else self.plant.throughput("wanted") * self.reference
        self.planned = min(self.capacity, wanted)
        self.possible = self.possible_share() if self.lead is self else self.lead.possible

    def produce(self) -> None:
        """Make what is planned and possible; a plant throws away what it cannot keep."""
        self.output = self.planned * self.possible
        self.idle = 1 - self.possible if self.planned > 0 else 0.0
        for slot in self.inputs:
            slot.used = min(slot.needed_for(self.output), slot.stock)
            slot.stock -= slot.used
        self.finished_stock += self.output
        if self.plant is not None:
            self.finished_stock = min(self.finished_stock, self.model.rules.surplus_months * self.reference)

    def possible_share(self) -> float:
        """Share of the planned output that the inputs on hand allow."""
        scarcest, lost = 1.0, 0.0
        for slot in self.inputs:
            supplied = min(1.0, slot.stock / max(slot.needed_for(self.planned), TINY))
            if slot.critical:
                scarcest = min(scarcest, supplied)
            else:
                lost += slot.weight * (1 - supplied)
        return max(0.0, scarcest * (1 - lost))

    def ship(self) -> None:
        """Serve preferred buyers first, the others in proportion."""
        rules = self.model.rules
        served_first = fill(self.finished_stock, self.asked_first)
        left = max(self.finished_stock - self.asked_first * served_first, 0.0)
        served_others = fill(left, self.asked_others)
        self.finished_stock = max(left - self.asked_others * served_others, 0.0)
        final_demand = self.market + self.market_backlog
        self.sold = final_demand * served_others
        self.market_backlog = (final_demand - self.sold) * (1 - rules.final_backlog_decay)
        for lane in self.lanes:
            lane.send(served_first if lane.first else served_others, rules)

    def set_price(self) -> None:
        """Follow demand and cost slowly; a plant's products, which come out together, also their glut."""
        rules = self.model.rules
        pressure = 0.0
        if self.capacity > 0:
            asked = self.demand if self.plant is None else self.wanted
            pressure = math.log(max(asked, TINY) / (rules.utilisation * self.capacity * self.sold_share))
            pressure = min(max(pressure, -WIDEST_GAP), WIDEST_GAP)
        dearer = sum(slot.cost_share * (slot.price - 1) for slot in self.lead.inputs)
        cost = self.base_price * (self.full_cost + dearer + self.lead.design_cost)
        change = rules.price_demand_response * pressure - rules.price_cost_pull * math.log(self.price / cost)
        self.price *= math.exp(change)

    @property
    def expected_output(self) -> float:
        """What it expects to make: what it expects to sell, a plant what that is worth together."""
        if self.plant is None:
            return self.expected_demand
        return self.plant.throughput("expected_demand") * self.reference

    def choose_suppliers(self) -> None:
        """Weigh the suppliers of every input."""
        for slot in self.inputs:
            slot.choose_suppliers(self.model.tariff_factor, self.model.rules)

    def place_orders(self) -> None:
        """Take fright where an order was left short, then order."""
        rules = self.model.rules
        for slot in self.inputs:
            slot.fear = 1.0 if slot.missing() > rules.scare_threshold else slot.fear * rules.scare_memory
            slot.place_orders(self.expected_output, rules)

    def thrift(self) -> None:
        """Save inputs whose market presses, turn to other chemistries, and forget this month's orders."""
        for slot in self.inputs:
            slot.thrift(self.model.rules.adaptation)
            slot.asked = slot.sent = 0.0
        if self.chemistries:
            choose_chemistries(self.chemistries, self.model.rules.adaptation)
        self.design_cost = sum(slot.extra_cost() for slot in self.inputs)


class Market(mesa.Agent):
    """The buyers of a good in a state: a thin spot price, and scrap."""

    def __init__(self, model: PlainMesaTwin, recyclable: bool) -> None:
        super().__init__(model)
        self.recyclable = recyclable
        self.slots: list[Slot] = []
        self.spot_ratio = 1.0
        self.recycled = 0.0
        self.months_dear = 0
        self.pressed = False

    def set_spot_price(self) -> None:
        """The contract price, lifted by the share of orders that went unfilled."""
        unfilled = missing_share(sum(slot.asked for slot in self.slots), sum(slot.sent for slot in self.slots))
        contract = sum(slot.use * slot.price for slot in self.slots) / sum(slot.use for slot in self.slots)
        self.spot_ratio = contract * math.exp(self.model.rules.spot_scarcity * unfilled)

    def adapt(self) -> None:
        """Press buyers to thrift and recover more scrap after months of dear prices."""
        rules = self.model.rules.adaptation
        self.months_dear = self.months_dear + 1 if self.spot_ratio > rules.thrift_price_trigger else 0
        self.pressed = self.months_dear >= max(rules.thrift_wait_months, 1)
        if self.pressed and self.recyclable:
            more = self.recycled + rules.recycling_growth / MONTHS_A_YEAR
            self.recycled = min(more, max(rules.recycling_limit, self.recycled))


def fill(available: float, wanted: float) -> float:
    """Share of what is wanted that what is available can meet, at most 1."""
    return min(1.0, available / max(wanted, TINY))
