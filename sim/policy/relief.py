"""Deals laid over the law: what tariffs and controls come to while clauses bind. The law itself is never touched."""

from __future__ import annotations

import numpy as np

from sim.policy.clauses import Binding, hold_down_sectors, hold_general_down, relieve
from sim.policy.controls import Controls
from sim.policy.deals import DealBook
from sim.policy.sectors import Place
from sim.policy.tariffs import Tariffs
from sim.types import Array


def lay_over_tariffs(tariffs: Tariffs, book: DealBook) -> None:
    """Renew the tariffs in force: the law, held down by the clauses of deals in force."""
    bindings = _in_force(book)
    own_ceilings: dict[Place, Array] = {}
    if not bindings:
        tariffs.enforce(None, own_ceilings)
        return
    held = tariffs.lawful().copy()
    hold_general_down(held, bindings)
    for one in bindings:
        hold_down_sectors(own_ceilings, one.clause, one.where, len(held))
    tariffs.enforce(held, own_ceilings)


def lay_over_controls(controls: Controls, book: DealBook, day: int) -> None:
    """Renew the controls in force from a day of this month on: the law, relieved by the clauses of deals in force."""
    terms = controls.law.copy()
    for one in _in_force(book):
        relieve(terms, one.clause, one.where)
    controls.enforce(terms, day)


def _in_force(book: DealBook) -> list[Binding]:
    """Every clause that binds anywhere, with the worlds in which it does."""
    active = book.active
    return [one for row in np.flatnonzero(active.any(axis=1)).tolist() for one in book.binding(row, active[row])]
