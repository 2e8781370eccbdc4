"""Rivals at one table: what each package is worth to either, which one they agree on, and that it comes into force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.bargaining.alternating import NOBODY
from sim.policy.deals import IN_FORCE
from sim.policy.log import EventLog
from sim.scenario import Scenario
from sim.scenario.negotiation import Negotiation
from sim.states.briefing import Briefing
from sim.states.courses import Course, Outlook
from sim.states.deals.issues import BARGAIN, Agenda, issues_in_words
from sim.states.deals.offering import make_offer
from sim.states.deals.on_table import on_table
from sim.states.deals.valuing import Values, acceptable, added_up, agree, beside_model, first_to_offer, home_part
from sim.states.office import note_deal
from sim.states.seen.observing import LookAhead
from sim.states.statecraft import Statecraft
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    from sim.states.state import State
    from sim.world import World

TALKS = "talks"
"""How the record names a round of talks."""

NO_DEAL, NOTHING_IN_IT = 0, 1
"""The first two courses that are thought through: no deal, and a deal without clauses."""


@dataclass(frozen=True, eq=False)
class TalkRules:
    """How rivals bargain in a scenario: the issues, protocol and linkage, and how far they look ahead in months."""

    agenda: Agenda
    how: Negotiation
    months: int

    @classmethod
    def of(cls, scenario: Scenario, craft: Statecraft) -> TalkRules | None:
        """Read them, or None for a scenario in which nobody bargains over packages."""
        if scenario.negotiation is None:
            return None
        agenda = Agenda.build(craft.tables, craft.routes, craft.settings)
        return cls(agenda, scenario.negotiation, int(np.max(craft.settings.bargaining_months)))


def hold_talks(
    rules: TalkRules,
    states: Sequence[State],
    briefings: Sequence[Briefing],
    world: World,
    craft: Statecraft,
    log: EventLog,
    foresee: LookAhead,
) -> bool:
    """Let rivals bargain where talks are open; returns whether anything was agreed anywhere."""
    where = _at_the_table(rules, states, world, craft)
    if not where.any():
        return False
    last = world.deals.last_round[world.deals.number(BARGAIN)]
    last[...] = np.where(where, world.month, last)
    values = _think_through(rules, world, craft, foresee)
    allowed = acceptable(rules.agenda, values, rules.how.linkage, craft.settings.bargaining_margin)
    allowed &= _only(values.packages, on_table(rules.agenda, world))
    first = first_to_offer(world)
    chosen = np.where(where, agree(values, allowed, rules.how.protocol, first, craft.settings), NOBODY)
    agreed = _check(rules, values, chosen, world, craft, foresee)
    _note_failure(rules, where & ~agreed, "no package gives both sides enough", world, craft, log)
    passed = _ratified(rules, values.packages, np.where(agreed, chosen, NOBODY), states, briefings, world, craft)
    _note_failure(rules, agreed & ~passed, "what was agreed did not pass at home", world, craft, log)
    _sign(rules, values.packages, np.where(passed, chosen, NOBODY), world, craft, log)
    return bool(passed.any())


def _at_the_table(rules: TalkRules, states: Sequence[State], world: World, craft: Statecraft) -> Mask:
    """Worlds in which talks are open, both sides bargain, and the last round was long enough ago: (world,)."""
    book, parties = world.deals, rules.agenda.parties
    if not all(states[party].bargains(world.month) for party in parties):
        return np.zeros(world.worlds, dtype=bool)
    last = book.last_round[book.number(BARGAIN)]
    rested = np.isnan(last) | (world.month - last >= craft.settings.pause_of_talks_months)
    seated: Mask = book.talks_between(*parties) & rested
    return seated


def _only(packages: Mask, issues: Mask) -> Mask:
    """Packages made of some issues (issue, world) alone: (package, world)."""
    made = np.ones((len(packages), issues.shape[-1]), dtype=bool)
    for number, allowed in enumerate(issues):
        made &= ~packages[:, number : number + 1] | allowed
    return made


def _think_through(rules: TalkRules, world: World, craft: Statecraft, foresee: LookAhead) -> Values:
    """Value each issue alone by looking ahead, and packages as their sums."""
    agenda = rules.agenda
    numbers = np.flatnonzero(on_table(agenda, world).any(axis=1)).tolist()
    alone = [Course(package=agenda.package([number], _days(craft))) for number in numbers]
    empty = Course(package=agenda.package([], _days(craft)))
    views = [foresee(party, [Course(), empty, *alone], rules.months) for party in agenda.parties]
    packages = agenda.subsets(numbers)
    beside = beside_model(agenda, craft, world.worlds)
    gains = [
        added_up(agenda, packages, *_spread(agenda, numbers, view.mine, beside[side]))
        for side, view in enumerate(views)
    ]
    at_home = [
        added_up(agenda, packages, *_spread(agenda, numbers, home_part(view.parts), np.zeros_like(beside[side])))
        for side, view in enumerate(views)
    ]
    return Values(packages, np.stack(gains), np.stack(at_home))


def _days(craft: Statecraft) -> int:
    return int(np.max(craft.settings.deal_days))


def _spread(agenda: Agenda, numbers: Sequence[int], values: Array, beside: Array) -> tuple[Array, Array]:
    """Turn values by course (course, world) into those of an empty deal (world,) and of each issue (issue, world)."""
    against = values - values[NO_DEAL]
    alone = np.zeros((len(agenda.issues), values.shape[-1]))
    alone[list(numbers)] = against[NOTHING_IN_IT + 1 :]
    return against[NOTHING_IN_IT], alone + beside


def _check(
    rules: TalkRules, values: Values, chosen: Index, world: World, craft: Statecraft, foresee: LookAhead
) -> Mask:
    """Look ahead once more, at the packages as a whole: worlds in which both sides still gain enough (world,)."""
    kinds = np.unique(chosen[chosen != NOBODY])
    agreed = np.zeros(world.worlds, dtype=bool)
    if not len(kinds):
        return agreed
    agenda = rules.agenda
    packages = [np.flatnonzero(values.packages[kind]) for kind in kinds]
    courses = [Course(), *(Course(package=agenda.package(one.tolist(), _days(craft))) for one in packages)]
    views = [foresee(party, courses, rules.months) for party in agenda.parties]
    for number, (kind, issues) in enumerate(zip(kinds, packages, strict=True), start=1):
        agreed |= (chosen == kind) & _both_gain(agenda, views, number, issues, craft, world.worlds)
    return agreed


def _both_gain(
    agenda: Agenda, views: Sequence[Outlook], course: int, issues: Index, craft: Statecraft, worlds: int
) -> Mask:
    beside = beside_model(agenda, craft, worlds)
    enough = np.ones(worlds, dtype=bool)
    for side, view in enumerate(views):
        extra = np.zeros(worlds)
        for issue in issues.tolist():
            extra += beside[side, issue]
        home = home_part(view.parts)
        enough &= view.mine[course] - view.mine[NO_DEAL] + extra > craft.settings.bargaining_margin
        enough &= home[course] - home[NO_DEAL] >= -np.asarray(agenda.win_set[side])
    return enough


def _ratified(
    rules: TalkRules,
    packages: Mask,
    chosen: Index,
    states: Sequence[State],
    briefings: Sequence[Briefing],
    world: World,
    craft: Statecraft,
) -> Mask:
    """Worlds in which what was agreed passes at home on both sides: (world,)."""
    agreed: Mask = chosen != NOBODY
    if not agreed.any():
        return agreed
    book, agenda = world.deals, rules.agenda
    row = book.number(BARGAIN)
    before = book.included[row].copy()
    book.include(row, agenda.clauses_of(packages[chosen].T), agreed)
    passed = agreed
    for party in agenda.parties:
        offer = make_offer(row, party, agreed, False, world, craft)
        passed = passed & states[party].ratify(briefings[party], offer)
    book.include(row, before, np.ones_like(agreed))
    return passed


def _sign(rules: TalkRules, packages: Mask, chosen: Index, world: World, craft: Statecraft, log: EventLog) -> None:
    """Put what was agreed in force, and enter it in the record, one line for each package."""
    agreed: Mask = chosen != NOBODY
    if not agreed.any():
        return
    agenda, book = rules.agenda, world.deals
    row, before = book.number(BARGAIN), book.status[book.number(BARGAIN)].copy()
    book.include(row, agenda.clauses_of(packages[chosen].T), agreed)
    book.conclude(row, agreed, craft.calendar.elapsed(world.month))
    for kind in np.unique(chosen[agreed]):
        words = f"both gain by it: {issues_in_words(agenda, np.flatnonzero(packages[kind]).tolist())}"
        note_deal(world, craft, log, row, agenda.parties[0], (before, IN_FORCE), chosen == kind, words)


def _note_failure(rules: TalkRules, where: Mask, why: str, world: World, craft: Statecraft, log: EventLog) -> None:
    if where.any():
        actor, target = (craft.codes[party] for party in rules.agenda.parties)
        log.record(world.month, 1, actor, TALKS, target, "", np.nan, np.nan, where, why, always=True)
