"""The rows of tables about what could be built: what ores hold, prospects, reserves, and jurisdictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.tables.cells import Amount, Between, Good, OneOf, Row, Share, State, States

KINDS = ("brownfield", "greenfield", "new_mine", "plant")
"""Ways to build: a line at a plant that stands, a separation plant, a mine, a plant of parts."""


@dataclass(frozen=True, kw_only=True)
class BasketRow(Row):
    """An oxide that comes out of an ore with others, as a share of the oxides in it; an ore is mined for its lead."""

    ore: Good
    product: Good
    content: Share
    low: Share
    high: Share
    lead: bool


@dataclass(frozen=True, kw_only=True)
class ProspectRow(Row):
    """Capacity that a state could build: how much, at what cost, in how long, and for whom.

    limit and capex_usd count units of the good a year (of the lead product for a separation plant); cash_cost_ratio is
    cash cost over the good's base price; the months follow each other; customers are the states it may sell to.
    """

    good: Good
    state: State
    kind: Annotated[str, OneOf(KINDS)]
    limit: Amount
    cash_cost_ratio: Amount
    capex_usd: Amount
    permit_months: Annotated[int, Between(0)]
    build_months: Annotated[int, Between(1)]
    ramp_months: Annotated[int, Between(1)]
    customers: States


@dataclass(frozen=True, kw_only=True)
class ReserveRow(Row):
    """What lies in the ground of a state and pays to mine, in the ore's own unit."""

    good: Good
    state: State
    reserves_t: Amount


@dataclass(frozen=True, kw_only=True)
class JurisdictionRow(Row):
    """How a state lets plants be built and controls be obeyed, beside what a prospect says of its own.

    environment_cost: cash cost of local standards over China's (held in the cash costs of the other tables);
    environment_months: months of a permit that they take (held in the permit months); know_how: separation and magnet
    know-how, China 1; trace_compliance: share of exporters that obey a foreign trace rule; hub_capacity: share of its
    normal imports of a controlled good that could be sent on unseen in a month; policy_risk: added required return.
    """

    state: State
    environment_cost: Amount
    environment_months: Annotated[int, Between(0)]
    know_how: Share
    trace_compliance: Share
    hub_capacity: Share
    policy_risk: Share
