"""Dated programmes that help makers of goods: stakes, loans, floors, guarantees, permits, credits, subsidies."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sim.checking import Entry, refuse
from sim.scenario.event_parts import Event, Fraction, Goods, StateCode
from sim.tables import load_tables

KILOGRAM_GOODS = "t"
"""Goods counted in tonnes have a price in USD per kg."""

HIGHEST_INTEREST = 0.5

Money = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Years = Annotated[float, Field(gt=0, le=100)]
Months = Annotated[int, Field(ge=1, le=240)]
Scope = Literal["all", "new"]


class GoodsEvent(Event):
    """Any programme for goods (names of goods or of lists); without years it has no end."""

    goods: Goods
    years: Years | None = None


class AtHost(Event):
    """A programme for sites in a host state, at home if none is named."""

    host: StateCode = ""

    @model_validator(mode="before")
    @classmethod
    def _at_home(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("host") is None and isinstance(data.get("actor"), str):
            return {**data, "host": data["actor"]}
        return data


class EquityStakeEvent(AtHost):
    """A state buys a share of makers and pays for new plant with it; months: over which the money is paid."""

    kind: Literal["equity_stake"]
    goods: Goods
    amount_musd: Money
    share: Share | None = None
    months: Months | None = None


class GoldenShareEvent(GoodsEvent, AtHost):
    """A state may forbid the closing of plants, and bears what running them at a loss costs."""

    kind: Literal["golden_share"]


class LoanEvent(GoodsEvent, AtHost):
    """A state lends for building; rate is interest, 0.05 is 5 % a year; years: until all is paid back."""

    kind: Literal["loan"]
    amount_musd: Money
    rate: Annotated[float, Field(ge=0, le=HIGHEST_INTEREST)]
    years: Years


class PricedEvent(Entry):
    """Something with a price in USD per kg, for goods that have one."""

    @model_validator(mode="after")
    def _priced_by_weight(self) -> Self:
        if getattr(self, "price_usd_kg", None) is not None:
            tables = load_tables()
            for good in tables.controlled_shares(getattr(self, "goods", ())):
                if tables.goods[tables.good_index(good)].unit != KILOGRAM_GOODS:
                    refuse(f"{good} is not sold by weight and has no price per kg", inside=("goods",))
        return self


class PriceFloorEvent(GoodsEvent, AtHost, PricedEvent):
    """A state tops the makers' price up to a floor, and takes a share of what the price is above it.

    scope: all makers, or only plants built since January 2025.
    """

    kind: Literal["price_floor"]
    price_usd_kg: Money
    upside_share: Fraction = 0.0
    scope: Scope | None = None


class OfftakeEvent(GoodsEvent, AtHost):
    """A state buys what makers cannot sell, up to a share of their normal output, and sells it to firms in need.

    target_months: of usual use at home, what it keeps at most. scope: all makers, or only plants built since January
    2025.
    """

    kind: Literal["offtake"]
    share: Share
    target_months: Annotated[float, Field(ge=0, le=120)] | None = None
    scope: Scope | None = None


class PermittingEvent(GoodsEvent):
    """Permits at home take longer or shorter: factor 0.5 halves the months."""

    kind: Literal["permitting"]
    factor: Annotated[float, Field(gt=0, le=10)]


class TaxCreditEvent(GoodsEvent, AtHost):
    """A state pays a share of all capital spending."""

    kind: Literal["tax_credit"]
    share: Share


class SubsidyEvent(GoodsEvent, AtHost):
    """A state pays a share of what it costs to run."""

    kind: Literal["subsidy"]
    share: Share
