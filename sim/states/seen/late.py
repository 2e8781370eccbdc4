"""The facts behind the later half of a briefing: found for one state when its strategy looks at them, and once only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.arrays import add_up
from sim.policy.beliefs import HIGH, LOW, likely_rate, rate_at
from sim.policy.political_calendar import months_to_vote
from sim.states.closing import closed
from sim.states.details import Details
from sim.states.seen.deal_views import DealView
from sim.states.seen.law_views import LawView
from sim.states.seen.producers import makers_by_good, ore_by_state, roles_by_state
from sim.states.seen.scene import Scene
from sim.tables.belief_rows import TYPES
from sim.types import TINY, Array, Mask

NAMES = tuple(name for name, fact in vars(Details).items() if isinstance(fact, property))
"""All facts that are worked out when asked for."""


class Late(Mapping[str, Any]):
    """What one state finds in the scene, by name; each fact is worked out when first asked for, and read only.

    Every fact of `Details` is a method here, by the same name.
    """

    def __init__(self, row: int, scene: Scene) -> None:
        self._row, self._scene = row, scene
        self._rival, self._leader = scene.craft.ladders.against[row], scene.craft.ladders.leader[row]
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            if name not in NAMES:
                raise KeyError(name)
            self._known[name] = closed(getattr(self, name)())
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def rival_step_before(self) -> Array:
        """Step of the rival the month before last: (world,)."""
        return self._of_rival(self._scene.step_before)

    def rival_types(self) -> Mapping[str, Array]:
        """Probability of each type of rival."""
        return {name: chance[self._row] for name, chance in zip(TYPES, self._scene.types, strict=True)}

    def approval_estimate(self) -> Array:
        """Expected approval rate at the rival's desk: (world,)."""
        return likely_rate(self._scene.heard[self._row], self._scene.approved[self._row])

    def approval_low(self) -> Array:
        """Point that the approval rate all but certainly exceeds: (world,)."""
        return rate_at(LOW, self._scene.heard[self._row], self._scene.approved[self._row])

    def approval_high(self) -> Array:
        """Point that the approval rate all but certainly stays below: (world,)."""
        return rate_at(HIGH, self._scene.heard[self._row], self._scene.approved[self._row])

    def slow_walk_probability(self) -> Array:
        """How likely the rival breaks its promise at the desk: (world,)."""
        return self._own(self._scene.slow_walk)

    def rival_stocks(self) -> Array:
        """Guess how long the rival's industries can do without what this state controls, in months: (world,)."""
        hold = self._scene.craft.ladders.holds[self._row]
        if hold is None:
            return np.zeros(self._scene.worlds)
        cover = self._scene.cover[list(hold.goods), self._rival]
        used = ~np.isnan(cover)
        mean = add_up(np.where(used, cover, 0.0)) / np.maximum(add_up(used.astype(np.float64)), 1)
        noise = self._scene.craft.settings.stocks_noise * self._misjudged("stocks abroad")
        guessed: Array = mean * np.exp(noise)
        return guessed

    def rival_resolve(self) -> Array:
        """Guess how much of what it can bear the rival has left: (world,)."""
        if self._rival < 0:
            return np.zeros(self._scene.worlds)
        used = self._scene.pain[self._rival] / np.maximum(self._scene.craft.pain_limit[self._rival], TINY)
        noise = self._scene.craft.settings.resolve_noise * self._misjudged("resolve abroad")
        guessed: Array = np.clip(1 - used + noise, 0, 1)
        return guessed

    def my_payoff(self) -> Array:
        """Last month's payoff, all parts together: (world,)."""
        return add_up(self._scene.payoff[:, self._row])

    def my_payoff_before(self) -> Array:
        """Payoff of the month before last: (world,)."""
        return self._own(self._scene.welfare_before)

    def trust_in_leader(self) -> Array:
        """Trust in the leader, zero without one: (world,)."""
        if self._leader < 0:
            return np.zeros(self._scene.worlds)
        trust: Array = self._scene.trust[self._row, self._leader]
        return trust

    def rival_reach(self) -> Array:
        """Where the rival's trace rule reaches this state's firms: (world,)."""
        return self._scene.reach(self._rival, self._row)

    def my_deals(self) -> Mapping[str, Array]:
        """Days that each deal of this state still has, by name."""
        return self._scene.ties.deals(self._row)

    def packages(self) -> Mapping[str, str]:
        """The other party of each package of this state, by name."""
        return self._scene.ties.packages(self._row)

    def trade_agreements(self) -> Mapping[str, str]:
        """The other party of each trade agreement that this state could sign, by name."""
        return self._scene.ties.trade_agreements(self._row)

    def my_agreements(self) -> Mapping[str, Mask]:
        """Where this state has an agreement of friend-shoring, by the code of the other one."""
        return self._scene.ties.agreements(self._row)

    def trust_in(self) -> Mapping[str, Array]:
        """Trust in each other state, by code."""
        return self._scene.ties.trust(self._row)

    def tariffs_on_me(self) -> Mapping[str, Array]:
        """Tariffs that others have added on this state, by code."""
        return self._scene.ties.tariffs_on(self._row)

    def my_tariffs(self) -> Mapping[str, Array]:
        """Tariffs that this state has added on others, by code."""
        return self._scene.ties.tariffs_of(self._row)

    def ore(self) -> Mapping[str, tuple[str, ...]]:
        """Goods that each state digs, by code."""
        return ore_by_state(self._scene.craft.tables)

    def makers(self) -> Mapping[str, tuple[str, ...]]:
        """States that make each good, by its name."""
        return makers_by_good(self._scene.craft.tables)

    def roles(self) -> Mapping[str, str]:
        """Role of each state, by code."""
        return roles_by_state(self._scene.craft.tables)

    def talks(self) -> Mask:
        """Worlds in which this state and its rival sit at one table: (world,)."""
        return self._scene.talks(self._row, self._rival)

    def deals(self) -> Mapping[str, DealView]:
        """Deals in force with the rival, by name."""
        return self._scene.deals(self._row)

    def months_to_vote(self) -> float:
        """Months to the next vote at home, or infinite."""
        return self._months_to_vote(self._row)

    def rival_months_to_vote(self) -> float:
        """Months to the rival's next vote, or infinite."""
        return self._months_to_vote(self._rival)

    def authorities(self) -> Mapping[str, LawView]:
        """Laws of this state on tariffs, by name."""
        return self._scene.laws(self._row)

    def _own(self, by_state: Array) -> Array:
        """Read the state's own row: (world,)."""
        row: Array = by_state[self._row]
        return row

    def _of_rival(self, by_state: Array) -> Array:
        """Read the rival's row, zero without a rival: (world,)."""
        row: Array = by_state[self._rival] if self._rival >= 0 else np.zeros(self._scene.worlds)
        return row

    def _months_to_vote(self, state: int) -> float:
        craft = self._scene.craft
        away = months_to_vote(craft.tables, craft.calendar, self._scene.month)
        return float(away[state]) if state >= 0 else float("inf")

    def _misjudged(self, stream: str) -> Array:
        """Draw this state's own misjudgement of the month, none where a leak shows what is: (world,)."""
        code = self._scene.craft.codes[self._row]
        drawn = self._scene.luck.normal(f"{code}.{stream}", self._scene.month, 1)[0]
        return np.where(self._scene.leaked[self._row], 0.0, drawn)
