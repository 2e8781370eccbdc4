"""The names a scenario may use: states, goods, control lists, parameters, strategies, sources."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from sim.checking import describe, refuse, refuse_name
from sim.documents import KeyPath
from sim.errors import InputError
from sim.parameters import PACKAGE, Parameter, load_parameters, load_sources
from sim.scenario.nesting import is_file, layers_of
from sim.tables import load_tables

ALL = "all"
SCRIPT = "script"
WRAPPER = "Wrapper"
"""The class that a strategy extends which wraps another one."""

STRATEGIES = PACKAGE / "states" / "strategies"


@dataclass(frozen=True)
class Vocabulary:
    """What exists in the model, by kind; `default_strategy` is what a state follows when no scenario says otherwise."""

    states: Mapping[str, str]
    """Code -> full name."""
    goods: Collection[str]
    control_lists: Collection[str]
    parameters: Mapping[str, Parameter]
    strategies: Collection[str]
    sources: Collection[str]
    default_strategy: Mapping[str, str]
    sectors: Collection[str] = ()
    wrappers: Collection[str] = ()
    """Strategies that wrap another one."""

    def check_state(self, code: Any, *, inside: KeyPath = ()) -> str:
        """Accept the code of a state; a full name such as China is refused with its code."""
        if not isinstance(code, str):
            refuse(
                f"expected the code of a state such as {next(iter(self.states))}, found {describe(code)}", inside=inside
            )
        if code not in self.states:
            by_name = {name.lower(): known for known, name in self.states.items()}
            meant = by_name.get(code.strip().lower())
            if meant:
                refuse(f"unknown state '{code}'", meant, inside=inside)
            refuse_name("state", code, self.states, inside=inside)
        return code

    def check_good(self, name: Any) -> str:
        """Accept the name of a good or of a control list."""
        if not isinstance(name, str) or (name not in self.goods and name not in self.control_lists):
            refuse_name("good or control list", str(name), [*self.control_lists, *self.goods])
        return name

    def check_sector(self, name: Any) -> str:
        """Accept the name of a sector that tariffs know."""
        if not isinstance(name, str) or name not in self.sectors:
            refuse_name("sector", str(name), self.sectors)
        return name

    def check_source(self, key: str) -> str:
        """Accept a key of sources.yaml."""
        if key not in self.sources:
            refuse_name("source", key, self.sources)
        return key

    def check_strategy(self, text: str) -> str:
        """Accept the name of a strategy, or outer(inner); paths of .py files are checked where the scenario is read."""
        try:
            layers = layers_of(text)
        except InputError as problem:
            refuse(problem.message)
        for name in layers:
            if not is_file(name) and name not in self.strategies:
                refuse_name("strategy", name, self.strategies)
        for name in layers[:-1]:
            if not is_file(name) and name not in self.wrappers:
                refuse(f"strategy '{name}' wraps no other; wrappers are {', '.join(sorted(self.wrappers))}")
        if len(layers) > 1 and layers[-1] == SCRIPT:
            refuse(f"a script cannot be wrapped; write 'strategy: {SCRIPT}' and the wrapper in 'then'")
        return text


@cache
def vocabulary_of_the_model() -> Vocabulary:
    """Collect the names from the data files and the folder of strategies."""
    tables = load_tables()
    return Vocabulary(
        states={row.state: row.name for row in tables.states},
        goods=tables.good_names,
        control_lists=tuple(tables.control_lists),
        parameters=load_parameters(),
        strategies=tuple(name for name, _ in _strategies()),
        sources=load_sources(),
        default_strategy={row.state: row.strategy for row in tables.states},
        sectors=tables.sector_names,
        wrappers=tuple(name for name, wraps in _strategies() if wraps),
    )


@cache
def _strategies() -> tuple[tuple[str, bool], ...]:
    """List the strategies that the package holds, read off their files: name, and whether it wraps another.

    Importing them would be an arrow that points up: a strategy knows scenarios, a scenario knows only its name.
    """
    files = sorted(STRATEGIES.glob("*.py"))
    classes = [part for file in files for part in _classes_in(file)]
    return tuple((name, _wraps(one)) for one in classes for name in _names_in(one))


def _classes_in(file: Path) -> list[ast.ClassDef]:
    return [part for part in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(part, ast.ClassDef)]


def _wraps(strategy: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == WRAPPER for base in strategy.bases)


def _names_in(strategy: ast.ClassDef) -> Iterator[str]:
    """Yield the text that a class gives as its `name`."""
    for line in strategy.body:
        match line:
            case ast.Assign(targets=[ast.Name(id="name")], value=ast.Constant(value=str(name))):
                yield name


def known(info: ValidationInfo) -> Vocabulary:
    """Take the vocabulary that a check was started with."""
    vocabulary = info.context
    return vocabulary if isinstance(vocabulary, Vocabulary) else vocabulary_of_the_model()
