"""The tariff that serves a state best, and tariffs that answer each other best."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize

from sim.economy.trade.baseline import Baseline
from sim.economy.trade.checks import rates
from sim.economy.trade.result import Result
from sim.economy.trade.solver import ELASTICITY, SCALE, NotSettledError, solve
from sim.errors import InputError, unknown
from sim.types import Array, Index

POINTS = 17
"""Rates tried side by side in each round of a search for the best uniform rate."""

FINE = 2e-3
"""Distance of rates at which a parabola through three of them gives the best one."""

STEP = 1e-3
"""Change of a rate by which the slope of the goal is measured."""

CEILING = 1.5
"""Highest rate looked at, if nothing else is said."""

SETTLED = 1e-4
"""Rates answer each other when no best answer differs by more than this."""

KINDS = ("uniform", "by_partner")

Goal = Callable[[Result], Array]
"""What a player wants more of: a result to a number for each of its worlds."""

Player = str | float | Array
"""How a player sets its tariffs: "uniform", "by_partner", or fixed rates (one for all, or one for each exporter)."""


class BoundWarning(UserWarning):
    """A search for the best tariff was stopped by a bound: the goal still rises beyond it."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """Best tariffs of one state: added rates by exporter (N,), the tariff matrix (N, N), what comes of it.

    rate is the average over the partners, weighted by their baseline exports. at_bound: some rate ends at a bound, so
    that the goal still rises beyond it; with deficits fixed in money this is what the equations say, see
    `purge_deficits`.
    """

    player: str
    rates: Array
    rate: float
    value: float
    at_bound: bool
    tariffs: Array
    result: Result


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Tariffs that answer each other best (N, N), the trade equilibrium under them, and how the search went."""

    tariffs: Array
    result: Result
    rounds: int
    miss: float


@dataclass(frozen=True, eq=False)
class Search:
    """A search for one player's best rates against given tariffs of the others."""

    baseline: Baseline
    importer: int
    partners: Index
    tariffs: Array
    goal: Goal
    bounds: tuple[float, float]
    options: Mapping[str, Any]

    def matrix(self, chosen: Array) -> Array:
        """Put rates (partner, world) into the tariffs of all (N, N, world)."""
        tariffs = np.repeat(self.tariffs[:, :, None], chosen.shape[1], axis=2)
        tariffs[self.partners, self.importer] = chosen
        return tariffs

    def values(self, chosen: Array) -> Array:
        """Work out the goal (world,) at rates (partner, world)."""
        return np.asarray(self.goal(solve(self.baseline, self.matrix(chosen), **self.options)))

    def uniform(self) -> Array:
        """Best single rate by ever finer rows of rates, and a parabola at the end: (partner,)."""
        low, high = self.bounds
        spread = np.ones((len(self.partners), 1))
        while True:
            tried = np.linspace(low, high, POINTS)
            values = self.values(spread * tried)
            best = int(np.argmax(values))
            low, high = tried[max(best - 1, 0)], tried[min(best + 1, POINTS - 1)]
            if high - low <= 2 * FINE:
                return np.asarray(spread[:, 0] * _vertex(tried, values, best))

    def by_partner(self) -> Array:
        """Best rates by partner, climbing along slopes measured side by side from the best uniform rate: (partner,)."""
        begin = self.uniform()
        bought = self.baseline.shares[self.partners, self.importer]
        # a rate matters in proportion to what is bought, so the climb is as steep in every direction of these units
        unit = 1 / np.sqrt(np.maximum(bought / bought.sum(), STEP))
        bounds = [(self.bounds[0] / one, self.bounds[1] / one) for one in unit]
        found = minimize(self._slope, begin / unit, args=(unit,), jac=True, method="L-BFGS-B", bounds=bounds)
        return np.asarray(np.clip(found.x * unit, *self.bounds))

    def at_bound(self, chosen: Array, distance: float = 0.0) -> bool:
        """Whether some rate (partner,) lies at a bound, or no further from it than a distance."""
        low, high = self.bounds
        return bool(((chosen <= low + distance) | (chosen >= high - distance)).any())

    def _slope(self, scaled: Array, unit: Array) -> tuple[float, Array]:
        chosen, step = scaled * unit, STEP * np.eye(len(unit))
        tried = np.concatenate([chosen[:, None], chosen[:, None] + step, chosen[:, None] - step], axis=1)
        values = -self.values(tried) / STEP
        slope = (values[1 : len(unit) + 1] - values[len(unit) + 1 :]) / (2 * STEP)
        return float(values[0]), slope * unit


def optimal_tariff(
    baseline: Baseline,
    importer: str,
    *,
    by_partner: bool = False,
    partners: Sequence[str] | None = None,
    tariffs: Array | None = None,
    goal: str | Goal = "welfare",
    bounds: tuple[float, float] = (0.0, CEILING),
    **options: Any,
) -> Optimum:
    """Find the added tariffs with which a state does best while the others' stay as they are.

    One rate for all partners or one for each; partners: on whom, by default all. tariffs (N, N): added rates of
    everybody, those of the importer on its partners are what is looked for. goal: a field of `Result`, or a function of
    a result (for example with political weights). options go to `solve`, without a world axis. Raises InputError, and
    NotSettledError where no equilibrium is found; warns where a rate ends at a bound.
    """
    search = _search(baseline, importer, partners, tariffs, goal, bounds, options)
    best = _optimum(search, search.by_partner() if by_partner else search.uniform())
    if best.at_bound:
        _warn_of_bounds([importer], bounds)
    return best


def nash_tariffs(
    baseline: Baseline,
    players: Sequence[str] | Mapping[str, Player],
    *,
    partners: Sequence[str] | None = None,
    goal: str | Mapping[str, str | Goal] = "welfare",
    bounds: tuple[float, float] = (0.0, CEILING),
    damping: float = 1.0,
    rounds: int = 30,
    tolerance: float = SETTLED,
    **options: Any,
) -> Equilibrium:
    """Find tariffs of which each is its player's best answer to the others'.

    players: names (each with a uniform rate), or names with "uniform", "by_partner", a fixed rate or fixed rates by
    exporter (N,). partners: on whom tariffs are set, by default on everybody. Players answer in turn, and each moves a
    share `damping` of the way. goal, bounds, options: as for `optimal_tariff`; goal may differ by player. Raises
    NotSettledError when rates still move after all rounds; warns where a player ends at a bound.
    """
    ways = dict(players) if isinstance(players, Mapping) else dict.fromkeys(players, "uniform")
    tariffs = np.zeros((baseline.states, baseline.states))
    searches = {
        name: _search(baseline, name, partners, tariffs, _goal_of(goal, name), bounds, options) for name in ways
    }
    for name, way in ways.items():
        tariffs[searches[name].partners, searches[name].importer] = _opening(way, searches[name])
    movers = [name for name, way in ways.items() if isinstance(way, str)]
    for count in range(1, rounds + 1):
        miss = max((_answer(searches[name], str(ways[name]), tariffs, damping) for name in movers), default=0.0)
        if miss <= tolerance:
            at_bound = [name for name in movers if searches[name].at_bound(_own(tariffs, searches[name]), tolerance)]
            if at_bound:
                _warn_of_bounds(at_bound, bounds)
            return Equilibrium(tariffs, solve(baseline, tariffs, **options), count, miss)
    raise NotSettledError(f"tariffs still move by {miss:.1e} after {rounds} rounds of answers")


def formula_tariff(
    baseline: Baseline, importer: str, *, elasticity: float = ELASTICITY, scale: float | None = None
) -> float:
    """Work out the published closed form of the best uniform rate, 1 / ((1 + delta eps) phi - 1).

    delta is how much of the world market the importer's own exports leave to others, relative to its imports; in a
    small Armington country delta and phi are 1 and the rate is 1 / eps. Tariffs of the baseline are not in the formula,
    which is derived for free trade: where there are any, it is no added rate and only near the best; `optimal_tariff`
    takes them into account. Source: facts/trade.md.
    """
    row = baseline.row(importer)
    kept = 1 - baseline.importer_share
    psi = SCALE / elasticity if scale is None else scale
    exponent = (1 + psi) / kept[row] - psi
    exports = baseline.flows[row] * kept * (1 - baseline.shares[row])
    imports = kept[row] * (baseline.expenditure[row] - baseline.flows[row, row])
    delta = (exports.sum() - exports[row]) / imports
    return float(1 / ((1 + delta * elasticity) * exponent - 1))


def purge_deficits(baseline: Baseline, **options: Any) -> Baseline:
    """Take transfers between states away and make what then comes about the baseline.

    Deficits that are fixed in money favour tariffs without bound: a dearer currency makes the transfer worth more. The
    usual cure is to look for best tariffs in a world without transfers (Ossa 2014). options go to `solve`.
    """
    none = np.zeros((baseline.states, baseline.states))
    balanced = solve(baseline, none, transfers=np.zeros(baseline.states), **options)
    return replace(baseline, flows=balanced.flows)


def _search(
    baseline: Baseline,
    importer: str,
    partners: Sequence[str] | None,
    tariffs: Array | None,
    goal: str | Goal,
    bounds: tuple[float, float],
    options: Mapping[str, Any],
) -> Search:
    row, size = baseline.row(importer), baseline.states
    chosen = [baseline.row(name) for name in (partners or baseline.names)]
    others = np.array([partner for partner in chosen if partner != row], dtype=np.intp)
    if not len(others):
        raise InputError(f"{importer} has no partner to set a tariff on")
    if not -1 < bounds[0] < bounds[1]:
        raise InputError(f"bounds of a tariff must rise from above -1, not {bounds}")
    given = np.zeros((size, size)) if tariffs is None else rates("tariffs", tariffs, size)
    return Search(baseline, row, others, given, _goal(goal, row), bounds, options)


def _goal(goal: str | Goal, row: int) -> Goal:
    if not isinstance(goal, str):
        return goal
    if goal not in Result.__dataclass_fields__:
        raise unknown("goal", goal, Result.__dataclass_fields__)
    return lambda result: np.asarray(getattr(result, goal)[row])


def _goal_of(goal: str | Mapping[str, str | Goal], name: str) -> str | Goal:
    return goal if isinstance(goal, str) else goal.get(name, "welfare")


def _vertex(tried: Array, values: Array, best: int) -> float:
    """Find the top of the parabola through the best of evenly spaced rates and its neighbours."""
    if best in (0, len(tried) - 1):
        return float(tried[best])
    left, middle, right = values[best - 1 : best + 2]
    bend = left - 2 * middle + right
    shift = (left - right) / (2 * bend) if bend < 0 else 0.0
    return float(tried[best] + np.clip(shift, -1, 1) * (tried[1] - tried[0]))


def _optimum(search: Search, chosen: Array) -> Optimum:
    tariffs = search.matrix(chosen[:, None])[:, :, 0]
    result = solve(search.baseline, tariffs, **search.options)
    bought = search.baseline.flows[search.partners, search.importer]
    return Optimum(
        player=search.baseline.names[search.importer],
        rates=tariffs[:, search.importer],
        rate=float(np.average(chosen, weights=bought if bought.any() else None)),
        value=float(np.asarray(search.goal(result))),
        at_bound=search.at_bound(chosen),
        tariffs=tariffs,
        result=result,
    )


def _warn_of_bounds(players: Sequence[str], bounds: tuple[float, float]) -> None:
    """Warn the caller of a public function that a search was stopped by its bounds, not by an optimum."""
    low, high = bounds
    warnings.warn(
        f"a best tariff of {', '.join(players)} ends at a bound ({low:g} or {high:g}); the goal still rises beyond. "
        "Deficits fixed in money do that: search in purge_deficits(baseline), or move `bounds`",
        BoundWarning,
        stacklevel=3,
    )


def _own(tariffs: Array, search: Search) -> Array:
    """Rates (partner,) that a player sets."""
    return np.asarray(tariffs[search.partners, search.importer])


def _opening(way: Player, search: Search) -> Array | float:
    """Rates with which a player begins: its fixed ones, or none."""
    if isinstance(way, str):
        if way not in KINDS:
            raise unknown("way of setting tariffs", way, KINDS)
        return 0.0
    fixed = np.asarray(way, dtype=np.float64)
    if fixed.shape not in ((), (search.baseline.states,)):
        raise InputError(f"fixed rates must be one number or one for each of {search.baseline.states} states")
    return np.broadcast_to(fixed, (search.baseline.states,))[search.partners]


def _answer(search: Search, way: str, tariffs: Array, damping: float) -> float:
    """Move a player's rates, in place, towards its best answer; return how far the answer was off."""
    facing = replace(search, tariffs=tariffs)
    best = facing.by_partner() if way == "by_partner" else facing.uniform()
    at = search.partners, search.importer
    miss = float(np.abs(best - tariffs[at]).max())
    tariffs[at] += damping * (best - tariffs[at])
    return miss
