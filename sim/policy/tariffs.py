"""Tariffs in force: added rates by importer, exporter and legal authority, and by sector where a law names any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import add_up
from sim.policy.sectors import Place, SectorLaw, SectorRates, rates_in_force, two_parts
from sim.tables.law_rows import AUTHORITY_NAMES
from sim.types import Array, Index, Mask, Value

AUTHORITIES = AUTHORITY_NAMES
"""The laws a tariff can rest on, in the order of arrays."""

SAME = 1e-12
"""Two rates closer than this are one."""


@dataclass(frozen=True, eq=False)
class Borders:
    """Kinds of border a tariff can make dearer: exporter, importer, sector and exemption of the goods, each (kind,).

    exempt: goods that general tariffs spare; what a law names for their sector they do pay.
    """

    exporter: Index
    importer: Index
    exempt: Mask
    sector: Index


def at_borders(factor: Array, borders: Borders) -> Array:
    """Prices by pair of states (importer, exporter, world) as prices by kind of border: (kind, world)."""
    return np.where(borders.exempt[:, None], 1.0, factor[borders.importer, borders.exporter])


@dataclass
class Tariffs:
    """What each state charges on goods of each other state.

    base (importer, exporter, 1): rates of January 2025, fractions. law (importer, exporter, authority, world): general
    rates added since, layer by layer; sector_law: what takes their place for single sectors. After the relief that
    deals give: general (importer, exporter, world), what goods pay that no law names; sector_rates, what others pay;
    in_force (importer, exporter, world), the average over all goods by value: general itself where no law names any.
    """

    base: Array
    law: Array
    sector_law: SectorLaw
    general: Array
    in_force: Array
    sector_rates: SectorRates = field(default_factory=SectorRates)
    _lawful: Array | None = field(init=False, repr=False, default=None)
    _factor: Array = field(init=False, repr=False)
    _factor_of: Array | None = field(init=False, repr=False, default=None)
    _border: Array = field(init=False, repr=False)
    _border_of: Array | None = field(init=False, repr=False, default=None)

    @classmethod
    def start(cls, base: Array, worlds: int, share: Array | None = None) -> Tariffs:
        """January 2025: nothing added yet. base (importer, exporter); share (importer, exporter, sector) of imports."""
        states = len(base)
        shares = np.zeros((states, states, 0)) if share is None else share
        nothing = np.zeros((states, states, worlds))
        return cls(
            base[:, :, None],
            np.zeros((states, states, len(AUTHORITIES), worlds)),
            SectorLaw(shares[:, :, :, None]),
            nothing,
            nothing,
        )

    def set(self, importer: int, exporter: int, authority: int, rate: Value, where: Mask) -> None:
        """Write one layer of the law; where (world,) says in which worlds. The caller renews what is in force.

        A general rate of 0 ends what the authority named for single sectors too: the law taxes nothing any more.
        """
        layer = self.law[importer, exporter, authority]
        layer[...] = np.where(where, rate, layer)
        if self._lawful is not None:
            self._lawful[importer, exporter] = add_up(self.law[importer, exporter])
        if self.sector_law.keys:
            self.sector_law.end(importer, exporter, authority, where & (np.asarray(rate) == 0))

    def lawful(self) -> Array:
        """General rates added by law, all authorities together: (importer, exporter, world); to read, not to keep."""
        if self._lawful is None:
            self._lawful = add_up(self.law, axis=2)
        shown = self._lawful.view()
        shown.setflags(write=False)
        return shown

    def charged(self, importer: int, exporter: int, authority: int, sector: int) -> Array:
        """What an authority charges on a sector by law, its own rate or the general one: (world,)."""
        general: Array = self.law[importer, exporter, authority]
        named = self.sector_law.of(importer, sector).get(authority)
        return general if named is None else np.where(np.isnan(named[exporter]), general, named[exporter])

    def highest(self, importer: int, authority: int) -> Array:
        """The highest rate that rests on an authority by law, in general or on a sector: (world,)."""
        highest: Array = self.law[importer, :, authority].max(axis=0)
        for rates in self.sector_law.under(importer, authority).values():
            highest = np.maximum(highest, np.nan_to_num(rates).max(axis=0))
        return highest

    def left_by_deals(self, importer: int, sector: int | None = None) -> Array:
        """Share of what the laws charge, on a sector or in general, that deals leave in force: (exporter, world)."""
        if sector is None:
            lawful, charged = add_up(self.law[importer], axis=1), self.general[importer]
        else:
            general, own = two_parts(self.law[importer], self.sector_law.of(importer, sector))
            lawful, charged = general + own, self.sector_rates.of(importer, sector, self.general[importer])
        share: Array = np.divide(charged, lawful, out=np.ones_like(lawful), where=lawful > 0)
        return share

    def enforce(self, ceiling: Array | None, own_ceilings: Mapping[Place, Array]) -> None:
        """Renew what is in force: the law, held down by what deals promise.

        ceiling (importer, exporter, world): on the sum of general rates, None where no deal is in force. own_ceilings:
        on all that a sector pays, (exporter, world), by importer and sector.
        """
        lawful = self.lawful()
        self.general = lawful.copy() if ceiling is None else np.minimum(lawful, ceiling)
        if not (self.sector_law.keys or own_ceilings):
            self.sector_rates, self.in_force = SectorRates(), self.general
            return
        self.sector_rates = rates_in_force(self.law, self.sector_law, ceiling, own_ceilings)
        self.in_force = self.sector_rates.average(self.general, self.sector_law.share)

    def price_factor(self) -> Array:
        """Delivered price at the border over January 2025 of goods that no law names: (importer, exporter, world)."""
        if self._factor_of is not self.general:  # worked out anew only when a measure has changed what is in force
            start = 1 + self.base
            self._factor, self._factor_of = (start + self.general) / start, self.general
        return self._factor

    def border_factor(self, borders: Borders) -> Array:
        """Delivered price at the border over January 2025 by kind of border: (kind, world); always the same borders."""
        if self._border_of is not self.in_force:
            self._border = at_borders(self.price_factor(), borders)
            self._price_sectors(borders)
            self._border_of = self.in_force
        return self._border

    def _price_sectors(self, borders: Borders) -> None:
        """Write what sectors pay that laws or deals name over what goods pay in general."""
        rates = self.sector_rates
        for (importer, sector), added, named in zip(rates.places, rates.added, rates.named, strict=True):
            here = (borders.importer == importer) & (borders.sector == sector)
            for exempt, rate in ((False, added), (True, named)):
                rows = np.flatnonzero(here & (borders.exempt == exempt))
                sellers = borders.exporter[rows]
                start = 1 + self.base[importer, sellers]
                self._border[rows] = (start + rate[sellers]) / start
