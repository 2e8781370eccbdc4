"""What never changes about how states deal with each other: who faces whom, their ladders, what they care about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.controls import Routes
from sim.policy.deals import DealBook
from sim.policy.ladder import CIVIL, Ladders
from sim.policy.relations import PARTS, Relations
from sim.policy.tariffs import AUTHORITIES
from sim.scenario import AUTHORITIES as LEGAL_GROUNDS
from sim.scenario import Scenario
from sim.states.deals.packages import all_packages
from sim.tables import Tables
from sim.tables.belief_rows import likelihoods
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    from sim.world import World

DEFENCE = "defence"


@dataclass(frozen=True, eq=False)
class Statecraft:
    """The fixed side of diplomacy in one run.

    codes: states by row. weights (part, state) and pain_limit (state,): how much states care, in the order of PARTS.
    rivals and led (state,): who has a rival of its own, and who looks to a leader as an ally. authority (state,): the
    row of the legal authority that each state uses when it moves on its ladder. applications (state, route): turns
    units applied for into applications of each state at the desk of the state that its ladder is turned against;
    application_size (good,): units in one. viewers, rival_of, mover_of (viewer,): rows of states with a rival, of these
    rivals, and of who acts for each, its leader or itself. likelihoods (type, given, answer): what types of rivals do.
    trade_shares (exporter, importer): exports as a share of the exporter's GDP. import_shares (importer, exporter):
    imports as a share of the importer's GDP.
    """

    tables: Tables
    settings: Settings
    calendar: Calendar
    ladders: Ladders
    routes: Routes
    codes: tuple[str, ...]
    weights: Array
    pain_limit: Array
    rivals: Mask
    led: Mask
    authority: tuple[int, ...]
    applications: csr_array
    application_size: Array
    viewers: Index
    rival_of: Index
    mover_of: Index
    likelihoods: Array
    trade_shares: Array
    import_shares: Array
    defence_row: int

    @classmethod
    def build(cls, tables: Tables, settings: Settings, routes: Routes, start: str) -> Statecraft:
        """Collect what the tables and parameters say; start is the first month, YYYY-MM."""
        ladders = Ladders.build(tables, routes)
        cares = [tables.payoff_weights[code] for code in tables.state_codes]
        viewers = np.flatnonzero(np.array(ladders.against) >= 0)
        leader = np.array(ladders.leader)[viewers]
        return cls(
            tables=tables,
            settings=settings,
            calendar=Calendar(start),
            ladders=ladders,
            routes=routes,
            codes=tables.state_codes,
            weights=np.array([[getattr(row, part) for row in cares] for part in PARTS]),
            pain_limit=np.array([row.pain_limit for row in cares]),
            rivals=np.array([row.rival is not None for row in tables.states]),
            led=np.array([row.role == "ally" for row in tables.states]) & (np.array(ladders.leader) >= 0),
            authority=tuple(
                AUTHORITIES.index(LEGAL_GROUNDS.get(code, ("national",))[0]) for code in tables.state_codes
            ),
            applications=_applications(tables, routes),
            application_size=application_sizes(tables),
            viewers=viewers,
            rival_of=np.array(ladders.against)[viewers],
            mover_of=np.where(leader >= 0, leader, viewers),
            likelihoods=likelihoods(tables.belief_types),
            trade_shares=tables.trade / tables.gdp()[:, None],
            import_shares=tables.trade.T / tables.gdp()[:, None],
            defence_row=tables.good_index(DEFENCE),
        )

    @cached_property
    def rival_pairs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of states whose ladders are turned against each other, by rows, each once."""
        against = self.ladders.against
        return tuple((row, other) for row, other in enumerate(against) if row < other and against[other] == row)

    def relations(self, worlds: int) -> Relations:
        """Relations at the start: rivals trust each other less than others do."""
        number = len(self.codes)
        trust = np.empty((number, number, worlds))
        trust[:] = self.settings.initial_trust
        for state in np.flatnonzero(self.rivals):
            trust[state, self.ladders.against[state]] = self.settings.initial_trust_in_rival
        return Relations.start(number, len(self.tables.goods), worlds, trust)

    def deals(self, scenario: Scenario, worlds: int) -> DealBook:
        """Open the book of all deals that can come into force, none of them yet concluded."""
        return DealBook.start(all_packages(scenario, self.tables, self.routes, self.settings), worlds)

    def rungs(self, world: World) -> Array:
        """Read the rung on which each state stands by what is in force as anybody can see it: (state, world)."""
        return self.ladders.read(world.tariffs.general, world.controls.announced)

    def law_rungs(self, world: World) -> Array:
        """Read the rung on which each state's own laws would put it, deals apart: (state, world)."""
        return self.ladders.read(world.tariffs.lawful(), world.controls.law)


def application_sizes(tables: Tables) -> Array:
    """Units a month that one application for each good covers: (good,)."""
    return np.array([good.application_size for good in tables.goods])


@lru_cache(maxsize=8)
def _applications(tables: Tables, routes: Routes) -> csr_array:
    """Sum civil applications by buying state, at the desk of its rival only: (state, route)."""
    ladders, size = Ladders.build(tables, routes), application_sizes(tables)
    rival = np.array(ladders.against)[routes.importer]
    chosen = np.flatnonzero((routes.exporter == rival) & (routes.use == CIVIL))
    entries = (1 / size[routes.good[chosen]], (routes.importer[chosen], chosen))
    return csr_array(entries, shape=(len(ladders.against), len(routes)))
