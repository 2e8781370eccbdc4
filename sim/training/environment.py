"""The trade war as a PettingZoo parallel environment: agents are states, a step is a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from gymnasium.spaces import Box, MultiDiscrete
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from sim.states.player.orders import situation
from sim.training.facts import NAMES, ranges
from sim.training.many_worlds import ManyWorlds
from sim.types import Array

Seen = dict[str, NDArray[np.float32]]
Told = dict[str, dict[str, Any]]


class TradeWarEnvironment(ParallelEnv):  # type: ignore[misc]
    """One world, played by agents that are named by the codes of their states.

    Every action is (ladder, answer, offer): a rung down, none or up (0, 1, 2); refuse or accept what is on the table
    (0, 1); put nothing (0) or a package (1 and more, `packages`) on the table. Every observation is a row of `facts`,
    scaled. The reward is the month's payoff, per cent of GDP. An episode is cut off after the last month; none ends by
    itself. The same seed and actions bring the same episode.
    """

    metadata: ClassVar[dict[str, Any]] = {"name": "chokepoint_v0", "render_modes": ["ansi"], "is_parallelizable": True}

    def __init__(self, worlds: ManyWorlds, seed: int, render_mode: str | None = None) -> None:
        self.worlds = worlds
        self.render_mode = render_mode
        self.possible_agents = list(worlds.states)
        self.agents: list[str] = []
        self.facts = NAMES
        self.packages = worlds.packages
        low, high = (end.astype(np.float32) for end in ranges())
        self.observation_spaces = {code: Box(low, high, dtype=np.float32) for code in worlds.states}
        self.action_spaces = {code: MultiDiscrete(list(worlds.sizes[code])) for code in worlds.states}
        self._next_seed = seed

    def observation_space(self, agent: str) -> Box:
        """What an agent can see: a flat box, its numbers named by `facts`."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> MultiDiscrete:
        """What an agent can do."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: Mapping[str, Any] | None = None) -> tuple[Seen, Told]:
        """Begin an episode: with the luck of a seed, or with that of the last episode's seed and one."""
        chosen = self._next_seed if seed is None else seed
        self._next_seed = chosen + 1
        seen = self.worlds.start([chosen])
        self.agents = list(self.possible_agents)
        return self._shown(seen), self._told()

    def step(
        self, actions: Mapping[str, NDArray[np.int64]]
    ) -> tuple[Seen, dict[str, float], dict[str, bool], dict[str, bool], Told]:
        """Live through a month; an agent without an action stands still. Raises InputError for what no agent can do."""
        orders = {code: np.asarray(action)[..., None] for code, action in actions.items()}
        seen, payoff = self.worlds.step(orders)
        over = self.worlds.over
        rewards = {code: float(payoff[code][0]) for code in self.agents}
        ended, cut_off = dict.fromkeys(self.agents, False), dict.fromkeys(self.agents, over)
        result = (self._shown(seen), rewards, ended, cut_off, self._told())
        if over:
            self.agents = []
        return result

    def render(self) -> str | None:
        """Tell each agent's month in words, as a player at the terminal reads it."""
        if self.render_mode != "ansi":
            return None
        return "\n\n".join(situation(self.worlds.briefing(code)) for code in self.possible_agents)

    def close(self) -> None:
        """Let go of the world."""
        self.worlds.close()

    def _shown(self, seen: Mapping[str, Array]) -> Seen:
        return {code: seen[code][:, 0].astype(np.float32) for code in self.agents}

    def _told(self) -> Told:
        """The month that comes next (YYYY-MM), and whether the agent decides in it rather than its record."""
        month = self.worlds.scenario.month_name(self.worlds.month)
        return {code: {"month": month, "free": self.worlds.free(code)} for code in self.agents}
