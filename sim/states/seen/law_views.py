"""What a state sees of its own laws on tariffs: which are still free, how quick they are, how high they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.policy.authority import Authority, law_books
from sim.types import Mask

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


@dataclass(frozen=True, slots=True, eq=False)
class LawView:
    """One law of a state. Numbers are infinite where there is no limit.

    free (world,): it is neither struck down nor used up. months_low and months_high: how long its inquiry takes, 0 for
    at once. cap: highest rate, a fraction. days: how long a tariff under it lasts. sectors_only: it names sectors,
    never all goods. all_partners: it treats all partners alike.
    """

    free: Mask
    months_low: float
    months_high: float
    cap: float
    days: float
    sectors_only: bool
    all_partners: bool


def law_views(world: World, craft: Statecraft, row: int) -> Mapping[str, LawView]:
    """Show a state its laws by name, the quickest first."""
    return {law.name: _view(law, world.legal.free(row, law.row)) for law in law_books(craft.tables)[row].laws}


def _view(law: Authority, free: Mask) -> LawView:
    return LawView(
        free=free,
        months_low=law.months_low,
        months_high=law.months_high,
        cap=law.cap,
        days=law.days,
        sectors_only=law.sectors_only,
        all_partners=law.all_partners,
    )
