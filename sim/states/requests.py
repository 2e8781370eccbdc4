"""What one state asks of another when it wants an agreement of friend-shoring with it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.types import Array, Mask

COMMITTING = frozenset({"common_floor", "pooled_reserve"})
"""Forms in which the one who is asked commits money or stocks of its own; all others bring it finance."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """An agreement asked for: by whom, in which form, for which goods, and in which worlds (world,).

    finance (world,): what it would bring the one who is asked in its first year, a share of its GDP. best_other
    (world,): the most that anybody else brings it for any of these goods by an agreement in force; of several bids of
    the same month that it would take it gets the highest. trusted (world,): whether it trusts the one who asks enough
    to commit money of its own.
    """

    proposer: str
    form: str
    goods: tuple[str, ...]
    where: Mask
    finance: Array
    best_other: Array
    trusted: Mask

    @property
    def commits(self) -> bool:
        """Whether the one who is asked would commit money or stocks of its own."""
        return self.form in COMMITTING
