"""Dated measures at borders: export controls, trace rules on foreign goods, and discouraged imports."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.checking import Entry, refuse
from sim.scenario.event_parts import Days, Event, Fraction, Goods, Partners, Status, Use
from sim.tables import load_tables

LICENCE = "licence"


class Terms(Entry):
    """How a control works: None leaves a term at what the parameters say.

    lag_days are working days; green_channel is the share of buyers who skip the queue, the largest first, and get
    licences of general_term_months. fee: share of the sales that goes to the state that gives the licence; rent_to: who
    gets what licensed goods are worth above their contract price.
    """

    goods: Goods
    use: Use = "all"
    status: Status = "licence"
    approval_rate: Fraction | None = None
    lag_days: Annotated[float, Field(ge=0)] | None = None
    term_months: Days | None = None
    general_term_months: Days | None = None
    green_channel: Fraction | None = None
    fee: Fraction | None = None
    rent_to: Literal["importer", "exporter", "treasury"] | None = None

    def controlled_shares(self) -> dict[str, float]:
        """Good -> share of it that these terms reach."""
        return load_tables().controlled_shares(self.goods)


class ControlEvent(Event, Terms):
    """An export control from this day on, or what becomes of one.

    revoke: licences in hand are void. slow_walk: approval_rate and lag_days, or the parameters of slow-walking, are
    what the desk does in practice, whatever deals promise.
    """

    kind: Literal["control"]
    partner: Partners
    revoke: bool | None = None
    slow_walk: bool | None = None

    @model_validator(mode="after")
    def _walks_only_with_licences(self) -> Self:
        if self.slow_walk and self.status != LICENCE:
            refuse("only a desk that gives licences can walk slowly: write 'status: licence'", inside=("slow_walk",))
        return self


class TraceRuleEvent(Event, Terms):
    """Goods of third states that hold more than a threshold of the actor's listed goods need its licence.

    goods: the list; partner: destinations; threshold: share of the product's value; compliance: share of exporters who
    obey, for all states alike (as jurisdictions.csv says when left out). status: open ends the rule.
    """

    kind: Literal["trace_rule"]
    partner: Partners
    threshold: Fraction | None = None
    compliance: Fraction | None = None


class DiscouragementEvent(Event):
    """A state tells its firms not to buy goods from a partner: share of the orders that are not placed; 0 ends it."""

    kind: Literal["discouragement"]
    partner: Partners
    goods: Goods
    share: Fraction
    use: Use = "all"
