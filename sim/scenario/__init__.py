"""Scenarios: what a YAML file says about a world to simulate, with what it inherits and what a user overrides."""

from sim.scenario.choices import Scenario, StateChoice
from sim.scenario.difference import difference
from sim.scenario.events import (
    AUTHORITIES,
    ControlClause,
    ControlEvent,
    DealEvent,
    Event,
    ExtendEvent,
    TariffClause,
    TariffEvent,
    ThreatEvent,
)
from sim.scenario.reading import available_scenarios, load_scenario, parse_overrides
from sim.scenario.vocabulary import Vocabulary

__all__ = [
    "AUTHORITIES",
    "ControlClause",
    "ControlEvent",
    "DealEvent",
    "Event",
    "ExtendEvent",
    "Scenario",
    "StateChoice",
    "TariffClause",
    "TariffEvent",
    "ThreatEvent",
    "Vocabulary",
    "available_scenarios",
    "difference",
    "load_scenario",
    "parse_overrides",
]
