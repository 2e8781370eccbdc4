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
from sim.policy.clauses import Package
from sim.policy.deals import DealBook, lay_over_controls, lay_over_tariffs
from sim.states.courses import Course, Outlook
from sim.states.enactment import enact
from sim.states.judging.believed import BelievedRival, believed_step
from sim.states.moves import NOTHING, Moves, RungMove
from sim.types import Array, Index, Mask, Value

if TYPE_CHECKING:
    from sim.model import TradeWar


AT_ONCE = 320
"""Worlds of a fork that are lived through side by side: more take more memory at a time and are no faster."""


def look_ahead(
    model: TradeWar, viewer: int, courses: Sequence[Course], months: int, types: Mapping[str, Array] | None = None
) -> Outlook:
    """Live through some courses of a state (row) for some months, side by side in a fork, and tell what they bring.

    types: what the viewer believes of its rival, a probability (world,) for each of TYPES (sim.tables.belief_rows); a
    normal one if None.
    """
    rival = model.craft.ladders.against[viewer]
    groups = [courses[first : first + AT_ONCE] for first in range(0, len(courses), AT_ONCE)]
    found = [_outlook(_all_worlds(model, viewer, own, months, types), viewer, rival, len(own)) for own in groups]
    return found[0] if len(found) == 1 else Outlook(*(_side_by_side(found, name) for name in vars(found[0])))


def _side_by_side(found: Sequence[Outlook], name: str) -> Array:
    """One array of outlooks on some courses each, as one over all courses."""
    joined: Array = np.concatenate([getattr(one, name) for one in found], axis=-2)
    return joined


def _all_worlds(
    model: TradeWar, viewer: int, courses: Sequence[Course], months: int, types: Mapping[str, Array] | None
) -> Array:
    """Live through the courses in all worlds, a batch at a time: mean payoff (part, state, world of the forks)."""
    worlds, each = model.world.worlds, max(1, AT_ONCE // len(courses))
    batches = [np.arange(first, min(first + each, worlds)) for first in range(0, worlds, each)]
    return np.concatenate([_lived(model, viewer, courses, months, types, batch) for batch in batches], axis=-1)


def _lived(
    model: TradeWar,
    viewer: int,
    courses: Sequence[Course],
    months: int,
    types: Mapping[str, Array] | None,
    among: Index,
) -> Array:
    """Live through the courses in some worlds: mean payoff (part, state, world of the fork)."""
    ahead = model.fork(len(courses), None if len(among) == model.world.worlds else among, lean=True)
    plan = Plan.of(ahead, viewer, courses, types, among)
    _sign(ahead, courses)
    total = np.zeros_like(ahead.world.relations.payoff)
    for month in range(months):
        total += _month(ahead, plan, first=month == 0)
    ahead.release()
    # a Mesa model refers to itself: without this its arrays would wait for Python's collector, and new ones for memory
    ahead.__dict__.clear()
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
        among: Index,
    ) -> Plan:
        """Lay the courses out over the worlds of a fork, side by side for each world of the model that is among it."""
        fixed = _laid_out([course.rival_rung for course in courses], among)
        chosen = None if types is None else {name: _among(each, among) for name, each in types.items()}
        return cls(
            viewer=viewer,
            rival=ahead.craft.ladders.against[viewer],
            target=_laid_out([course.rung for course in courses], among),
            rival_target=fixed,
            answers=np.isnan(fixed),
            believed=BelievedRival.of(chosen, ahead.world.worlds, len(courses)),
        )


def _laid_out(values: Sequence[Value | None], among: Index) -> Array:
    """Numbers by course, each one number or (world of the model,), as (world of the fork,); None becomes nan."""
    full = [_among(np.nan if value is None else value, among) for value in values]
    return np.stack(full, axis=-1).ravel()


def _among(value: Value, among: Index) -> Array:
    """Numbers of some worlds, of one number or (world of the model,)."""
    plain = np.asarray(value, dtype=np.float64)
    return np.broadcast_to(plain[among] if plain.ndim else plain, len(among))


def _sign(ahead: TradeWar, courses: Sequence[Course]) -> None:
    """Put the deals of the courses in force, each in its own worlds of the fork."""
    world, copies = ahead.world, len(courses)
    wanted = {row: course.package for row, course in enumerate(courses) if course.package is not None}
    if not wanted:
        return
    built = list({id(package): package for package in wanted.values() if isinstance(package, Package)}.values())
    known = len(world.deals.packages)
    world.deals = _with_packages(world.deals, built, world.worlds)
    for copy, package in wanted.items():
        row = world.deals.number(package) if isinstance(package, str) else known + _place(package, built)
        world.deals.conclude(row, np.arange(world.worlds) % copies == copy, world.calendar.elapsed(world.month))
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


def _outlook(payoff: Array, viewer: int, rival: int, copies: int) -> Outlook:
    """Mean payoffs (part, state, world of the fork) by course: the viewer's and its rival's."""
    by_course = payoff.reshape(*payoff.shape[:2], -1, copies)
    mine = np.ascontiguousarray(np.moveaxis(by_course[:, viewer], -1, 1))
    theirs = np.ascontiguousarray(np.moveaxis(by_course[:, rival], -1, 1)) if rival >= 0 else np.zeros_like(mine)
    return Outlook(add_up(mine), add_up(theirs), mine, theirs)
