"""Escalation ladders: a few rungs that stand for tariffs and access, and how measures in force read as a rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Mix
from sim.checking import Entry, check
from sim.documents import read_document
from sim.errors import unknown
from sim.parameters import DATA, SourceKeys, load_sources
from sim.policy.controls import OPEN, USES, ControlTerms, Routes
from sim.tables import Tables
from sim.types import Array, Index, Mask, Value

SLACK = 1e-9
"""Keeps 0.1 + 0.2 on the rung of 0.3."""

CIVIL = USES.index("civil")


class Power(Entry):
    """What a power can withhold from its rival, and whether allies look to it."""

    leads_allies: bool = False
    control_list: Annotated[str, Field(min_length=1)]
    source: SourceKeys


@cache
def load_powers(tables: Tables, folder: Path = DATA) -> Mapping[str, Power]:
    """Read powers.yaml: state -> power. Raises InputError for unknown states, lists, parameters and sources."""
    document = read_document(folder / "powers.yaml")
    powers = {code: check(Power, document, (code,), data=entry) for code, entry in document.data.items()}
    for code, power in powers.items():
        tables.state_index(code)
        if power.control_list not in tables.control_lists:
            raise unknown("control list", power.control_list, tables.control_lists, key=code)
        for source in power.source:
            if source not in load_sources(folder):
                raise unknown("source", source, load_sources(folder), key=code)
    return powers


@dataclass(frozen=True, eq=False)
class Hold:
    """A power's hold over its rival: the routes of its controlled goods, and the share of each good that is listed.

    chosen (route,): all routes to the rival, both end uses. civil: for each good the numbers of its civil routes.
    goods, shares: the goods and the listed share of each. share_of_route (route,): the listed share of its good.
    """

    goods: tuple[int, ...]
    chosen: Mask
    share_of_route: Array
    civil: tuple[Index, ...]
    shares: tuple[float, ...]

    @property
    def reach(self) -> float:
        """Share of the hold that the list can close at most."""
        return float(np.mean(self.shares))

    def access(self, terms: ControlTerms) -> Value:
        """Share of what the rival could have that these terms leave it: (world,)."""
        if not terms.status[self.chosen].any():
            return 1.0
        routes, mean = self._civil
        refused = 1 - approved_share(terms, routes)
        access: Array = 1 - mean.sum(refused * terms.controlled_share[routes])[0]
        return access

    def approval(self, access: Array) -> Array:
        """Approval rate of civil licences that leaves the rival this access, as far as the list reaches: (world,)."""
        return np.clip(1 - (1 - access) / self.reach, 0, 1)

    @cached_property
    def _civil(self) -> tuple[Index, Mix]:
        """All civil routes, and their mean: goods count alike, and so do the routes of a good."""
        routes = np.concatenate(self.civil)
        weight = np.concatenate([np.full(len(group), 1 / len(group) / len(self.civil)) for group in self.civil])
        return routes, Mix(np.zeros(len(routes), dtype=np.intp), 1, weight, np.arange(len(routes)), len(routes))


def approved_share(terms: ControlTerms, routes: Index) -> Array:
    """Share of the applications on some routes that these terms let through: (chosen route, world)."""
    status, rate, green = (field[routes] for field in (terms.status, terms.approval_rate, terms.green_channel))
    # a desk that approves nobody has no green channel either
    licensed = np.where(rate > 0, green + (1 - green) * rate, 0.0)
    return np.where(status == OPEN, 1.0, np.where(status == 1, licensed, 0.0))


@dataclass(frozen=True, eq=False)
class Ladders:
    """The ladders of all states.

    added_tariff and access (state, rung); against (state,): the state that each ladder is turned against, or -1;
    leader (state,): the power that a state looks to, or -1; holds: what each state can withhold, None for most.
    """

    added_tariff: Array
    access: Array
    against: tuple[int, ...]
    leader: tuple[int, ...]
    holds: tuple[Hold | None, ...]

    @classmethod
    @lru_cache(maxsize=8)
    def build(cls, tables: Tables, routes: Routes) -> Ladders:
        """Read the ladders of the tables and powers.yaml for the routes of a world."""
        rungs = min(len(rows) for rows in tables.ladders.values())
        rows = [tables.ladders[code][:rungs] for code in tables.state_codes]
        leader, against = _alignment(tables)
        return cls(
            added_tariff=np.array([[row.added_tariff for row in ladder] for ladder in rows]),
            access=np.array([[row.access for row in ladder] for ladder in rows]),
            against=against,
            leader=leader,
            holds=tuple(
                _hold(tables, routes, row.state, rival) for row, rival in zip(tables.states, against, strict=True)
            ),
        )

    @property
    def top(self) -> int:
        """The highest rung."""
        return int(self.access.shape[1]) - 1

    def expand(self, state: int, rung: Array) -> tuple[Array, Array]:
        """Turn a rung into the added tariff and access it stands for, each (world,); rung (world,)."""
        row = np.clip(np.rint(rung), 0, self.top).astype(np.intp)
        return self.added_tariff[state][row], self.access[state][row]

    def rung_of(self, states: Index, added_tariff: Array, access: Array) -> Array:
        """Find the higher of the two rungs that tariffs and access have reached: (state, world), as both arguments."""
        climbed = _reached(self.added_tariff[states], added_tariff + SLACK)
        closed = _reached(-self.access[states], SLACK - access)
        return np.maximum(climbed, closed)

    def read(self, added_tariff: Array, terms: ControlTerms) -> Array:
        """Read the rung of each state: (state, world); added_tariff, in general, (importer, exporter, world)."""
        turned = np.flatnonzero(np.array(self.against) >= 0)
        towards = np.array(self.against)[turned]
        charged = added_tariff[turned, towards]
        left = np.ones_like(charged)
        for row, state in enumerate(turned):
            hold = self.holds[state]
            if hold is not None:
                left[row] = hold.access(terms)
        rungs = np.zeros((len(self.against), added_tariff.shape[-1]))
        rungs[turned] = self.rung_of(turned, charged, left)
        return rungs


def _reached(marks: Array, values: Array) -> Array:
    """Find the lowest rung that carries the highest mark reached: (state, world).

    marks (state, rung) rise from rung to rung; several rungs may carry the same mark.
    """
    number = (marks[:, :, None] <= values[:, None, :]).sum(axis=1)
    last = np.maximum(number - 1, 0)
    lowest = (marks[:, None, :] < marks[:, :, None]).sum(axis=2)
    return np.take_along_axis(lowest, last, axis=1).astype(np.float64)


def _alignment(tables: Tables) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For each state the power it looks to and the state its ladder is turned against; -1 for none."""
    leads = [code for code, power in load_powers(tables).items() if power.leads_allies]
    first = tables.state_index(leads[0]) if leads else -1
    leader, against = [], []
    for state, row in enumerate(tables.states):
        is_led = row.role in ("ally", "partner") and state != first
        head = first if is_led else -1
        rival = row.rival or (tables.states[head].rival if is_led else None)
        leader.append(head)
        against.append(-1 if rival is None else tables.state_index(rival))
    return tuple(leader), tuple(against)


def _hold(tables: Tables, routes: Routes, code: str, rival: int) -> Hold | None:
    """Find what a state can withhold from its rival, or None."""
    power = load_powers(tables).get(code)
    if power is None or rival < 0:
        return None
    listed = tables.control_lists[power.control_list].goods
    exporter = tables.state_index(code)
    numbers = {tables.good_index(good): share for good, share in listed.items()}
    civil = {good: np.flatnonzero(routes.select([good], exporter, [rival], CIVIL)) for good in numbers}
    traded = [good for good, found in civil.items() if len(found)]
    if not traded:
        return None
    share_of_route = np.array([numbers.get(int(good), 0.0) for good in routes.good])
    return Hold(
        goods=tuple(traded),
        chosen=routes.select(numbers, exporter, [rival]),
        share_of_route=share_of_route,
        civil=tuple(civil[good] for good in traded),
        shares=tuple(numbers[good] for good in traded),
    )
