"""What governments do for AI data centres: access to the grid, and public land."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.arrays import add_up
from sim.states.moves import GridAccessMove, LandSaleMove, Move
from sim.states.office import Office
from sim.types import Mask

GRID, POWER, LAND = "grid access", "grid connections", "federal land"
"""Names in the record; before and after: factor on the time to get power, gigawatts a year, gigawatts in all."""


def open_grid(office: Office, actor: int, move: GridAccessMove, where: Mask) -> None:
    """Let data centres at home connect sooner, or more of them; both terms replace those of before."""
    if _nobody_there(office, actor, move, where, GRID):
        return
    technology = office.world.technology
    for kept, value, name in (
        (technology.approval_factor, move.factor, GRID),
        (technology.added_power, move.gw_year, POWER),
    ):
        before = kept[actor].copy()
        kept[actor] = np.where(where, value, before)
        office.note(actor, name, (actor,), "", before, kept[actor], where, move)


def sell_land(office: Office, actor: int, move: LandSaleMove, where: Mask) -> None:
    """Sell public land for data centres; it takes time to build on. What buyers pay is not counted."""
    if _nobody_there(office, actor, move, where, LAND):
        return
    technology = office.world.technology
    before = technology.land[actor] + add_up(technology.land_coming[:, actor])
    technology.land_coming[0, actor] += np.where(where, move.gw, 0.0)
    technology.land_sold = True
    office.note(actor, LAND, (actor,), "", before, before + move.gw, where, move, always=True)


def _nobody_there(office: Office, actor: int, move: Move, where: Mask, name: str) -> bool:
    """Whether a state has no AI data centres that a measure could help; the record then says so."""
    if office.world.technology.stock[actor].any():
        return False
    code = office.craft.codes[actor]
    told = replace(move, because=f"{move.because} (no effect: {code} has no AI data centres)")
    office.note(actor, name, (actor,), "", 0.0, 0.0, where, told, always=True)
    return True
