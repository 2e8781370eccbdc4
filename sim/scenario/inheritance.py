"""Lay one scenario over another: groups merge key by key, lists and values replace, and every line keeps its place."""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.documents import Document, KeyPath

EXTENDS = "extends"
EVENTS = "events"
MORE_EVENTS = "more_events"
EVENTS_UNTIL = "events_until"


def merge(base: Document, over: Document) -> Document:
    """Lay `over` on `base`, which it changes and returns.

    A state that gets another strategy starts afresh: options made for the old one would mean nothing to the new.
    `more_events` adds to the events where `events` replaces them; `events_until` drops inherited ones after a day.
    """
    more = over.data.pop(MORE_EVENTS, None)
    if EVENTS_UNTIL in over.data:
        _drop_events(base, over, over.data.pop(EVENTS_UNTIL))
    _merge_group(base, over, ())
    if more is not None:
        _append_events(base, over, more)
    return base


def _merge_group(base: Document, over: Document, path: KeyPath) -> None:
    upper = value_at(over.data, path)
    lower = value_at(base.data, path)
    for key, value in upper.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(lower.get(key), dict) and not _starts_afresh(here, lower[key], value):
            _merge_group(base, over, here)
        else:
            lower[key] = value
            base.forget(here)
            base.places |= {known: place for known, place in over.places.items() if known[: len(here)] == here}


def _starts_afresh(path: KeyPath, lower: dict[str, Any], upper: dict[str, Any]) -> bool:
    is_state = len(path) == len(("states", "USA")) and path[0] == "states"
    return is_state and "strategy" in upper and upper["strategy"] != lower.get("strategy")


def _append_events(base: Document, over: Document, more: Any) -> None:
    events = base.data.setdefault(EVENTS, [])
    if not isinstance(more, list) or not isinstance(events, list):
        raise over.error(f"{MORE_EVENTS}: expected a list of events", (MORE_EVENTS,))
    for path, place in over.places.items():
        if path[0:1] == (MORE_EVENTS,) and len(path) > 1 and isinstance(path[1], int):
            base.places[(EVENTS, len(events) + path[1], *path[2:])] = place
    base.data[EVENTS] = events + more


def _drop_events(base: Document, over: Document, last: Any) -> None:
    """Drop what is inherited of the record after its last day."""
    try:
        day = date.fromisoformat(last).isoformat()
    except (TypeError, ValueError):
        raise over.error(f"{EVENTS_UNTIL}: expected a day such as 2025-04-30", (EVENTS_UNTIL,)) from None
    events = base.data.get(EVENTS, [])
    if not isinstance(events, list):
        return  # whoever reads the events says what is wrong with them
    kept = [number for number, event in enumerate(events) if not isinstance(event, dict) or _day(event) <= day]
    places = {path: base.places[path] for path in base.places if path[:1] == (EVENTS,) and len(path) > 1}
    for path in places:
        del base.places[path]
    moved = {number: place for place, number in enumerate(kept)}
    base.places |= {(EVENTS, moved[path[1]], *path[2:]): place for path, place in places.items() if path[1] in moved}
    base.data[EVENTS] = [events[number] for number in kept]


def _day(event: dict[str, Any]) -> str:
    return str(event.get("date", ""))


def value_at(data: Any, path: KeyPath) -> Any:
    """Follow a path into nested values."""
    for part in path:
        data = data[part]
    return data
