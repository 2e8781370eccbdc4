"""Scenarios: what a YAML file says about a world to simulate, with what it inherits and what a user overrides."""

from sim.scenario.chances import CHANCES
from sim.scenario.choices import Scenario, StateChoice
from sim.scenario.control_events import ControlEvent, DiscouragementEvent, TraceRuleEvent
from sim.scenario.court_events import CourtRulingEvent
from sim.scenario.difference import difference
from sim.scenario.event_parts import AUTHORITIES, Event
from sim.scenario.events import (
    EVENTS,
    AnyEvent,
    ControlClause,
    DealEvent,
    ExtendEvent,
    TariffClause,
    TariffEvent,
    ThreatEvent,
)
from sim.scenario.programme_events import PROGRAMME_KINDS, ProgrammeEvent
from sim.scenario.reading import available_scenarios, load_scenario, parse_overrides
from sim.scenario.technology_events import FederalLandEvent, GridAccessEvent
from sim.scenario.vocabulary import Vocabulary

__all__ = [
    "AUTHORITIES",
    "CHANCES",
    "EVENTS",
    "PROGRAMME_KINDS",
    "AnyEvent",
    "ControlClause",
    "ControlEvent",
    "CourtRulingEvent",
    "DealEvent",
    "DiscouragementEvent",
    "Event",
    "ExtendEvent",
    "FederalLandEvent",
    "GridAccessEvent",
    "ProgrammeEvent",
    "Scenario",
    "StateChoice",
    "TariffClause",
    "TariffEvent",
    "ThreatEvent",
    "TraceRuleEvent",
    "Vocabulary",
    "available_scenarios",
    "difference",
    "load_scenario",
    "parse_overrides",
]
