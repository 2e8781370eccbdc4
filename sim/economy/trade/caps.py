"""Quantity caps on chosen flows, as the tariffs that would bring them about, and who gets their rent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.economy.trade.baseline import Baseline
from sim.economy.trade.checks import by_world
from sim.errors import InputError, unknown
from sim.types import Array, Index

RECEIVERS = ("exporter", "importer", "treasury")


@dataclass(frozen=True, eq=False)
class Cap:
    """The most that may flow from an exporter to an importer, and who gets the rent of the scarcity.

    quantity: ratio to the baseline's volume, above 0, a number or (world,). rent: "exporter", "importer" (its holders
    of licences) or "treasury" (the importer's); share: the part that goes there, the rest to the other side's firms.
    """

    exporter: str
    importer: str
    quantity: float | Array
    rent: str = "exporter"
    share: float = 1.0


@dataclass(frozen=True, eq=False)
class CapTerms:
    """Caps as arrays: rows of the two states (cap,), ln of the quantity (cap, world), parts of the rent (cap,)."""

    exporter: Index
    importer: Index
    quantity: Array
    to_exporter: Array
    to_treasury: Array

    def take(self, worlds: Index) -> CapTerms:
        """Keep some worlds."""
        parts = self.exporter, self.importer, self.quantity[:, worlds], self.to_exporter, self.to_treasury
        return CapTerms(*parts)


def cap_terms(caps: Sequence[Cap], baseline: Baseline, worlds: int) -> CapTerms:
    """Look caps over and turn them into arrays; raises InputError for unknown names, signs, shares and empty flows."""
    pairs = [(baseline.row(cap.exporter), baseline.row(cap.importer)) for cap in caps]
    for cap, (exporter, importer) in zip(caps, pairs, strict=True):
        _check(cap, baseline.flows[exporter, importer])
    if len(set(pairs)) < len(pairs):
        raise InputError("two caps stand on the same flow")
    quantity = [np.broadcast_to(by_world("quantity of a cap", cap.quantity), (worlds,)) for cap in caps]
    rows = np.array(pairs, dtype=np.intp)
    to_exporter = [cap.share if cap.rent == "exporter" else 1 - cap.share for cap in caps]
    to_treasury = [cap.share if cap.rent == "treasury" else 0 for cap in caps]
    parts = np.log(np.stack(quantity)), np.array(to_exporter, dtype=float), np.array(to_treasury, dtype=float)
    return CapTerms(rows[:, 0], rows[:, 1], *parts)


def _check(cap: Cap, flow: float) -> None:
    pair = f"cap on {cap.exporter} to {cap.importer}"
    if cap.exporter == cap.importer:
        raise InputError(f"{pair}: sales at home cannot be capped")
    if flow <= 0:
        raise InputError(f"{pair}: nothing flows there in the baseline")
    if np.any(np.asarray(cap.quantity) <= 0):
        raise InputError(f"{pair}: quantity must be above 0; nothing at all would need an infinite price")
    if cap.rent not in RECEIVERS:
        raise unknown("receiver of a rent", cap.rent, RECEIVERS)
    if not 0 <= cap.share <= 1:
        raise InputError(f"{pair}: share must lie between 0 and 1, not {cap.share:g}")
