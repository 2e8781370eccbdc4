"""Dated measures of a scenario: tariffs, export controls, deals, their extensions, threats; and all kinds of event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Field, ValidationInfo, model_validator

from sim.checking import Entry, as_tuple, refuse, refuse_name
from sim.parameters import Text
from sim.scenario.control_events import ControlEvent, DiscouragementEvent, Terms, TraceRuleEvent
from sim.scenario.court_events import CourtRulingEvent
from sim.scenario.event_parts import (
    AUTHORITIES,
    NATIONAL,
    SECTORAL,
    Day,
    Days,
    Event,
    Partners,
    Rate,
    Sectors,
    StateCode,
)
from sim.scenario.programme_events import ProgrammeEvent
from sim.scenario.technology_events import TechnologyEvent
from sim.scenario.vocabulary import known

OF_SECTORS = f"{NATIONAL} (in place of the general rate) or {SECTORAL} (on top of it)"


class TariffEvent(Event):
    """The added tariff of one law from this day on, on all goods or some sectors: rate 1.25 is 125 %.

    For a sector the rate takes the place of the authority's general one; rate 0 exempts it.
    """

    kind: Literal["tariff"]
    partner: Partners
    rate: Rate
    authority: str = ""
    sector: Sectors | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_the_authority(cls, data: Any, info: ValidationInfo) -> Any:
        # an unknown actor is answered where the actor is read
        if not isinstance(data, dict) or data.get("actor") not in tuple(known(info).states):
            return data
        own, on_sector = data["actor"] not in AUTHORITIES, data.get("sector") is not None
        legal = AUTHORITIES.get(data["actor"], (NATIONAL, SECTORAL) if on_sector else (NATIONAL,))
        if data.get("authority") is None and own and not on_sector:
            return {**data, "authority": NATIONAL}
        if data.get("authority") is None:
            taxed, which = (" on a sector", OF_SECTORS) if own else ("", ", ".join(legal))
            refuse(f"a tariff of {data['actor']}{taxed} must name its authority: {which}")
        if data["authority"] not in legal:
            refuse_name(f"authority of {data['actor']}", str(data["authority"]), legal, inside=("authority",))
        return data


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
    """While the deal holds, the actor's general added tariff is at most this rate, or all that some sectors pay.

    snap_back: the actor may hold the clause back when the other side is seen to break its word; if it is not said,
    tariff clauses are linked so to the licences of the other side, and control clauses to nothing.
    """

    actor: StateCode
    kind: Literal["tariff"]
    partner: StateCode
    rate: Rate
    sector: Sectors | None = None
    snap_back: bool | None = None


class ControlClause(Terms):
    """While the deal holds, these terms replace those of the actor's law."""

    actor: StateCode
    kind: Literal["control"]
    partner: StateCode
    snap_back: bool | None = None


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


AnyEvent = Annotated[
    TariffEvent
    | ControlEvent
    | TraceRuleEvent
    | DiscouragementEvent
    | DealEvent
    | ExtendEvent
    | ThreatEvent
    | TechnologyEvent
    | CourtRulingEvent
    | ProgrammeEvent,
    Discriminator("kind"),
]
"""Whatever a scenario may date."""

EVENTS: Mapping[str, type[Event]] = {
    get_args(event.model_fields["kind"].annotation)[0]: event for event in get_args(get_args(AnyEvent)[0])
}
"""Every kind of event and what it holds."""
