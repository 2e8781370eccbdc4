"""Who digs and makes what, by the tables: known to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sim.tables import Tables

MINE = "mine"
"""The stage of goods that come out of the ground."""


@cache
def ore_by_state(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """Goods that each state digs, states in the order of states.csv: code -> goods."""
    dug = {good.good for good in tables.goods if good.stage == MINE}
    return {
        code: tuple(row.good for row in tables.producers if row.state == code and row.good in dug)
        for code in tables.state_codes
    }


@cache
def makers_by_good(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """States that make or dig each good: good -> codes."""
    made: dict[str, dict[str, None]] = {name: {} for name in tables.good_names}
    for row in tables.producers:
        made[row.good][row.state] = None
    return {good: tuple(states) for good, states in made.items()}


@cache
def roles_by_state(tables: Tables) -> Mapping[str, str]:
    """Role of each state, as in states.csv: code -> power, ally, partner or other."""
    return {row.state: row.role for row in tables.states}
