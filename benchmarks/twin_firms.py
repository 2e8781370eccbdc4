"""Firms, their inputs, their links and their markets as objects; the rules are those of sim.chain, line by line."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import mesa

from sim.chain.rules import Rules
from sim.types import TINY

if TYPE_CHECKING:
    from benchmarks.plain_mesa_twin import PlainMesaTwin
    from benchmarks.twin_desks import Border

MONTHS_A_YEAR = 12
WIDEST_GAP = math.log(2)


@dataclass(slots=True, eq=False)
class Link:
    """A standing trade relation: goods of a seller on their way to an input slot of a buyer."""

    seller: Firm
    buyer: Slot
    border: Border | None
    pair: tuple[int, int]
    exempt: bool
    lead: int
    first: bool
    flow: float
    order: float
    share: float
    backlog: float = 0.0
    reliability: float = 1.0
    deliverable: float = 0.0
    shipped: float = 0.0
    arriving: float = 0.0
    following: float = 0.0

    @property
    def wanted(self) -> float:
        """What the buyer asks for this month, new orders and old."""
        return self.order + self.backlog

    def arrive(self) -> float:
        """Unload what is due and move the rest a month closer."""
        arrived, self.arriving, self.following = self.arriving, self.following, 0.0
        return arrived

    def ask(self) -> float:
        """What the buyer asks for and the border lets pass."""
        self.deliverable = self.wanted * (1.0 if self.border is None else self.border.passage)
        return self.deliverable

    def send(self, served: float, rules: Rules) -> None:
        """Put goods on their way; what is refused stays on the books and fades."""
        self.shipped = self.deliverable * served
        self.backlog = (self.wanted - self.shipped) * (1 - rules.backlog_decay)
        passage = 1.0 if self.border is None else self.border.passage
        self.reliability += rules.reliability_smoothing * (passage * served - self.reliability)
        if self.lead == 1:
            self.arriving = self.shipped
        else:
            self.following = self.shipped


@dataclass(slots=True, eq=False)
class Slot:
    """One input of a firm: the stock, the recipe, and the links that fill it."""

    market: Market
    flow: float
    intensity: float
    critical: bool
    weight: float
    thrift_limit: float
    cost_share: float
    cover: float
    stock: float = 0.0
    used: float = 0.0
    lead: float = 1.0
    fear: float = 0.0
    saving: float = 0.0
    saving_peak: float = 0.0
    price: float = 1.0
    asked: float = 0.0
    sent: float = 0.0
    links: list[Link] = field(default_factory=list)

    def needed_for(self, output: float) -> float:
        """Units that go into an output, after thrift."""
        return self.intensity * (1 - self.saving) * output

    def missing(self) -> float:
        """Share of what was asked for and not sent."""
        return missing_share(self.asked, self.sent)

    def choose_suppliers(self, factor: dict[tuple[int, int], float], rules: Rules) -> None:
        """Move shares of orders slowly towards cheap and reliable suppliers; note the average price paid."""
        borders = [1.0 if link.exempt else factor[link.pair] for link in self.links]
        prices = [link.seller.price_ratio * border for link, border in zip(self.links, borders, strict=True)]
        appeals = [
            price**-rules.supplier_substitution * link.reliability**rules.reliability_weight * link.flow / self.flow
            for link, price in zip(self.links, prices, strict=True)
        ]
        total = max(sum(appeals), TINY)
        self.price = 0.0
        for link, price, appeal in zip(self.links, prices, appeals, strict=True):
            link.share += rules.share_adjustment * (appeal / total - link.share)
            self.price += link.share * price

    def place_orders(self, expected_output: float, rules: Rules) -> None:
        """Order next month's use and a part of the gap between stock wanted and stock on hand or on its way."""
        use = self.needed_for(expected_output)
        on_its_way = sum(link.arriving + link.following + link.backlog * link.reliability for link in self.links)
        scare = 1 + (rules.scare_target - 1) * self.fear
        target = (scare * (self.cover - 1) + self.lead) * use
        needed = max(use + (target - self.stock - on_its_way) / rules.stock_gap_months, 0.0)
        for link in self.links:
            link.order = needed * link.share

    def thrift(self, rules: Rules) -> None:
        """Save more of the input while its market presses, drift back to the permanent part after."""
        step = rules.thrift_rate / MONTHS_A_YEAR
        if self.market.pressed:
            self.saving = max(min(self.saving + step, self.thrift_limit), self.saving)
        else:
            self.saving = min(max(self.saving - step, rules.thrift_permanent * self.saving_peak), self.saving)
        self.saving_peak = max(self.saving_peak, self.saving)


class Firm(mesa.Agent):
    """Makes a good from its inputs and sells it to other firms or to final buyers."""

    def __init__(self, model: PlainMesaTwin, output: float, market: float, base_price: float) -> None:
        super().__init__(model)
        rules = model.rules
        self.market, self.base_price, self.price = market, base_price, base_price
        self.output = self.expected_demand = output
        self.sold = market
        self.capacity = output / rules.utilisation
        self.finished_stock = output * rules.finished_cover_months
        self.market_backlog = self.idle = self.demand = self.asked_first = self.asked_others = 0.0
        self.inputs: list[Slot] = []
        self.sales: list[Link] = []

    @property
    def price_ratio(self) -> float:
        """Price over January 2025."""
        return self.price / self.base_price

    @property
    def input_stock(self) -> list[float]:
        """Stock of each input."""
        return [slot.stock for slot in self.inputs]

    def receive(self) -> None:
        """Unload this month's arrivals and recover scrap."""
        for slot in self.inputs:
            slot.stock += sum(link.arrive() for link in slot.links) + slot.market.recycled * slot.used

    def count_demand(self) -> None:
        """Add up what can be delivered, by priority."""
        self.asked_first = self.asked_others = 0.0
        for link in self.sales:
            if link.first:
                self.asked_first += link.ask()
            else:
                self.asked_others += link.ask()
        self.asked_others += self.market + self.market_backlog
        self.demand = self.asked_first + self.asked_others

    def produce(self) -> None:
        """Make what is asked for and refill the finished stock; a critical input that runs out stops the line."""
        rules = self.model.rules
        served = min(self.demand, self.capacity)
        self.expected_demand += rules.demand_smoothing * (served - self.expected_demand)
        wanted = self.demand + rules.finished_cover_months * self.expected_demand - self.finished_stock
        planned = min(self.capacity, max(wanted, 0.0))
        possible = self.possible_share(planned)
        self.output = planned * possible
        self.idle = 1 - possible if planned > 0 else 0.0
        for slot in self.inputs:
            slot.used = min(slot.needed_for(self.output), slot.stock)
            slot.stock -= slot.used
        self.finished_stock += self.output

    def possible_share(self, planned: float) -> float:
        """Share of the planned output that the inputs on hand allow."""
        scarcest, lost = 1.0, 0.0
        for slot in self.inputs:
            supplied = min(1.0, slot.stock / max(slot.needed_for(planned), TINY))
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
        for link in self.sales:
            # what was wanted is known from before the backlog changes
            link.buyer.asked += link.wanted
            link.send(served_first if link.first else served_others, rules)
            link.buyer.sent += link.shipped

    def set_price(self) -> None:
        """Follow demand and cost slowly."""
        rules = self.model.rules
        pressure = math.log(max(self.demand, TINY) / (rules.utilisation * self.capacity))
        pressure = min(max(pressure, -WIDEST_GAP), WIDEST_GAP)
        cost = self.base_price * (1 + sum(slot.cost_share * (slot.price - 1) for slot in self.inputs))
        change = rules.price_demand_response * pressure - rules.price_cost_pull * math.log(self.price / cost)
        self.price *= math.exp(change)

    def choose_suppliers(self) -> None:
        """Weigh the suppliers of every input."""
        for slot in self.inputs:
            slot.choose_suppliers(self.model.tariff_factor, self.model.rules)

    def place_orders(self) -> None:
        """Take fright where an order was left short, then order."""
        rules = self.model.rules
        for slot in self.inputs:
            slot.fear = 1.0 if slot.missing() > rules.scare_threshold else slot.fear * rules.scare_memory
            slot.place_orders(self.expected_demand, rules)

    def thrift(self) -> None:
        """Save inputs whose market presses, and forget this month's orders."""
        for slot in self.inputs:
            slot.thrift(self.model.rules)
            slot.asked = slot.sent = 0.0


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
        contract = sum(slot.flow * slot.price for slot in self.slots) / sum(slot.flow for slot in self.slots)
        self.spot_ratio = contract * math.exp(self.model.rules.spot_scarcity * unfilled)

    def adapt(self) -> None:
        """Press buyers to thrift and recover more scrap after months of dear prices."""
        rules = self.model.rules
        self.months_dear = self.months_dear + 1 if self.spot_ratio > rules.thrift_price_trigger else 0
        self.pressed = self.months_dear >= max(rules.thrift_wait_months, 1)
        if self.pressed and self.recyclable:
            more = self.recycled + rules.recycling_growth / MONTHS_A_YEAR
            self.recycled = min(more, max(rules.recycling_limit, self.recycled))


def fill(available: float, wanted: float) -> float:
    """Share of what is wanted that what is available can meet, at most 1."""
    return min(1.0, available / max(wanted, TINY))


def missing_share(asked: float, sent: float) -> float:
    """Share of what was asked for and not sent."""
    return 1 - sent / max(asked, TINY) if asked > TINY else 0.0
