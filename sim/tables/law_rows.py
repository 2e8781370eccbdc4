"""Tables of law, politics and misfortune: what a tariff can rest on, when states vote, what third parties suffer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from sim.tables.cells import Amount, Between, Named, OneOf, Row, Share, State

AUTHORITY_NAMES = ("IEEPA", "S122", "S232", "S301", "national", "sectoral")
"""The laws a tariff can rest on: four of the United States, and two of any other state: in general, and by sector."""


@dataclass(frozen=True, kw_only=True)
class AuthorityRow(Row):
    """A law that a state's tariffs can rest on; without a state it is that of all states without rows of their own.

    order: the quickest first. months: from the decision to the tariff. cap: the highest rate, days: how long a tariff
    stands (both empty for no limit); renewable: a review may let it stand longer. sectors_only: not for all goods;
    all_partners: on all states alike. ruling_risk: how likely courts are to strike it down, over that of the riskiest;
    refunds: what was collected is then paid back. support: share of the rate asked for that an inquiry bears out.
    """

    authority: Annotated[str, OneOf(AUTHORITY_NAMES)]
    state: State | None = None
    order: Annotated[int, Between(1)]
    months_low: Amount
    months_high: Amount
    cap: Amount | None = None
    days: Annotated[int, Between(1)] | None = None
    renewable: bool
    sectors_only: bool
    all_partners: bool
    ruling_risk: Share
    refunds: bool
    support: Share


@dataclass(frozen=True, kw_only=True)
class VoteRow(Row):
    """A vote or party meeting of a state: its day (YYYY-MM-DD), and its weight, 1 where office hangs on it."""

    state: State
    date: str
    kind: Annotated[str, OneOf(("election", "congress", "session"))]
    name: str
    weight: Share


@dataclass(frozen=True, kw_only=True)
class CrisisRow(Row):
    """What stops a third party now and then: how often on average, how long, and which share of its makers."""

    crisis: str
    name: str
    state: State
    goods: Annotated[tuple[str, ...], Named("good")]
    years_between: Annotated[float, Between(1)]
    months_low: Annotated[int, Between(1)]
    months_high: Annotated[int, Between(1)]
    depth: Share


def check_authorities(rows: Sequence[AuthorityRow], folder: Path) -> None:
    """Check that each state's laws are in order and the first one is quick. Raises InputError with file and line."""
    file, by_state = folder / "authorities.csv", defaultdict[str | None, list[AuthorityRow]](list)
    for row in rows:
        by_state[row.state].append(row)
        if row.months_high < row.months_low:
            raise row.error(file, "months_high", f"{row.months_high:g} is less than {row.months_low:g} in months_low")
        if row.order != len(by_state[row.state]):
            raise row.error(file, "order", f"expected {len(by_state[row.state])}, found {row.order}")
        if row.order == 1 and (row.months_high > 0 or row.sectors_only):
            raise row.error(file, "order", "the first law of a state must work at once and on all goods")


def check_votes(rows: Sequence[VoteRow], folder: Path) -> None:
    """Check that every vote has a day of the calendar. Raises InputError with file and line."""
    for row in rows:
        try:
            date.fromisoformat(row.date)
        except ValueError:
            message = f"expected a day such as 2026-11-03, found '{row.date}'"
            raise row.error(folder / "political_calendar.csv", "date", message) from None


def check_crises(rows: Sequence[CrisisRow], folder: Path) -> None:
    """Check that the longest crisis is no shorter than the shortest. Raises InputError with file and line."""
    for row in rows:
        if row.months_high < row.months_low:
            message = f"{row.months_high} is less than {row.months_low} in months_low"
            raise row.error(folder / "crises.csv", "months_high", message)
