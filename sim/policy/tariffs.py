"""Tariffs in force: added rates by importer, exporter and legal authority."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.types import Array, Mask, Value

AUTHORITIES = ("IEEPA", "S122", "S232", "S301", "national")
"""The laws a tariff can rest on: four of the United States, and any other state's own."""


@dataclass
class Tariffs:
    """What each state charges on goods of each other state.

    base (importer, exporter, 1): rates of January 2025, fractions. law (importer, exporter, authority, world): rates
    added since, layer by layer. in_force (importer, exporter, world): added rates after the relief that deals give.
    """

    base: Array
    law: Array
    in_force: Array
    _factor: Array = field(init=False, repr=False)
    _factor_of: Array | None = field(init=False, repr=False, default=None)

    @classmethod
    def start(cls, base: Array, worlds: int) -> Tariffs:
        """January 2025: nothing added yet. base (importer, exporter)."""
        states = len(base)
        return cls(
            base[:, :, None], np.zeros((states, states, len(AUTHORITIES), worlds)), np.zeros((states, states, worlds))
        )

    def set(self, importer: int, exporter: int, authority: int, rate: Value, where: Mask) -> None:
        """Write one layer of the law; where (world,) says in which worlds. The caller renews what is in force."""
        layer = self.law[importer, exporter, authority]
        layer[...] = np.where(where, rate, layer)

    def lawful(self) -> Array:
        """Added rates by law, all authorities together: (importer, exporter, world)."""
        total: Array = self.law[:, :, 0].copy()
        for authority in range(1, len(AUTHORITIES)):
            total += self.law[:, :, authority]
        return total

    def price_factor(self) -> Array:
        """Delivered price at the border over its level of January 2025: (importer, exporter, world)."""
        if self._factor_of is not self.in_force:  # worked out anew only when a measure has changed what is in force
            start = 1 + self.base
            self._factor, self._factor_of = (start + self.in_force) / start, self.in_force
        return self._factor
