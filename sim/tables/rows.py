"""The rows of every table: what a line of each CSV file says, with the unit and limits of each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from sim.tables.cells import Amount, Between, Good, Line, Named, Number, OneOf, Row, Share, Sources, State

STAGES = ("mine", "refine", "component", "final")
Stage = Literal["mine", "refine", "component", "final"]


@dataclass(frozen=True, kw_only=True)
class StateRow(Row):
    """A state: its part in the conflict, its size, and how it governs if a scenario does not say.

    label: what figures call it where the name is long.
    """

    state: str
    name: str
    label: str = ""
    role: Annotated[str, OneOf(("power", "ally", "partner", "passive"))]
    gdp_musd: Amount
    rival: State | None = None
    strategy: str
    domestic_first: bool
    trend_growth: Number


@dataclass(frozen=True, kw_only=True)
class GoodRow(Row):
    """A good: its stage in the chain, its unit (t, chips, million USD) and what a licence application covers.

    label: what figures call it where the name is long; military: its buyers are the armed forces; recyclable: scrap
    can replace it; sector: as tariffs know it; tariff_exempt: general tariffs added in 2025 spare it; rerouting: part
    of a hub's capacity for goods sent on unseen (jurisdictions.csv) that this good can use.
    """

    good: str
    name: str
    label: str = ""
    stage: Annotated[str, OneOf(STAGES)]
    unit: str
    base_price_usd: Amount
    price_unit_shown: str
    transit_months: Annotated[int, Between(1, 2)]
    application_size: Amount
    military: bool
    recyclable: bool
    sector: Annotated[str, Named("sector")]
    tariff_exempt: bool
    rerouting: Share


@dataclass(frozen=True, kw_only=True)
class RecipeRow(Row):
    """What a unit of output needs of an input; for final goods the amount comes from the input use of each industry.

    weight: share of output lost when a non-critical input is absent; thrift_limit: share of the input that can be
    saved at most.
    """

    output: Good
    input: Good
    amount: Amount | None = None
    critical: bool
    weight: Share
    thrift_limit: Share


@dataclass(frozen=True, kw_only=True)
class ProducerRow(Row):
    """The share of a state in the world output of an upstream good.

    cash_cost_ratio: what a unit costs in cash (inputs, energy, wages) over the good's base price; below 1 for every
    maker of January 2025, or the base would close plants.
    """

    good: Good
    state: State
    share: Share
    cash_cost_ratio: Share


@dataclass(frozen=True, kw_only=True)
class IndustryRow(Row):
    """A final industry of a state: the fraction of its GDP made by the part that depends on the inputs modelled."""

    good: Good
    state: State
    value_added_share: Share


@dataclass(frozen=True, kw_only=True)
class InputUseRow(Row):
    """What a final industry of a state uses of an input, in the input's units a year."""

    industry: Good
    state: State
    input: Good
    amount: Amount


@dataclass(frozen=True, kw_only=True)
class SeedFlowRow(Row):
    """What flows between two states where we know better than the trade table, units a year; 0 for no trade."""

    good: Good
    exporter: State
    importer: State
    flow: Amount


@dataclass(frozen=True, kw_only=True)
class BaseTariffRow(Row):
    """The tariff of an importer on an exporter before the story begins, fractions: the rate by law and that collected.

    The first is shown and governs the chain, the second is what duties came to over what was imported.
    """

    importer: State
    exporter: State
    rate: Amount
    collected: Amount


@dataclass(frozen=True, kw_only=True)
class LadderRow(Row):
    """A rung of a state's escalation ladder: the added tariff and the access it leaves its rival."""

    state: State
    rung: Annotated[int, Between(0)]
    added_tariff: Amount
    access: Share


@dataclass(frozen=True, kw_only=True)
class PayoffRow(Row):
    """How much a state cares about each part of its payoff; pain_limit in per cent of GDP."""

    state: State
    growth: Number
    prices: Number
    security: Number
    relative: Number
    politics: Number
    alliance: Number
    cost: Number
    pain: Number
    pain_limit: Number


@dataclass(frozen=True, kw_only=True)
class ClaimRow(Line):
    """Something that an article says, in our words, with its figure and what in the model rests on it.

    check: rows of checks.csv that decide it, with semicolons between; why_not: why no run can decide it.
    """

    id: str
    article: Sources
    claim: str
    value: Number | None = None
    unit: str = ""
    low: Number | None = None
    high: Number | None = None
    used_by: str = ""
    check: str = ""
    why_not: str = ""
