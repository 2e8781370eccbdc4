"""What governments paid for industrial policy this month, instrument by instrument, and who got it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.types import Array

INSTRUMENTS = (
    "equity_stake",
    "golden_share",
    "loan",
    "price_floor",
    "offtake",
    "strategic_reserve",
    "permitting",
    "tax_credit",
    "subsidy",
    "research",
    "friend_shoring",
    "licence_fee",
)
"""What governments pay for, in the order of the ledger's rows; fees for licences are receipts."""


@dataclass
class Ledger:
    """Million USD of this month; receipts are negative.

    paid (instrument, state, world): by governments. received (firm, world): by firms. elsewhere (world,): by
    laboratories and permit offices, less what traders pay for licences. escrow (firm, world): public funds taken up and
    not yet spent on building. used: whether anything was ever paid.
    """

    paid: Array
    received: Array
    elsewhere: Array
    escrow: Array
    used: bool = False

    @classmethod
    def start(cls, firms: int, states: int, worlds: int) -> Ledger:
        """Nothing paid yet."""
        paid = np.zeros((len(INSTRUMENTS), states, worlds))
        return cls(paid, np.zeros((firms, worlds)), np.zeros(worlds), np.zeros((firms, worlds)))

    def clear(self) -> None:
        """Begin a month, in arrays of their own."""
        for name in ("paid", "received", "elsewhere"):
            kept = getattr(self, name)
            if kept.any():
                setattr(self, name, np.zeros_like(kept))

    def post(self, instrument: str, payer: int, amount: Array) -> None:
        """Enter what a government paid, (world,) million USD, or received if negative."""
        self.paid[INSTRUMENTS.index(instrument), payer] += amount
        self.used = True

    def take_fees(self, receipts: Array) -> None:
        """Enter what treasuries took for licences, (state, world) million USD; those who trade pay it."""
        if receipts.any():
            self.paid[INSTRUMENTS.index("licence_fee")] -= receipts
            self.elsewhere = self.elsewhere - add_up(receipts)
            self.used = True

    @property
    def total(self) -> Array:
        """All that each government paid this month, less receipts: (state, world), million USD."""
        return add_up(self.paid)
