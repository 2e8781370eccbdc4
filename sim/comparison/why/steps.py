"""Where two runs part: the first move that only one of them has, and what came after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sim.labelled import Labelled
from sim.names import the
from sim.policy.instruments import TARIFF, THREAT, WITHHELD
from sim.recording import EventRow
from sim.words import month_words, percent

MOST_RUNS = 0.5
"""Share of the runs that a move must be different in to be told."""

SHARES = (TARIFF, THREAT, *WITHHELD)
"""How the names of the instruments begin whose numbers are rates or shares."""

JOINED = "+"
"""What stands between the goods of one move."""

NAMED = 3
"""States or goods that are named; of more the number is told."""

Same = tuple[str, str, str, str, str, str]
"""What makes two moves the same: date, actor, instrument, target, good and what it was set to."""


@dataclass(frozen=True)
class Step:
    """Moves of one day, for one reason, that only one of two scenarios has.

    scenario: 0 for the first, 1 for the second; moves: what was moved, from what to what; share: of the runs, the move
    that most runs have.
    """

    scenario: int
    date: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    moves: tuple[str, ...]
    reason: str
    share: float


def steps_between(first: Labelled, second: Labelled) -> list[Step]:
    """List what one of two sets of runs did and the other did not, with the same luck, in order of days."""
    found: list[Step] = []
    for number, (one, other) in enumerate(((first, second), (second, first))):
        found += _steps(_only(one, other), number, one.runs)
    return sorted(found, key=lambda step: (step.date, -step.scenario))


def _only(one: Labelled, other: Labelled) -> list[tuple[EventRow, int]]:
    """Moves of one that the other lacks in the same run, each once, with the number of runs."""
    last = min(one.months[-1], other.months[-1])
    theirs = {(row.run, _same(row)) for row in other.events}
    runs: dict[Same, set[int]] = defaultdict(set)
    first: dict[Same, EventRow] = {}
    for row in one.events:
        if row.month <= last and (row.run, _same(row)) not in theirs:
            runs[_same(row)].add(row.run)
            first.setdefault(_same(row), row)
    return [(row, len(runs[same])) for same, row in first.items() if len(runs[same]) >= MOST_RUNS * one.runs]


def _same(row: EventRow) -> Same:
    return row.date, row.actor, row.instrument, row.target, row.good, row.after


def _steps(rows: Iterable[tuple[EventRow, int]], scenario: int, runs: int) -> list[Step]:
    """Gather moves of one day and reason: first those of one actor, then actors that did the same."""
    rows = list(rows)
    by_actor: dict[tuple[str, str, str], list[tuple[EventRow, int]]] = defaultdict(list)
    for row, count in rows:
        by_actor[row.date, row.reason, row.actor].append((row, count))
    alike: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], dict[str, int]] = defaultdict(dict)
    for (day, reason, actor), own in by_actor.items():
        moves = tuple(dict.fromkeys(_move(row) for row, _ in own))
        targets = tuple(dict.fromkeys(row.target for row, _ in own if row.target))
        alike[day, reason, moves, targets][actor] = max(count for _, count in own)
    return [
        Step(scenario, day, tuple(actors), targets, moves, reason, max(actors.values()) / runs)
        for (day, reason, moves, targets), actors in alike.items()
    ]


def _move(row: EventRow) -> str:
    """Say what was moved, from what to what."""
    goods = row.good.replace("_", " ")
    what = f"{row.instrument}{f' of {listed(goods.split(JOINED))}' if goods else ''}"
    before, after = (_value(row.instrument, value) for value in (row.before, row.after))
    return f"{what} from {before} to {after}" if before or after else what


def _value(instrument: str, text: str) -> str:
    """Write a rate or share in per cent, everything else as it is."""
    number = text.replace(".", "", 1).isdigit()
    return percent(float(text)) if number and instrument.startswith(SHARES) else text


def told(step: Step) -> str:
    """Tell a step: who, towards whom, what from what to what, and why."""
    whom = listed([code if code == "all" else the(code) for code in step.targets])
    towards = f" towards {whom}" if whom else ""
    return (
        f"{listed([the(code) for code in step.actors])}{towards}: {'; '.join(step.moves)} ({step.reason.rstrip('.')})"
    )


def day_words(day: str) -> str:
    """Write 2025-10-09 as 9 Oct 2025."""
    return f"{int(day[8:])} {month_words(day)}"


def listed(names: Iterable[str]) -> str:
    """Name a few and count the rest."""
    every = list(names)
    if len(every) > NAMED:
        return f"{', '.join(every[:NAMED])} and {len(every) - NAMED} more"
    return " and ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))
