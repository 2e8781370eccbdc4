"""Reads the world at the end of each month. The model does not know that it is watched."""

from __future__ import annotations

from sim.tracks.chain import chain_tracks
from sim.tracks.policy import policy_tracks
from sim.tracks.society import economy_tracks, relation_tracks
from sim.world import World


class Recorder:
    """Keeps every series of a run."""

    def __init__(self, world: World, months: int) -> None:
        self._tracks = [
            *policy_tracks(world),
            *chain_tracks(world),
            *economy_tracks(world),
            *relation_tracks(world),
        ]
        self.series = [track.room(months, world.worlds) for track in self._tracks]

    def record(self, world: World, month: int) -> None:
        """Take down a month that has just been lived."""
        for track, series in zip(self._tracks, self.series, strict=True):
            series.values[month] = track.read(world)
