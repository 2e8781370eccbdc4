"""Changes to a scenario from the command line: dotted keys such as states.USA.strategy=hawk or events[2].rate=0.34."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.documents import Document, KeyPath, Place, dotted, parse_value
from sim.errors import InputError
from sim.scenario.inheritance import EVENTS_UNTIL, EXTENDS, MORE_EVENTS, merge

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
WHOLE = re.compile(r"[^.\[\]]+(\.[^.\[\]]+|\[\d+\])*")


def parse_overrides(settings: Iterable[str]) -> dict[str, str]:
    """Split texts of the form key=value. Raises InputError for one without '=' or a key given twice."""
    overrides: dict[str, str] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            raise InputError(f"--set {text}: expected key=value, for example parameters.spot_scarcity=1.8")
        if key in overrides:
            raise InputError(f"--set {text}: '{key}' is already set to {overrides[key]}", key=key)
        overrides[key] = value.strip()
    return overrides


def apply_overrides(document: Document, overrides: Mapping[str, str | float]) -> Document:
    """Lay overrides on a scenario that has been read; errors in them name the override instead of a file."""
    for key, value in overrides.items():
        place = Place(f"--set {key}={value}")
        path = key_path(key, place)
        plain = parse_value(value, str(place.file)) if isinstance(value, str) else value
        if any(isinstance(part, int) for part in path):
            _replace_item(document, path, plain, place)
        else:
            document = merge(document, _overlay(path, plain, place))
    return document


def key_path(key: str, place: Place) -> KeyPath:
    """Turn events[2].rate into ("events", 1, "rate"): people count from 1. Raises InputError pointing to place."""
    if not WHOLE.fullmatch(key):
        raise place.error(f"'{key}' is not a key such as states.USA.strategy or events[2].rate", key=key)
    path = tuple(int(number) - 1 if number else word for word, number in STEP.findall(key))
    if path[0] in (EXTENDS, MORE_EVENTS, EVENTS_UNTIL):
        raise place.error(f"'{path[0]}' can only be given in a file", key=key)
    return path


def _overlay(path: KeyPath, value: Any, place: Place) -> Document:
    """Make a document that says nothing but one value."""
    places = {path[:length]: place for length in range(len(path) + 1)}
    for part in reversed(path):
        value = {part: value}
    return Document(value, places)


def _replace_item(document: Document, path: KeyPath, value: Any, place: Place) -> None:
    """Put a value at a path that passes through a list."""
    around: Any = document.data
    for depth, part in enumerate(path):
        fits = isinstance(around, list) and isinstance(part, int) and 0 <= part < len(around)
        fits = fits or (isinstance(around, dict) and (part in around or depth == len(path) - 1))
        if not fits:
            raise place.error(f"there is no '{dotted(path[: depth + 1])}'", key=dotted(path))
        if depth < len(path) - 1:
            around = around[part]
    around[path[-1]] = value
    document.forget(path)
    document.places[path] = place
