"""Which dotted keys of the scenario a factor changes: a parameter, a key as `--set` writes it, numbers of events."""

from __future__ import annotations

from typing import Any

from sim.documents import KeyPath, dotted
from sim.errors import InputError, nearest
from sim.parameters import load_parameters
from sim.scenario import Scenario
from sim.sweep.asked import Asked
from sim.sweep.bases import EVENTS, PARAMETERS, STATES, Base, path_of

WHOLE = ("title", "about", "sources", "months", "runs", "seed", EVENTS, STATES, PARAMETERS)
"""Keys of a scenario that cannot vary as a whole: groups, words, and what a sweep says itself."""


def keys_of(asked: Asked, base: Base) -> tuple[str, ...]:
    """The dotted keys that take the value of a factor, together. Raises InputError that points to its lines."""
    entry = asked.entry
    if entry.event is not None and entry.field is not None:
        return _keys_of_events(asked, entry.event, entry.field, base)
    if entry.key is None and not entry.keys:
        _check_parameter(asked, asked.name)
        return (f"{PARAMETERS}.{asked.name}",)
    keys = entry.keys or (entry.key or "",)
    for key in keys:
        _check_key(asked, key, base, "keys" if entry.keys else "key")
    return keys


def _check_parameter(asked: Asked, name: str) -> None:
    """What has no key is named like a parameter."""
    if name not in load_parameters():
        problem = asked.unknown("parameter", name, load_parameters())
        if problem.suggestion is None:
            raise asked.error(f"{problem.message}; what is no parameter needs a 'key', or 'event' and 'field'")
        raise problem


def _check_key(asked: Asked, key: str, base: Base, said_in: str) -> None:
    """Refuse a key that no scenario has, or that cannot vary."""
    try:
        path = path_of(key)
    except InputError as problem:
        raise asked.error(problem.message, said_in) from None
    first = str(path[0])
    if first not in Scenario.model_fields:
        raise asked.unknown("key of a scenario", first, Scenario.model_fields, said_in)
    if len(path) == 1 and first in WHOLE:
        raise asked.error(f"'{key}' cannot vary; name one value inside it, or say it once for the sweep", said_in)
    if first == PARAMETERS and path[1] not in load_parameters():
        raise asked.unknown("parameter", str(path[1]), load_parameters(), said_in)
    if first == STATES and path[1] not in base.plain.states:
        raise asked.unknown("state", str(path[1]), base.plain.states, said_in)
    if first == EVENTS and base.value(path[:-1]) is None:
        raise asked.error(f"there is no '{dotted(path[:-1])}' in '{base.plain.name}'", said_in)


def _keys_of_events(asked: Asked, wanted: dict[str, Any], field: str, base: Base) -> tuple[str, ...]:
    """The field of every event of the base that is as the selection says."""
    _check_selection(asked, wanted)
    events = base.value((EVENTS,)) or []
    agreed = [sum(_agrees(event, key, value) for key, value in wanted.items()) for event in events]
    chosen = [number for number, count in enumerate(agreed) if count == len(wanted)]
    if not chosen:
        raise asked.error(_none_fits(wanted, events, agreed, base), "event")
    for number in chosen:
        _check_field(asked, base, path_of(f"{EVENTS}[{number + 1}].{field}"))
    return tuple(f"{EVENTS}[{number + 1}].{field}" for number in chosen)


def _check_selection(asked: Asked, wanted: dict[str, Any]) -> None:
    if not wanted:
        raise asked.error("event: say which, for example {actor: USA, kind: tariff}", "event")
    for key, value in wanted.items():
        if isinstance(value, dict):
            raise asked.error(f"event.{key}: expected one value or a list", "event", key)


def _agrees(event: dict[str, Any], key: str, value: Any) -> bool:
    """Whether an event says this of itself; of a list one member is enough."""
    said = event.get(key)
    if isinstance(said, list) and not isinstance(value, list):
        return str(value) in map(str, said)
    return str(said) == str(value)


def _none_fits(wanted: dict[str, Any], events: list[dict[str, Any]], agreed: list[int], base: Base) -> str:
    """Say that no event is like that, and which comes nearest in what."""
    asked_for = ", ".join(f"{key}: {value}" for key, value in wanted.items())
    text = f"no event of '{base.plain.name}' is like {{{asked_for}}}"
    if not any(agreed):
        return text
    best = max(range(len(events)), key=lambda number: agreed[number])
    other = [
        f"{key} {events[best].get(key, 'not said')}" for key in wanted if not _agrees(events[best], key, wanted[key])
    ]
    return f"{text}; the nearest, {EVENTS}[{best + 1}], has {', '.join(other)}"


def _check_field(asked: Asked, base: Base, path: KeyPath) -> None:
    """Refuse a field that such an event does not have."""
    entry, name = base.entry(path[:-1]), path[-1]
    known = [] if entry is None else list(type(entry).model_fields)
    if name not in known:
        meant = nearest(name, known)
        raise asked.error(f"field: {dotted(path[:-1])} has no '{dotted(path[2:])}'", "field", suggestion=meant)
