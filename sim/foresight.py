"""Looking ahead: what courses of action would bring, found by living through forks of the model.

In a fork luck is at its mean, the viewer goes to a rung and stays, its rival does what the viewer believes of it, all
others hold, and nobody looks ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import add_up
from sim.lives import Lives, of_worlds
from sim.policy.clauses import Package
from sim.policy.deals import DealBook
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.states.courses import Course, Outlook
from sim.states.enactment import enact
from sim.states.judging.believed import BelievedRival, believed_step
from sim.states.moves import NOTHING, Moves, RungMove
from sim.types import Array, Mask
from sim.world import Way, tile

if TYPE_CHECKING:
    from sim.model import TradeWar


AT_ONCE = 320
"""Worlds of a fork that are lived through side by side: more take more memory at a time and are no faster."""


def look_ahead(
    model: TradeWar,
    viewer: int,
    courses: Sequence[Course],
    months: int,
    types: Mapping[str, Array] | None = None,
    only: int | None = None,
) -> Outlook:
    """Live through some courses of a state (row) for some months, side by side in a fork, and tell what they bring.

    types: what the viewer believes of its rival, a probability (world,) for each of TYPES (sim.tables.belief_rows); a
    normal one if None. only: a world to look ahead in alone, the axis `world` then has one place; all if None.
    """
    rival = model.craft.ladders.against[viewer]
    lives = Lives.of(courses, model.world.worlds, distinct=not model.world.settings.differ)
    lives = lives if only is None else lives.only(only)
    batches = [_lived(model, viewer, courses, months, types, batch) for batch in lives.batches(AT_ONCE)]
    payoff = np.concatenate(batches, axis=-1)
    mine = np.take(payoff[:, viewer], lives.place, axis=-1)
    theirs = np.take(payoff[:, rival], lives.place, axis=-1) if rival >= 0 else np.zeros_like(mine)
    return Outlook(add_up(mine), add_up(theirs), mine, theirs)


def _lived(
    model: TradeWar,
    viewer: int,
    courses: Sequence[Course],
    months: int,
    types: Mapping[str, Array] | None,
    lives: Lives,
) -> Array:
    """Live through some lives: mean payoff (part, state, life)."""
    among, copies = np.unique(lives.world, return_counts=True)
    ahead = model.fork(copies, among, lean=True)
    plan = Plan.of(ahead, viewer, courses, types, lives)
    _sign(ahead, courses, lives, Way(model.world.worlds, copies, among))
    total = np.zeros_like(ahead.world.relations.payoff)
    for month in range(months):
        total += _month(ahead, plan, first=month == 0)
    ahead.discard()
    mean: Array = total / months
    return mean


@dataclass(frozen=True, eq=False)
class Plan:
    """Who goes where in a fork: target and rival_target (world,), nan to stay; answers (world,): the rival does."""

    viewer: int
    rival: int
    target: Array
    rival_target: Array
    answers: Mask
    believed: BelievedRival

    @classmethod
    def of(
        cls,
        ahead: TradeWar,
        viewer: int,
        courses: Sequence[Course],
        types: Mapping[str, Array] | None,
        lives: Lives,
    ) -> Plan:
        """Lay the courses out over the worlds of a fork, a life each."""
        fixed = lives.lay([course.rival_rung for course in courses])
        chosen = None if types is None else {name: of_worlds(each, lives.world) for name, each in types.items()}
        return cls(
            viewer=viewer,
            rival=ahead.craft.ladders.against[viewer],
            target=lives.lay([course.rung for course in courses]),
            rival_target=fixed,
            answers=np.isnan(fixed),
            believed=BelievedRival.of(chosen, ahead.world.worlds, 1),
        )


def _sign(ahead: TradeWar, courses: Sequence[Course], lives: Lives, way: Way) -> None:
    """Put the deals of the courses in force, each in its own worlds of the fork.

    way: how the fork was made, as terms of a deal that differ by world are those of the model it is forked from.
    """
    world = ahead.world
    lived = np.unique(lives.course).tolist()
    wanted = {row: courses[row].package for row in lived if courses[row].package is not None}
    if not wanted:
        return
    built = list({id(package): package for package in wanted.values() if isinstance(package, Package)}.values())
    known = len(world.deals.packages)
    world.deals = _with_packages(world.deals, [tile(package, way) for package in built], world.worlds)
    for course, package in wanted.items():
        row = world.deals.number(package) if isinstance(package, str) else known + _place(package, built)
        world.deals.conclude(row, lives.course == course, world.calendar.elapsed(world.month))
    lay_over_tariffs(world.tariffs, world.deals)
    lay_over_controls(world.controls, world.deals, day=1)
    world.relations.rung = ahead.craft.rungs(world)


def _place(package: Package, built: Sequence[Package]) -> int:
    return next(row for row, other in enumerate(built) if other is package)


def _with_packages(book: DealBook, packages: Sequence[Package], worlds: int) -> DealBook:
    """Add packages to a book, none of them concluded."""
    if not packages:
        return book
    more = DealBook.start(packages, worlds)
    joined: dict[str, Any] = {
        field.name: _joined(getattr(book, field.name), getattr(more, field.name)) for field in fields(book)
    }
    return DealBook(**joined)


def _joined(first: object, second: object) -> object:
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return np.concatenate([first, second])
    return (*first, *second) if isinstance(first, tuple) and isinstance(second, tuple) else first


def _month(ahead: TradeWar, plan: Plan, first: bool) -> Array:
    """Live through one month of a fork: the payoffs of it (part, state, world)."""
    ahead.chance()
    enact(_moves(ahead, plan, first), ahead.world, ahead.craft, ahead.log)
    ahead.license()
    ahead.trade()
    ahead.settle()
    ahead.judge()
    ahead.world.month += 1
    return ahead.world.relations.payoff


def _moves(ahead: TradeWar, plan: Plan, first: bool) -> list[Moves]:
    """What everybody does: in the first month the fixed targets, then only the answers of the rival."""
    decided = [NOTHING] * len(ahead.craft.codes)
    if first:
        decided[plan.viewer] = _go(plan.target)
    if plan.rival >= 0:
        fixed = plan.rival_target if first else np.full_like(plan.rival_target, np.nan)
        decided[plan.rival] = _go(np.where(plan.answers, _answer(ahead, plan), fixed))
    return decided


def _answer(ahead: TradeWar, plan: Plan) -> Array:
    """Where the rival goes as it is believed to (world,), nan where it stays; nobody answers under a deal."""
    world, relations = ahead.world, ahead.world.relations
    mine, theirs = relations.rung[plan.rival], relations.rung[plan.viewer]
    target = believed_step(mine, theirs, relations.own_step[plan.viewer], plan.believed)
    return np.where(world.deals.between(plan.viewer, plan.rival), np.nan, target)


def _go(target: Array) -> Moves:
    """Go to a rung wherever one is named."""
    where: Mask = ~np.isnan(target)
    if not where.any():
        return NOTHING
    return Moves((RungMove(target=np.where(where, target, 0.0), because="thinks ahead", where=where),))
