"""Strategic reserves: bought through the supply lines of firms at home, kept, and let go when these run short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.state import ChainState
from sim.policy.programmes import Programme
from sim.types import TINY, Array, Index, Value


@dataclass
class Stockpiles:
    """Goods that governments keep; every array ends in world.

    stock (state, good, world): units; for_sale: the part bought under guarantees. claims (slot, world): units ordered
    through a firm's supply line and not yet taken over. asked (state, good, world): units to be let go this month
    whatever the market says. bill (state, world): million USD that a government paid this month for goods, less what it
    sold them for; income (firm, world): the same money as firms saw it. offtake_bill and offtake_income: the same for
    goods taken off makers' hands under a guarantee. used: whether anything was ever bought.
    """

    stock: Array
    for_sale: Array
    claims: Array
    asked: Array
    bill: Array
    income: Array
    offtake_bill: Array
    offtake_income: Array
    used: bool = False

    @classmethod
    def start(cls, network: Network, states: int, goods: int, worlds: int) -> Stockpiles:
        """Nothing in store: what states hold in January 2025 is not known well enough to be counted."""
        firms = len(network.firms)
        return cls(
            stock=np.zeros((states, goods, worlds)),
            for_sale=np.zeros((states, goods, worlds)),
            claims=np.zeros((len(network.slots), worlds)),
            asked=np.zeros((states, goods, worlds)),
            bill=np.zeros((states, worlds)),
            income=np.zeros((firms, worlds)),
            offtake_bill=np.zeros((states, worlds)),
            offtake_income=np.zeros((firms, worlds)),
        )

    def clear_bills(self) -> None:
        """Begin a month's accounts, in arrays of their own."""
        for name in ("bill", "income", "offtake_bill", "offtake_income"):
            kept = getattr(self, name)
            if kept.any():
                setattr(self, name, np.zeros_like(kept))

    def put_in(self, state: int, good: int, taken: Array, cost: Array, firms: Index) -> None:
        """Put goods of firms into a reserve, or let them go where negative: taken, cost (row, world), million USD.

        What is let go comes from all that is there in proportion, and goods bought under guarantees are paid for on
        their own account.
        """
        stock = self.stock[state, good]
        guaranteed = (taken < 0) * (self.for_sale[state, good] / np.maximum(stock, TINY))
        self.for_sale[state, good] = np.maximum(self.for_sale[state, good] + add_up(taken * guaranteed), 0)
        self.stock[state, good] = np.maximum(stock + add_up(taken), 0)
        self.bill[state] += add_up(cost * (1 - guaranteed))
        self.offtake_bill[state] += add_up(cost * guaranteed)
        # a firm has one slot for a good, so no firm comes twice
        self.income[firms] += cost

    def sell(self, state: int, good: int, sold: Array, cost: Array, firms: Index) -> None:
        """Sell goods that were bought under guarantees to firms: sold, cost (row, world), million USD."""
        total = add_up(sold)
        self.for_sale[state, good] = np.maximum(self.for_sale[state, good] - total, 0)
        self.stock[state, good] = np.maximum(self.stock[state, good] - total, 0)
        self.offtake_bill[state] -= add_up(cost)
        self.offtake_income[firms] -= cost


@dataclass(frozen=True)
class ReserveRules:
    """How reserves are run: base_price (good, 1), USD a unit; the firms' own rules; and when goods are let go.

    reserve_trigger_months: cover of a state's firms below which goods bought up under a guarantee are let go.
    """

    base_price: Array
    firms: Rules
    reserve_trigger_months: Value


@dataclass(frozen=True)
class Depot:
    """One good of one state's reserve this month: rows of the slots that use it at home and with pool partners.

    use (slot at home, 1): units a month in January 2025; programme: None where only goods bought up are kept.
    """

    state: int
    good: int
    home: Index
    pool: Index
    use: Array
    programme: Programme | None


def sales(network: Network, chain: ChainState) -> Array:
    """What every firm sold this month, to other firms and to final buyers: (firm, world), units."""
    queues = network.by_queue.sum(network.lanes.member.sum(chain.shipped))
    sold: Array = queues[0::2] + queues[1::2] + chain.sold
    return sold


def share_out(stock: Array, wanted: Array, first: int) -> Array:
    """Share a stock (world,) out to what is wanted (slot, world), the first rows before the others."""
    given = np.zeros_like(wanted)
    for rows in (slice(0, first), slice(first, None)):
        if len(wanted[rows]):
            total = add_up(wanted[rows])
            given[rows] = wanted[rows] * np.minimum(1, stock / np.maximum(total, TINY))
            stock = np.maximum(stock - total, 0)
    return given
