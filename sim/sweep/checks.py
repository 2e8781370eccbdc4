"""Try every end of a range and every listed value through the scenario's own checks, before anything is lived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.documents import Document, KeyPath
from sim.errors import InputError
from sim.scenario import Scenario
from sim.states.strategy import make_strategy
from sim.sweep.asked import ROLES
from sim.sweep.bases import PARAMETERS, told_at
from sim.sweep.factors import Factor
from sim.sweep.plan import Plan

SIDE_OF = {role: side for side, role in ROLES.items()}
"""The list that a factor of each role stands in."""

MOST_TRIED = 64
"""Structures that are tried in full; of more than that, those in which each value first appears, as far as they go."""


def check_plan(plan: Plan, document: Document) -> None:
    """Refuse a sweep that holds a value which its scenario would refuse. Raises InputError that points to its line."""
    _check_names(plan, document)
    structures = _structures(plan)
    for structure in structures:
        _try(plan, document, structure)
    first = structures[0]
    for factor in plan.factors:
        if factor.by_world and not factor.key.startswith(PARAMETERS):
            for value in _ends(factor):
                _try(plan, document, first, factor, value)


def _check_names(plan: Plan, document: Document) -> None:
    """Refuse a factor by the name of something else that is kept: they would be one column."""
    kept = {*plan.outcomes, *plan.full_series, *plan.quantile_series}
    for factor in plan.factors:
        if factor.name in kept:
            text = f"'{factor.name}' names an outcome or series that is kept as well; call what varies something else"
            raise document.error(text, _path(factor))


def _path(factor: Factor) -> KeyPath:
    """Where a factor stands in its file."""
    return SIDE_OF[factor.role], factor.name


def _structures(plan: Plan) -> list[dict[str, Any]]:
    """Structures worth trying: all, or those in which each value of each factor first appears."""
    groups = plan.groups()
    if len(groups) <= MOST_TRIED:
        return [dict(group.structure) for group in groups]
    seen: set[tuple[str, Any]] = set()
    chosen = []
    for group in groups:
        if not seen.issuperset(group.structure):
            seen.update(group.structure)
            chosen.append(dict(group.structure))
    return chosen[:MOST_TRIED]


def _ends(factor: Factor) -> Iterator[Any]:
    """The values at which a factor could be wrong: both ends, or all of a list."""
    axis = factor.axis
    if factor.listed:
        yield from axis.values
    else:
        yield from (int(one) if axis.whole else one for one in (axis.ends[0], axis.ends[2]))


def _try(
    plan: Plan, document: Document, structure: Mapping[str, Any], factor: Factor | None = None, value: Any = None
) -> None:
    """Make the scenario of a structure, with one more value, and its strategies."""
    values = dict(structure) | ({} if factor is None else {factor.name: value})
    keys = {one.name: one.keys for one in plan.factors}
    try:
        scenario = plan.source.with_values({key: said for name, said in values.items() for key in keys[name]})
        _make_strategies(scenario)
    except InputError as problem:
        raise _told(plan, document, problem, values, factor) from None


def _make_strategies(scenario: Scenario) -> None:
    """Make every strategy once, which checks its options. Raises InputError."""
    settings = scenario.settings()
    for code, choice in scenario.states.items():
        if choice.options:
            try:
                make_strategy(choice.then or choice.strategy, settings, choice.options)
            except InputError as problem:
                key = f"states.{code}.{problem.key}"
                raise InputError(problem.message, key=key, suggestion=problem.suggestion) from None


def _told(
    plan: Plan, document: Document, problem: InputError, values: Mapping[str, Any], factor: Factor | None
) -> InputError:
    """Point to the factor whose key is refused, or to the combination of all."""
    blamed = factor or next((one for one in plan.factors if problem.key in one.keys and one.name in values), None)
    if blamed is None:
        said = ", ".join(f"{name}: {value}" for name, value in values.items())
        return document.error(
            f"the scenario refuses {said or 'itself'}: {problem.message}", suggestion=problem.suggestion
        )
    told = InputError(
        f"{blamed.name} cannot be {values[blamed.name]}: {problem.message}", suggestion=problem.suggestion
    )
    return told_at(told, document, _path(blamed))
