"""Turns the dated events of a scenario into moves, and its deals into packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.clauses import STATUS_NAMES, Clause, Package, control_clause, tariff_clause
from sim.policy.controls import Routes
from sim.scenario import (
    ControlClause,
    ControlEvent,
    DealEvent,
    Event,
    ExtendEvent,
    Scenario,
    TariffClause,
    TariffEvent,
    ThreatEvent,
)
from sim.states.moves import ControlMove, DealMove, Move, Moves, TariffMove, ThreatMove
from sim.tables import Tables
from sim.types import Value


def moves_by_month(events: Iterable[Event], calendar: Calendar, settings: Settings) -> dict[int, Moves]:
    """List what a state does in each month (counted from 0) according to the record."""
    found: dict[int, list[Move]] = defaultdict(list)
    for event in events:
        found[calendar.month_of(event.date)].append(move_of(event, calendar, settings))
    return {month: Moves(tuple(moves), scripted=True) for month, moves in found.items()}


def move_of(event: Event, calendar: Calendar, settings: Settings) -> Move:
    """One event as a move."""
    day, why = event.date.day, event.because.strip()
    match event:
        case TariffEvent():
            return TariffMove(partners=event.partner, rate=event.rate, authority=event.authority, because=why, day=day)
        case ControlEvent():
            terms = licence_terms(event, settings)
            return ControlMove(
                goods=event.goods,
                partners=event.partner,
                use=event.use,
                status=event.status,
                terms=terms,
                because=why,
                day=day,
            )
        case ThreatEvent():
            due = calendar.month_of(event.deadline)
            return ThreatMove(partners=event.partner, rate=event.rate, month=due, because=why, day=day)
        case DealEvent():
            return DealMove(kind="record", deal=event.name, partner=event.partner, because=why, day=day)
        case ExtendEvent():
            return DealMove(
                kind="extend", deal=event.deal, partner=event.partner, days=event.days, because=why, day=day
            )
    raise TypeError(f"no move stands for {type(event).__name__}")


def licence_terms(event: ControlEvent, settings: Settings) -> dict[str, Value]:
    """Terms of a control in months and fractions; what the event leaves open is as the parameters say."""
    return {
        "approval_rate": settings.approval_rate_tight if event.approval_rate is None else event.approval_rate,
        "lag_months": _months(settings.licence_lag_days if event.lag_days is None else event.lag_days, settings),
        "term_months": settings.licence_term_months if event.term_months is None else event.term_months,
        "green_channel": 0.0 if event.green_channel is None else event.green_channel,
    }


def eased_terms(clause: ControlClause, settings: Settings) -> dict[str, Value]:
    """Terms that a deal promises; what the clause leaves open is as the parameters say for eased licences."""
    terms: dict[str, Value] = {
        "approval_rate": settings.approval_rate_eased if clause.approval_rate is None else clause.approval_rate,
        "term_months": settings.licence_term_months if clause.term_months is None else clause.term_months,
        "green_channel": settings.green_channel_share if clause.green_channel is None else clause.green_channel,
    }
    return terms if clause.lag_days is None else terms | {"lag_months": _months(clause.lag_days, settings)}


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
        return tariff_clause(tables, clause.actor, [clause.partner], clause.rate)
    terms, status = eased_terms(clause, settings), STATUS_NAMES.index(clause.status)
    return control_clause(
        tables, routes, clause.actor, [clause.partner], clause.goods, clause.use, terms, float(status)
    )


def _months(days: Value, settings: Settings) -> Value:
    """Working days as months."""
    return days / settings.working_days_a_month
