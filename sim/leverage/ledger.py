"""Who can hurt whom: what each state could withhold from each other one, month by month, and how that wears out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.labelled import Labelled
from sim.leverage.books import Books, at_stake
from sim.types import MONTHS_A_YEAR, TINY, Array

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("exports", "home_supply", "output", "capacity", "stock_cover")
"""Series that a ledger is made of; savings, scrap and reserves count where they are recorded."""

LEAST = 1e-3
"""Per cent of a year's GDP: what is never more is left out."""

EVERYTHING = ""
"""Stands for all goods of a holder together."""

COLUMNS = (
    *("scenario", "month", "holder", "target", "good", "depends", "substitutable", "value_at_stake"),
    *("months_of_cover", "leverage", "leverage_p10", "leverage_p90", "wear"),
)


@dataclass(frozen=True, eq=False)
class Leverage:
    """What a holder could do to a target by withholding a good (or all goods: empty). Arrays are (month, run).

    depends: share of the target's first month's use of the good that nobody but the holder could deliver now;
    substitutable: share of what the holder sold it in the first month that others, thrift and scrap could replace now;
    value_at_stake: value added of the industries that would stop, per cent of the target's GDP; months_of_cover: until
    stocks are used up, infinite where there is no gap; leverage: what a cut-off would cost within a year, per cent of a
    year's GDP. depends, substitutable and months_of_cover are not-a-number for all goods together.
    """

    holder: str
    target: str
    good: str
    depends: Array
    substitutable: Array
    value_at_stake: Array
    months_of_cover: Array
    leverage: Array

    @property
    def wear(self) -> Array:
        """Share of the first month's leverage that has gone: (month, run); below 0 where it has grown."""
        first = self.leverage[0]
        worn: Array = 1 - self.leverage / np.where(first > TINY, first, np.nan)
        return worn


def has_leverage(results: Labelled) -> bool:
    """Whether what a ledger is made of has been recorded."""
    return all(name in results.names for name in NEEDED)


def ledger(results: Labelled, states: Collection[str] = ()) -> list[Leverage]:
    """Draw up who can hurt whom through which good, and through all goods together, for all that ever matters.

    states: whose leverage over one another is wanted; everybody's if none are named.
    """
    books = Books(results)
    found: list[Leverage] = []
    for target, goods in books.bought.items():
        if states and target not in states:
            continue
        stakes = {good: at_stake(books, target, good) for good in goods}
        holders = dict.fromkeys(holder for good in goods for holder in books.market(target, good).sellers)
        for holder in (holder for holder in holders if not states or holder in states):
            kept = [one for one in _through_each(books, holder, target, stakes) if one.leverage.max() >= LEAST]
            found += kept
            if kept:
                found.append(_together(holder, target, kept, stakes))
    return found


def total(found: Iterable[Leverage], holder: str, target: str) -> Leverage | None:
    """Look up what a holder could do to a target by all goods together; None where that is next to nothing."""
    return next((one for one in found if (one.holder, one.target, one.good) == (holder, target, EVERYTHING)), None)


def _through_each(
    books: Books, holder: str, target: str, stakes: Mapping[str, Mapping[str, float]]
) -> Iterator[Leverage]:
    """What a holder could do through each good; stakes: good -> industry -> per cent of GDP lost without it."""
    for good, industries in stakes.items():
        market = books.market(target, good)
        if holder not in market.sellers or not industries:
            continue
        others = market.supply - market.sellers[holder]
        gap = np.clip((market.needed - others - books.spare(holder, target, good)) / market.usual, 0, 1)
        cover = np.where(gap > TINY, market.cover / np.maximum(gap, TINY), np.inf)
        stake = gap * sum(industries.values())
        bought = market.sellers[holder][0] / market.usual
        replaced = np.clip(1 - gap / np.maximum(bought, TINY), 0, 1)
        yield Leverage(holder, target, good, gap, replaced, stake, cover, stake * _year_left(cover))


def _year_left(cover: Array) -> Array:
    """Share of the next twelve months that is left when stocks are used up."""
    left: Array = np.maximum(MONTHS_A_YEAR - cover, 0) / MONTHS_A_YEAR
    return left


def _together(holder: str, target: str, own: Sequence[Leverage], stakes: Mapping[str, Mapping[str, float]]) -> Leverage:
    """What a holder could do by all goods: an industry stops for want of the good that it lacks most, not twice."""
    at_risk, lost = (np.zeros_like(own[0].leverage) for _ in range(2))
    for industry in dict.fromkeys(name for one in own for name in stakes[one.good]):
        touched = [(one, stakes[one.good][industry]) for one in own if industry in stakes[one.good]]
        at_risk += np.max([share * one.depends for one, share in touched], axis=0)
        lost += np.max([share * one.depends * _year_left(one.months_of_cover) for one, share in touched], axis=0)
    unknown = np.full_like(lost, np.nan)
    return Leverage(holder, target, EVERYTHING, unknown, unknown, at_risk, unknown, lost)


def leverage_table(results: Labelled) -> pd.DataFrame:
    """The ledger as a long table, medians over runs: one row for each month, holder, target and good."""
    import pandas as pd

    rows = [row for one in ledger(results) for row in _rows(results, one)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(results: Labelled, one: Leverage) -> Iterator[tuple[object, ...]]:
    cover = np.where(np.isfinite(one.months_of_cover), one.months_of_cover, np.nan)
    low, high = np.quantile(one.leverage, BAND, axis=-1)
    columns = [np.median(values, axis=-1) for values in (one.depends, one.substitutable, one.value_at_stake)]
    columns += [np.median(cover, axis=-1), np.median(one.leverage, axis=-1), low, high, np.median(one.wear, axis=-1)]
    for place, month in enumerate(results.months):
        yield (results.scenario, month, one.holder, one.target, one.good, *(float(values[place]) for values in columns))


BAND = (0.1, 0.9)
"""The quantiles over runs that stand beside the median."""
