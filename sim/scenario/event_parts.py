"""What every dated event is made of: days, states, goods, rates; checked as they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic.functional_serializers import PlainSerializer

from sim.checking import Entry, describe, refuse
from sim.parameters import Text
from sim.scenario.vocabulary import ALL, known
from sim.tables import load_tables

AUTHORITIES: Mapping[str, tuple[str, ...]] = {"USA": ("IEEPA", "S122", "S232", "S301")}
"""Legal grounds of a tariff by state; every state not listed acts under its own laws."""

NATIONAL, SECTORAL = "national", "sectoral"

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
    return _one_or_list(codes)


def _goods(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not names:
        refuse("expected a control list, a good, or a list of goods")
    return tuple(known(info).check_good(name) for name in names)


def _sectors(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    """One sector or a list of different ones; which goods they hold is in sectors.csv."""
    names = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not names or len(set(map(str, names))) < len(names):
        refuse("expected a sector or a list of different sectors; leave it out for all goods")
    return tuple(known(info).check_sector(name) for name in names)


def _one_or_list(names: tuple[str, ...]) -> str | list[str]:
    """Write one name plainly, several as a list."""
    return names[0] if len(names) == 1 else list(names)


def _rate(value: float) -> float:
    if value > HIGHEST_RATE:
        refuse(f"{value:g} would be a tariff of {value * 100:g} %; write {value / 100:g} for {value:g} %")
    return value


Day = Annotated[date, BeforeValidator(read_day)]
StateCode = Annotated[str, BeforeValidator(_state)]
SourceKey = Annotated[str, AfterValidator(_source)]
Partners = Annotated[tuple[str, ...], BeforeValidator(_partners), PlainSerializer(_show_partners)]
Goods = Annotated[tuple[str, ...], BeforeValidator(_goods), PlainSerializer(_one_or_list)]
Sectors = Annotated[tuple[str, ...], BeforeValidator(_sectors), PlainSerializer(_one_or_list)]
Rate = Annotated[float, Field(ge=0), AfterValidator(_rate)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=1)]
Use = Literal["civil", "military", "all"]
Status = Literal["open", "licence", "ban"]


class Event(Entry):
    """Something a state did on a day, why, and where we read it."""

    date: Day
    actor: StateCode
    because: Text
    source: SourceKey
