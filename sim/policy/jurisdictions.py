"""How states differ in what passes through them: obedience to foreign rules, and room for goods sent on unseen."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.tables import Tables
from sim.types import Array


def by_state(tables: Tables, column: Literal["trace_compliance", "hub_capacity", "environment_cost"]) -> Array:
    """A column of jurisdictions.csv in the order of states: (state,)."""
    found = {row.state: float(getattr(row, column)) for row in tables.jurisdictions}
    return np.array([found[code] for code in tables.state_codes])
