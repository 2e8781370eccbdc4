"""Loops over ways round a border; see sim.borders.rerouting, which is their definition."""

from __future__ import annotations

from sim.loops import loop
from sim.types import TINY, Array, Index


@loop
def share_out(
    route_of: Index, hub_of: Index, sought: Array, room: Array, at_hub: Array, at_route: Array, by_way: Array
) -> None:
    """Spread what seeks a way round over the hubs: `by_way` (way, world) is written.

    sought, at_route (route, world); room, at_hub (hub, world): at a hub's and at the route's own border, the share of
    what is wanted that passes.
    """
    ways, worlds = by_way.shape
    by_route, by_hub = sought * 0.0, room * 0.0
    for way in range(ways):
        route, hub = route_of[way], hub_of[way]
        for world in range(worlds):
            planned = room[hub, world] * max(at_hub[hub, world] - at_route[route, world], 0.0)
            by_way[way, world] = planned
            by_route[route, world] += planned
    for route in range(len(by_route)):
        for world in range(worlds):
            by_route[route, world] = min(1.0, sought[route, world] / max(by_route[route, world], TINY))
    for way in range(ways):
        route, hub = route_of[way], hub_of[way]
        for world in range(worlds):
            planned = by_way[way, world] * by_route[route, world]
            by_way[way, world] = planned
            by_hub[hub, world] += planned
    for hub in range(len(by_hub)):
        for world in range(worlds):
            by_hub[hub, world] = min(1.0, room[hub, world] / max(by_hub[hub, world], TINY))
    for way in range(ways):
        hub = hub_of[way]
        for world in range(worlds):
            by_way[way, world] *= by_hub[hub, world]


@loop
def add_up(rows: Index, weight: Array, weighed_by: Index, by_way: Array, total: Array) -> None:
    """Add weighed ways to `total` (row, world): weight (place, world), of which each way has the one that it names."""
    for way in range(len(by_way)):
        row, place = rows[way], weighed_by[way]
        for world in range(by_way.shape[1]):
            total[row, world] += weight[place, world] * by_way[way, world]
