"""Series of policy: tariffs in force and what the licence desks do."""

from __future__ import annotations

import numpy as np

from sim.arrays import Incidence
from sim.tracks.track import POWERS, Reader, Track, blank, names_of
from sim.world import World


def policy_tracks(world: World) -> list[Track]:
    """Tariffs by pair of states, licences by exporter, importer and good."""
    codes = world.tables.state_codes
    pairs = [
        (i, j) for i in range(len(codes)) for j in range(len(codes)) if i != j and {codes[i], codes[j]} & set(POWERS)
    ]
    importer, exporter = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    tariff = Track(
        "tariff",
        "fraction",
        "tariff in force on the partner's goods, all in",
        names_of(codes, importer),
        names_of(codes, exporter),
        blank(len(pairs)),
        lambda now: now.tariffs.base[importer, exporter] + now.tariffs.in_force[importer, exporter],
    )
    return [tariff, *_licences(world)]


def _licences(world: World) -> list[Track]:
    """The three licence series, by exporter, importer and good, in applications."""
    routes, tables = world.routes, world.tables
    listed = {tables.good_index(good) for entry in tables.control_lists.values() for good in entry.goods}
    chosen = np.flatnonzero(np.isin(routes.good, list(listed)))
    size = np.array([good.application_size for good in tables.goods])[routes.good[chosen]][:, None]
    keys, member = np.unique(
        np.stack([routes.good[chosen], routes.exporter[chosen], routes.importer[chosen]]), axis=1, return_inverse=True
    )
    together = Incidence(member.reshape(-1), keys.shape[1])

    def track(name: str, label: str, read: Reader) -> Track:
        return Track(
            name,
            "applications",
            label,
            names_of(tables.state_codes, keys[1]),
            names_of(tables.state_codes, keys[2]),
            names_of(tables.good_names, keys[0]),
            lambda now: together.sum(read(now)[chosen] / size),
        )

    return [
        track("licence_applications", "licence applications made in the month", lambda now: now.desk.applied),
        track("licence_backlog", "licence applications waiting at the end of the month", lambda now: now.desk.pending),
        track("licence_approved", "licence applications approved in the month", lambda now: now.desk.approved),
    ]
