"""Where tariffs lead in time, and what shortages do to partners: the equilibrium, solved once for each case.

Both follow from tariffs and parameters alone, never from what came before: so what has been worked out once holds for
every world and month in which it comes up again, and a world alone gets the same bits as in a batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from sim.economy.balancing import Balancing
from sim.economy.trade import Baseline, NotSettledError, Result, solve
from sim.economy.trade.solver import SCALE
from sim.types import MONTHS_A_YEAR, Array, Index, Value

MOST_KEPT = 8192
"""Solutions kept at once: some 27 MB."""

TOLERANCE = 1e-9
"""A solution is taken when no logarithm moves by more in a step."""

LEAST = 0.1
"""Of what a state had, the least that a tariff leaves it of output, income and jobs."""

NUDGE = -0.01
"""Shortage, in logs of output, by which the response to shortages is measured: that of a bad month."""


REAL = 3
"""What is told of every state: real GDP, real income, employment."""

INCOME = 1
"""Row of real income among them."""


@dataclass(frozen=True)
class TradeParameters:
    """Parameters of the equilibrium under their names in sim/data/parameters/trade.yaml, each a Value."""

    trade_elasticity: Value
    first_year_elasticity: Value
    labour_supply_elasticity: Value
    revenue_cuts_taxes: Value

    def take(self, worlds: Index) -> TradeParameters:
        """Keep some worlds."""
        return TradeParameters(*(np.asarray(value)[worlds] if np.ndim(value) else value for value in self._values))

    @property
    def elasticities(self) -> tuple[Value, Value]:
        """Of the long run, and of the first year."""
        return self.trade_elasticity, self.first_year_elasticity

    @property
    def _values(self) -> tuple[Value, ...]:
        return self.trade_elasticity, self.first_year_elasticity, self.labour_supply_elasticity, self.revenue_cuts_taxes

    def columns(self, worlds: int) -> Array:
        """All of them by world: (parameter, world)."""
        return np.stack([np.broadcast_to(np.asarray(value, dtype=np.float64), (worlds,)) for value in self._values])


@dataclass(frozen=True, eq=False)
class Response:
    """What a shortage of 1 % in each state (last but one axis) does in the end, as elasticities; the last axis: case.

    exporter (state, state, case) adds to the logs of all exports of a state, importer to those of all its imports;
    income (state, state, case): to its real income, beyond the shortage itself.
    """

    exporter: Array
    importer: Array
    income: Array


@dataclass(frozen=True, eq=False)
class Equilibria:
    """Solutions around one baseline, kept by tariffs and parameters."""

    baseline: Baseline
    _led: dict[bytes, Array] = field(default_factory=dict)
    _responses: dict[float, Response] = field(default_factory=dict)

    @cached_property
    def balancing(self) -> Balancing:
        """What makes monthly flows around the baseline add up."""
        return Balancing.of(self.baseline.flows / MONTHS_A_YEAR)

    def led_by(self, added: Array, parameters: TradeParameters) -> Array:
        """Where added tariffs (importer, exporter, world) lead: logs of changes (row, world).

        Rows: flows in the end (exporter, importer, flat) at the exporter's price; real GDP, real income (welfare) and
        employment by state within the first year, then the same in the end. Cases that are not known yet are solved
        together, each on its own.
        """
        worlds = added.shape[-1]
        rates, columns = added.swapaxes(0, 1), parameters.columns(worlds)
        cases = np.ascontiguousarray(np.concatenate([rates.reshape(-1, worlds), columns]).T)
        keys = [case.tobytes() for case in cases]
        new = {key: world for world, key in enumerate(keys) if key not in self._led}
        if new:
            if len(self._led) + len(new) > MOST_KEPT:
                self._led.clear()
                new = {key: world for world, key in enumerate(keys)}
            chosen = np.array(list(new.values()), dtype=np.intp)
            found = self._solve(rates[..., chosen], columns[:, chosen])
            self._led.update(zip(new, np.ascontiguousarray(found.T), strict=True))
        return np.stack([self._led[key] for key in keys], axis=1)

    def response(self, elasticity: Value) -> Response:
        """How flows and incomes answer to shortages: one case, or one for each world where the elasticity differs.

        Labour is held fixed: a plant that waits for a part keeps its people, and output falls by the shortage alone.
        """
        wanted = np.atleast_1d(np.asarray(elasticity, dtype=np.float64)).tolist()
        new = [one for one in dict.fromkeys(wanted) if one not in self._responses]
        if new:
            self._responses.update(zip(new, self._answer(np.array(new)), strict=True))
        found = [self._responses[one] for one in wanted]
        names = ("exporter", "importer", "income")
        return Response(*(np.stack([getattr(one, name) for one in found], axis=-1) for name in names))

    def _solve(self, rates: Array, columns: Array) -> Array:
        """Solve cases together; one whose tariffs leave some state unable to pay what it lends abroad counts them half.

        Without that there is no equilibrium: what a state spends beyond its income, or lends, stands (see the closure).
        """
        try:
            return self._equilibrium(rates, columns)
        except NotSettledError:
            cases = rates.shape[-1]
            if cases == 1:
                return self._solve(rates / 2, columns)
            return np.concatenate([self._solve(rates[..., [row]], columns[:, [row]]) for row in range(cases)], axis=1)

    def _equilibrium(self, rates: Array, columns: Array) -> Array:
        in_the_end, first_year, labour, rebate = columns
        cases = rates.shape[-1]
        # both in one go; returns to scale belong to firms, not to the age of a tariff, and stay those of the long run
        found = solve(
            self.baseline,
            np.concatenate([rates, rates], axis=-1),
            elasticity=np.concatenate([first_year, in_the_end]),
            scale=np.tile(SCALE / in_the_end, 2),
            labour_elasticity=np.tile(labour, 2),
            rebate=np.tile(rebate, 2),
            tolerance=TOLERANCE,
        )
        # welfare counts effort, so that it can fall below nothing where a small state loses most of what it buys
        real = np.log(np.maximum(1 + np.concatenate([found.real_gdp, found.welfare_exact, found.employment]), LEAST))
        flows = self._log_flows(found)[..., cases:]
        return np.concatenate([flows.reshape(-1, cases), real[:, :cases], real[:, cases:]])

    def _log_flows(self, found: Result) -> Array:
        """Logs of changes of flows (exporter, importer, case); 0 where there are none."""
        before = self.baseline.flows[:, :, None]
        ratio = np.divide(found.flows, before, out=np.ones_like(found.flows), where=before > 0)
        return np.asarray(np.log(ratio))

    def _answer(self, elasticity: Array) -> list[Response]:
        """Nudge the output of every state in turn, for each elasticity."""
        states, cases = self.baseline.states, len(elasticity)
        nudged = np.repeat(np.exp(NUDGE * np.eye(states)), cases, axis=1)  # (state, nudged state and case)
        nothing = np.zeros((states, states))
        found = solve(
            self.baseline, nothing, elasticity=np.tile(elasticity, states), labour_elasticity=0.0, productivity=nudged
        )
        flows = (self._log_flows(found) / NUDGE).reshape(states, states, states, cases)
        income = (np.log1p(found.welfare_exact) / NUDGE).reshape(states, states, cases) - np.eye(states)[:, :, None]
        # a flow changes by what all exports of the seller have in common and what all imports of the buyer have
        cost = (np.log1p(found.wages) - np.log(nudged)) / NUDGE
        exporter = -elasticity * cost.reshape(states, states, cases)
        largest = self.baseline.flows.argmax(axis=0)
        importer = flows[largest, np.arange(states)] - exporter[largest]
        return [Response(exporter[..., row], importer[..., row], income[..., row]) for row in range(cases)]


def equilibria(trade: Array, gdp: Array, base: Array, names: tuple[str, ...]) -> Equilibria:
    """Share the equilibria of a world economy by all models that start from it.

    trade (exporter, importer) and gdp (state,) in million USD a year; base (importer, exporter): tariffs in force.
    """
    return _equilibria(trade.tobytes(), gdp.tobytes(), np.ascontiguousarray(base.T).tobytes(), names)


@lru_cache(maxsize=8)
def _equilibria(trade: bytes, gdp: bytes, tariffs: bytes, names: tuple[str, ...]) -> Equilibria:
    size = len(names)
    exports, duties = (np.frombuffer(numbers).reshape(size, size) for numbers in (trade, tariffs))
    return Equilibria(Baseline.from_flows(exports, np.frombuffer(gdp), names, home=names[0], tariffs=duties))
