"""Routes: every border that a good crosses, for each kind of buyer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence
from sim.memory import Known
from sim.types import Array, Index, Mask

USES = ("civil", "military")
"""End uses a control can tell apart."""


@dataclass(frozen=True, eq=False)
class Routes:
    """Every border that a good crosses: good, exporter, importer and end use, each (route,).

    ranks (route, 2): where the buyers of a route stand among all buyers of its good from that exporter in that
    country for that use, from 0 (the largest and best known) to 1, by trade in January 2025. Trusted firms have routes
    of their own. None: one route holds them all. desks: number of states, 0 for as many as export.
    """

    good: Index
    exporter: Index
    importer: Index
    use: Index
    ranks: Array | None = None
    desks: int = 0

    def __len__(self) -> int:
        return len(self.good)

    @cached_property
    def by_exporter(self) -> Incidence:
        """Routes by the state whose desk decides on them."""
        return Incidence(self.exporter, self.desks or int(self.exporter.max()) + 1)

    @cached_property
    def _parts(self) -> Known[Incidence]:
        return Known()

    def desks_of(self, rows: Index) -> Incidence:
        """Some routes by the state whose desk decides on them."""
        key = rows.tobytes()
        if key not in self._parts:
            self._parts[key] = Incidence(self.exporter[rows], self.by_exporter.groups)
        return self._parts[key]

    def select(
        self,
        goods: Iterable[int],
        exporter: int | Iterable[int],
        importers: Iterable[int] | None = None,
        use: int | None = None,
    ) -> Mask:
        """Routes of these goods from one exporter or several; importers or use None means all: (route,)."""
        exporters = [exporter] if isinstance(exporter, int | np.integer) else list(exporter)
        chosen: Mask = _among(self.good, goods) & _among(self.exporter, exporters)
        if importers is not None:
            chosen &= _among(self.importer, importers)
        if use is not None:
            chosen &= self.use == use
        return chosen

    def skip_queue(self, green: Array, rows: Index) -> Array:
        """Share of the buyers of some routes who skip the queue: (row, world).

        green (row, world): share of a destination's buyers who do; the largest and best known come first.
        """
        if self.ranks is None:
            return green
        first, last = self.ranks[rows, :1], self.ranks[rows, 1:]
        share: Array = np.clip((green - first) / (last - first), 0, 1)
        return share


def _among(numbers: Index, wanted: Iterable[int]) -> Mask:
    """Which numbers are among those wanted, by way of a list of all; several times faster than `np.isin`."""
    rows = [row for row in wanted if row >= 0]
    known = np.zeros(max(int(numbers.max(initial=0)), *rows, 0) + 1, dtype=bool)
    known[rows] = True
    return known[numbers]
