"""Turns the dated events of a scenario into moves, and its deals into packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.clauses import STATUS_NAMES, Clause, Package, control_clause, tariff_clause
from sim.policy.controls import Routes
from sim.policy.terms import RENT_TO
from sim.scenario import (
    ControlClause,
    ControlEvent,
    CourtRulingEvent,
    DealEvent,
    DiscouragementEvent,
    Event,
    ExtendEvent,
    FederalLandEvent,
    GridAccessEvent,
    ProgrammeEvent,
    Scenario,
    TariffClause,
    TariffEvent,
    ThreatEvent,
    TraceRuleEvent,
)
from sim.states.moves import (
    ControlMove,
    DealMove,
    DiscouragementMove,
    GridAccessMove,
    LandSaleMove,
    Move,
    Moves,
    ProgrammeMove,
    TariffMove,
    ThreatMove,
    TraceRuleMove,
)
from sim.tables import Tables
from sim.types import Value

NUMBERS = (int, float, np.ndarray)
"""What a term of a programme can be: one number, or one for each world."""


def moves_by_month(events: Iterable[Event], calendar: Calendar, settings: Settings) -> dict[int, Moves]:
    """List what a state does in each month (counted from 0) according to the record; courts are not the state."""
    found: dict[int, list[Move]] = defaultdict(list)
    for event in events:
        if isinstance(event, CourtRulingEvent):
            continue
        found[calendar.month_of(event.date)].append(move_of(event, calendar, settings))
    return {month: Moves(tuple(moves), scripted=True) for month, moves in found.items()}


def move_of(event: Event, calendar: Calendar, settings: Settings) -> Move:
    """One event as a move."""
    day, why = event.date.day, event.because.strip()
    match event:
        case TariffEvent():
            return TariffMove(
                partners=event.partner,
                rate=event.rate,
                authority=event.authority,
                sectors=event.sector or (),
                because=why,
                day=day,
            )
        case ControlEvent():
            terms = licence_terms(event, settings)
            return ControlMove(
                goods=event.goods,
                partners=event.partner,
                use=event.use,
                status=event.status,
                terms=terms,
                revoke=bool(event.revoke),
                because=why,
                day=day,
            )
        case TraceRuleEvent():
            return TraceRuleMove(
                goods=event.goods,
                partners=event.partner,
                use=event.use,
                status=event.status,
                threshold=event.threshold,
                compliance=event.compliance,
                terms=licence_terms(event, settings),
                because=why,
                day=day,
            )
        case DiscouragementEvent():
            return DiscouragementMove(
                goods=event.goods, partners=event.partner, share=event.share, use=event.use, because=why, day=day
            )
        case GridAccessEvent():
            factor = 1.0 if event.factor is None else event.factor
            added = 0.0 if event.gw_year is None else event.gw_year
            return GridAccessMove(factor=factor, gw_year=added, because=why, day=day)
        case FederalLandEvent():
            return LandSaleMove(gw=event.gw, because=why, day=day)
        case ThreatEvent():
            due = calendar.month_of(event.deadline)
            return ThreatMove(partners=event.partner, rate=event.rate, month=due, because=why, day=day)
        case DealEvent():
            return DealMove(kind="record", deal=event.name, partner=event.partner, because=why, day=day)
        case ExtendEvent():
            return DealMove(
                kind="extend", deal=event.deal, partner=event.partner, days=event.days, because=why, day=day
            )
    if isinstance(event, ProgrammeEvent):
        return programme_move(event)
    raise TypeError(f"no move stands for {type(event).__name__}")


def programme_move(event: ProgrammeEvent) -> ProgrammeMove:
    """One programme of the record; what its event calls by other names than terms is taken out first."""
    # a term may be an array, one number for each world, which pydantic could not write out
    told = {name: getattr(event, name) for name in type(event).model_fields}
    said = {name: value for name, value in told.items() if value is not None}
    host, partners = said.get("host", event.actor), getattr(event, "partner", ())
    form = next((str(said[key]) for key in ("form", "field", "instrument") if key in said), "")
    return ProgrammeMove(
        instrument=event.kind,
        goods=getattr(event, "goods", ()),
        partners=partners if partners or host == event.actor else (host,),
        form=form,
        years=said.get("years"),
        new_only=said.get("scope") == "new",
        terms={key: value for key, value in said.items() if key != "years" and isinstance(value, NUMBERS)},
        because=event.because.strip(),
        day=event.date.day,
    )


def licence_terms(event: ControlEvent | TraceRuleEvent, settings: Settings) -> dict[str, Value]:
    """Terms of a control in months and fractions; what the event leaves open is as the parameters say."""
    terms: dict[str, Value] = {
        "approval_rate": settings.approval_rate_tight if event.approval_rate is None else event.approval_rate,
        "lag_months": _months(settings.licence_lag_days if event.lag_days is None else event.lag_days, settings),
        "green_channel": 0.0 if event.green_channel is None else event.green_channel,
        "approval_ceiling": 1.0,
        "least_lag_months": 0.0,
        "fee": 0.0,
        "rent_to": 0.0,
    }
    slow = slow_walk(event, settings) if isinstance(event, ControlEvent) and event.slow_walk else {}
    return terms | _lengths_and_shares(event, settings) | slow


def slow_walk(event: ControlEvent, settings: Settings) -> dict[str, Value]:
    """How a desk works that walks slowly, whatever law and deals promise: no better than event or parameters say."""
    rate = settings.slow_walk_approval_rate if event.approval_rate is None else event.approval_rate
    days = settings.slow_walk_lag_days if event.lag_days is None else event.lag_days
    return {"approval_ceiling": rate, "least_lag_months": _months(days, settings)}


def eased_terms(clause: ControlClause, settings: Settings) -> dict[str, Value]:
    """Terms that a deal promises; what the clause leaves open is as the parameters say for eased licences."""
    terms: dict[str, Value] = {
        "approval_rate": settings.approval_rate_eased if clause.approval_rate is None else clause.approval_rate,
        "green_channel": settings.green_channel_share if clause.green_channel is None else clause.green_channel,
    } | _lengths_and_shares(clause, settings)
    return terms if clause.lag_days is None else terms | {"lag_months": _months(clause.lag_days, settings)}


def _lengths_and_shares(terms: ControlEvent | TraceRuleEvent | ControlClause, settings: Settings) -> dict[str, Value]:
    """How long licences last, and who gets a share of what they are worth, if anybody is named."""
    general = settings.general_licence_months if terms.general_term_months is None else terms.general_term_months
    found: dict[str, Value] = {
        "term_months": settings.licence_term_months if terms.term_months is None else terms.term_months,
        "general_term_months": general,
    }
    if terms.fee is not None:
        found["fee"] = terms.fee
    if terms.rent_to is not None:
        found["rent_to"] = float(RENT_TO.index(terms.rent_to))
    return found


def packages_of(scenario: Scenario, tables: Tables, routes: Routes, settings: Settings) -> list[Package]:
    """List the deals that a scenario records."""
    return [
        package_of(
            event.name, event.because, (event.actor, event.partner), event.days, event.clauses, tables, routes, settings
        )
        for event in scenario.events
        if isinstance(event, DealEvent)
    ]


def package_of(
    name: str,
    title: str,
    parties: tuple[str, str],
    days: int,
    clauses: Iterable[TariffClause | ControlClause],
    tables: Tables,
    routes: Routes,
    settings: Settings,
) -> Package:
    """Write a deal in rows of states and routes."""
    rows = (tables.state_index(parties[0]), tables.state_index(parties[1]))
    return Package(name, title.strip(), rows, days, tuple(_clause(one, tables, routes, settings) for one in clauses))


def _clause(clause: TariffClause | ControlClause, tables: Tables, routes: Routes, settings: Settings) -> Clause:
    if isinstance(clause, TariffClause):
        sectors = clause.sector or ()
        return tariff_clause(tables, clause.actor, [clause.partner], clause.rate, sectors, clause.snap_back)
    terms, status = eased_terms(clause, settings), STATUS_NAMES.index(clause.status)
    return control_clause(
        tables,
        routes,
        clause.actor,
        [clause.partner],
        clause.goods,
        clause.use,
        terms,
        float(status),
        clause.snap_back,
    )


def _months(days: Value, settings: Settings) -> Value:
    """Working days as months."""
    return days / settings.working_days_a_month
