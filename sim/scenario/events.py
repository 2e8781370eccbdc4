"""Dated measures of a scenario: tariffs, export controls, deals, their extensions, threats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, ValidationInfo, model_validator
from pydantic.functional_serializers import PlainSerializer

from sim.checking import Entry, as_tuple, describe, refuse, refuse_name
from sim.parameters import Text
from sim.scenario.vocabulary import ALL, known
from sim.tables import load_tables

AUTHORITIES: Mapping[str, tuple[str, ...]] = {"USA": ("IEEPA", "S122", "S232", "S301")}
"""Legal grounds of a tariff by state; every state not listed acts under its national law."""

NATIONAL = "national"
HIGHEST_RATE = 5.0
"""No added tariff in the record comes near 500 %; a larger number is a percentage written as a fraction."""


def read_day(value: Any) -> date:
    """Turn YYYY-MM-DD into a day of the calendar."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        refuse(f"expected a day such as 2025-04-09, found {describe(value)}")
    try:
        return date.fromisoformat(value)
    except ValueError:
        refuse(f"there is no day {value} in the calendar")


def _state(value: Any, info: ValidationInfo) -> str:
    return known(info).check_state(value)


def _source(value: str, info: ValidationInfo) -> str:
    return known(info).check_source(value)


def _partners(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    """One state, a list of them, or `all` the others, as codes."""
    actor = info.data.get("actor")
    if value == ALL:
        return tuple(code for code in known(info).states if code != actor)
    codes = tuple(value) if isinstance(value, list | tuple) else (value,)
    for code in codes:
        known(info).check_state(code)
    if not codes or len(set(codes)) < len(codes):
        refuse("expected a state, a list of different states, or 'all'")
    if actor in codes:
        refuse(f"{actor} cannot be its own partner")
    return codes


def _show_partners(codes: tuple[str, ...]) -> str | list[str]:
    if len(codes) == len(load_tables().states) - 1:
        return ALL
    return codes[0] if len(codes) == 1 else list(codes)


def _goods(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not names:
        refuse("expected a control list, a good, or a list of goods")
    return tuple(known(info).check_good(name) for name in names)


def _rate(value: float) -> float:
    if value > HIGHEST_RATE:
        refuse(f"{value:g} would be a tariff of {value * 100:g} %; write {value / 100:g} for {value:g} %")
    return value


Day = Annotated[date, BeforeValidator(read_day)]
StateCode = Annotated[str, BeforeValidator(_state)]
SourceKey = Annotated[str, AfterValidator(_source)]
Partners = Annotated[tuple[str, ...], BeforeValidator(_partners), PlainSerializer(_show_partners)]
Goods = Annotated[
    tuple[str, ...],
    BeforeValidator(_goods),
    PlainSerializer(lambda names: names[0] if len(names) == 1 else list(names)),
]
Rate = Annotated[float, Field(ge=0), AfterValidator(_rate)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=1)]
Use = Literal["civil", "military", "all"]
Status = Literal["open", "licence", "ban"]


class Terms(Entry):
    """How a control works: None leaves a term at what the parameters say.

    lag_days are working days; green_channel is the share of buyers who skip the queue.
    """

    goods: Goods
    use: Use = "all"
    status: Status = "licence"
    approval_rate: Fraction | None = None
    lag_days: Annotated[float, Field(ge=0)] | None = None
    term_months: Days | None = None
    green_channel: Fraction | None = None

    def controlled_shares(self) -> dict[str, float]:
        """Good -> share of it that these terms reach."""
        return load_tables().controlled_shares(self.goods)


class Event(Entry):
    """Something a state did on a day, why, and where we read it."""

    date: Day
    actor: StateCode
    because: Text
    source: SourceKey


class TariffEvent(Event):
    """The added tariff of one legal authority from this day on: rate 1.25 is 125 %."""

    kind: Literal["tariff"]
    partner: Partners
    rate: Rate
    authority: str = ""

    @model_validator(mode="before")
    @classmethod
    def _name_the_authority(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("actor"), str):
            return data
        legal = AUTHORITIES.get(data["actor"], (NATIONAL,))
        if data.get("authority") is None and legal == (NATIONAL,):
            return {**data, "authority": NATIONAL}
        if data.get("authority") is None:
            refuse(f"a tariff of {data['actor']} must name its authority: {', '.join(legal)}")
        if data["authority"] not in legal:
            refuse_name(f"authority of {data['actor']}", str(data["authority"]), legal, inside=("authority",))
        return data


class ControlEvent(Event, Terms):
    """An export control from this day on, or what becomes of one."""

    kind: Literal["control"]
    partner: Partners


class ThreatEvent(Event):
    """A public threat of a tariff, to be carried out by the deadline."""

    kind: Literal["threat"]
    partner: Partners
    rate: Rate
    deadline: Day

    @model_validator(mode="after")
    def _leaves_time(self) -> Self:
        if self.deadline <= self.date:
            refuse(f"{self.deadline} does not come after the threat of {self.date}", inside=("deadline",))
        return self


class TariffClause(Entry):
    """While the deal holds, the actor's added tariff is at most this rate."""

    actor: StateCode
    kind: Literal["tariff"]
    partner: StateCode
    rate: Rate


class ControlClause(Terms):
    """While the deal holds, these terms replace those of the actor's law."""

    actor: StateCode
    kind: Literal["control"]
    partner: StateCode


Clause = Annotated[TariffClause | ControlClause, Discriminator("kind")]


class DealEvent(Event):
    """A deal between two states that comes into force on this day and lasts so many days."""

    kind: Literal["deal"]
    partner: StateCode
    name: Text
    days: Days
    clauses: Annotated[tuple[Clause, ...], BeforeValidator(as_tuple), Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _clauses_bind_the_parties(cls, data: Any) -> Any:
        """Fill in the partner of a clause, which can only be the other party."""
        clauses = data.get("clauses") if isinstance(data, dict) else None
        if not isinstance(clauses, list) or not all(isinstance(clause, dict) for clause in clauses):
            return data
        actor, partner = data.get("actor"), data.get("partner")
        full = [{"partner": partner if clause.get("actor") == actor else actor, **clause} for clause in clauses]
        return {**data, "clauses": full}

    @model_validator(mode="after")
    def _has_two_parties(self) -> Self:
        parties = {self.actor, self.partner}
        if len(parties) < 2:
            refuse(f"{self.actor} cannot make a deal with itself", inside=("partner",))
        for number, clause in enumerate(self.clauses):
            if {clause.actor, clause.partner} != parties:
                message = (
                    f"binds {clause.actor} towards {clause.partner}; the deal is of {self.actor} and {self.partner}"
                )
                refuse(message, inside=("clauses", number))
        return self


class ExtendEvent(Event):
    """More days for a deal that was made before."""

    kind: Literal["extend"]
    partner: StateCode
    deal: Text
    days: Days


AnyEvent = Annotated[TariffEvent | ControlEvent | DealEvent | ExtendEvent | ThreatEvent, Discriminator("kind")]
