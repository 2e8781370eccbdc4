"""Which issues are worth a word in a month: those that would change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.policy.clauses import Binding, Clause, hold_general_down, relieve
from sim.policy.tariffs import AUTHORITIES
from sim.policy.terms import ControlTerms
from sim.states.deals.issues import Agenda, Issue
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World


def on_table(agenda: Agenda, world: World) -> Mask:
    """Issues that would change anything: (issue, world); others are not worth a word."""
    charged, terms = world.tariffs.lawful(), world.controls.law
    return np.stack([_matters(issue, charged, terms, world) for issue in agenda.issues])


def _matters(issue: Issue, charged: Array, terms: ControlTerms, world: World) -> Mask:
    matters: Mask = np.zeros(world.worlds, dtype=bool)
    if not issue.clauses:  # nothing that the model could open: all of its worth lies beside it
        matters |= (np.asarray(issue.beside[0]) != 0) | (np.asarray(issue.beside[1]) != 0)
    for clause in issue.clauses:
        matters |= _changes(clause, charged, terms, world)
    return matters


def _changes(clause: Clause, charged: Array, terms: ControlTerms, world: World) -> Mask:
    """Worlds in which a clause would lower a tariff or ease a control of the law: (world,)."""
    everywhere = np.ones(world.worlds, dtype=bool)
    if clause.sectors and clause.rate is not None:
        paid = [_paid(clause.actor, partner, sector, world) for partner in clause.partners for sector in clause.sectors]
        return np.asarray((np.stack(paid) > clause.rate).any(axis=0))
    if clause.routes is None:
        held = charged.copy()
        hold_general_down(held, [Binding(clause, everywhere)])
        return np.asarray((held != charged).any(axis=(0, 1)))
    eased = terms.copy()
    relieve(eased, clause, everywhere)
    changes: Mask = np.zeros(world.worlds, dtype=bool)
    for name, _ in clause.terms:
        # a term that is the same in all worlds may have but one place for them
        changes |= (getattr(eased, name)[clause.rows] != getattr(terms, name)[clause.rows]).any(axis=0)
    return changes


def _paid(importer: int, exporter: int, sector: int, world: World) -> Array:
    """What goods of a sector pay by law, all authorities together: (world,)."""
    tariffs = world.tariffs
    return add_up(np.stack([tariffs.charged(importer, exporter, law, sector) for law in range(len(AUTHORITIES))]))
