"""The kinds of chance that a scenario can turn on; without the key `chance` nothing happens that nobody decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic.functional_serializers import PlainSerializer

from sim.checking import describe, refuse, refuse_name

RULINGS, OUTAGES, TRANSIT, CRISES = "rulings", "outages", "transit", "crises"
LEAKS, VOTES = "leaks", "votes"

CHANCES: Mapping[str, str] = {
    RULINGS: "courts strike down tariff authorities",
    OUTAGES: "mines and plants stop for some months",
    TRANSIT: "shipments between two states stop for a month or two",
    CRISES: "third parties stop producing, as Myanmar's heavy-ore belt did",
    LEAKS: "states misread their rival, or learn how it really stands",
    VOTES: "politics weigh more before votes and party meetings",
}
"""Kind -> what it lets happen."""

EVERY_KIND = "all"


def read_chances(value: Any) -> tuple[str, ...]:
    """Accept one kind, a list of kinds or `all`; the order is always that of CHANCES."""
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list | tuple):
        refuse(f"expected a kind of chance, a list of them, or '{EVERY_KIND}', found {describe(value)}")
    if list(named) == [EVERY_KIND]:
        return tuple(CHANCES)
    for name in named:
        if name not in CHANCES:
            refuse_name("kind of chance", str(name), [*CHANCES, EVERY_KIND])
    return tuple(kind for kind in CHANCES if kind in named)


Chances = Annotated[tuple[str, ...], BeforeValidator(read_chances), PlainSerializer(list)]
