"""A path of policy harder than the record, so that every rule of the chain and the licence desks is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.policy.controls import BAN, LICENCE, OPEN

CIVIL, MILITARY = 0, 1


@dataclass(frozen=True)
class Charge:
    """A tariff added to those of January 2025, a fraction."""

    importer: str
    exporter: str
    rate: float


@dataclass(frozen=True)
class Restrict:
    """An export control from a day of the month on; no importers means all, no use means every use."""

    day: int
    exporter: str
    goods: tuple[str, ...]
    status: float
    terms: Mapping[str, float] = field(default_factory=dict)
    importers: tuple[str, ...] = ()
    use: int | None = None


TIGHT = {"approval_rate": 0.25, "green_channel": 0.0, "lag_months": 45 / 21}
EASED = {"approval_rate": 0.6, "green_channel": 0.3, "lag_months": 1.0}
SHORT_TERM = TIGHT | {"term_months": 2.5}
GREEN_CHANNEL_ONLY = {"approval_rate": 0.01, "green_channel": 0.5}
AT_ONCE = EASED | {"lag_months": 0.0}
SLOW = TIGHT | {"lag_months": 4.2}

APRIL, OCTOBER, ALL = ("april_2025",), ("october_2025",), ("rare_earths_all",)
CHIPS = ("us_curtailed_ai_chips",)

HARD_PATH: Mapping[int, tuple[Charge | Restrict, ...]] = {
    1: (Charge("USA", "CHN", 0.1),),
    3: (
        Charge("USA", "CHN", 1.45),
        Charge("CHN", "USA", 1.25),
        Restrict(4, "CHN", APRIL, LICENCE, TIGHT),
    ),
    4: (Charge("USA", "CHN", 0.3), Restrict(12, "USA", CHIPS, BAN, importers=("CHN",))),
    5: (Charge("CHN", "USA", 0.1), Restrict(12, "CHN", APRIL, LICENCE, EASED, use=CIVIL)),
    9: (
        Charge("USA", "CHN", 1.0),
        Restrict(9, "CHN", OCTOBER, BAN, importers=("USA", "JPN"), use=MILITARY),
        Restrict(9, "CHN", OCTOBER, LICENCE, SHORT_TERM, importers=("USA", "EUU"), use=CIVIL),
    ),
    12: (Restrict(20, "CHN", ALL, BAN, importers=("USA",)),),
    18: (Restrict(1, "CHN", ALL, LICENCE, GREEN_CHANNEL_ONLY, importers=("USA",), use=CIVIL),),
    20: (Restrict(7, "USA", CHIPS, LICENCE, EASED, importers=("CHN",), use=CIVIL),),
    24: (
        Charge("USA", "CHN", 0.2),
        Charge("USA", "EUU", 0.15),
        Restrict(1, "CHN", ALL + APRIL, OPEN),
    ),
    30: (Restrict(15, "CHN", APRIL, LICENCE, AT_ONCE, importers=("JPN",)),),
    40: (Restrict(2, "CHN", ALL, LICENCE, SLOW),),
}
"""Measures by month of the run: licences with partial approval, green channels, short terms, bans, near refusal,
reopening, and tariffs up and down. Made up, to be hard on the rules; it is no scenario."""
