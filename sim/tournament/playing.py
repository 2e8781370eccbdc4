"""Play all matches of a tournament, in one process or in several; the numbers are the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from itertools import product
from pathlib import Path

import numpy as np

from sim.recording import Progress
from sim.tournament.arena import SEATS, Arena, Rules
from sim.tournament.entrants import Entrant
from sim.tournament.keeping import Shelf
from sim.tournament.match import MEASURES, play
from sim.tournament.standings import Tournament
from sim.types import Array
from sim.validation.sampling import Draws, draw
from sim.work import workers_for

Pair = tuple[int, int]
"""Numbers of the entrants in the first and the second seat."""


def play_all(
    rules: Rules, entrants: Sequence[Entrant], beside: Path, workers: int = 1, progress: Progress | None = None
) -> Tournament:
    """Play every entrant against every other and itself, in both seats.

    beside: the folder of the results; matches are kept next to it until all are played. progress is told matches played
    and matches in all. Raises InputError for a start that cannot be played, and whatever a strategy got wrong.
    """
    arena, draws = _shared(rules)
    shelf = Shelf.of(arena, draws, beside)
    scores = np.full((len(MEASURES), len(entrants), len(entrants), SEATS, rules.runs), np.nan)
    pairs: list[Pair] = list(product(range(len(entrants)), range(len(entrants))))
    open_pairs = []
    for pair in pairs:
        found = shelf.find(_who(entrants, pair), rules.runs)
        if found is None:
            open_pairs.append(pair)
        else:
            scores[:, *pair] = found
    done = len(pairs) - len(open_pairs)
    with workers_for(max(1, min(workers, len(open_pairs)))) as crew:
        for pair, found in crew.live(partial(_match, rules, tuple(one.text for one in entrants)), open_pairs):
            shelf.keep(_who(entrants, pair), found)
            scores[:, *pair] = found
            done += 1
            if progress is not None:
                progress(done, len(pairs))
    ahead = tuple(one.name for one in entrants if one.looks_ahead)
    return Tournament(tuple(one.name for one in entrants), arena, draws, scores, ahead)


def forget(rules: Rules, beside: Path) -> None:
    """Forget the matches kept for a tournament whose results are saved."""
    Shelf.of(*_shared(rules), beside).clear()


def _who(entrants: Sequence[Entrant], pair: Pair) -> tuple[Entrant, ...]:
    return tuple(entrants[one] for one in pair)


def _match(rules: Rules, texts: tuple[str, ...], pair: Pair) -> Array:
    """Play two of those who enter, named as a scenario names them."""
    arena, draws = _shared(rules)
    return play(arena, draws, tuple(texts[one] for one in pair))


@cache
def _shared(rules: Rules) -> tuple[Arena, Draws]:
    """Load what every match needs, once in each process."""
    return rules.arena(), draw(rules.runs, rules.seed)
