"""Firms as Mesa agents: each shows live views of its row, the arithmetic happens once for all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.types import Array

if TYPE_CHECKING:
    from sim.model import TradeWar


class Firm(mesa.Agent):  # type: ignore[misc]
    """One firm. Numbers that change are arrays (world,), read from the chain when asked."""

    model: TradeWar

    def __init__(self, model: TradeWar, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def state(self) -> str:
        """Code of the state the firm is in."""
        world = self.model.world
        return world.tables.state_codes[world.network.firms.state[self.row]]

    @property
    def good(self) -> str:
        """Name of the good it makes."""
        world = self.model.world
        return world.tables.good_names[world.network.firms.good[self.row]]

    @property
    def output(self) -> Array:
        """Units made last month."""
        return self.model.world.chain.output[self.row]

    @property
    def finished_stock(self) -> Array:
        """Units made and not yet sold."""
        return self.model.world.chain.finished_stock[self.row]

    @property
    def price(self) -> Array:
        """Contract price, USD a unit."""
        return self.model.world.chain.price[self.row]

    @property
    def idle(self) -> Array:
        """Share of last month's plan that lacked inputs."""
        return self.model.world.chain.idle[self.row]

    @property
    def suppliers(self) -> list[int]:
        """Rows of the firms it buys from."""
        network = self.model.world.network
        serves_it = network.slots.firm[network.links.slot] == self.row
        return sorted({int(seller) for seller in network.links.seller[serves_it]})
