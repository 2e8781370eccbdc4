"""What a government expects its rival to do while it thinks ahead: by the types it believes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.errors import unknown
from sim.tables.belief_rows import TYPES
from sim.types import Array, Mask


@dataclass(frozen=True, eq=False)
class BelievedRival:
    """Which type the rival is taken for: soft and hard (world,); normal where it is neither."""

    soft: Mask
    hard: Mask

    @classmethod
    def of(cls, types: Mapping[str, Array] | None, worlds: int, copies: int) -> BelievedRival:
        """Take the most probable type in each world of a fork, the normal one where several are alike.

        types: probability by name, one number or (world of the model,). Raises InputError for an unknown type.
        """
        never = np.zeros(worlds, dtype=bool)
        if types is None:
            return cls(never, never)
        for name in types:
            if name not in TYPES:
                raise unknown("type of rival", name, TYPES)
        soft, normal, hard = (np.broadcast_to(types.get(name, 0.0), worlds // copies) for name in TYPES)
        return cls(
            np.repeat((soft > normal) & (soft > hard), copies),
            np.repeat((hard > normal) & (hard > soft), copies),
        )


def one_type(types: Mapping[str, Array], point: Array) -> dict[str, Array]:
    """Settle on one type in each world, each as often as it is held to be likely: 1 for that type, 0 for the others.

    types: probability (world,) of each of TYPES. point (world,), from 0 to 1: with the types laid side by side from
    soft to hard, the one in whose part it lies.
    """
    soft, hard = point < types["soft"], point >= 1 - types["hard"]
    chosen = {"soft": soft, "normal": ~soft & ~hard, "hard": hard & ~soft}
    return {name: chosen[name].astype(np.float64) for name in TYPES}


def believed_step(mine: Array, theirs: Array, their_step: Array, rival: BelievedRival) -> Array:
    """Where a rival of these types goes from its own rung, seen where the other stands and last stepped: (world,).

    Soft lets steps up go, and comes down a rung a month while it stands above the other. Normal answers step for step,
    never beyond the other's rung (Axelrod 1984). Hard climbs a rung a month until it stands one above, and stays.
    Nan where it stays.
    """
    lead = theirs - mine
    soft = np.where(lead < 0, mine - 1, np.nan)
    up, down = (their_step > 0) & (lead > 0), (their_step < 0) & (lead < 0)
    normal = np.where(up, mine + np.minimum(their_step, lead), np.nan)
    normal = np.where(down, mine + np.maximum(their_step, lead), normal)
    hard = np.where(lead >= 0, mine + 1, np.nan)
    return np.where(rival.soft, soft, np.where(rival.hard, hard, normal))
