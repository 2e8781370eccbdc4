"""Every pair of rungs lived through side by side, and what kind of game that makes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import add_up
from sim.foresight import look_ahead
from sim.games import (
    KINDS,
    Quantal,
    best_columns,
    best_rows,
    dominated_columns,
    dominated_rows,
    kinds_of_all_pairs,
    pareto_set,
    pure_equilibria,
    quantal_response,
)
from sim.games.two_by_two import kinds_of_cells
from sim.model import TradeWar
from sim.scenario import Scenario
from sim.simulation import live_to
from sim.states.courses import Course
from sim.types import Array, Index, Mask

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class LadderGame:
    """The game of two rivals over the rungs of their ladders, played from a month on.

    players: codes of the row player and the column player. mine and theirs (row, column, run): mean monthly payoff of
    either, per cent of GDP, while both hold their rungs for `months`. parts (player, part, row, column): mean over
    runs. rungs (player, run): where they stood. precision: of quantal responses, per point of GDP a month.
    """

    scenario: str
    title: str
    month: str
    months: int
    seeds: tuple[int, ...]
    players: tuple[str, str]
    mine: Array
    theirs: Array
    parts: Array
    rungs: Array
    precision: float

    @cached_property
    def payoffs(self) -> tuple[Array, Array]:
        """Payoffs of the row and of the column player, means over runs: (row, column) each."""
        return _mean(self.mine), _mean(self.theirs)

    @cached_property
    def best(self) -> tuple[Mask, Mask]:
        """Best replies of the row and of the column player: (row, column) each."""
        return best_rows(self.payoffs[0]), best_columns(self.payoffs[1])

    @cached_property
    def equilibria(self) -> list[Pair]:
        """Pairs of rungs that are best replies to each other."""
        return _cells(pure_equilibria(*self.payoffs))

    @cached_property
    def pareto(self) -> Mask:
        """Pairs that no other pair betters for one without harming the other: (row, column)."""
        return pareto_set(*self.payoffs)

    @cached_property
    def quantal(self) -> Quantal:
        """How often each rung is played by states that err."""
        return quantal_response(*self.payoffs, self.precision)

    @cached_property
    def dominated(self) -> tuple[list[int], list[int]]:
        """Rungs of either player that another rung betters whatever the other does."""
        rows, columns = dominated_rows(self.payoffs[0]), dominated_columns(self.payoffs[1])
        return np.flatnonzero(rows).tolist(), np.flatnonzero(columns).tolist()

    @cached_property
    def now(self) -> Pair:
        """Where both stood, the middle run."""
        row, column = np.median(self.rungs, axis=1).round().astype(int).tolist()
        return row, column

    @cached_property
    def compared(self) -> tuple[Pair, Pair]:
        """The two rungs of either player that the two-by-two reading compares: giving way, and standing firm."""
        return compared(self.now, *self.payoffs)

    @cached_property
    def kinds(self) -> tuple[str, str]:
        """The kind of game as either player sees it, between these rungs."""
        mine, theirs = kinds_for_both(*self.payoffs, *self.compared)
        return KINDS[int(mine)], KINDS[int(theirs)]

    @cached_property
    def shares(self) -> tuple[Array, Array]:
        """Share of each kind over all choices of a lower and a higher rung for either: (kind,) for either player."""
        return kinds_of_all_pairs(self.payoffs[0]), kinds_of_all_pairs(self.payoffs[1].T)


def compared(now: Pair, mine: Array, theirs: Array) -> tuple[Pair, Pair]:
    """The pairs (row, column) for giving way and for standing firm.

    Giving way is the lowest rung of the ladder. Standing firm is the rung on which a player stands; a player on the
    lowest rung is taken at the highest of its best replies to any rung of the other, or one rung up if that is none.
    """
    best = best_rows(mine).any(axis=1), best_columns(theirs).any(axis=0)
    firm = [rung or max(1, int(np.flatnonzero(replies).max())) for rung, replies in zip(now, best, strict=True)]
    return (0, 0), (firm[0], firm[1])


def kinds_for_both(mine: Array, theirs: Array, give: Pair, firm: Pair) -> tuple[Index, Index]:
    """Read the kind of game for the row and the column player, places in KINDS: (...) each."""
    swapped = np.swapaxes(theirs, 0, 1)
    return kinds_of_cells(mine, give, firm), kinds_of_cells(swapped, give[::-1], firm[::-1])


def play(scenario: Scenario, month: str, months: int | None = None, runs: int | None = None) -> LadderGame:
    """Live through a scenario to a month (YYYY-MM) and then through every pair of rungs for some months, in one fork.

    Raises InputError for a month before the scenario or none that there is.
    """
    seeds = scenario.seeds if runs is None else tuple(range(scenario.seed, scenario.seed + runs))
    model = TradeWar(scenario, seeds)
    live_to(model, month)
    settings = model.world.settings
    held = round(float(np.mean(settings.game_months))) if months is None else months
    row, column = model.craft.rival_pairs[0]
    number = model.craft.ladders.top + 1
    courses = [Course(rung=mine, rival_rung=theirs) for mine in range(number) for theirs in range(number)]
    outlook = look_ahead(model, row, courses, held)
    model.release()
    square = (number, number)
    parts = [by_player.reshape(len(by_player), *square, -1) for by_player in (outlook.parts, outlook.rival_parts)]
    return LadderGame(
        scenario=scenario.name,
        title=scenario.title,
        month=month,
        months=held,
        seeds=tuple(seeds),
        players=(model.craft.codes[row], model.craft.codes[column]),
        mine=outlook.mine.reshape(*square, -1),
        theirs=outlook.rival.reshape(*square, -1),
        parts=np.stack([_mean(part) for part in parts]),
        rungs=model.world.relations.rung[[row, column]].copy(),
        precision=float(np.mean(settings.choice_precision)),
    )


def _mean(by_run: Array) -> Array:
    """Mean over runs, the last axis."""
    mean: Array = add_up(by_run, axis=-1) / by_run.shape[-1]
    return mean


def _cells(mask: Mask) -> list[Pair]:
    return [(row, column) for row, column in np.argwhere(mask).tolist()]
