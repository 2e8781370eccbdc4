"""The kind of game over a grid of two assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, unknown
from sim.foresight import look_ahead
from sim.games import KINDS
from sim.ladder_game.values import Pair, compared, kinds_for_both
from sim.model import TradeWar
from sim.parameters import load_parameters
from sim.simulation import live_to
from sim.start import structure
from sim.states.courses import Course
from sim.types import Array, Index

if TYPE_CHECKING:
    from sim.parameters import Parameter
    from sim.recording import Progress
    from sim.scenario import Scenario

GRID = 7
"""Values of either assumption."""

STANDS_FOR = {"growth_loss_two_years": "output_multiplier", "toughness": "toughness_gain"}
"""What a reader may ask for, and the parameter that moves it."""


@dataclass(frozen=True, eq=False)
class KindMap:
    """Kinds of game, places in KINDS, over two assumptions.

    names, values (assumption, value): what was varied. usual (assumption,): the scenario's own values. kinds (player,
    first, second): as either player sees it between the rungs compared. firm (player, first, second): the firm rung of
    these. payoffs (player, row, column, first, second): mean monthly payoff, per cent of GDP.
    """

    scenario: str
    month: str
    months: int
    players: tuple[str, str]
    names: tuple[str, str]
    asked: tuple[str, str]
    values: Array
    usual: Array
    kinds: Index
    firm: Index
    payoffs: Array

    def shares(self, player: int) -> dict[str, float]:
        """Share of the grid on which a player sees each kind."""
        return {kind: float((self.kinds[player] == place).mean()) for place, kind in enumerate(KINDS)}


def map_kinds(
    scenario: Scenario, month: str, months: int, over: Sequence[str], progress: Progress | None = None
) -> KindMap:
    """Live to a month in a world for each pair of values, all with the luck of the first seed, and play every pair.

    The assumptions hold from the first month on. Raises InputError.
    """
    axes = [assumption(name, scenario) for name in over]
    if len(axes) != 2 or axes[0].name == axes[1].name:
        raise InputError("--over takes two different assumptions, for example output_multiplier,toughness_gain")
    values = np.stack([np.linspace(one.low, one.high, GRID) for one in axes])
    first, second = (grid.ravel() for grid in np.meshgrid(*values, indexing="ij"))
    settings = scenario.settings().with_values({axes[0].name: first, axes[1].name: second})
    model = TradeWar(scenario, [scenario.seed] * len(first), settings)
    live_to(model, month)
    payoffs = _all_pairs(model, months, progress)
    players = model.craft.rival_pairs[0]
    kinds, firm = _read(payoffs, model.world.relations.rung[list(players)])
    model.release()
    return KindMap(
        scenario=scenario.name,
        month=month,
        months=months,
        players=(model.craft.codes[players[0]], model.craft.codes[players[1]]),
        names=(axes[0].name, axes[1].name),
        asked=(over[0], over[1]),
        values=values,
        usual=np.array([scenario.settings().as_dict()[one.name] for one in axes], dtype=float),
        kinds=kinds.reshape(2, GRID, GRID),
        firm=firm.reshape(2, GRID, GRID),
        payoffs=payoffs.reshape(*payoffs.shape[:3], GRID, GRID),
    )


def assumption(name: str, scenario: Scenario) -> Parameter:
    """Find the parameter that a name stands for. Raises InputError for a target, and for what shapes the network."""
    parameters = load_parameters()
    meant = STANDS_FOR.get(name, name)
    if meant not in parameters:
        raise unknown("parameter", name, [*parameters, *STANDS_FOR], key="over")
    found = parameters[meant]
    if found.role == "target":
        why = "is what the model is checked against, not what it reads; name a parameter that moves it"
        raise InputError(f"'{name}' {why}, for example output_multiplier", key="over")
    if meant in vars(structure(scenario, scenario.settings())):
        raise InputError(f"'{name}' shapes the network, which is the same in all worlds of a map", key="over")
    return found


def _all_pairs(model: TradeWar, months: int, progress: Progress | None) -> Array:
    """Payoffs of both rivals for all pairs of rungs, a row of them at a time: (player, row, column, world)."""
    row, _ = model.craft.rival_pairs[0]
    number = model.craft.ladders.top + 1
    found = []
    for mine in range(number):
        courses = [Course(rung=mine, rival_rung=theirs) for theirs in range(number)]
        outlook = look_ahead(model, row, courses, months)
        found.append(np.stack([outlook.mine, outlook.rival]))
        if progress is not None:
            progress(mine + 1, number)
    return np.stack(found, axis=1)


def _read(payoffs: Array, rungs: Array) -> tuple[Index, Index]:
    """Kinds and the firm rungs that they are read at, world by world: (player, world) each."""
    kinds, firm = np.zeros(rungs.shape, dtype=np.intp), np.zeros(rungs.shape, dtype=np.intp)
    for world in range(rungs.shape[-1]):
        mine, theirs = payoffs[0, ..., world], payoffs[1, ..., world]
        now: Pair = (round(float(rungs[0, world])), round(float(rungs[1, world])))
        low, high = compared(now, mine, theirs)
        kinds[:, world] = [int(kind) for kind in kinds_for_both(mine, theirs, low, high)]
        firm[:, world] = high
    return kinds, firm
