"""What governments learn in a month: of what type their rivals are, and how their licence desks keep promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sim.arrays import add_up
from sim.policy.beliefs import (
    as_read,
    below,
    doubted,
    learnt,
    news,
    prior_types,
    reports,
    what_came_before,
    what_was_answered,
)
from sim.policy.clauses import Binding
from sim.policy.decisions import overdue
from sim.states.statecraft import Statecraft
from sim.types import TINY, Array, Mask

if TYPE_CHECKING:
    from sim.luck import Luck
    from sim.world import World

REPORTS = "approvals abroad"
"""Stream of luck that decides which cases a government hears of, by the row of the state."""


def learn(world: World, craft: Statecraft, luck: Luck) -> None:
    """Renew all beliefs by what was seen this month, and keep last month's payoff for comparison."""
    world.relations.welfare_before = world.relations.welfare
    _learn_types(world, craft)
    _hear_of_approvals(world, craft, luck)


def misjudge(world: World, craft: Statecraft) -> None:
    """Learn from last month once more, now as its steps are read this month, a rung off where they are misread."""
    world.beliefs.types = _types_learnt(world, craft, world.signals.misread)


def _learn_types(world: World, craft: Statecraft) -> None:
    """Judge each state's rival by how it answered the last step of the state, or of the leader it follows."""
    beliefs = world.beliefs
    beliefs.types_before, beliefs.settled = beliefs.types, _settled(world, craft)
    beliefs.types = _types_learnt(world, craft, np.zeros_like(world.signals.misread))


def _types_learnt(world: World, craft: Statecraft, misread: Array) -> Array:
    """What is believed after the month, by the steps as each state reads them: misread (state, world)."""
    relations, beliefs = world.relations, world.beliefs
    viewers, rival, mover = craft.viewers, craft.rival_of, craft.mover_of
    types, prior = beliefs.types_before, prior_types(craft.settings)[:, None]
    true_step, asked = relations.own_step[rival], relations.own_step_before[mover]
    if true_step.any() or asked.any() or misread.any():
        mine, theirs = relations.law_rung_before[mover], relations.law_rung_before[rival]
        step, stands = as_read(true_step, relations.law_rung[rival], misread[viewers], craft.ladders.top)
        given = what_came_before(asked, mine, theirs)
        answered = what_was_answered(step, mine, stands)
        told = news(given, answered, mine, theirs, craft.ladders.top, beliefs.settled[viewers])
        before, types = types[:, viewers], types.copy()
        types[:, viewers] = np.where(told, learnt(before, craft.likelihoods[:, given, answered]), before)
    elif (types == prior).all():
        return types
    return doubted(types, prior, craft.settings.belief_drift)


def _settled(world: World, craft: Statecraft) -> Mask:
    """Where a deal binds each state's rival and the state, or the leader that it follows: (state, world)."""
    settled = np.zeros(world.relations.rung.shape, dtype=bool)
    if world.deals.active.any():
        pairs = zip(craft.mover_of.tolist(), craft.rival_of.tolist(), strict=True)
        for mover, rival in set(pairs):
            concerned = (craft.mover_of == mover) & (craft.rival_of == rival)
            settled[craft.viewers[concerned]] = world.deals.between(mover, rival)
    return settled


def _hear_of_approvals(world: World, craft: Statecraft, luck: Luck) -> None:
    """Count what each government hears of the desk of its rival, and hold it against what that promised."""
    beliefs = world.beliefs
    if not (len(world.desk.rows) or world.deals.active.any()):
        return
    promised, decided, approved = _decided(world, craft)
    anew = ~((promised == beliefs.promised) | (np.isnan(promised) & np.isnan(beliefs.promised)))
    beliefs.promised = promised
    kept = np.where(anew, 0.0, 1 - craft.settings.reports_fading)
    normal = np.zeros_like(decided)
    informed = np.flatnonzero((decided > TINY).any(axis=1))
    if len(informed):
        normal[informed] = ndtri(luck.uniform_of(REPORTS, world.month, informed))
    heard, good = reports(decided, approved, craft.settings.reports_heard, normal)
    beliefs.heard, beliefs.approved = kept * beliefs.heard + heard, kept * beliefs.approved + good
    clearly_less = np.nan_to_num(promised - craft.settings.compliance_margin)
    # before anything is heard a flat prior would already call a high promise broken
    silent = np.isnan(promised) | (beliefs.heard < 1)
    beliefs.slow_walk = np.where(silent, 0.0, below(clearly_less, beliefs.heard, beliefs.approved))


def _decided(world: World, craft: Statecraft) -> tuple[Array, Array, Array]:
    """What was promised, and cases decided and approved at the desks of rivals this month: (state, world) each.

    Of a state with a promise in force only what the promise is about counts, otherwise all its civil applications. What
    waits a month longer than the law gives the desk is as good as refused, as long as it waits.
    """
    desk, settings = world.desk, craft.settings
    in_time = settings.licence_lag_days / settings.working_days_a_month + 1
    approved = craft.applications @ desk.approved
    decided = approved + craft.applications @ desk.refused
    promised = np.full_like(decided, np.nan)
    for state, one in _promises(world, craft):
        clause, active = one.clause, one.where
        rate = np.where(active, dict(clause.terms)["approval_rate"], np.nan)
        first = active & np.isnan(promised[state])
        promised[state] = np.fmax(promised[state], rate)
        rows = clause.rows[world.routes.importer[clause.rows] == state]
        size = craft.application_size[world.routes.good[rows]][:, None]
        good, bad = add_up(desk.approved[rows] / size), add_up(desk.refused[rows] / size)
        bad = bad + add_up(overdue(desk, rows, world.month, in_time) / size)
        # the first promise takes the place of all civil cases, further ones add theirs
        approved[state] = np.where(active, np.where(first, good, approved[state] + good), approved[state])
        decided[state] = np.where(active, np.where(first, 0.0, decided[state]) + good + bad, decided[state])
    return promised, decided, approved


def _promises(world: World, craft: Statecraft) -> list[tuple[int, Binding]]:
    """Promises in force of rivals to approve applications: to which state, and the clause with its worlds."""
    book, found = world.deals, []
    for row in np.flatnonzero(book.active.any(axis=1)).tolist():
        for one in book.binding(row, book.active[row]):
            state = book.packages[row].other(one.clause.actor)
            about_licences = one.clause.routes is not None and "approval_rate" in dict(one.clause.terms)
            if about_licences and state in one.clause.partners and craft.ladders.against[state] == one.clause.actor:
                found.append((state, one))
    return found
