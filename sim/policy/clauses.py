"""What the parties of a deal promise each other: ceilings on tariffs and reliefs from export controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.policy.controls import LICENCE, OPEN, USES, ControlTerms, Routes
from sim.policy.sectors import Place
from sim.policy.terms import written
from sim.tables import Tables
from sim.types import Array, Index, Mask, Value

STATUS_NAMES = ("open", "licence", "ban")
"""The status of a route in words; the number is the place."""

BETTER = {
    "approval_rate": np.maximum,
    "green_channel": np.maximum,
    "term_months": np.maximum,
    "general_term_months": np.maximum,
    "lag_months": np.minimum,
    "controlled_share": np.minimum,
    "status": np.minimum,
}
"""Terms of a control that a clause can better, and which of two values is the better one for the buyer."""

PRICE = ("fee", "rent_to")
"""Terms of a control that are the price of the relief: the clause's own replace those of the law."""


@dataclass(frozen=True, eq=False)
class Clause:
    """One promise. actor and partners are rows of states.

    A tariff clause holds the actor's general added rate on the partners down to `rate`: what laws name for single
    sectors stays outside. With `sectors` (rows) it holds down all that these pay instead. With `cut` it takes so much
    off the general rate that other clauses leave. A control clause betters the terms on `routes` (chosen route, 1) to
    `terms` (name and value), wherever these are better for the buyer. snap_back: whether the actor may suspend the
    clause when the other side is seen to break its word; None: tariff clauses, if the other side promises licences.
    """

    actor: int
    partners: tuple[int, ...]
    rate: float | None = None
    sectors: tuple[int, ...] = ()
    routes: Index | None = None
    terms: tuple[tuple[str, Value], ...] = ()
    cut: float = 0.0
    snap_back: bool | None = None

    @property
    def rows(self) -> Index:
        """Numbers of the routes that a control clause is about."""
        return np.zeros(0, dtype=np.intp) if self.routes is None else self.routes[:, 0]


@dataclass(frozen=True, eq=False)
class Package:
    """A deal that can be put on the table: its name, parties (rows of states), length in days, and clauses."""

    name: str
    title: str
    parties: tuple[int, int]
    days: int
    clauses: tuple[Clause, ...]

    def other(self, party: int) -> int:
        """Name the other party."""
        return self.parties[1] if party == self.parties[0] else self.parties[0]

    def promises_licences(self, party: int) -> bool:
        """Whether a party has promised to ease its export controls."""
        return any(clause.actor == party and clause.routes is not None for clause in self.clauses)

    def routes_of(self, party: int) -> Index:
        """Numbers of all routes on which a party has promised licences."""
        rows = [clause.rows for clause in self.clauses if clause.actor == party]
        return np.unique(np.concatenate([np.zeros(0, dtype=np.intp), *rows]))

    def linked(self, party: int) -> list[int]:
        """Numbers of the clauses that a party may suspend when the other one is seen to break its word."""
        licences = self.promises_licences(self.other(party))
        return [
            number
            for number, clause in enumerate(self.clauses)
            if clause.actor == party
            and (clause.routes is None and licences if clause.snap_back is None else clause.snap_back)
        ]


@dataclass(frozen=True, eq=False)
class Binding:
    """A clause with the worlds in which it binds: (world,)."""

    clause: Clause
    where: Mask


def tariff_clause(
    tables: Tables,
    actor: str,
    partners: Sequence[str],
    rate: float,
    sectors: Sequence[str] = (),
    snap_back: bool | None = None,
) -> Clause:
    """Promise a ceiling on an added tariff, a fraction: on the general rate, or on all that some sectors pay."""
    rows = tuple(tables.sector_index(sector) for sector in sectors)
    partner_rows = states_of(tables, partners, actor)
    return Clause(tables.state_index(actor), partner_rows, rate=rate, sectors=rows, snap_back=snap_back)


def cut_clause(tables: Tables, actor: str, partners: Sequence[str], cut: float) -> Clause:
    """Promise to take so much off the general added tariff, a fraction."""
    return Clause(tables.state_index(actor), states_of(tables, partners, actor), cut=cut)


def control_clause(
    tables: Tables,
    routes: Routes,
    actor: str,
    partners: Sequence[str],
    goods: Sequence[str],
    use: str,
    terms: Mapping[str, Value],
    status: float = LICENCE,
    snap_back: bool | None = None,
) -> Clause:
    """Promise relief from a control on goods (names of goods or of control lists) for one end use or all."""
    buyers = states_of(tables, partners, actor)
    chosen = np.flatnonzero(routes_of(tables, routes, actor, buyers, goods, use))
    listed = {tables.good_index(good): share for good, share in tables.controlled_shares(tuple(goods)).items()}
    shares = np.array([listed[good] for good in routes.good[chosen].tolist()])
    # columns, so that rows of routes cannot be taken for an axis of worlds
    promised = (*terms.items(), ("controlled_share", shares[:, None]), ("status", status))
    return Clause(tables.state_index(actor), buyers, routes=chosen[:, None], terms=promised, snap_back=snap_back)


def states_of(tables: Tables, codes: Sequence[str], actor: str) -> tuple[int, ...]:
    """Rows of some states; "all" means everybody but the actor."""
    own = tables.state_index(actor)
    if tuple(codes) == ("all",):
        return tuple(index for index in range(len(tables.states)) if index != own)
    return tuple(tables.state_index(code) for code in codes)


def routes_of(
    tables: Tables, routes: Routes, actor: str, buyers: Iterable[int], goods: Sequence[str], use: str
) -> Mask:
    """Routes of controlled goods from the actor to the buyers, for one end use or all: (route,)."""
    numbers = [tables.good_index(good) for good in tables.controlled_shares(tuple(goods))]
    end_use = None if use == "all" else USES.index(use)
    return routes.select(numbers, tables.state_index(actor), buyers, end_use)


def hold_general_down(general: Array, bindings: Sequence[Binding]) -> None:
    """Hold general rates (importer, exporter, world) down to what clauses leave of them; writes in place."""
    for one in bindings:
        hold_down(general, one.clause, one.where)
    for one in bindings:
        _cut(general, one.clause, one.where)


def _cut(general: Array, clause: Clause, active: Mask) -> None:
    """Take the clause's cut off what its actor charges where it is active (world,), never below nothing."""
    if not clause.cut:
        return
    for partner in clause.partners:
        charged = general[clause.actor, partner]
        charged[...] = np.where(active, np.maximum(charged - clause.cut, 0), charged)


def hold_down(general: Array, clause: Clause, active: Mask) -> None:
    """Hold the actor's general rates down to the clause's where it is active (world,); writes `general` in place."""
    if clause.rate is None or clause.sectors:
        return
    for partner in clause.partners:
        charged = general[clause.actor, partner]
        charged[...] = np.where(active, np.minimum(charged, clause.rate), charged)


def hold_down_sectors(ceilings: dict[Place, Array], clause: Clause, active: Mask, states: int) -> None:
    """Note what a clause holds single sectors down to where it is active; ceilings (exporter, world), inf for none."""
    if clause.rate is None:
        return
    for sector in clause.sectors:
        place = (clause.actor, sector)
        if place not in ceilings:
            ceilings[place] = np.full((states, len(active)), np.inf)
        for partner in clause.partners:
            limit = ceilings[place][partner]
            limit[...] = np.where(active, np.minimum(limit, clause.rate), limit)


def relieve(terms: ControlTerms, clause: Clause, active: Mask) -> None:
    """Better the terms of the clause's routes where it is active (world,); a route that is open stays open."""
    routes = clause.rows
    eased = active & (terms.status[routes] > OPEN)
    if not eased.any():
        return
    for name, promised in clause.terms:
        values = getattr(terms, name)
        better = promised if name in PRICE else BETTER[name](values[routes], promised)
        setattr(terms, name, written(values, routes, eased, better))
