"""The record up to a day, and then strategies: history with another end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from sim.checking import check
from sim.documents import Document, Place
from sim.errors import InputError, unknown
from sim.scenario.choices import Scenario, StateChoice
from sim.scenario.nesting import is_file, layers_of
from sim.scenario.vocabulary import SCRIPT, vocabulary_of_the_model
from sim.tables import load_tables

HOLD = "hold"
REACTIONS = {"power": "reciprocal", "ally": "bandwagon", "partner": "hedger"}
"""What a state follows after the fork that nobody names, by its role; all others hold. A scenario that names something
else for after its record than to hold is left as it is."""

UNSAFE = re.compile(r"[^\w.-]+")
"""What a name of a folder should do without."""


def fork_scenario(scenario: Scenario, day: date, strategies: Mapping[str, str]) -> Scenario:
    """Keep a scenario's record up to and with a day, and let states decide from the next month on.

    Measures after the day are dropped; what was made before (deals, threats, programmes) runs on. strategies: state ->
    name, path or outer(inner). Scripted states that are not named follow the scenario's own strategy for after the
    record, or the reaction of their role; all others go on as they were. Raises InputError with the nearest name.
    """
    month = _check_day(scenario, day)
    for code in strategies:
        if code not in scenario.states:
            raise unknown("state", code, scenario.states, key="states")
    roles = {row.state: row.role for row in load_tables().states}
    states = {
        code: _chosen(scenario, code, month, strategies.get(code), REACTIONS.get(roles[code], HOLD))
        for code in scenario.states
    }
    events = tuple(event for event in scenario.events if event.date <= day)
    told = ", ".join(f"{code}: {name}" for code, name in strategies.items())
    title = f"{scenario.title}, forked on {day}{f'; {told}' if told else ''}"
    about = (
        f"{scenario.name} to {day}; from {scenario.month_name(month + 1)} on states decide. The whole: {scenario.about}"
    )
    forked = scenario.model_copy(update={"states": states, "events": events, "title": title, "about": about})
    forked._name = forked_name(scenario.name, day, strategies)
    return forked


def forked(scenario: Scenario, day: str, strategies: str) -> Scenario:
    """Fork a scenario as the command line says: day and strategies as texts, both empty for no fork."""
    if not day:
        if strategies:
            raise InputError("--states needs --fork DATE, the last day of the record", key="states")
        return scenario
    return fork_scenario(scenario, read_day_of_fork(day), read_strategies(strategies))


def forked_name(name: str, day: date, strategies: Mapping[str, str]) -> str:
    """Name a forked scenario so that it can name a folder: history_2025_fork_2025-05-12_USA-hawk."""
    chosen = [f"{code}-{Path(text).stem if text.endswith('.py') else text}" for code, text in strategies.items()]
    return UNSAFE.sub("-", "_".join([name, "fork", str(day), *chosen])).strip("-")


def read_day_of_fork(text: str) -> date:
    """Read the day of a fork. Raises InputError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--fork {text}: expected a day such as 2025-05-12", key="fork") from None


def read_strategies(text: str) -> dict[str, str]:
    """Read USA=lookahead,CHN=volatile_leader(reciprocal) as state -> strategy. Raises InputError."""
    found: dict[str, str] = {}
    for part in _split(text):
        code, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not code or not name:
            raise InputError(f"--states {part}: expected STATE=STRATEGY, such as USA=hawk,CHN=reciprocal", key="states")
        if code in found:
            raise InputError(f"--states {part}: {code} already follows '{found[code]}'", key="states")
        found[code] = name
    return found


def _split(text: str) -> list[str]:
    """Split at the commas that stand outside brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in parts if part.strip()]


def _check_day(scenario: Scenario, day: date) -> int:
    """Refuse a day that leaves no record, or no month to decide in; returns its month from 0."""
    month = scenario.month_of(day)
    if month < 0 or month > scenario.months - 2:
        last = date.fromisoformat(f"{scenario.month_name(scenario.months - 1)}-01") - timedelta(days=1)
        message = f"--fork {day}: '{scenario.name}' can be forked from {scenario.first_day} to {last}"
        raise InputError(message, key="fork")
    ends = [choice.until for choice in scenario.states.values() if choice.strategy == SCRIPT]
    if not ends:
        raise InputError(f"--fork {day}: nobody follows a record in '{scenario.name}'", key="fork")
    known = [scenario.month_of(end) for end in ends if end is not None]
    if len(known) == len(ends) and month > max(known):
        message = f"--fork {day}: the record of '{scenario.name}' ends in {scenario.month_name(max(known))}"
        raise InputError(message, key="fork")
    return month


def _chosen(scenario: Scenario, code: str, month: int, named: str | None, reaction: str) -> StateChoice:
    """Say how a state is governed in the fork."""
    own = scenario.states[code]
    if named is None:
        return _unnamed(scenario, own, month, reaction)
    if own.strategy not in (SCRIPT, HOLD):
        message = f"--states {code}={named}: it follows '{own.strategy}' in '{scenario.name}', not a record"
        raise InputError(message, key="states")
    if own.until is not None and month > scenario.month_of(own.until):
        raise InputError(f"--states {code}={named}: its record ends in {own.until}, before the fork", key="states")
    return _checked(code, named, scenario.month_name(month))


def _unnamed(scenario: Scenario, own: StateChoice, month: int, reaction: str) -> StateChoice:
    """Whoever is not named reacts as the scenario says, or as states of its role do, once the record has ended."""
    if own.strategy != SCRIPT or (own.until is not None and month > scenario.month_of(own.until)):
        return own
    if own.then in (None, HOLD):
        return StateChoice(strategy=SCRIPT, until=scenario.month_name(month), then=reaction)
    return own.model_copy(update={"until": scenario.month_name(month)})


def _checked(code: str, named: str, until: str) -> StateChoice:
    """Check that a strategy exists, with the option named in the error."""
    for layer in layers_of(named):
        if is_file(layer) and not Path(layer).is_file():
            raise InputError(f"--states {code}={named}: there is no strategy file '{layer}'", key="states")
    document = Document({"strategy": SCRIPT, "until": until, "then": named}, {(): Place(f"--states {code}={named}")})
    return check(StateChoice, document, context=vocabulary_of_the_model())
