"""A model that halts between what states see and what they do, so that somebody outside can decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.model import TradeWar
from sim.states import Offer
from sim.states.deals.offering import make_offer


class OpenedWar(TradeWar):
    """A `TradeWar` whose month can be opened first (chance, briefings) and lived afterwards by `step`.

    Everything else is the model's own: a month opened and then lived is the same month, to the last bit.
    """

    opened = False
    """Whether this month's chance and briefings have been."""

    def open(self) -> None:
        """Let chance happen and brief every state."""
        self.chance()
        self.observe()
        self.opened = True

    def step(self) -> None:
        """Live through one month, or through the rest of one that has been opened."""
        super().step()
        self.opened = False

    def chance(self) -> None:
        """What nobody decides this month, once."""
        if not self.opened:
            super().chance()

    def observe(self) -> None:
        """Brief every state, once."""
        if not self.opened:
            super().observe()

    def offers_to(self, party: int) -> Sequence[Offer]:
        """What the other side of each deal has put on the table for a state (row), as it will be asked about it."""
        book, found = self.world.deals, []
        for row, package in enumerate(book.packages):
            if party not in package.parties:
                continue
            waiting = book.awaiting(row) & (book.proposer[row] == package.other(party))
            more_days = waiting & book.active[row]
            for where, extension in ((more_days, True), (waiting & ~more_days, False)):
                if where.any():
                    found.append(make_offer(row, party, where, extension, self.world, self.craft))
        return found

    def again(self) -> OpenedWar:
        """The same worlds at the same moment, the same luck before them; nothing that changes is shared."""
        twin = self.fork(1)
        assert isinstance(twin, OpenedWar)
        twin.thinks_ahead = False
        twin.world.luck = self.world.luck.pick(np.arange(self.world.worlds))
        twin.log = replace(self.log, entries=list(self.log.entries))
        return twin
