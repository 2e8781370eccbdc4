"""The facts behind the later half of a briefing: found for one state when its strategy looks at them, and once only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.arrays import add_up
from sim.policy.beliefs import HIGH, LOW, likely_rate, rate_at
from sim.policy.political_calendar import months_to_vote
from sim.states.closing import closed
from sim.states.seen.deal_views import DealView
from sim.states.seen.law_views import LawView
from sim.states.seen.scene import Scene
from sim.tables.belief_rows import TYPES
from sim.types import TINY, Array, Mask


class Late(Mapping[str, Any]):
    """What one state finds in the scene, by name; each fact is worked out when first asked for, and read only."""

    def __init__(self, row: int, scene: Scene) -> None:
        self.row, self._scene = row, scene
        self.rival = scene.craft.ladders.against[row]
        self._leader = scene.craft.ladders.leader[row]
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = closed(FACTS[name](self))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)

    def of_rival(self, by_state: Array) -> Array:
        """Read the rival's row, zero without a rival: (world,)."""
        row: Array = by_state[self.rival] if self.rival >= 0 else np.zeros(self._scene.worlds)
        return row

    def types(self) -> Mapping[str, Array]:
        """Probability of each type of rival."""
        return {name: chance[self.row] for name, chance in zip(TYPES, self._scene.types, strict=True)}

    def approvals(self, chance: float | None = None) -> Array:
        """Expected approval rate at the rival's desk, or the point that it stays below with a chance: (world,)."""
        heard, approved = self._scene.heard[self.row], self._scene.approved[self.row]
        return likely_rate(heard, approved) if chance is None else rate_at(chance, heard, approved)

    def stocks(self) -> Array:
        """Guess how long the rival's industries can do without what this state controls, in months: (world,)."""
        hold = self._scene.craft.ladders.holds[self.row]
        if hold is None:
            return np.zeros(self._scene.worlds)
        cover = self._scene.cover[list(hold.goods), self.rival]
        used = ~np.isnan(cover)
        mean = add_up(np.where(used, cover, 0.0)) / np.maximum(add_up(used.astype(np.float64)), 1)
        noise = self._scene.craft.settings.stocks_noise * self._misjudged("stocks abroad")
        guessed: Array = mean * np.exp(noise)
        return guessed

    def resolve(self) -> Array:
        """Guess how much of what it can bear the rival has left: (world,)."""
        if self.rival < 0:
            return np.zeros(self._scene.worlds)
        used = self._scene.pain[self.rival] / np.maximum(self._scene.craft.pain_limit[self.rival], TINY)
        noise = self._scene.craft.settings.resolve_noise * self._misjudged("resolve abroad")
        guessed: Array = np.clip(1 - used + noise, 0, 1)
        return guessed

    def trust_in_leader(self) -> Array:
        """Trust in the leader: (world,)."""
        if self._leader < 0:
            return np.zeros(self._scene.worlds)
        trust: Array = self._scene.trust[self.row, self._leader]
        return trust

    def reach(self) -> Array:
        """Where the rival's trace rule reaches this state's firms: (world,)."""
        return self._scene.reach(self.rival, self.row)

    def ties(self, kind: str) -> Mapping[str, Any]:
        """What binds this state to others, by the name of the other one or of the deal."""
        found: Mapping[str, Any] = getattr(self._scene.ties, kind)(self.row)
        return found

    def own(self, name: str) -> Array:
        """Read the state's own row of an array of the scene, added up over parts: (world,)."""
        values = getattr(self._scene, name)[..., self.row, :]
        found: Array = add_up(values) if values.ndim == 2 else values
        return found

    def scene_array(self, name: str) -> Array:
        """Read the rival's row of an array of the scene: (world,)."""
        return self.of_rival(getattr(self._scene, name))

    def talks(self) -> Mask:
        """Worlds in which this state and its rival sit at one table: (world,)."""
        return self._scene.talks(self.row, self.rival)

    def deals(self) -> Mapping[str, DealView]:
        """Deals in force with the rival, by name."""
        return self._scene.deals(self.row)

    def laws(self) -> Mapping[str, LawView]:
        """Laws of this state on tariffs, by name."""
        return self._scene.laws(self.row)

    def months_to_vote(self, state: int) -> float:
        """Months to the next vote of a state, or infinite."""
        craft = self._scene.craft
        away = months_to_vote(craft.tables, craft.calendar, self._scene.month)
        return float(away[state]) if state >= 0 else float("inf")

    def _misjudged(self, stream: str) -> Array:
        """Draw this state's own misjudgement of the month, none where a leak shows what is: (world,)."""
        code = self._scene.craft.codes[self.row]
        drawn = self._scene.luck.normal(f"{code}.{stream}", self._scene.month, 1)[0]
        return np.where(self._scene.leaked[self.row], 0.0, drawn)


FACTS: Mapping[str, Callable[[Late], Any]] = {
    "rival_step_before": lambda late: late.scene_array("step_before"),
    "rival_types": lambda late: late.types(),
    "approval_estimate": lambda late: late.approvals(),
    "approval_low": lambda late: late.approvals(LOW),
    "approval_high": lambda late: late.approvals(HIGH),
    "slow_walk_probability": lambda late: late.own("slow_walk"),
    "rival_stocks": lambda late: late.stocks(),
    "rival_resolve": lambda late: late.resolve(),
    "my_payoff": lambda late: late.own("payoff"),
    "my_payoff_before": lambda late: late.own("welfare_before"),
    "trust_in_leader": lambda late: late.trust_in_leader(),
    "rival_reach": lambda late: late.reach(),
    "my_deals": lambda late: late.ties("deals"),
    "my_agreements": lambda late: late.ties("agreements"),
    "packages": lambda late: late.ties("packages"),
    "trust_in": lambda late: late.ties("trust"),
    "tariffs_on_me": lambda late: late.ties("tariffs"),
    "talks": lambda late: late.talks(),
    "deals": lambda late: late.deals(),
    "months_to_vote": lambda late: late.months_to_vote(late.row),
    "rival_months_to_vote": lambda late: late.months_to_vote(late.rival),
    "authorities": lambda late: late.laws(),
}
"""How each fact is found, by its name in the briefing."""
