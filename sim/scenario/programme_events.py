"""Dated programmes of industrial policy: reserves, research, lists, bans, agreements; and all kinds together."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, ValidationInfo, model_validator

from sim.checking import refuse, refuse_name
from sim.scenario.event_parts import Event, Fraction, Goods, Partners
from sim.scenario.support_events import (
    EquityStakeEvent,
    GoldenShareEvent,
    GoodsEvent,
    LoanEvent,
    Money,
    Months,
    OfftakeEvent,
    PermittingEvent,
    PricedEvent,
    PriceFloorEvent,
    Share,
    SubsidyEvent,
    TaxCreditEvent,
)


class StrategicReserveEvent(GoodsEvent):
    """A state fills a reserve through the supply lines of its firms, and lets goods go when these run short.

    target_months: of usual use at home; fill_share: of a month's use, bought each month; release_below_months: stock of
    the firms, in months of use, below which goods are let go.
    """

    kind: Literal["strategic_reserve"]
    target_months: Annotated[float, Field(gt=0, le=120)]
    fill_share: Share | None = None
    release_below_months: Annotated[float, Field(ge=0)] | None = None


class ReleaseEvent(Event):
    """A state sells a share of its reserve to firms that are short, now."""

    kind: Literal["release"]
    goods: Goods
    share: Share = 1.0


class ResearchEvent(GoodsEvent):
    """A state pays for research into saving or recovering goods, million USD a year."""

    kind: Literal["research"]
    field: Literal["recycling", "substitution"]
    amount_musd_year: Money


class CriticalMineralsListEvent(Event):
    """A state names the goods that its programmes may help; all others get nothing from then on."""

    kind: Literal["critical_minerals_list"]
    goods: Goods


class EnvironmentalStandardEvent(GoodsEvent):
    """Stricter (above 1) or laxer rules for makers at home: factor on their own cost and permit months."""

    kind: Literal["environmental_standard"]
    factor: Annotated[float, Field(gt=0, le=10)]


class TechnologyBanEvent(Event):
    """A state withholds its know-how of rare-earth technology: share 1 is all of it, 0 lifts the ban."""

    kind: Literal["technology_ban"]
    share: Fraction = 1.0


class FriendShoringEvent(GoodsEvent, PricedEvent):
    """An agreement with partners, who are taken to consent.

    joint_venture: finance for sites of the partners, with know-how. shared_processing: finance for sites of both sides.
    common_floor: each side tops its own makers' price up to one floor. pooled_reserve: each side's reserve serves both.
    """

    kind: Literal["friend_shoring"]
    partner: Partners
    form: Literal["joint_venture", "shared_processing", "common_floor", "pooled_reserve"]
    finance_musd: Money | None = None
    months: Months | None = None
    price_usd_kg: Money | None = None
    upside_share: Fraction | None = None

    @model_validator(mode="after")
    def _has_what_its_form_needs(self) -> Self:
        financed = self.form in ("joint_venture", "shared_processing")
        belongs = {"finance_musd": financed, "months": financed}
        belongs |= {"price_usd_kg": self.form == "common_floor", "upside_share": self.form == "common_floor"}
        for key, fits in belongs.items():
            if getattr(self, key) is not None and not fits:
                refuse(f"a {self.form} has no '{key}'", inside=(key,))
        for key in ("finance_musd", "price_usd_kg"):
            if belongs[key] and getattr(self, key) is None:
                refuse(f"a {self.form} needs '{key}'", inside=("form",))
        return self


class EndProgrammeEvent(Event):
    """A state ends programmes of an instrument for some goods before their time."""

    kind: Literal["end_programme"]
    instrument: str
    goods: Goods

    @model_validator(mode="before")
    @classmethod
    def _know_the_instrument(cls, data: Any, info: ValidationInfo) -> Any:
        name = data.get("instrument") if isinstance(data, dict) else None
        if name is not None and name not in ENDING:
            refuse_name("instrument", str(name), ENDING, inside=("instrument",))
        return data


ProgrammeEvent = (
    EquityStakeEvent
    | GoldenShareEvent
    | LoanEvent
    | PriceFloorEvent
    | OfftakeEvent
    | StrategicReserveEvent
    | ReleaseEvent
    | PermittingEvent
    | TaxCreditEvent
    | SubsidyEvent
    | ResearchEvent
    | CriticalMineralsListEvent
    | EnvironmentalStandardEvent
    | TechnologyBanEvent
    | FriendShoringEvent
    | EndProgrammeEvent
)
"""Any programme of industrial policy."""

PROGRAMME_KINDS = tuple(get_args(event.model_fields["kind"].annotation)[0] for event in get_args(ProgrammeEvent))
"""The kinds of event that are programmes."""

ENDING = (
    *(kind for kind in PROGRAMME_KINDS if kind not in ("release", "technology_ban", "end_programme")),
    "pooled_reserve",
)
"""Programmes that can be ended before their time; a technology ban is lifted with share 0."""
