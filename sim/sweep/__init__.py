"""Sweeps: one scenario lived thousands of times, each time with other choices, other facts and other luck.

Everything is imported when it is first used, so that a list of sweeps costs nothing. The package itself can be called:
`sim.sweep(...)` is `sim.sweep.runner.sweep(...)`, whichever of the two `from sim import sweep` has found.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.sweep.factors import Factor
    from sim.sweep.plan import Plan
    from sim.sweep.reading import available_sweeps, load_sweep, make_plan, plan_of_texts
    from sim.sweep.runner import sweep
    from sim.sweep.worlds import Group, Lives

_HOMES = {
    "Factor": "sim.sweep.factors",
    "Group": "sim.sweep.worlds",
    "Lives": "sim.sweep.worlds",
    "Plan": "sim.sweep.plan",
    "available_sweeps": "sim.sweep.files",
    "load_sweep": "sim.sweep.reading",
    "make_plan": "sim.sweep.reading",
    "plan_of_texts": "sim.sweep.reading",
    "sweep": "sim.sweep.runner",
}

__all__ = ["Factor", "Group", "Lives", "Plan", "available_sweeps", "load_sweep", "make_plan", "plan_of_texts", "sweep"]


class _Sweep(ModuleType):
    """The package, which does what its name says when it is called."""

    def __call__(self, *given: Any, **asked: Any) -> Any:
        """Live a sweep: see sim.sweep.runner.sweep."""
        return import_module("sim.sweep.runner").sweep(*given, **asked)


sys.modules[__name__].__class__ = _Sweep


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.sweep' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
