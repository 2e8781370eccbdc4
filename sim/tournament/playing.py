"""Play all matches of a tournament, in one process or in several; the numbers are the same."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from functools import cache
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
    for done, (pair, found) in enumerate(_played(rules, entrants, open_pairs, workers), len(pairs) - len(open_pairs)):
        shelf.keep(_who(entrants, pair), found)
        scores[:, *pair] = found
        if progress is not None:
            progress(done + 1, len(pairs))
    ahead = tuple(one.name for one in entrants if one.looks_ahead)
    return Tournament(tuple(one.name for one in entrants), arena, draws, scores, ahead)


def forget(rules: Rules, beside: Path) -> None:
    """Forget the matches kept for a tournament whose results are saved."""
    Shelf.of(*_shared(rules), beside).clear()


def usual_workers() -> int:
    """Count the processors that this program may use."""
    with suppress(AttributeError):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _who(entrants: Sequence[Entrant], pair: Pair) -> tuple[Entrant, ...]:
    return tuple(entrants[one] for one in pair)


def _played(
    rules: Rules, entrants: Sequence[Entrant], pairs: Sequence[Pair], workers: int
) -> Iterator[tuple[Pair, Array]]:
    """Yield matches as they are finished, in any order."""
    texts = {pair: tuple(one.text for one in _who(entrants, pair)) for pair in pairs}
    if min(workers, len(pairs)) <= 1:
        for pair in pairs:
            yield pair, _match(rules, texts[pair])
        return
    # a process that is begun anew inherits no threads and no half-written memory
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(pairs)), mp_context=context) as pool:
        waiting = {pool.submit(_match, rules, texts[pair]): pair for pair in pairs}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _match(rules: Rules, texts: tuple[str, ...]) -> Array:
    arena, draws = _shared(rules)
    return play(arena, draws, texts)


@cache
def _shared(rules: Rules) -> tuple[Arena, Draws]:
    """Load what every match needs, once in each process."""
    return rules.arena(), draw(rules.runs, rules.seed)
