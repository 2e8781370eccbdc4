"""What a tournament came to: every strategy's payoffs, worst cases and regrets, seat by seat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import t as student

from sim.labelled import quantiles
from sim.tournament.arena import SEATS, Arena
from sim.tournament.match import BROKEN, CONFLICT, DEALS, GROWTH, PAYOFF
from sim.types import Array
from sim.validation.sampling import Draws

CONFIDENCE = 0.95
"""How sure we want to be that the interval of a mean holds it."""

BOTH = ""
"""Stands for both seats together."""


@dataclass(frozen=True)
class Standing:
    """How a strategy did in a seat (state, or empty for both seats), over all opponents and worlds.

    payoff: mean, per cent of GDP a month; margin: half the width of its 95 % interval over worlds; low, high: 10 and 90
    % points over opponents and worlds; worst: the lowest. regret: what the best reply in hindsight to the same
    opponent in the same world would have brought more, mean and highest. rival, growth, rival_growth: means, per cent
    of GDP; conflict: months; deals: a run; kept: share of these that the strategy did not break, nan without deals.
    """

    strategy: str
    state: str
    payoff: float
    margin: float
    low: float
    high: float
    worst: float
    regret: float
    worst_regret: float
    rival: float
    growth: float
    rival_growth: float
    conflict: float
    deals: float
    kept: float


@dataclass(frozen=True, eq=False)
class Tournament:
    """All matches: scores (measure, entrant in the first seat, entrant in the second seat, seat, run).

    looking_ahead: names of the entrants that think through what may come.
    """

    names: tuple[str, ...]
    arena: Arena
    draws: Draws
    scores: Array
    looking_ahead: tuple[str, ...] = ()

    def own(self, measure: int, seat: int) -> Array:
        """Score of a seat's own strategy: (strategy in this seat, opponent, run)."""
        return self._seen_from(seat, self.scores[measure, :, :, seat])

    def rivals(self, measure: int, seat: int) -> Array:
        """Score of the opponent of a seat's strategy: (strategy in this seat, opponent, run)."""
        return self._seen_from(seat, self.scores[measure, :, :, SEATS - 1 - seat])

    def regret(self, seat: int) -> Array:
        """What the best reply in hindsight would have brought more: (strategy, opponent, run), nought or above."""
        payoff = self.own(PAYOFF, seat)
        lost: Array = payoff.max(axis=0, keepdims=True) - payoff
        return lost

    @property
    def places(self) -> tuple[str, ...]:
        """What is ranked, in this order: the first seat, the second, and both together."""
        return (*self.arena.states, BOTH)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every strategy in each seat, and then in both, best mean payoff first."""
        table = [self._standing(row, seats) for seats in ((0,), (1,), (0, 1)) for row in range(len(self.names))]
        return tuple(sorted(table, key=lambda one: (self.places.index(one.state), -one.payoff)))

    def ranking(self, state: str = BOTH) -> list[Standing]:
        """Standings in a seat, or in both, best mean payoff first."""
        return [one for one in self.standings if one.state == state]

    def _seen_from(self, seat: int, values: Array) -> Array:
        return values if seat == 0 else values.swapaxes(0, 1)

    def _standing(self, row: int, seats: tuple[int, ...]) -> Standing:
        def own(measure: int) -> Array:
            return np.concatenate([self.own(measure, seat)[row] for seat in seats])

        def rivals(measure: int) -> Array:
            return np.concatenate([self.rivals(measure, seat)[row] for seat in seats])

        payoff, deals = own(PAYOFF), own(DEALS)
        regret = np.concatenate([self.regret(seat)[row] for seat in seats])
        low, _, high = (float(point) for point in quantiles(payoff.reshape(-1)))
        return Standing(
            strategy=self.names[row],
            state=BOTH if len(seats) == SEATS else self.arena.states[seats[0]],
            payoff=float(payoff.mean()),
            margin=_margin(payoff.mean(axis=0)),
            low=low,
            high=high,
            worst=float(payoff.min()),
            regret=float(regret.mean()),
            worst_regret=float(regret.max()),
            rival=float(rivals(PAYOFF).mean()),
            growth=float(own(GROWTH).mean()),
            rival_growth=float(rivals(GROWTH).mean()),
            conflict=float(own(CONFLICT).mean()),
            deals=float(deals.mean()),
            kept=1 - float(own(BROKEN).sum() / deals.sum()) if deals.any() else float("nan"),
        )


def _margin(values: Array) -> float:
    """Half the width of the interval of a mean over independent worlds (run,), by Student's t; 0 if nothing varies."""
    point = student.ppf(1 - (1 - CONFIDENCE) / 2, len(values) - 1)
    return float(point * values.std(ddof=1) / np.sqrt(len(values)))
