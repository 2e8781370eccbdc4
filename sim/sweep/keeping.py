"""What a sweep keeps of every run: outcomes and series by the names of their columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.documents import Document, KeyPath
from sim.errors import InputError
from sim.scenario import Scenario
from sim.sweep.columns import outcome_columns, series_columns
from sim.sweep.files import EVERY, SweepFile

ANY = "*"
"""Stands for one part of a name: every state, every good."""


def kept_columns(
    document: Document, said: SweepFile, base: Scenario, checked: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Outcomes, series kept whole, and series kept as quantiles. checked: they are names that were found before.

    Raises InputError with the nearest name for one that does not exist.
    """
    series = said.series
    if checked:
        return tuple(said.outcomes), series.full, series.quantiles
    known = list(outcome_columns(base))
    if not said.outcomes:
        raise document.error(f"outcomes: expected at least one, or '{EVERY}'", ("outcomes",))
    wanted = known if said.outcomes == EVERY else said.outcomes
    found = _found(document, ("outcomes",), "outcome", wanted, known)
    every = list(series_columns(base)) if series.full or series.quantiles else []
    kept = [
        _found(document, ("series", key), "series", names, every)
        for key, names in (("full", series.full), ("quantiles", series.quantiles))
    ]
    return found, kept[0], kept[1]


def _found(
    document: Document, path: KeyPath, kind: str, wanted: Sequence[str], known: Collection[str]
) -> tuple[str, ...]:
    """The columns that are wanted, in their order, each once."""
    found: dict[str, None] = {}
    for number, name in enumerate(wanted):
        fitting = [one for one in known if _fits(name, one)]
        if not fitting:
            raise _unknown(document, (*path, number), kind, name, known)
        found |= dict.fromkeys(fitting)
    return tuple(found)


def _fits(wanted: str, column: str) -> bool:
    """Whether a column has the name that is wanted, in which a star stands for any one part."""
    if ANY not in wanted:
        return wanted == column
    parts, found = wanted.split("."), column.split(".")
    return len(parts) == len(found) and all(one in (ANY, other) for one, other in zip(parts, found, strict=True))


def _unknown(document: Document, path: KeyPath, kind: str, name: str, known: Collection[str]) -> InputError:
    """Say which column comes nearest, or for which states there is one of this name."""
    parts = [one.split(".")[1:] for one in known if one.split(".")[0] == name.split(".")[0]]
    if parts:
        states = list(dict.fromkeys(part[0] for part in parts if part and part[0]))
        example = f"{name.split('.')[0]}.{states[0]}" if states else name.split(".")[0]
        text = f"unknown {kind} '{name}'; there is '{example}'"
        return document.error(f"{text} and so for {', '.join(states)}" if states else text, path)
    return document.unknown(kind, name, known, path)
