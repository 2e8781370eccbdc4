"""What two scenarios set differently, key by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from sim.parameters import load_parameters
from sim.scenario.choices import Scenario

Difference = tuple[str, Any, Any]
ABOUT_THE_FILE = ("title", "about", "sources")
"""Keys that describe a scenario and change nothing in it."""

LABEL = ("date", "actor", "kind", "name", "deal", "partner", "goods", "use", "sector", "authority")
REASONS = ("because", "source")


def difference(one: Scenario, other: Scenario) -> list[Difference]:
    """List (key, value in one, value in the other) for all that differs; None where a scenario says nothing.

    Events are matched by day, actor and what they are, so that one more event does not make all later ones differ;
    their reasons and sources are not compared.
    A parameter that only one of them sets is compared with its default.
    """
    named = {*one.parameters, *other.parameters}
    left, right = dict(_flat(_comparable(one, named))), dict(_flat(_comparable(other, named)))
    keys = list(left) + [key for key in right if key not in left]
    return [(key, left.get(key), right.get(key)) for key in keys if left.get(key) != right.get(key)]


def _comparable(scenario: Scenario, named: Collection[str]) -> dict[str, Any]:
    """Everything that changes what happens, with a value for each of the named parameters."""
    plain = {key: value for key, value in scenario.resolved().items() if key not in ABOUT_THE_FILE}
    values = {name: scenario.parameters.get(name, load_parameters()[name].value) for name in sorted(named)}
    return plain | {"parameters": values, "events": _by_label(plain["events"])}


def _by_label(events: list[dict[str, Any]]) -> dict[str, str]:
    """Events under a name that tells them apart: 2025-04-09 USA tariff CHN IEEPA -> rate 1.25."""
    seen: Counter[str] = Counter()
    labelled = {}
    for event in events:
        label = " ".join(_words(event[key]) for key in LABEL if key in event)
        seen[label] += 1
        label = label if seen[label] == 1 else f"{label} ({seen[label]})"
        labelled[label] = _words({key: value for key, value in event.items() if key not in LABEL + REASONS})
    return labelled


def _words(value: Any) -> str:
    """Say a value in a few words."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(part)}" for key, part in value.items())
    if isinstance(value, list):
        return " + ".join(_words(part) for part in value)
    return str(value)


def _flat(values: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(values, dict):
        yield key, values
        return
    for name, value in values.items():
        yield from _flat(value, f"{key}.{name}" if key else str(name))
