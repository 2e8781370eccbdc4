"""Firms as Mesa agents: each shows live views of its row, the arithmetic happens once for all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.types import Array
from sim.world import World

if TYPE_CHECKING:
    from sim.model import TradeWar


class Firm(mesa.Agent):  # type: ignore[misc]
    """One firm. Numbers that change are arrays (world,), read from the chain when asked."""

    def __init__(self, model: TradeWar, row: int) -> None:
        super().__init__(model)
        self.row: int = row
        self.world: World = model.world

    @property
    def state(self) -> str:
        """Code of the state the firm is in."""
        row = int(self.world.network.firms.state[self.row])
        return self.world.tables.state_codes[row]

    @property
    def good(self) -> str:
        """Name of the good it makes."""
        row = int(self.world.network.firms.good[self.row])
        return self.world.tables.good_names[row]

    @property
    def output(self) -> Array:
        """Units made last month."""
        return self._row_of(self.world.chain.output)

    @property
    def finished_stock(self) -> Array:
        """Units made and not yet sold."""
        return self._row_of(self.world.chain.finished_stock)

    @property
    def price(self) -> Array:
        """Contract price, USD a unit."""
        return self._row_of(self.world.chain.price)

    @property
    def idle(self) -> Array:
        """Share of last month's plan that lacked inputs."""
        return self._row_of(self.world.chain.idle)

    @property
    def suppliers(self) -> list[int]:
        """Rows of the firms it buys from."""
        network = self.world.network
        serves_it = network.slots.firm[network.links.slot] == self.row
        return sorted({int(seller) for seller in network.links.seller[serves_it]})

    def _row_of(self, values: Array) -> Array:
        row: Array = values[self.row]
        return row
