"""Reads the world at the end of each month. The model does not know that it is watched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.errors import unknown
from sim.recording import Series
from sim.scenario import Scenario
from sim.tracks.beliefs import belief_tracks
from sim.tracks.building import building_tracks
from sim.tracks.chain import chain_tracks
from sim.tracks.commerce import commerce_tracks
from sim.tracks.environment import environment_tracks
from sim.tracks.labour import labour_tracks
from sim.tracks.law import law_tracks
from sim.tracks.market import market_tracks
from sim.tracks.policy import policy_tracks
from sim.tracks.promises import promise_tracks
from sim.tracks.society import economy_tracks, relation_tracks
from sim.tracks.stocks import stock_tracks
from sim.tracks.technology import technology_tracks
from sim.tracks.track import POWERS, Track
from sim.types import Array
from sim.world import World

MAKERS: tuple[Callable[[World], list[Track]], ...] = (
    promise_tracks,
    chain_tracks,
    stock_tracks,
    building_tracks,
    economy_tracks,
    commerce_tracks,
    labour_tracks,
    environment_tracks,
    market_tracks,
    technology_tracks,
    relation_tracks,
    belief_tracks,
    law_tracks,
)
"""What prepares the series of each part of the model, in the order of results; those of policy come before."""


def controllers_of(scenario: Scenario) -> tuple[str, ...]:
    """States whose licences are recorded: the two powers, and whoever else controls exports in a scenario."""
    parts = [part for event in scenario.events for part in (event, *getattr(event, "clauses", ()))]
    acting = [part.actor for part in parts if part.kind == "control"]
    return tuple(dict.fromkeys((*POWERS, *acting)))


class Archive:
    """Room for every series of a simulation in all its worlds, which its batches fill one after another."""

    def __init__(self, worlds: int) -> None:
        self._worlds = worlds
        self._tracks: list[Track] = []
        self._rooms: list[Array] = []

    def room(self, tracks: list[Track], months: int, first: int, worlds: int) -> list[Array]:
        """Room for a batch, whose first world is given, in every track: (month, entity, world) each."""
        if not self._rooms:
            self._tracks = tracks
            self._rooms = [track.room(months, self._worlds) for track in tracks]
        return [room[:, :, first : first + worlds] for room in self._rooms]

    @property
    def series(self) -> list[Series]:
        """Everything recorded in all worlds, labelled."""
        return [one for track, values in zip(self._tracks, self._rooms, strict=True) for one in track.series(values)]


def tracks_of(world: World, controllers: Sequence[str] = POWERS, series: Collection[str] | None = None) -> list[Track]:
    """All that can be recorded of a world, or the series named; `controllers`: states whose licences are recorded.

    Raises InputError for a name that does not exist.
    """
    makers: list[Callable[[World], list[Track]]] = [partial(policy_tracks, controllers=controllers), *MAKERS]
    if series is None:
        return [track for make in makers for track in make(world)]
    # to prepare all series takes a good part of a small batch's time
    few = [make for make, names in zip(makers, _names, strict=False) if not names.isdisjoint(series)]
    found = [track for make in few for track in make(world) if track.name in series]
    if {track.name for track in found}.issuperset(series):
        return found
    every = [list(make(world)) for make in makers]
    _names[:] = [{track.name for track in tracks} for tracks in every]
    names = list(dict.fromkeys(track.name for tracks in every for track in tracks))
    for name in series:
        if name not in names:
            raise unknown("series", name, names)
    return [track for tracks in every for track in tracks if track.name in series]


_names: list[set[str]] = []
"""Names of the series that each maker makes, once somebody has asked for one of them."""


@dataclass(frozen=True)
class Shelf:
    """Where a batch is recorded: an archive, and the place of the batch's first world in it."""

    archive: Archive
    first: int = 0


class Recorder:
    """Keeps the series of a run: those named, or all."""

    def __init__(
        self,
        world: World,
        months: int,
        controllers: Sequence[str] = POWERS,
        shelf: Shelf | None = None,
        series: Collection[str] | None = None,
    ) -> None:
        self._tracks = tracks_of(world, controllers, series)
        shelf = shelf or Shelf(Archive(world.worlds))
        self._values = shelf.archive.room(self._tracks, months, shelf.first, world.worlds)

    @property
    def series(self) -> list[Series]:
        """Everything recorded, labelled."""
        return [one for track, values in zip(self._tracks, self._values, strict=True) for one in track.series(values)]

    def record(self, world: World, month: int) -> None:
        """Take down a month that has just been lived."""
        for track, values in zip(self._tracks, self._values, strict=True):
            found = track.read(world)
            if not track.sparse:
                values[month] = 0 if found is None else found
            elif found is not None:
                # memory that is never touched costs nothing
                rows = np.flatnonzero(found.any(axis=1))
                values[month, rows] = found[rows]
