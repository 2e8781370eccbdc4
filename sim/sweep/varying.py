"""Find out what varies in a sweep: parameters, keys of the scenario, numbers of its events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.checking import describe
from sim.documents import Document, KeyPath
from sim.parameters import load_parameters
from sim.scenario import Scenario
from sim.sweep.asked import LEVERS, ROLES, UNCERTAINTIES, Asked
from sim.sweep.bases import PARAMETERS, Base, path_of
from sim.sweep.choosers import chooser_of
from sim.sweep.columns import NUMBERED
from sim.sweep.factors import Factor
from sim.sweep.fields import differs_by_world, uncertain_parameters
from sim.sweep.files import EVERY, SweepFile
from sim.sweep.keys import keys_of
from sim.sweep.labels import label_of_keys, unit_of_key
from sim.sweep.ranges import axis_of

RESERVED = (*NUMBERED, EVERY)
"""Names that mean something else in the results or in a sweep file."""


def factors_of(document: Document, said: SweepFile, base: Base) -> tuple[tuple[Factor, ...], tuple[str, ...]]:
    """Everything that varies, levers first, and what is worth a second look, a line each. Raises InputError."""
    asked = [Asked.read(document, path, raw) for path, raw in _entries(document, said, base.plain)]
    if not asked:
        raise document.error("nothing varies: give something under 'levers' or 'uncertainties'")
    factors = tuple(_factor(one, said, base) for one in asked)
    _check_apart(asked, factors)
    return factors, tuple(note for factor in factors for note in _second_looks(factor))


def _entries(document: Document, said: SweepFile, scenario: Scenario) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the path and the raw text of each factor; `all` stands for every uncertain parameter that is left."""
    facts = _facts(document, said)
    for name, raw in said.levers.items():
        yield (LEVERS, name), raw
    for name, raw in facts.items():
        if name != EVERY:
            yield (UNCERTAINTIES, name), raw
    if facts.get(EVERY):
        named = {**said.levers, **facts}
        taken = {*named, *_parameters_by_key(named), *scenario.parameters}
        for one in uncertain_parameters():
            if one.name not in taken:
                yield (UNCERTAINTIES, one.name), None


def _facts(document: Document, said: SweepFile) -> dict[str, Any]:
    """The uncertainties as a group; `all` alone is short for a group that holds it."""
    facts = {EVERY: True} if said.uncertainties == EVERY else said.uncertainties
    if facts is None:
        return {}
    if not isinstance(facts, dict):
        text = f"{UNCERTAINTIES}: expected a group of names, or '{EVERY}', found {describe(facts)}"
        raise document.error(text, (UNCERTAINTIES,))
    if not isinstance(facts.get(EVERY, True), bool):
        raise document.error(f"{UNCERTAINTIES}.{EVERY}: expected true or false", (UNCERTAINTIES, EVERY))
    return facts


def _parameters_by_key(named: Mapping[str, Any]) -> list[str]:
    """Parameters that are varied under another name."""
    groups = [raw for raw in named.values() if isinstance(raw, dict)]
    keys = [str(key) for raw in groups for key in (raw.get("key"), *(raw.get("keys") or ()))]
    return [key.removeprefix(f"{PARAMETERS}.") for key in keys if key.startswith(f"{PARAMETERS}.")]


def _factor(asked: Asked, said: SweepFile, base: Base) -> Factor:
    """One factor, checked. Raises InputError that points to its lines."""
    if asked.name in RESERVED or not asked.name.isidentifier():
        others = ", ".join(RESERVED)
        raise asked.error(f"'{asked.name}' cannot name what varies; use words joined by underscores, not {others}")
    entry, keys = asked.entry, keys_of(asked, base)
    first = path_of(keys[0])
    parameter = load_parameters()[str(first[1])] if first[0] == PARAMETERS else None
    asked.check_role(parameter)
    axis = axis_of(asked, first, parameter, said, base.plain)
    usual = (parameter.description, parameter.unit) if parameter else (label_of_keys(keys, base), unit_of_key(first))
    return Factor(
        name=asked.name,
        role=ROLES[asked.side],
        keys=keys,
        label=entry.label or usual[0].strip().rstrip("."),
        unit=usual[1] if entry.unit is None else entry.unit,
        axis=axis,
        quality=parameter.quality if parameter else "",
        source=parameter.source if parameter else (),
        by_world=_numbers(axis.values) and all(differs_by_world(path_of(key), base.plain) for key in keys),
        because=entry.because or "",
        by=chooser_of(asked, keys, base),
    )


def _numbers(values: tuple[Any, ...]) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def _check_apart(asked: list[Asked], factors: tuple[Factor, ...]) -> None:
    """Refuse one name, or one key of the scenario, that varies twice."""
    seen: dict[str, Asked] = {}
    for one, factor in zip(asked, factors, strict=True):
        for what in dict.fromkeys((one.name, *factor.keys)):
            earlier = seen.setdefault(what, one)
            if earlier is not one:
                here = "a lever and an uncertainty" if earlier.side != one.side else "varied twice"
                raise one.error(f"'{what}' is {here}; it was given before as {earlier}")


def _second_looks(factor: Factor) -> Iterator[str]:
    """What is allowed but may not be meant: a range beyond that of the data file, a number that is structure."""
    yield from filter(None, [beyond_data(factor)])
    if not factor.by_world and not factor.listed:
        yield f"{factor.name} changes the structure of the world: each of its values is lived by itself, which is slow"


def beyond_data(factor: Factor) -> str:
    """Say that a parameter is tried beyond the range of its data file; empty where it is not, or is no parameter."""
    path = path_of(factor.keys[0])
    parameter = load_parameters().get(str(path[1])) if path[0] == PARAMETERS else None
    axis = factor.axis
    numbers = [one for one in axis.values if isinstance(one, int | float)] or [axis.ends[0], axis.ends[2]]
    if parameter is None or all(parameter.covers(one) for one in numbers):
        return ""
    return (
        f"{factor.name} is tried from {min(numbers):g} to {max(numbers):g}, beyond what its data file holds "
        f"possible, {parameter.low:g} to {parameter.high:g} {parameter.unit}"
    )
