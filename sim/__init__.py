"""Chokepoint: the US-China trade war over rare earths and technology, simulated month by month.

    from sim import load_scenario, simulate, compare
    results = simulate(load_scenario("base"), runs=8)

Everything is imported when it is first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.comparison.differences import Comparison, compare
    from sim.errors import InputError
    from sim.results import Results
    from sim.scenario import Scenario, load_scenario
    from sim.simulation import simulate
    from sim.sweep.results import SweepResults
    from sim.sweep.runner import sweep

_HOMES = {
    "Comparison": "sim.comparison.differences",
    "InputError": "sim.errors",
    "Results": "sim.results",
    "Scenario": "sim.scenario",
    "SweepResults": "sim.sweep.results",
    "compare": "sim.comparison.differences",
    "load_scenario": "sim.scenario",
    "simulate": "sim.simulation",
    "sweep": "sim.sweep.runner",
}

__all__ = [
    "Comparison",
    "InputError",
    "Results",
    "Scenario",
    "SweepResults",
    "compare",
    "load_scenario",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
