"""Duties collected law by law, so that they can be paid back when a court strikes a law down."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.policy.legal import Legal
from sim.policy.tariffs import AUTHORITIES, Tariffs
from sim.types import TINY, Array, Mask, Value


def count_duties(legal: Legal, tariffs: Tariffs, flows: Array, collected_share: Value) -> None:
    """Add what each law brought in this month to what it has brought in so far, where rulings may come.

    flows (exporter, importer, world): million USD a month. collected_share: of the rates by law.
    """
    if not legal.counts:
        return
    for state, authority in np.argwhere(_levied(tariffs)).tolist():
        rates = layer_in_force(tariffs, state, authority)
        legal.collected[state, authority] += collected_share * add_up(flows[:, state] * rates)


def layer_in_force(tariffs: Tariffs, importer: int, authority: int) -> Array:
    """The part of the average rate in force that rests on one law: (exporter, world).

    What deals hold down they hold down for all laws alike.
    """
    layers = np.stack([_average(tariffs, importer, row) for row in range(len(AUTHORITIES))])
    lawful = add_up(layers)
    share = layers[authority] / np.maximum(lawful, TINY)
    part: Array = share * tariffs.in_force[importer]
    return part


def _levied(tariffs: Tariffs) -> Mask:
    """Which state levies anything under which law in any world: (state, authority)."""
    levied = np.asarray((tariffs.law > 0).any(axis=(1, 3)))
    for (importer, authority, _), rates in zip(tariffs.sector_law.keys, tariffs.sector_law.rates, strict=True):
        levied[importer, authority] |= bool((np.nan_to_num(rates) > 0).any())
    return levied


def _average(tariffs: Tariffs, importer: int, authority: int) -> Array:
    """Average rate by law over all goods by value: (exporter, world)."""
    sectors = tariffs.sector_law
    general = tariffs.law[importer, :, authority]
    mean = general.copy()
    for sector, rates in sectors.under(importer, authority).items():
        own = np.where(np.isnan(rates), general, rates)
        mean += sectors.share[importer, :, sector] * (own - general)
    return np.maximum(mean, 0)
