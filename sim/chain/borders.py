"""The borders that goods cross, with routes of their own for buyers that a licence desk can trust."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence, distinct
from sim.chain.entities import Firms, Slots
from sim.policy.routes import USES, Routes
from sim.types import Array, Index, Mask

CIVIL = USES.index("civil")


def trusted_buyers(firms: Firms) -> Mask:
    """The largest firm of every good and state that has several: the names a desk knows, (firm,)."""
    order = np.lexsort((-firms.output, firms.state, firms.good))
    cell = np.stack([firms.good[order], firms.state[order]])
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (cell[:, 1:] != cell[:, :-1]).any(axis=0)
    followed = np.append(~starts[1:], False)
    trusted = np.zeros(len(order), dtype=bool)
    trusted[order] = starts & followed
    return trusted


def routes_of(firms: Firms, slots: Slots, seller: Index, slot: Index, flow: Array) -> tuple[Routes, Index]:
    """Borders that goods cross, and the border of each link (one past the last for domestic trade).

    seller, slot, flow (link,).
    """
    exporter, importer = firms.state[seller], slots.state[slot]
    trusted = trusted_buyers(firms)[slots.firm[slot]] & (slots.use[slot] == CIVIL)
    keys = np.stack([slots.good[slot], exporter, importer, slots.use[slot], ~trusted])
    abroad = exporter != importer
    borders, _, member = distinct(keys[:, abroad])
    route = np.full(len(seller), borders.shape[1], dtype=np.intp)
    route[abroad] = member
    usual = Incidence(member, borders.shape[1]).sum(flow[abroad][:, None])[:, 0]
    good, exporter, importer, use, _ = borders
    return Routes(good, exporter, importer, use, _ranks(borders, usual)), route


def _ranks(borders: Index, usual: Array) -> Array:
    """Where the buyers of each route stand among those of the same good, exporter, country and use: (route, 2).

    Trusted ones come first, by their share of the usual trade; routes without others beside them hold all, 0 to 1.
    """
    _, group = np.unique(borders[:4], axis=1, return_inverse=True)
    beside = Incidence(group.reshape(-1), int(group.max()) + 1)
    is_other = borders[4][:, None].astype(float)
    total = beside.spread(beside.sum(usual[:, None]))[:, 0]
    trusted = beside.spread(beside.sum(usual[:, None] * (1 - is_other)))[:, 0]
    shared = (trusted > 0) & (trusted < total)
    share = np.where(shared, trusted / np.where(shared, total, 1), 0.0)
    other = borders[4] == 1
    first = np.where(shared & other, share, 0.0)
    last = np.where(shared & ~other, share, 1.0)
    return np.stack([first, last], axis=1)
