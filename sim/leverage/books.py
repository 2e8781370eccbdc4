"""What a ledger of leverage is made of: who buys what from whom, what others could deliver, what hangs on a good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.labelled import Labelled
from sim.tables import load_tables
from sim.types import PER_CENT, TINY, Array


@dataclass(frozen=True, eq=False)
class Market:
    """What a target buys of a good. Arrays are (month, run), units a month unless said otherwise.

    sellers: what each state ships to it; supply: these and its own makers' together; usual (run,): the first month's;
    home: its own makers' share of that, (run,); needed: what it uses after thrift and scrap; cover: months of the usual
    use in stock, the government's included.
    """

    sellers: Mapping[str, Array]
    supply: Array
    usual: Array
    home: Array
    needed: Array
    cover: Array


class Books:
    """The series of a set of runs that a ledger is made of, sorted once."""

    def __init__(self, results: Labelled) -> None:
        self._results = results
        self._markets: dict[tuple[str, str], Market] = {}
        self._idle: dict[str, dict[str, Array]] = {}
        self._sold: dict[tuple[str, str], Array] = {}
        self.bought: dict[str, dict[str, list[str]]] = {}
        for holder, target, good in results.keys("exports"):
            if target:
                self.bought.setdefault(target, {}).setdefault(good, []).append(holder)
                flow = results.values("exports", holder, target, good)[0]
                self._sold[holder, good] = self._sold.get((holder, good), 0) + flow
        for state, _, good in results.keys("capacity"):
            unused = self.series("capacity", state, good) - self.series("output", state, good)
            self._idle.setdefault(good, {})[state] = np.maximum(unused, 0)

    def series(self, variable: str, state: str, good: str) -> Array:
        """One series, or zeros where it is not recorded: (month, run)."""
        if self._results.has(variable, state, "", good):
            return self._results.values(variable, state, "", good)
        return np.zeros((len(self._results.months), self._results.runs))

    def market(self, target: str, good: str) -> Market:
        """What a target buys of a good."""
        if (target, good) not in self._markets:
            self._markets[target, good] = self._open(target, good)
        return self._markets[target, good]

    def _open(self, target: str, good: str) -> Market:
        holders = self.bought.get(target, {}).get(good, [])
        bought = {holder: self._results.values("exports", holder, target, good) for holder in holders}
        home = self.series("home_supply", target, good)
        supply = sum(bought.values(), home)
        usual = np.maximum(supply[0], TINY)
        saved = self.series("saving", target, good) + self.series("recycled", target, good)
        return Market(
            sellers={holder: flow for holder, flow in bought.items() if flow[0].max() > TINY},
            supply=supply,
            usual=usual,
            home=home[0] / usual,
            needed=usual * np.maximum(1 - saved, 0),
            cover=np.nan_to_num(self.series("stock_cover", target, good))
            + self.series("reserve_stock", target, good) / usual,
        )

    def spare(self, holder: str, target: str, good: str) -> Array:
        """What other makers could make more, shared among the holder's customers as these bought from it at first."""
        others = [idle for state, idle in self._idle.get(good, {}).items() if state != holder]
        share = self.market(target, good).sellers[holder][0] / np.maximum(self._sold[holder, good], TINY)
        spare: Array = sum(others, np.zeros(())) * share
        return spare


def at_stake(books: Books, target: str, good: str) -> dict[str, float]:
    """Per cent of the target's GDP that each of its industries loses where it has nothing of a good."""
    return {
        industry: PER_CENT * share * lost
        for industry, share in _industries(target).items()
        if (lost := _lost_without(books, target, industry, good)) > TINY
    }


def _lost_without(books: Books, target: str, maker: str, good: str) -> float:
    """Share of the output of a maker's good in a state that is lost without an input, directly or through parts.

    Parts that the state makes itself pass the loss on by their share in what it uses; the worst of several ways counts.
    """
    ways = [0.0]
    for part, weight in _recipe(target, maker).items():
        ways.append(weight if part == good else weight * _passed_on(books, target, part, good))
    return max(ways)


def _passed_on(books: Books, target: str, part: str, good: str) -> float:
    """Share of what a state uses of a part that is lost where its own makers of the part lack a good."""
    home = float(np.median(books.market(target, part).home))
    return home * _lost_without(books, target, part, good) if home > TINY else 0.0


@cache
def _industries(state: str) -> dict[str, float]:
    """Final industries of a state and the share of its GDP that depends on inputs modelled."""
    return {row.good: row.value_added_share for row in load_tables().industries if row.state == state}


@cache
def _recipe(state: str, maker: str) -> dict[str, float]:
    """Inputs of a good made in a state, and the share of its output that is lost without each."""
    tables = load_tables()
    used = {row.input for row in tables.input_use if (row.industry, row.state) == (maker, state)}
    final = any(row.industry == maker for row in tables.input_use)
    return {
        row.input: 1.0 if row.critical else row.weight
        for row in tables.recipes
        if row.output == maker and (row.input in used or not final)
    }
