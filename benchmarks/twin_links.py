"""Trade relations and inputs as objects: lanes, links and slots; the rules are those of sim.chain, line by line."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.rules import Rules
from sim.types import MONTHS_A_YEAR, TINY

if TYPE_CHECKING:
    from benchmarks.chain_alone import Kind
    from benchmarks.twin_desks import Border
    from benchmarks.twin_firms import Firm, Market

NOTHING = sys.float_info.min


@dataclass(slots=True, eq=False)
class Lane:
    """What a seller sends to buyers of one priority over one border: served, delayed and judged alike."""

    border: Border | None
    first: bool
    links: list[Link] = field(default_factory=list)
    asked: float = 0.0
    reliability: float = 1.0

    @property
    def passage(self) -> float:
        """Share of what is asked for that the border lets pass."""
        return 1.0 if self.border is None else self.border.passage

    def ask(self) -> float:
        """What the buyers ask for and the border lets pass."""
        self.asked = sum(link.wanted for link in self.links)
        return self.asked * self.passage

    def send(self, served: float, rules: Rules) -> None:
        """Put goods on their way, and let buyers judge the seller if they asked for anything."""
        filled = self.passage * served
        for link in self.links:
            link.buyer.asked += link.order
            link.send(filled, rules)
            link.buyer.sent += link.shipped
        if self.asked > 0:
            self.reliability += rules.reliability_smoothing * (filled - self.reliability)


@dataclass(slots=True, eq=False)
class Link:
    """A standing trade relation: goods of a seller on their way to an input slot of a buyer."""

    seller: Firm
    buyer: Slot
    lane: Lane
    kind: Kind
    lead: int
    flow: float
    share: float
    reach: float
    order: float = 0.0
    backlog: float = 0.0
    shipped: float = 0.0
    arriving: float = 0.0
    following: float = 0.0

    def __post_init__(self) -> None:
        """January 2025: one month's flow is under way for each month of lead time."""
        self.order = self.arriving = self.flow
        self.following = self.flow if self.lead > 1 else 0.0

    @property
    def wanted(self) -> float:
        """What the buyer asks for this month, new orders and old."""
        return self.order + self.backlog

    def arrive(self) -> float:
        """Unload what is due and move the rest a month closer."""
        arrived, self.arriving, self.following = self.arriving, self.following, 0.0
        return arrived

    def send(self, filled: float, rules: Rules) -> None:
        """Put goods on their way; what is refused stays on the books and fades."""
        wanted = self.wanted
        self.shipped = wanted * filled
        self.backlog = (wanted - self.shipped) * (1 - rules.backlog_decay)
        if self.lead == 1:
            self.arriving = self.shipped
        else:
            self.following = self.shipped

    def appeal(self, price: float, rules: Rules) -> float:
        """How much a buyer likes the offer at a delivered price."""
        cheap = price**-rules.supplier_substitution
        return self.reach * self.seller.growth * cheap * self.lane.reliability**rules.reliability_weight


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
    thrift_speed: float
    old_scrap: float
    new_scrap: float
    use: float
    cover: float
    stock: float = 0.0
    used: float = 0.0
    lead: float = 1.0
    fear: float = 0.0
    saving: float = 0.0
    saving_peak: float = 0.0
    recipe: float = 1.0
    price: float = 1.0
    asked: float = 0.0
    sent: float = 0.0
    links: list[Link] = field(default_factory=list)

    def needed_for(self, output: float) -> float:
        """Units that go into an output, after thrift and by the chemistries in use."""
        return self.intensity * (1 - self.saving) * self.recipe * output

    def recovered(self, expected_output: float) -> float:
        """Units won back from scrap, no more than the firm needs."""
        scrap = self.old_scrap + self.new_scrap * self.used
        return min(self.market.recycled * scrap, self.needed_for(expected_output))

    def extra_cost(self) -> float:
        """What another recipe adds to the firm's cost, over its price: less is spent on what has become dearer."""
        return self.cost_share * ((1 - self.saving) * self.recipe - 1) * (self.price - 1)

    def missing(self) -> float:
        """Share of this month's orders that was not sent."""
        return missing_share(self.asked, self.sent)

    def choose_suppliers(self, factor: dict[Kind, float], rules: Rules) -> None:
        """Move shares of orders slowly towards cheap and reliable suppliers; note the average price paid."""
        borders = [factor[link.kind] for link in self.links]
        prices = [link.seller.price_ratio * border for link, border in zip(self.links, borders, strict=True)]
        appeals = [link.appeal(price, rules) for link, price in zip(self.links, prices, strict=True)]
        total = max(sum(appeals), NOTHING)
        self.price = 0.0
        for link, price, appeal in zip(self.links, prices, appeals, strict=True):
            link.share += rules.share_adjustment * (appeal / total - link.share)
            self.price += link.share * price

    def place_orders(self, expected_output: float, rules: Rules) -> None:
        """Order next month's use and a part of the gap between stock wanted and stock on hand or on its way."""
        use = self.needed_for(expected_output)
        for link in self.links:
            link.backlog *= link.lane.reliability
        on_its_way = sum(link.arriving + link.following + link.backlog for link in self.links)
        scare = 1 + (rules.scare_target - 1) * self.fear
        target = (scare * (self.cover - 1) + self.lead) * use
        needed = max(use + (target - self.stock - on_its_way) / rules.stock_gap_months, 0.0)
        for link in self.links:
            link.order = needed * link.share

    def thrift(self, rules: AdaptationRules) -> None:
        """Save more of the input while its market presses, drift back to the permanent part after."""
        step = rules.thrift_rate / MONTHS_A_YEAR * self.thrift_speed
        if self.market.pressed:
            self.saving = max(min(self.saving + step, self.thrift_limit), self.saving)
        else:
            self.saving = min(max(self.saving - step, rules.thrift_permanent * self.saving_peak), self.saving)
        self.saving_peak = max(self.saving_peak, self.saving)


def missing_share(asked: float, sent: float) -> float:
    """Share of this month's orders that was not sent; what still waits from earlier months does not count."""
    return max(1 - sent / asked, 0.0) if asked > TINY else 0.0
