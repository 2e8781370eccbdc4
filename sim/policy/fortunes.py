"""What chance has done to the world: plants and lanes that stand still, crises that go on, signals misread."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from sim.scenario.chances import CRISES, OUTAGES, TRANSIT
from sim.types import Array, Mask


@dataclass
class Fortunes:
    """What stands still and until when; arrays have no rows for kinds of chance that are off.

    kinds: those that are on, as in a scenario. outage (firm, world) and transit (exporter * states + importer, world):
    share out of use; the arrays `_until` hold the month from which they work again. crisis_until (crisis, world).
    """

    kinds: frozenset[str]
    outage: Array
    outage_until: Array
    transit: Array
    transit_until: Array
    crisis_until: Array

    @classmethod
    def start(cls, kinds: Collection[str], firms: int, states: int, crises: int, worlds: int) -> Fortunes:
        """Nothing has happened yet."""
        rows = (
            firms if OUTAGES in kinds else 0,
            states * states if TRANSIT in kinds else 0,
            crises if CRISES in kinds else 0,
        )
        outage, outage_until = (np.zeros((rows[0], worlds)) for _ in range(2))
        transit, transit_until = (np.zeros((rows[1], worlds)) for _ in range(2))
        crisis_until = np.zeros((rows[2], worlds))
        return cls(frozenset(kinds), outage, outage_until, transit, transit_until, crisis_until)


@dataclass
class Signals:
    """How states read each other this month.

    misread (state, world): +1 where a state takes its rival's step for one rung more than it is, -1 for one less;
    leaked (state, world): a leak shows it how its rival really stands.
    """

    misread: Array
    leaked: Mask

    @classmethod
    def start(cls, states: int, worlds: int) -> Signals:
        """Everybody sees what is."""
        return cls(np.zeros((states, worlds)), np.zeros((states, worlds), dtype=bool))
