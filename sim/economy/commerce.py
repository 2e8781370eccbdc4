"""Trade between all states, on its way to where tariffs and shortages lead, and cut short by export controls."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Incidence, Mix, apply
from sim.chain.network import Network
from sim.economy.equilibria import INCOMES, REAL, Equilibria, TradeParameters
from sim.memory import Known
from sim.policy.controls import OPEN, Controls
from sim.policy.tariffs import Tariffs
from sim.types import MILLION, Array, Index, Value


@dataclass
class Commerce:
    """Trade and what it does to output, income and employment; every array ends in world.

    flows (exporter, importer, world): million USD a month. led (row, world): logs of changes that tariffs in force lead
    to, rows as in `Equilibria.led_by`. aim (row, world): where tariffs and shortages lead flows in the end, in logs,
    and total sales and purchases of every state, over January 2025 less 1; under_way: aim of last month, which what
    arrives follows; slow: how far what is slow has come. terms
    (state, world): logs of sellers' terms, see `Balancing`. Real GDP, real income, employment and welfare (part, state,
    world), in logs: first and last, where they lead within the first year and in the end; quick and late, how far they
    have come. judged: tariffs that led belongs to. output (state, world): what shortages leave, over baseline, that aim
    belongs to. moved: whether anything ever changed.
    """

    flows: Array
    led: Array
    aim: Array
    under_way: Array
    slow: Array
    terms: Array
    first: Array
    last: Array
    quick: Array
    late: Array
    judged: Array
    output: Array
    moved: bool = False

    @classmethod
    def start(cls, flows: Array, worlds: int) -> Commerce:
        """January 2025. flows (exporter, importer): million USD a month."""
        states = len(flows)

        def nothing(*shape: int) -> Array:
            return np.zeros((*shape, worlds))

        return cls(
            flows=np.repeat(flows[:, :, None], worlds, axis=2),
            led=nothing(states * (states + 2 * REAL)),
            aim=nothing(states * (states + 2)),
            under_way=nothing(states * (states + 2)),
            slow=nothing(states * (states + 2)),
            terms=nothing(states),
            first=nothing(REAL, states),
            last=nothing(REAL, states),
            quick=nothing(REAL, states),
            late=nothing(REAL, states),
            judged=nothing(states, states),
            output=np.ones((states, worlds)),
        )

    @property
    def real(self) -> Array:
        """Real GDP, real income, employment and welfare over baseline, less 1: (part, state, world)."""
        changed: Array = np.expm1(self.quick + self.late)
        return changed

    @property
    def balance(self) -> Array:
        """Exports less imports: (state, partner, world), million USD a month."""
        balance: Array = self.flows - self.flows.swapaxes(0, 1)
        return balance


@dataclass(frozen=True, eq=False)
class ControlledTrade:
    """Trade along the chain that controls can touch: what it is worth on each border.

    worth (link,): USD of January 2025 a unit. usual (link, 1): units a month then. pairs: borders by exporter and
    importer, flat.
    """

    route: Index
    worth: Array
    usual: Array
    pairs: Incidence
    _sums: Known[tuple[Mix, Incidence]] = field(default_factory=Known)

    @classmethod
    def of(cls, network: Network, price: Array, states: int) -> ControlledTrade:
        """Collect it from a network; price (good,): USD a unit."""
        links, routes = network.links, network.routes
        pairs = Incidence(routes.exporter * states + routes.importer, states * states)
        return cls(links.route, price[links.good], links.flow[:, None], pairs)

    def some(self, links: Index) -> ControlledTrade:
        """The same of some links."""
        return ControlledTrade(self.route[links], self.worth[links], self.usual[links], self.pairs)

    def change(self, shipped: Array, controls: Controls) -> Array | None:
        """Value on controlled borders less the usual: (pair, world), million USD a month; None without controls."""
        restricted = controls.in_force.status > OPEN
        rows = np.flatnonzero(restricted.any(axis=1))
        if not len(rows):
            return None
        by_border, by_pair = self._on(rows)
        changed = by_border.sum(shipped) - by_border.sum(self.usual)
        return by_pair.sum(changed * restricted[rows])

    def _on(self, rows: Index) -> tuple[Mix, Incidence]:
        """Value by border, and borders by pair of states, of some borders (rising)."""
        key = rows.tobytes()
        if key not in self._sums:
            chosen = np.flatnonzero(np.isin(self.route, rows))
            border = np.searchsorted(rows, self.route[chosen])
            value = Mix(border, len(rows), self.worth[chosen] / MILLION, chosen, len(self.route))
            self._sums[key] = value, Incidence(self.pairs.of[rows], self.pairs.groups)
        return self._sums[key]


@dataclass(frozen=True, eq=False)
class CommerceRules:
    """What trade hangs on. flows (exporter, importer, 1): million USD a month in January 2025.

    base (importer, exporter, 1): duties over imports then, fractions.
    at_once: share of the answer of flows that comes in the month of a change; months: mean time of the rest;
    income_months: mean time until output and incomes feel a change.
    """

    flows: Array
    base: Array
    equilibria: Equilibria
    parameters: TradeParameters
    at_once: Value
    months: Value
    income_months: Value
    controlled: ControlledTrade


def trade_abroad(
    commerce: Commerce, tariffs: Tariffs, output: Array, shipped: Array, controls: Controls, rules: CommerceRules
) -> None:
    """Move trade on for a month. output (state, world): what shortages leave, over baseline; shipped (link, world)."""
    led_elsewhere = _judge_tariffs(commerce, tariffs, rules)
    if led_elsewhere or not np.array_equal(output, commerce.output):
        commerce.output = output
        _aim(commerce, rules)
    stopped = rules.controlled.change(shipped, controls)
    commerce.moved = commerce.moved or stopped is not None
    if commerce.moved:
        _trade(commerce, stopped, rules)


def _judge_tariffs(commerce: Commerce, tariffs: Tariffs, rules: CommerceRules) -> bool:
    """Find where tariffs lead in the worlds in which they have changed; tell whether there is any."""
    if commerce.judged is tariffs.in_force:
        return False
    changed = np.flatnonzero((commerce.judged != tariffs.in_force).any(axis=(0, 1)))
    commerce.judged = tariffs.in_force
    if len(changed):
        parameters = rules.parameters.take(changed)
        commerce.led[:, changed] = rules.equilibria.led_by(tariffs.in_force[..., changed], parameters)
    return len(changed) > 0


def _aim(commerce: Commerce, rules: CommerceRules) -> None:
    """Set where trade is going: where tariffs lead, and shortages on top, to the first order.

    A state that lacks inputs is felt by its partners: its goods are dearer, and it buys less.
    """
    commerce.moved = True
    states = len(commerce.flows)
    flows = states * states
    logs, real = commerce.led[:flows], commerce.led[flows:].reshape(2, REAL, states, -1).copy()
    if not (commerce.output == 1).all():
        short, response, parameters = np.log(commerce.output), rules.equilibria.response, rules.parameters
        in_the_end = parameters.trade_elasticity
        in_time, soon = (response(one, in_the_end) for one in (in_the_end, parameters.first_year_elasticity))
        seller, buyer = apply(in_time.exporter, short), apply(in_time.importer, short)
        logs = logs + (seller[:, None] + buyer).reshape(flows, -1)
        # shortages do not last, so that incomes answer to them as in a first year
        answer = apply(soon.income, short)
        for part in INCOMES:
            real[:, part] += answer
    commerce.first, commerce.last = real
    growth = np.exp(logs).reshape(states, states, -1)
    commerce.aim = np.concatenate([logs, rules.equilibria.balancing.totals(growth)])


def _adjust(commerce: Commerce, rules: CommerceRules) -> Array:
    """Move on what answers in time: the older a change is, the more of its answer has come about.

    What arrives this month was shipped under last month's terms.
    Returns logs of flows, and total sales and purchases, as they are this month, in the rows of `aim`.
    """
    pace, soon = (-np.expm1(-1 / months) for months in (rules.months, rules.income_months))
    now: Array = rules.at_once * commerce.under_way + commerce.slow
    commerce.slow = commerce.slow + pace * ((1 - rules.at_once) * commerce.under_way - commerce.slow)
    commerce.under_way = commerce.aim
    commerce.quick = commerce.quick + soon * (commerce.first - commerce.quick)
    commerce.late = commerce.late + pace * (commerce.last - commerce.first - commerce.late)
    return now


def _trade(commerce: Commerce, stopped: Array | None, rules: CommerceRules) -> None:
    """Set flows: what buyers and sellers have come to, made to add up, less what controls stop at once."""
    states, now = len(commerce.flows), _adjust(commerce, rules)
    growth, totals = np.exp(now[: states * states]).reshape(states, states, -1), now[states * states :]
    flows, commerce.terms = rules.equilibria.balancing.close(growth, totals, commerce.terms)
    # sales at home are no trade
    flows[np.arange(states), np.arange(states)] = 0
    commerce.flows = flows if stopped is None else np.maximum(flows + stopped.reshape(flows.shape), 0)
