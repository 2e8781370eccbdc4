"""How the record names measures: the words that moves are entered under, and by which readers find them again."""

from __future__ import annotations

from sim.policy.tariffs import AUTHORITIES

TARIFF = "tariff "
"""A tariff: this and the law that it rests on."""

INQUIRY = "investigation "
"""An inquiry: this and the law under which it runs; from and to are the rates asked for."""

RULING = "court ruling "
"""A ruling: this and the law; from and to are the highest rate that rested on it."""

EXPORT_CONTROL = "export control"
"""A control on exports; for one kind of user alone, the user follows in brackets."""

ACCESS = "access"
"""What a rung of the ladder lets through."""

WITHHELD = (EXPORT_CONTROL, ACCESS)
"""How names of measures begin that withhold goods."""

THREAT = "threat"


def tariff_under(authority: int) -> str:
    """Name a tariff by the row of its law."""
    return f"{TARIFF}{AUTHORITIES[authority]}"


def inquiry_under(authority: int) -> str:
    """Name an inquiry by the row of its law."""
    return f"{INQUIRY}{AUTHORITIES[authority]}"


def ruling_on(authority: int) -> str:
    """Name a ruling by the row of the law that it is about."""
    return f"{RULING}{AUTHORITIES[authority]}"
