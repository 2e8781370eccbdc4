"""What crosses borders this month: the work of licence desks, trace rules, discouraged imports, and ways round."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.arrays import Incidence
from sim.borders.detours import Detours
from sim.borders.rerouting import Rerouting, ReroutingRules, Ways, account, reroute
from sim.borders.traces import Traces, work_traces
from sim.chain.allocation import Crossing
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.luck import Luck
from sim.memory import Known
from sim.policy import licences
from sim.policy.controls import Controls
from sim.policy.desk import Desk
from sim.policy.licences import Asked, DeskRules
from sim.types import Index


@dataclass(frozen=True)
class BorderRules:
    """The numbers of borders: of licence desks and of rerouting, and the ways round that there are."""

    desks: DeskRules
    rerouting: ReroutingRules
    detours: Detours
    links: RouteLinks


class Borders(Protocol):
    """All that changes at borders, such as a world: controls, licence desks, trace rules, and trade that goes round."""

    controls: Controls
    desk: Desk
    traces: Traces
    rerouting: Rerouting


@dataclass(frozen=True)
class BorderOrders:
    """What buyers ask at borders this month, added up only for the routes that somebody wants to know of."""

    links: RouteLinks
    chain: ChainState
    _asked: dict[bytes, Asked] = field(default_factory=dict)

    def on(self, rows: Index) -> Asked:
        """What is asked of some routes: (row, world)."""
        key = rows.tobytes()
        if key not in self._asked:
            chosen, by_row = self.links.on(rows)
            ordered, backlog = (by_row.sum(part[chosen]) for part in (self.chain.order, self.chain.backlog))
            self._asked[key] = Asked(ordered, ordered + backlog)
        return self._asked[key]


@dataclass(frozen=True)
class RouteLinks:
    """The links that cross each border. of (link,): row of the route, one past the last for trade at home."""

    of: Index

    @cached_property
    def _parts(self) -> Known[tuple[Index, Incidence]]:
        return Known()

    def on(self, rows: Index) -> tuple[Index, Incidence]:
        """Links that cross some borders (rows of routes, rising), and to which of these each belongs."""
        key = rows.tobytes()
        if key not in self._parts:
            chosen = np.flatnonzero(np.isin(self.of, rows))
            self._parts[key] = chosen, Incidence(np.searchsorted(rows, self.of[chosen]), len(rows))
        return self._parts[key]


def open_borders(
    borders: Borders, network: Network, chain: ChainState, rules: BorderRules, luck: Luck, month: int
) -> tuple[Crossing, Ways | None]:
    """Work through licences and trace rules and find ways round: what may cross, and what of it goes round."""
    controls, desk = borders.controls, borders.desk
    orders = BorderOrders(rules.links, chain)
    licences.work(desk, controls, network.routes, orders, rules.desks, luck, month)
    ways = ways_round(borders, orders, chain, rules)
    crossing = (
        Crossing(desk.passage) if ways is None else Crossing(ways.passage, ways.rerouted, ways.seized, ways.markup)
    )
    traced = work_traces(borders.traces, network, chain, orders, rules.desks, desk.capacity_left, luck, month)
    if traced is not None:
        crossing = replace(crossing, passage=crossing.passage * traced)
    if controls.discouraged.any():
        crossing = replace(crossing, passage=crossing.passage * (1 - controls.discouraged))
    return crossing, ways


def ways_round(borders: Borders, orders: BorderOrders, chain: ChainState, rules: BorderRules) -> Ways | None:
    """Ways round for what the desks stop; None if nothing goes round anywhere."""
    local = rules.detours.among(borders.desk.busy)
    if not len(local.routes):
        return None
    asked = orders.on(borders.desk.busy).on(np.searchsorted(borders.desk.busy, local.routes))
    wanted = asked.less(borders.controls.discouraged[local.routes]).wanted
    return reroute(borders.rerouting, local, borders.desk.passage, wanted, chain.spot_ratio, rules.rerouting)


def close_month(borders: Borders, chain: ChainState, ways: Ways | None, rules: BorderRules) -> None:
    """After trade: count what went round, and let the days pass in which goods still left as before."""
    crossed = None
    if ways is not None:
        chosen, by_row = rules.links.on(ways.rows)
        crossed = by_row.sum(chain.shipped[chosen])
    account(borders.rerouting, ways, crossed, rules.rerouting)
    borders.controls.month_passes()
