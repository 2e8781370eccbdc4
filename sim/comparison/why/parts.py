"""The smallest parts in which two scenarios differ: what only makes sense together is one part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sim.comparison.why.changes import DEALS, SETTINGS, STRATEGY, THREATS, Change, Key, grouped, other_keys
from sim.names import name_of
from sim.parameters import load_parameters
from sim.scenario import CourtRulingEvent, DealEvent, ExtendEvent, Scenario, StateChoice
from sim.scenario.events import AnyEvent
from sim.scenario.vocabulary import SCRIPT

CONTROLS, POWER_FOR_AI = "export controls", "power for AI"
FAMILIES = {
    "tariff": "tariffs",
    "control": CONTROLS,
    "trace_rule": CONTROLS,
    "discouragement": CONTROLS,
    "threat": THREATS,
    "deal": DEALS,
    "extend": DEALS,
    "grid_access": POWER_FOR_AI,
    "federal_land": POWER_FOR_AI,
    "court_ruling": "court rulings",
}
"""What kinds of event are called together; the rest is industrial policy."""

REST = "industrial policy"
TOLD = ("name", "deal", "goods", "sector", "instrument", "field", "partner", "authority")
"""Keys that say what an event is about, the most telling first."""

REASONS = {"because", "source"}
NAMED = 3
"""Members of a list that are named."""


def parts_between(first: Scenario, second: Scenario) -> list[Change]:
    """List all that the second scenario sets otherwise, in parts that can each be made without the others.

    A deal that only one of them has goes with its extensions, and a state that no longer follows the record with the
    measures that it took there.
    """
    ours, theirs = ([_plain(event) for event in side.events] for side in (first, second))
    events = [
        *[_event(first, second, first.events[place], removed=(place,)) for place in _only(ours, theirs)],
        *[_event(first, second, second.events[place], added=(place,)) for place in _only(theirs, ours)],
    ]
    found = grouped([*_settings(first, second), *_strategies(first, second), *events], _same)
    return _with_their_deals(first, second, found)


def _same(key: Key) -> Key:
    return key


def _settings(first: Scenario, second: Scenario) -> Iterator[Change]:
    """Yield a part for each parameter, and for each other key, that differs."""
    parameters = load_parameters()
    for name in sorted({*first.parameters, *second.parameters}):
        one, other = (side.parameters.get(name, parameters[name].value) for side in (first, second))
        if one != other:
            said = f"{name}: {one:g} becomes {other:g}"
            yield Change((SETTINGS, "parameters", name), ("parameters",), (said,), settings=(name,))
    for name in other_keys():
        one, other = getattr(first, name), getattr(second, name)
        if one != other:
            called = name.replace("_", " ")
            said = f"{called}: {words(one)} becomes {words(other)}"
            yield Change((SETTINGS, "other settings", called), ("other settings",), (said,), settings=(name,))


def _strategies(first: Scenario, second: Scenario) -> Iterator[Change]:
    """Yield a part for each state that is governed otherwise."""
    for code, one in first.states.items():
        other = second.states[code]
        if one != other:
            said = f"{name_of(code)}: {course(one)} becomes {course(other)}"
            yield Change((code, STRATEGY, ""), (STRATEGY,), (said,), states=(code,))


def course(choice: StateChoice) -> str:
    """Say how a state is governed."""
    options = ", ".join(f"{name} {value}" for name, value in choice.options.items())
    own = f" ({options})" if options else ""
    if choice.strategy != SCRIPT:
        return f"{choice.strategy}{own}"
    end = f" to {choice.until}" if choice.until else ""
    return f"the record{end}{f', then {choice.then}' if choice.then else ''}{own}"


def _plain(event: AnyEvent) -> str:
    """Write an event so that two that do the same are the same: reasons and sources do not count."""
    return event.model_dump_json(exclude=REASONS)


def _only(events: Sequence[str], others: Sequence[str]) -> list[int]:
    """Places of the events that the others do not have, equal ones counted."""
    left = Counter(others)
    places = []
    for place, event in enumerate(events):
        if left[event] > 0:
            left[event] -= 1
        else:
            places.append(place)
    return places


def _event(
    first: Scenario, second: Scenario, event: AnyEvent, removed: tuple[int, ...] = (), added: tuple[int, ...] = ()
) -> Change:
    """One event that only one scenario has, as a part; beyond a record that the other does not follow, as a course."""
    family = FAMILIES.get(event.kind, REST)
    key = (event.actor, family, _about(event))
    if _beyond_a_record(event, first, second):
        key = (event.actor, STRATEGY, "")
    whose = f"{name_of(event.actor)}, {event.date}, {event.kind.replace('_', ' ')}"
    said = f"{'left out' if removed else 'added'}: {whose} {_about(event)}".rstrip()
    families = (STRATEGY,) if key[1] == STRATEGY else (family,)
    return Change(key, families, (said,), removed=removed, added=added)


def _about(event: AnyEvent) -> str:
    """Say what an event is about."""
    values = (getattr(event, name, None) for name in TOLD)
    return next((words(value) for value in values if value), "")


def words(value: Any) -> str:
    """Say a value in a few words; of a long list the first members and how many there are."""
    if value is None:
        return "nothing"
    if isinstance(value, tuple | list):
        more = f" and {len(value) - NAMED} more" if len(value) > NAMED else ""
        return ", ".join(words(one) for one in value[:NAMED]) + more or "nothing"
    return name_of(value) if isinstance(value, str) else str(value)


def _beyond_a_record(event: AnyEvent, first: Scenario, second: Scenario) -> bool:
    """Whether an event lies where at least one of the two scenarios has its state follow no record."""
    if isinstance(event, CourtRulingEvent):
        # courts rule whoever governs
        return False
    choices = first.states[event.actor], second.states[event.actor]
    month = first.month_of(event.date)
    return any(
        choice.strategy != SCRIPT or (choice.until is not None and month > first.month_of(choice.until))
        for choice in choices
    )


def _with_their_deals(first: Scenario, second: Scenario, parts: list[Change]) -> list[Change]:
    """Join the parts that touch one deal, where it is not the same deal in both scenarios."""
    differing = [event.name for one in parts for event in _events(one, first, second) if isinstance(event, DealEvent)]
    for name in dict.fromkeys(differing):
        touching = [one for one in parts if name in _deals(one, first, second)]
        # the strategy of a party takes the deal along, not the other way round
        head = next((one for one in touching if one.states), touching[0])
        whole = head
        for one in touching:
            whole = whole if one is head else whole.joined(one)
        parts = [whole if one is head else one for one in parts if one is head or one not in touching]
    return parts


def _events(part: Change, first: Scenario, second: Scenario) -> list[AnyEvent]:
    return [*(first.events[place] for place in part.removed), *(second.events[place] for place in part.added)]


def _deals(part: Change, first: Scenario, second: Scenario) -> set[str]:
    """Names of the deals that a part makes, drops or extends."""
    events = _events(part, first, second)
    made = {event.name for event in events if isinstance(event, DealEvent)}
    return made | {event.deal for event in events if isinstance(event, ExtendEvent)}
