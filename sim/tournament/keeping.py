"""Matches that have been played, kept in a folder until all are, so that a tournament broken off can go on."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.provenance import program
from sim.tournament.arena import SEATS, Arena
from sim.tournament.entrants import Entrant
from sim.tournament.match import MEASURES
from sim.types import Array
from sim.validation.sampling import Draws

KEY_LETTERS = 16


@dataclass(frozen=True)
class Shelf:
    """A folder of matches of one tournament; another program, scenario, draw or length has another folder."""

    folder: Path

    @classmethod
    def of(cls, arena: Arena, draws: Draws, beside: Path) -> Shelf:
        """Find the folder of a tournament, beside the one that its results will have."""
        said = (arena.scenario.resolved_yaml(), str(arena.day), str(arena.states), str(arena.months), str(draws.seeds))
        digest = hashlib.sha256("\n".join((*said, *draws.names, program())).encode())
        digest.update(draws.values.tobytes())
        return cls(beside.parent / f".{beside.name}-{digest.hexdigest()[:KEY_LETTERS]}.matches")

    def find(self, pair: tuple[Entrant, ...], runs: int) -> Array | None:
        """Scores of a match played before, (measure, seat, run), or None; a file cut short counts as none."""
        try:
            found: Array = np.load(self._file(pair), allow_pickle=False)
        except (FileNotFoundError, ValueError, EOFError):
            return None
        return found if found.shape == (len(MEASURES), SEATS, runs) else None

    def keep(self, pair: tuple[Entrant, ...], scores: Array) -> None:
        """Keep the scores of a match: the whole file or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(pair)
        fresh = file.with_name(f"{file.stem}.partial.npy")
        np.save(fresh, scores)
        fresh.rename(file)

    def clear(self) -> None:
        """Forget all matches."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, pair: tuple[Entrant, ...]) -> Path:
        said = "\n".join(f"{one.text} {one.digest}" for one in pair)
        return self.folder / f"{hashlib.sha256(said.encode()).hexdigest()[:KEY_LETTERS]}.npy"
