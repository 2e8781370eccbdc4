"""The month as it stood when briefings were written: what the later half of a briefing is found in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sim.luck import Luck
from sim.states.judging.alliances import reach
from sim.states.seen.deal_views import DealView, deal_views
from sim.states.seen.law_views import LawView, law_views
from sim.states.seen.ties import Ties
from sim.states.statecraft import Statecraft
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.world import World


@dataclass(frozen=True, eq=False)
class Scene:
    """The month as it stood when briefings were written. What changes in place is not among these arrays."""

    month: int
    worlds: int
    step_before: Array
    pain: Array
    payoff: Array
    welfare_before: Array
    trust: Array
    cover: Array
    types: Array
    heard: Array
    approved: Array
    slow_walk: Array
    reach: Callable[[int, int], Array]
    deals: Callable[[int], Mapping[str, DealView]]
    talks: Callable[[int, int], Mask]
    laws: Callable[[int], Mapping[str, LawView]]
    ties: Ties
    leaked: Mask
    craft: Statecraft
    luck: Luck

    @classmethod
    def of(cls, world: World, craft: Statecraft, luck: Luck) -> Scene:
        """Take down the month."""
        relations, beliefs = world.relations, world.beliefs

        return cls(
            month=world.month,
            worlds=world.worlds,
            step_before=relations.own_step_before,
            pain=relations.pain,
            payoff=relations.payoff,
            welfare_before=relations.welfare_before,
            trust=relations.trust,
            cover=world.economy.cover,
            types=beliefs.types,
            heard=beliefs.heard,
            approved=beliefs.approved,
            slow_walk=beliefs.slow_walk,
            reach=lambda owner, state: reach(world, owner, craft)[state],
            deals=partial(deal_views, world, craft),
            talks=world.deals.talks_between,
            laws=partial(law_views, world, craft),
            ties=Ties(world, craft),
            leaked=world.signals.leaked,
            craft=craft,
            luck=luck,
        )
