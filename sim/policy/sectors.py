"""Tariffs of single sectors: what a law charges on some goods in place of its general rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.tables import Tables
from sim.types import Array, Mask, Value

Place = tuple[int, int]
"""An importer and a sector, by row."""


@dataclass
class SectorLaw:
    """Rates that laws name for single sectors, kept only where a law names any.

    share (importer, exporter, sector, 1): what each sector is of the importer's purchases from the exporter. keys:
    importer, authority and sector by row; rates: for each key what the authority charges, (exporter, world), nan where
    its general rate holds.
    """

    share: Array
    keys: tuple[tuple[int, int, int], ...] = ()
    rates: tuple[Array, ...] = ()

    @property
    def places(self) -> list[Place]:
        """Importers and sectors for which any law names a rate, each once, in the order of first use."""
        return list(dict.fromkeys((importer, sector) for importer, _, sector in self.keys))

    def of(self, importer: int, sector: int) -> dict[int, Array]:
        """Authority -> the rates (exporter, world) that it names for a sector."""
        return {
            authority: rate
            for (owner, authority, named), rate in zip(self.keys, self.rates, strict=True)
            if (owner, named) == (importer, sector)
        }

    def under(self, importer: int, authority: int) -> dict[int, Array]:
        """Sector -> the rates (exporter, world) that an authority names for it."""
        return {
            sector: rate
            for (owner, law, sector), rate in zip(self.keys, self.rates, strict=True)
            if (owner, law) == (importer, authority)
        }

    def set(self, importer: int, exporter: int, authority: int, sector: int, rate: Value, where: Mask) -> None:
        """Name a rate for a sector in the worlds of the mask; nan gives the sector back to the general rate."""
        key = (importer, authority, sector)
        if key not in self.keys:
            self.keys += (key,)
            self.rates += (np.full((self.share.shape[1], len(where)), np.nan),)
        row = self.rates[self.keys.index(key)][exporter]
        row[...] = np.where(where, rate, row)

    def end(self, importer: int, exporter: int, authority: int, where: Mask) -> None:
        """Forget what an authority named for sectors of one partner."""
        for rate in self.under(importer, authority).values():
            rate[exporter] = np.where(where, np.nan, rate[exporter])


@dataclass(frozen=True, eq=False)
class SectorRates:
    """What is charged in force on the goods of sectors that a law or a deal names, on top of January 2025.

    places: importer and sector. added: for each place the whole rate, (exporter, world). named: the part of it that
    laws name for the sector, which goods that general tariffs spare pay too.
    """

    places: tuple[Place, ...] = ()
    added: tuple[Array, ...] = ()
    named: tuple[Array, ...] = ()

    def of(self, importer: int, sector: int, general: Array) -> Array:
        """What a sector's goods pay: (exporter, world); general (exporter, world) where nothing is named for it."""
        place = (importer, sector)
        return self.added[self.places.index(place)] if place in self.places else general

    def average(self, general: Array, share: Array) -> Array:
        """Average the rates over all goods by value: (importer, exporter, world), as the general rates given."""
        mean = general.copy()
        for (importer, sector), added in zip(self.places, self.added, strict=True):
            mean[importer] += share[importer, :, sector] * (added - general[importer])
        for importer in sorted({importer for importer, _ in self.places}):
            np.maximum(mean[importer], 0, out=mean[importer])  # rounding
        return mean


def rates_in_force(
    law: Array, sectors: SectorLaw, ceiling: Array | None, own_ceilings: Mapping[Place, Array]
) -> SectorRates:
    """Work out what the sectors pay that laws or deals name.

    law (importer, exporter, authority, world): general rates. ceiling (importer, exporter, world): what deals hold the
    sum of general rates down to, None for nothing. own_ceilings: what deals hold a sector down to, (exporter, world).
    """
    places = tuple(dict.fromkeys((*sectors.places, *own_ceilings)))
    added, named = [], []
    for importer, sector in places:
        general, own = two_parts(law[importer], sectors.of(importer, sector))
        whole = (general if ceiling is None else np.minimum(general, ceiling[importer])) + own
        limit = own_ceilings.get((importer, sector))
        added.append(whole if limit is None else np.minimum(whole, limit))
        named.append(own if limit is None else np.minimum(own, limit))
    return SectorRates(places, tuple(added), tuple(named))


def two_parts(law: Array, named: Mapping[int, Array]) -> tuple[Array, Array]:
    """Sum general rates where no rate of the sector takes their place, and sum those: both (exporter, world)."""
    general, own = np.zeros_like(law[:, 0]), np.zeros_like(law[:, 0])
    for authority in range(law.shape[1]):
        rate = named.get(authority)
        if rate is None:
            general += law[:, authority]
        else:
            unnamed = np.isnan(rate)
            general += np.where(unnamed, law[:, authority], 0.0)
            own += np.where(unnamed, 0.0, rate)
    return general, own


def sector_shares(tables: Tables) -> Array:
    """Share of each sector in an importer's purchases from an exporter: (importer, exporter, sector).

    Source: import_sectors.csv; pairs without rows of their own have the mix of the rows without importer and exporter.
    """
    number = {row.sector: place for place, row in enumerate(tables.sectors)}
    states = len(tables.states)
    share = np.zeros((states, states, len(number)))
    listed = {(row.importer, row.exporter) for row in tables.import_sectors}
    own = np.zeros((states, states), dtype=bool)
    for importer, exporter in listed:
        if importer is not None and exporter is not None:
            own[tables.state_index(importer), tables.state_index(exporter)] = True
    for row in tables.import_sectors:
        if row.importer is None or row.exporter is None:
            share[~own, number[row.sector]] = row.share
        else:
            share[tables.state_index(row.importer), tables.state_index(row.exporter), number[row.sector]] = row.share
    whole: Array = share.sum(axis=-1, keepdims=True)
    return np.divide(share, whole, out=share, where=whole > 0)
