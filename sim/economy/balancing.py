"""Make flows add up: what each state sells in all is what it makes, what it buys in all is what it spends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up, apply
from sim.types import TINY, Array


@dataclass(frozen=True, eq=False)
class Balancing:
    """Flows of January 2025 with sales at home, and how total sales answer to sellers' terms around them.

    flows (exporter, importer, 1): million USD a month; sales and purchases (state, 1): their totals. correction (state,
    state, 1): change of the logs of all sellers' terms that makes up for a gap in the logs of their total sales.
    """

    flows: Array
    sales: Array
    purchases: Array
    correction: Array

    @classmethod
    def of(cls, flows: Array) -> Balancing:
        """Prepare for flows (exporter, importer), sales at home on the diagonal."""
        sold = flows / np.maximum(flows.sum(axis=1, keepdims=True), TINY)
        bought = flows / np.maximum(flows.sum(axis=0), TINY)
        answer = np.eye(len(flows)) - sold @ bought.T
        # all terms up by the same factor change nothing: the answer has no inverse, its least correction is taken
        whole = flows[:, :, None]
        return cls(whole, add_up(whole, axis=1), add_up(whole), np.linalg.pinv(answer)[:, :, None])

    def totals(self, growth: Array) -> Array:
        """Total sales, then total purchases, over January 2025, less 1: (sales and purchases of states, world).

        growth (exporter, importer, world): flows over those of January 2025.
        """
        grown = self.flows * growth
        return np.concatenate([add_up(grown, axis=1) / self.sales, add_up(grown) / self.purchases]) - 1

    def close(self, growth: Array, totals: Array, terms: Array) -> tuple[Array, Array]:
        """Flows (exporter, importer, world), million USD a month, whose totals are those given, as `totals` has them.

        Each flow is `growth` times that of January 2025, times a term of its seller and one of its buyer, as in
        structural gravity (Anderson and van Wincoop): the multilateral part. terms (state, world): logs of the sellers'
        terms to begin from, those of last month; their new ones are returned. Buyers' totals hold exactly, sellers' to
        the second order of what has changed since, which next month makes up for.
        """
        sales, purchases = (1 + part for part in np.split(totals, 2))
        flows = self.flows * growth
        flows *= np.exp(terms)[:, None]
        flows *= purchases * self.purchases / add_up(flows)
        gap = np.log(sales * self.sales / add_up(flows, axis=1))
        added = apply(self.correction, gap)
        flows *= np.exp(added)[:, None]
        flows *= purchases * self.purchases / add_up(flows)
        return flows, terms + added
