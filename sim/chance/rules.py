"""The fixed side of chance: hazards, what they can hit, and the rulings that a scenario dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.network import Network
from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.tariffs import AUTHORITIES
from sim.scenario import CourtRulingEvent, Scenario
from sim.scenario.vocabulary import SCRIPT
from sim.states.moves import NOTHING, TariffMove
from sim.states.timeline import moves_by_month
from sim.tables import Tables
from sim.types import MONTHS_A_YEAR, Array, Index

MINE, PLANTS = "mine", ("refine", "component")
"""Stages of the chain whose sites can stop: mines, and plants; a single plant of a final industry hardly counts."""


@dataclass(frozen=True)
class DatedRuling:
    """A ruling that a scenario dates: month, day, rows of state and law, and why; a stayed one changes nothing.

    earlier: what the state levies under that law on earlier days of the month, as far as it follows the record.
    """

    month: int
    day: int
    actor: int
    authority: int
    because: str
    stayed: bool
    earlier: tuple[TariffMove, ...]


@dataclass(frozen=True, eq=False)
class ChanceRules:
    """What can happen.

    hazard (firm, 1 or world): chance of an outage in a month, 0 for final industries. lead (firm,): the row whose luck
    a row shares, for products of one plant. pair (route,): exporter * states + importer; pairs: those that trade.
    crisis_firms: rows hit by each crisis; crisis_hazard (crisis, 1): chance in a month. dated: by day.
    """

    hazard: Array
    lead: Index
    pair: Index
    pairs: Index
    crisis_firms: tuple[Index, ...]
    crisis_hazard: Array
    dated: tuple[DatedRuling, ...]

    @classmethod
    def of(cls, scenario: Scenario, settings: Settings, tables: Tables, network: Network) -> ChanceRules:
        """Read them from scenario, settings, tables and network."""
        firms, routes, states = network.firms, network.routes, len(tables.states)
        lead = np.arange(len(firms))
        lead[network.joint.rows] = network.joint.lead
        pair = routes.exporter * states + routes.importer
        return cls(
            hazard=_hazard(settings, tables, firms.good),
            lead=lead,
            pair=pair,
            pairs=np.unique(pair),
            crisis_firms=tuple(
                np.flatnonzero(
                    np.isin(firms.good, [tables.good_index(good) for good in row.goods])
                    & (firms.state == tables.state_index(row.state))
                )
                for row in tables.crises
            ),
            crisis_hazard=np.array([[1 / (row.years_between * MONTHS_A_YEAR)] for row in tables.crises]),
            dated=dated_rulings(scenario, settings, tables),
        )


def dated_rulings(scenario: Scenario, settings: Settings, tables: Tables) -> tuple[DatedRuling, ...]:
    """List the rulings that a scenario dates, in the order of days."""
    calendar = Calendar(scenario.start)
    events = [event for event in scenario.events if isinstance(event, CourtRulingEvent)]
    return tuple(
        DatedRuling(
            month=calendar.month_of(event.date),
            day=event.date.day,
            actor=tables.state_index(event.actor),
            authority=AUTHORITIES.index(event.authority),
            because=f"{event.court}: {event.because.strip()}{' (stayed)' if event.stayed else ''}",
            stayed=bool(event.stayed),
            earlier=_earlier(scenario, calendar, settings, event),
        )
        for event in sorted(events, key=lambda event: event.date)
    )


def _earlier(
    scenario: Scenario, calendar: Calendar, settings: Settings, ruling: CourtRulingEvent
) -> tuple[TariffMove, ...]:
    """Tariffs that the record has under a law in the month of a ruling on it, on earlier days."""
    month, choice = calendar.month_of(ruling.date), scenario.states[ruling.actor]
    if choice.strategy != SCRIPT or (choice.until is not None and month > scenario.month_of(choice.until)):
        return ()
    recorded = moves_by_month(scenario.events_of(ruling.actor), calendar, settings).get(month, NOTHING)
    return tuple(
        move
        for move in sorted(recorded.moves, key=lambda move: move.day)
        if isinstance(move, TariffMove) and move.authority == ruling.authority and move.day < ruling.date.day
    )


def _hazard(settings: Settings, tables: Tables, good: Index) -> Array:
    """Chance of an outage in a month for each firm: (firm, 1 or world)."""
    mined, processed = (np.array([row.stage in stages for row in tables.goods])[good] for stages in ((MINE,), PLANTS))
    mines = np.where(mined[:, None], settings.outage_hazard_mine, 0.0)
    return np.where(processed[:, None], settings.outage_hazard_plant, mines)
