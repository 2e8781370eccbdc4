"""Rerouting: goods that a border stops go round through a third state, at a cost, within limits, and at a risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.borders.detours import Detours
from sim.loops import in_loops
from sim.parameters import Settings
from sim.types import TINY, Array, Index, Value


@dataclass(frozen=True)
class ReroutingRules:
    """Parameters of sim/data/parameters/rerouting.yaml under their names; each a Value."""

    reroute_cost: Value
    reroute_months: Value
    reroute_detection: Value
    reroute_penalty: Value
    reroute_penalty_months: Value

    @classmethod
    def of(cls, settings: Settings) -> ReroutingRules:
        """Read them from the settings of a run."""
        return cls(**{name: getattr(settings, name) for name in cls.__dataclass_fields__})


@dataclass
class Rerouting:
    """The trade that goes round controls; every array ends in (route, world) and belongs to a route by its real buyer.

    formed: how far the networks of a roundabout way have formed, 0 to 1. closed: share of a hub's capacity that the
    controller has closed off after seizures. rerouted, seized: units this month. shifted: what customs of the exporter
    write down in excess of what really goes there, because rerouted goods are declared as exports to the hub.
    """

    formed: Array
    closed: Array
    rerouted: Array
    seized: Array
    shifted: Array

    @classmethod
    def start(cls, routes: int, worlds: int) -> Rerouting:
        """Nobody goes round anything."""
        return cls(*[np.zeros((routes, worlds)) for _ in range(5)])


@dataclass(frozen=True)
class Ways:
    """What goes round this month; every array (route, world).

    by_way (way, world): planned units on each detour; planned (row, world): their sums by the route they go round.
    passage: share of what is wanted that may cross, roundabout ways included; rerouted: share of what crosses that goes
    round; seized: share of that which customs take; markup: added to the delivered price of the route, a share.
    """

    rows: Index
    detours: Detours
    by_way: Array
    planned: Array
    passage: Array
    rerouted: Array
    seized: Array
    markup: Array


def reroute(
    state: Rerouting, local: Detours, passage: Array, wanted: Array, spot_ratio: Array, rules: ReroutingRules
) -> Ways | None:
    """Find out how much goes round this month; None if nothing does anywhere.

    local: ways round the routes that were ever controlled. passage (route, world): share that may cross directly;
    wanted (row of local, world): units asked for. spot_ratio (market, world): spot price over January 2025.
    """
    rows = local.routes
    blocked = (1 - passage[rows]) * wanted
    dear = (spot_ratio[local.market] > 1 + rules.reroute_cost).astype(float)
    if not (blocked * dear).any() and not state.formed[rows].any():
        return None
    state.formed[rows] = form(state.formed[rows], dear * (blocked > 0), rules.reroute_months)
    room = local.capacity[:, None] * (1 - state.closed[local.hubs])
    by_way = share_out(local, state.formed[rows] * dear * blocked, room, passage)
    return _ways(local, by_way, passage, wanted, rules)


def form(formed: Array, worth_it: Array, months: Value) -> Array:
    """Networks form over so many months while going round pays, and come apart as slowly: all (route, world)."""
    change = (2 * worth_it - 1) / months
    return np.clip(formed + change, 0, 1)


def share_out(detours: Detours, sought: Array, room: Array, passage: Array) -> Array:
    """Spread what seeks a way round over the hubs, by their room and by how much more open they are: (way, world).

    sought (row of detours, world) and room (hub, world), units. passage (route, world): share that may cross directly;
    a hub is more open by what passes its own border less what passes that of the route. Never more than is sought or
    than a hub has room for.
    """
    at_hub, at_route = passage[detours.hubs], passage[detours.routes]
    if in_loops():
        from sim.borders import loops

        by_way = np.empty((len(detours.route_of), sought.shape[-1]))
        loops.share_out(detours.route_of, detours.hub_of, sought, room, at_hub, at_route, by_way)
        return by_way
    more_open = detours.by_hub.spread(at_hub)
    more_open -= detours.by_route.spread(at_route)
    np.maximum(more_open, 0, out=more_open)
    by_way = np.take(room, detours.hub_of, axis=0)
    by_way *= more_open
    filled = np.minimum(1, sought / np.maximum(detours.by_route.sum(by_way), TINY))
    by_way *= detours.by_route.spread(filled)
    fits = np.minimum(1, room / np.maximum(detours.by_hub.sum(by_way), TINY))
    by_way *= detours.by_hub.spread(fits)
    return by_way


def _ways(detours: Detours, by_way: Array, passage: Array, wanted: Array, rules: ReroutingRules) -> Ways | None:
    """What rerouted units (way, world) mean for the routes."""
    if not by_way.any():
        return None
    rows = detours.routes
    planned = detours.by_route.sum(by_way)
    extra = planned / np.maximum(wanted, TINY)
    through = np.minimum(passage[rows] + extra, 1)
    share = extra / np.maximum(passage[rows] + extra, TINY)
    whole = passage.copy()
    whole[rows] = through
    rerouted, seized, markup = (np.zeros_like(passage) for _ in range(3))
    rerouted[rows] = share
    seized[rows] = (share > 0) * rules.reroute_detection
    markup[rows] = share * rules.reroute_cost
    return Ways(rows, detours, by_way, planned, whole, rerouted, seized, markup)


def account(state: Rerouting, ways: Ways | None, crossed: Array | None, rules: ReroutingRules) -> None:
    """After trade: what went round, what was seized, what customs wrote down, and what the controller closes off.

    crossed (row of the ways, world): units shipped over each border that goods go round. Borders that were ever
    controlled stay among the rows, so that all others hold nothing.
    """
    if ways is None or crossed is None:
        _nothing_went_round(state, rules)
        return
    rows, hubs = ways.rows, ways.detours.hubs
    went_round = crossed * ways.rerouted[rows]
    state.rerouted[rows] = went_round
    state.seized[rows] = went_round * ways.seized[rows]
    took_place = went_round / np.maximum(ways.planned, TINY)
    through = _through_hubs(ways, took_place)
    state.shifted[hubs] = 0
    state.shifted[rows] = -went_round
    state.shifted[hubs] += through
    caught = through * rules.reroute_detection / np.maximum(ways.detours.capacity[:, None], TINY)
    closed = state.closed[hubs] * (1 - 1 / rules.reroute_penalty_months)
    state.closed[hubs] = np.minimum(closed + rules.reroute_penalty * caught, 1)


def _through_hubs(ways: Ways, took_place: Array) -> Array:
    """Units that went through each hub (hub, world); took_place (row of the ways, world): share of what was planned."""
    detours = ways.detours
    if in_loops():
        from sim.borders import loops

        through = np.zeros((len(detours.hubs), took_place.shape[-1]))
        loops.add_up(detours.hub_of, took_place, detours.route_of, ways.by_way, through)
        return through
    went = detours.by_route.spread(took_place)
    went *= ways.by_way
    return detours.by_hub.sum(went)


def _nothing_went_round(state: Rerouting, rules: ReroutingRules) -> None:
    if state.rerouted.any():
        state.rerouted, state.seized, state.shifted = (np.zeros_like(state.rerouted) for _ in range(3))
    if state.closed.any():
        state.closed = state.closed * (1 - 1 / rules.reroute_penalty_months)
