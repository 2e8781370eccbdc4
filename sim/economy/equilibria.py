"""Where tariffs lead in time, and what shortages do to partners: the equilibrium, solved once for each case.

Both follow from tariffs and parameters alone, never from what came before: so what has been worked out once holds for
every world and month in which it comes up again, and a world alone gets the same bits as in a batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache

import numpy as np

from sim.arrays import add_up
from sim.economy.balancing import Balancing
from sim.economy.trade import Baseline, Result, solve
from sim.economy.trade.solver import SCALE
from sim.types import MONTHS_A_YEAR, Array, Index, Value

MOST_KEPT = 8192
"""Solutions kept at once: some 34 MB."""

ANSWERS_KEPT, RESPONSES_KEPT = 2048, 8
"""Answers to shortages kept at once, for single pairs of elasticities and for batches of worlds: some 18 MB each."""

TOLERANCE = 1e-9
"""A solution is taken when no logarithm moves by more in a step."""

LEAST = 0.1
"""Of what a state had, the least that a tariff leaves it of output, income and jobs."""

NUDGE = -0.01
"""Shortage, in logs of output, by which the response to shortages is measured: that of a bad month."""

REAL = 4
"""What is told of every state: real GDP, real income, employment, welfare."""

INCOMES = [1, 3]
"""Rows of real income and of welfare among them."""


@dataclass(frozen=True)
class TradeParameters:
    """Parameters of the equilibrium under their names in sim/data/parameters/trade.yaml, each a Value."""

    trade_elasticity: Value
    first_year_elasticity: Value
    labour_supply_elasticity: Value
    revenue_cuts_taxes: Value
    collected_tariff_share: Value
    border_pass_through: Value

    def take(self, worlds: Index) -> TradeParameters:
        """Keep some worlds."""
        return TradeParameters(*(np.asarray(value)[worlds] if np.ndim(value) else value for value in self._values))

    @property
    def _values(self) -> tuple[Value, ...]:
        return tuple(getattr(self, part.name) for part in fields(self))

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
    _answers: dict[tuple[float, float], Response] = field(default_factory=dict)
    _responses: dict[bytes, Response] = field(default_factory=dict)

    @cached_property
    def balancing(self) -> Balancing:
        """What makes monthly flows around the baseline add up."""
        return Balancing.of(self.baseline.flows / MONTHS_A_YEAR)

    def led_by(self, added: Array, parameters: TradeParameters) -> Array:
        """Where tariffs added by law (importer, exporter, world) lead: logs of changes (row, world).

        Rows: flows in the end (exporter, importer, flat) at the exporter's price; real GDP, real income, employment and
        welfare by state within the first year, then the same in the end. Cases that are not known yet are solved
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

    def response(self, elasticity: Value, in_the_end: Value) -> Response:
        """How flows and incomes answer to shortages: one case, or one for each world where the elasticity differs.

        in_the_end: elasticity of the long run, to which returns to scale belong. Labour is held fixed: a plant that
        waits for a part keeps its people, and output falls by the shortage alone.
        """
        pairs = np.stack(np.broadcast_arrays(np.atleast_1d(elasticity), np.atleast_1d(in_the_end))).astype(float)
        key = pairs.tobytes()
        if key not in self._responses:
            if len(self._responses) >= RESPONSES_KEPT:
                self._responses.clear()
            self._responses[key] = self._gathered(list(map(tuple, pairs.T.tolist())))
        return self._responses[key]

    def _gathered(self, wanted: list[tuple[float, float]]) -> Response:
        """Responses for pairs of elasticities side by side; those that are not known yet are worked out together."""
        new = [one for one in dict.fromkeys(wanted) if one not in self._answers]
        if new:
            if len(self._answers) + len(new) > ANSWERS_KEPT:
                self._answers.clear()
                new = list(dict.fromkeys(wanted))
            self._answers.update(zip(new, self._answer(*np.array(new).T), strict=True))
        found = [self._answers[one] for one in wanted]
        names = ("exporter", "importer", "income")
        return Response(*(np.stack([getattr(one, name) for one in found], axis=-1) for name in names))

    def _solve(self, rates: Array, columns: Array) -> Array:
        """Solve cases together: rates (exporter, importer, case) by law, columns (parameter, case)."""
        in_the_end, first_year, labour, rebate, collected, passed_on = columns
        cases = rates.shape[-1]
        charged = collected * rates
        # both in one go; returns to scale belong to firms, not to the age of a tariff, and stay those of the long run
        found = solve(
            self.baseline,
            np.concatenate([charged, charged], axis=-1),
            elasticity=np.concatenate([first_year, in_the_end]),
            scale=np.tile(SCALE / in_the_end, 2),
            labour_elasticity=np.tile(labour, 2),
            rebate=np.tile(rebate, 2),
            lenders="cut",
            tolerance=TOLERANCE,
        )
        real = np.stack([found.real_gdp, found.real_income, found.employment, found.welfare_exact])
        soon, late = real[..., :cases], real[..., cases:]
        income = soon[0] + self._shifted(charged, found.flows[..., :cases], passed_on)
        soon[3] += (income - soon[1]) / (1 - self._effort(labour))
        soon[1] = income
        # welfare counts effort, so that it can fall below nothing where a small state loses most of what it buys
        logs = np.log(np.maximum(1 + np.concatenate([*soon, *late]), LEAST))
        return np.concatenate([self._log_flows(found)[..., cases:].reshape(-1, cases), logs])

    def _effort(self, labour: Array) -> Array:
        """What work costs those who do it, by their supply of labour: (state, case), part of spending."""
        earned = self.baseline.income / self.baseline.final_spending
        return np.asarray(labour / (1 + labour) * earned[:, None])

    def _shifted(self, charged: Array, flows: Array, passed_on: Array) -> Array:
        """Income that exporters lose to treasuries abroad before wages have answered: (state, case), part of GDP.

        Prices at the border take `passed_on` of the added duty, charged (exporter, importer, case); the rest is borne
        by exporters, on what still comes: flows (exporter, importer, case). What one state gains another loses.
        """
        borne = (1 - passed_on) * charged * flows
        gdp = self.baseline.income + self.baseline.revenue
        return np.asarray((add_up(borne) - add_up(borne, axis=1)) / gdp[:, None])

    def _log_flows(self, found: Result) -> Array:
        """Logs of changes of flows (exporter, importer, case); 0 where there are none."""
        before = self.baseline.flows[:, :, None]
        ratio = np.divide(found.flows, before, out=np.ones_like(found.flows), where=before > 0)
        return np.asarray(np.log(ratio))

    def _answer(self, elasticity: Array, in_the_end: Array) -> list[Response]:
        """Nudge the output of every state in turn, for each pair of elasticities."""
        states, cases = self.baseline.states, len(elasticity)
        nudged = np.repeat(np.exp(NUDGE * np.eye(states)), cases, axis=1)  # (state, nudged state and case)
        nothing = np.zeros((states, states))
        found = solve(
            self.baseline,
            nothing,
            elasticity=np.tile(elasticity, states),
            scale=np.tile(SCALE / in_the_end, states),
            labour_elasticity=0.0,
            productivity=nudged,
        )
        flows = (self._log_flows(found) / NUDGE).reshape(states, states, states, cases)
        income = (np.log1p(found.real_income) / NUDGE).reshape(states, states, cases) - np.eye(states)[:, :, None]
        # a flow changes by what all exports of the seller have in common and what all imports of the buyer have
        cost = (np.log1p(found.wages) - np.log(nudged)) / NUDGE
        exporter = -elasticity * cost.reshape(states, states, cases)
        largest = self.baseline.flows.argmax(axis=0)
        importer = flows[largest, np.arange(states)] - exporter[largest]
        return [Response(exporter[..., row], importer[..., row], income[..., row]) for row in range(cases)]


def equilibria(trade: Array, gdp: Array, base: Array, names: tuple[str, ...]) -> Equilibria:
    """Share the equilibria of a world economy by all models that start from it.

    trade (exporter, importer) and gdp (state,) in million USD a year; base (importer, exporter): duties over imports.
    """
    return _equilibria(trade.tobytes(), gdp.tobytes(), np.ascontiguousarray(base.T).tobytes(), names)


@lru_cache(maxsize=8)
def _equilibria(trade: bytes, gdp: bytes, tariffs: bytes, names: tuple[str, ...]) -> Equilibria:
    size = len(names)
    exports, duties = (np.frombuffer(numbers).reshape(size, size) for numbers in (trade, tariffs))
    return Equilibria(Baseline.from_flows(exports, np.frombuffer(gdp), names, home=names[0], tariffs=duties))
