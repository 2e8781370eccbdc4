"""When rivals sit down to talk: because it hurts, or because a deal runs out soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


def open_talks(world: World, craft: Statecraft) -> None:
    """Note which rivals talk this month."""
    book = world.deals
    for one, other in craft.rival_pairs:
        rows = book.of(one, other)
        if not rows:
            continue
        book.open_talks[rows] = _pressed_or_near(world, craft, one, other)


def _pressed_or_near(world: World, craft: Statecraft, one: int, other: int) -> Mask:
    """Where pain presses either side and no deal is in force, or where the last deal to end does so soon: (world,)."""
    pain = world.relations.pain
    pressed: Mask = (pain[one] > craft.pain_limit[one]) | (pain[other] > craft.pain_limit[other])
    rows, book = world.deals.of(one, other), world.deals
    active = book.active[rows]
    settled = np.asarray(active.any(axis=0))
    if not settled.any():
        return pressed
    last = np.where(active, book.expiry_day[rows], -np.inf).max(axis=0)
    left = last - craft.calendar.elapsed(world.month)
    near: Mask = settled & (left <= craft.settings.talks_before_expiry_days)
    return near | (pressed & ~settled)
