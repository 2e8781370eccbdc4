"""The scenario under a sweep, and the scenarios that are made of it by changing some of its keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from sim.checking import Entry
from sim.documents import Document, KeyPath, Place, parse_document
from sim.errors import InputError
from sim.scenario import Scenario, StateChoice
from sim.scenario.nesting import is_file, layers_of, nest
from sim.scenario.overrides import apply_overrides, key_path
from sim.scenario.reading import scenario_of
from sim.types import Array

PARAMETERS, EVENTS, STATES, OPTIONS, CLAUSES = "parameters", "events", "states", "options", "clauses"
"""Groups of a scenario whose numbers may differ by world."""

STRATEGY = "strategy"
"""The key of a state that takes the options of an older strategy away, so that it has to be set before them."""

KEPT = 256
"""Scenarios of different structure that are remembered, at most."""


class Base:
    """A complete scenario, `plain`, and others that differ from it in some keys."""

    def __init__(self, scenario: Scenario) -> None:
        self._file = Path.cwd() / f"{scenario.name}.yaml"
        self._document = Document(_as_read(scenario.resolved()), {(): Place(self._file.name)})
        self._known: dict[tuple[tuple[str, Any], ...], Scenario] = {}
        self.plain = scenario

    def value(self, path: KeyPath) -> Any:
        """Give what the scenario says at a path, None where it says nothing."""
        around: Any = self._document.data
        for part in path:
            if isinstance(around, list) and isinstance(part, int) and 0 <= part < len(around):
                around = around[part]
            elif isinstance(around, dict):
                around = around.get(part)
            else:
                return None
        return around

    def entry(self, path: KeyPath) -> Entry | None:
        """Give the checked entry at a path, for example an event or a clause; None where there is none."""
        around: Any = self.plain
        for part in path:
            if isinstance(part, int):
                around = around[part] if isinstance(around, tuple) and 0 <= part < len(around) else None
            else:
                around = around.get(part) if isinstance(around, dict) else getattr(around, part, None)
        return around if isinstance(around, Entry) else None

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with some dotted keys set to other values, through all its checks. Raises InputError."""
        key = tuple(sorted(values.items(), key=lambda one: (not one[0].endswith(f".{STRATEGY}"), one[0])))
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            document = apply_overrides(deepcopy(self._document), dict(key))
            self._known[key] = scenario_of(document, self._file)
        return self._known[key]


def scenario_of_text(text: str, name: str) -> Scenario:
    """Read a resolved scenario from its text. Raises InputError."""
    file = Path.cwd() / f"{name}.yaml"
    return scenario_of(parse_document(text, file.name), file)


def _as_read(value: Any) -> Any:
    """Values as they would be read from a file: days as texts, lists that can be changed."""
    if isinstance(value, dict):
        return {key: _as_read(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def path_of(key: str) -> KeyPath:
    """Turn a dotted key such as events[2].rate into a path: ("events", 1, "rate"). Raises InputError."""
    return key_path(key, Place(key))


def with_arrays(scenario: Scenario, arrays: Mapping[str, Array]) -> Scenario:
    """Copy a scenario with numbers of its events and options replaced by arrays (world,): dotted key -> numbers.

    The numbers are taken as they are: whoever made them has checked them.
    """
    events, states = list(scenario.events), dict(scenario.states)
    for key, values in arrays.items():
        first, second, *rest = path_of(key)
        if first == EVENTS and isinstance(second, int):
            events[second] = _replaced(events[second], rest, values)
        elif first == STATES and isinstance(second, str):
            states[second] = _with_option(states[second], str(rest[-1]), values)
    copied = scenario.model_copy(update={EVENTS: tuple(events), STATES: states})
    return copied


def _replaced(entry: Any, path: Sequence[str | int], values: Array) -> Any:
    """Copy an event with one field of it, or of one of its clauses, replaced."""
    name = str(path[0])
    if len(path) == 1:
        return entry.model_copy(update={name: values})
    members = list(getattr(entry, name))
    members[int(path[1])] = _replaced(members[int(path[1])], path[2:], values)
    return entry.model_copy(update={name: tuple(members)})


def _with_option(choice: StateChoice, name: str, values: Array) -> StateChoice:
    return choice.model_copy(update={OPTIONS: choice.options | {name: values}})


def portable(scenario: Scenario, name: Callable[[str], str]) -> Scenario:
    """Copy a scenario with the files of strategies by other names."""
    states = {code: choice.model_copy(update=_renamed(choice, name)) for code, choice in scenario.states.items()}
    return scenario.model_copy(update={STATES: states})


def full_path(file: str) -> str:
    """Name a file so that it is found from any folder."""
    return str(Path(file).resolve())


def strategy_digest(file: str) -> str:
    """Name a file by what it holds. Raises InputError where it cannot be read."""
    try:
        return f"{hashlib.sha256(Path(file).read_bytes()).hexdigest()}.py"
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", file=file) from None


def _renamed(choice: StateChoice, name: Callable[[str], str]) -> dict[str, str]:
    texts = {"strategy": choice.strategy, "then": choice.then}
    return {
        key: nest([name(one.strip()) if is_file(one) else one for one in layers_of(text)])
        for key, text in texts.items()
        if text
    }


def told_at(problem: InputError, document: Document, path: KeyPath) -> InputError:
    """Say the same of the line of a sweep file that led to it."""
    return document.error(problem.message, path, suggestion=problem.suggestion)
