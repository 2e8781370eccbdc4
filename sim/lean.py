"""What a fork leaves out to look ahead sooner and comes to the same: links of plants that are not built."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.borders.crossing import BorderRules, RouteLinks
from sim.chain.thinning import Thinned, idle_sellers
from sim.economy.accounts import EconomyRules
from sim.economy.commerce import ControlledTrade
from sim.types import Mask
from sim.world import World


@dataclass(frozen=True, eq=False)
class Lean:
    """A thinned network, with what rules know of its links."""

    thinned: Thinned
    crossing: RouteLinks
    controlled: ControlledTrade

    @classmethod
    def of(cls, world: World, idle: Mask, economy: EconomyRules) -> Lean:
        """Leave out the links of firms that have nothing to sell."""
        thinned = Thinned.of(world.network, idle)
        return cls(thinned, RouteLinks(thinned.network.links.route), economy.commerce.controlled.some(thinned.links))

    def world(self, whole: World) -> World:
        """A world with what is left of its network; it shares all else."""
        return replace(whole, network=self.thinned.network, chain=self.thinned.chain(whole.chain))

    def rules(self, borders: BorderRules, economy: EconomyRules) -> tuple[BorderRules, EconomyRules]:
        """The same rules for what is left."""
        commerce = replace(economy.commerce, controlled=self.controlled)
        return replace(borders, links=self.crossing), replace(economy, commerce=commerce)


class Leaner:
    """Finds what a model's forks can do without, and remembers it for the next fork."""

    def __init__(self) -> None:
        self._known: dict[bytes, Lean] = {}

    def lean(self, world: World, economy: EconomyRules) -> Lean:
        """What is left of a world as it stands; it may change when a plant opens or closes."""
        idle = idle_sellers(world.network, world.chain)
        key = idle.tobytes()
        if key not in self._known:
            self._known = {key: Lean.of(world, idle, economy)}
        return self._known[key]
