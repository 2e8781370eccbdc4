"""Playing states from outside, month by month: to train agents on the trade war.

    from sim.training import ManyWorlds, parallel_env
    env = parallel_env("rare_earth_controls_2025", states=("USA", "CHN"))   # PettingZoo, one world
    worlds = ManyWorlds("rare_earth_controls_2025", states=("USA",))        # arrays, as many worlds as seeds

PettingZoo is loaded when an environment is made, so that arrays do without it. What agents see and do: docs/agents.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.scenario import Scenario
from sim.training.many_worlds import DEFAULT, POWERS, ManyWorlds

if TYPE_CHECKING:
    from sim.training.environment import TradeWarEnvironment

__all__ = ["ManyWorlds", "parallel_env"]


def parallel_env(
    scenario: str | Scenario = DEFAULT,
    states: Sequence[str] = POWERS,
    months: int | None = None,
    seed: int | None = None,
    others: str | Mapping[str, str] | None = "hold",
    render_mode: str | None = None,
) -> TradeWarEnvironment:
    """Make a PettingZoo parallel environment: one world, an agent for each state played, one step a month.

    months: of a whole run, the scenario's if None; seed: of the first episode, the scenario's if None, one more each
    episode. others: what all other states follow once their record ends, or a strategy by state (the rest as the
    scenario says), or None (all as the scenario says). Raises InputError, also where PettingZoo is not installed.
    """
    try:
        from sim.training.environment import TradeWarEnvironment
    except ModuleNotFoundError as problem:
        if problem.name not in ("pettingzoo", "gymnasium"):
            raise
        message = "agents are trained with PettingZoo: python -m pip install 'chokepoint-sim[agents]'"
        raise InputError(message) from None
    worlds = ManyWorlds(scenario, states, months, others)
    return TradeWarEnvironment(worlds, worlds.scenario.seed if seed is None else seed, render_mode)
