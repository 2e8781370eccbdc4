"""Find scenario files, read them with all they inherit, and check the whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sim.checking import check
from sim.documents import Document, read_document
from sim.errors import InputError, nearest, shown, unknown
from sim.parameters import PACKAGE
from sim.scenario.choices import Scenario
from sim.scenario.consistency import check_scenario, second_looks
from sim.scenario.inheritance import EXTENDS, merge
from sim.scenario.nesting import is_file, layers_of, nest
from sim.scenario.overrides import apply_overrides, parse_overrides
from sim.scenario.vocabulary import Vocabulary, vocabulary_of_the_model

__all__ = ["available_scenarios", "load_scenario", "parse_overrides"]

FOLDER = "scenarios"
ENDINGS = (".yaml", ".yml")
ALIASES = {"history": "history_2025"}
"""Short names of scenarios: the record goes by `history`."""

STRATEGY_KEYS = ("strategy", "then")


def available_scenarios() -> dict[str, Path]:
    """Find the scenario files beside the program and in the working folder: name -> file."""
    folders = [PACKAGE.parent / FOLDER, Path.cwd() / FOLDER]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml"))}


def load_scenario(
    name_or_path: str | Path,
    overrides: Mapping[str, str | float] | None = None,
    *,
    vocabulary: Vocabulary | None = None,
) -> Scenario:
    """Read a scenario by its name or its path, with what it extends and with overrides by dotted key.

    Raises InputError, with file, line and the nearest valid name, for anything that cannot be used.
    """
    file = find_scenario(str(name_or_path))
    document = apply_overrides(_read_with_parents(file, ()), overrides or {})
    return scenario_of(document, file, vocabulary)


def scenario_of(document: Document, file: Path, vocabulary: Vocabulary | None = None) -> Scenario:
    """Check a complete document and make it a scenario, by the name of its file. Raises InputError."""
    vocabulary = vocabulary or vocabulary_of_the_model()
    document = _own_strategies(document, file)
    _suggest_parameter(document, vocabulary)
    scenario = check(Scenario, document, context=vocabulary)
    check_scenario(scenario, document)
    return scenario.located(file.stem, document, tuple(second_looks(scenario, document, vocabulary)))


def find_scenario(name: str, beside: Path | None = None) -> Path:
    """Find the file of a scenario that is named or given by its path, looking beside another file first.

    Raises InputError with the nearest name.
    """
    around = [folder for folder in (beside, Path.cwd(), PACKAGE.parent) if folder is not None]
    endings = ("",) if name.endswith(ENDINGS) else ENDINGS
    for folder in around:
        for ending in endings:
            if (folder / f"{name}{ending}").is_file():
                return folder / f"{name}{ending}"
    available = available_scenarios()
    if ALIASES.get(name, name) in available:
        return available[ALIASES.get(name, name)]
    if name.endswith(ENDINGS):
        raise InputError(f"there is no scenario file '{name}'", suggestion=_nearest_file(name, available))
    problem = unknown("scenario", name, available)
    if problem.suggestion is None:
        raise InputError(f"unknown scenario '{name}'; 'python run.py list scenarios' names all {len(available)}")
    raise problem


def _nearest_file(name: str, available: Mapping[str, Path]) -> str | None:
    found = nearest(Path(name).stem, available)
    return shown(available[found]) if found else None


def _read_with_parents(file: Path, children: tuple[Path, ...]) -> Document:
    """Read a file laid over the one it extends, and so on down to one that extends nothing."""
    document = _own_strategies(read_document(file), file)
    if EXTENDS not in document.data:
        return merge(Document({}, {(): document.place(())}), document)
    parent = _parent(document, file)
    children = (*children, file.resolve())
    if parent.resolve() in children:
        circle = [*children[children.index(parent.resolve()) :], parent.resolve()]
        raise document.error(f"extends goes in a circle: {' -> '.join(one.stem for one in circle)}", (EXTENDS,))
    document.data.pop(EXTENDS)
    base = _read_with_parents(parent, children)
    base.places[()] = document.place(())
    return merge(base, document)


def _parent(document: Document, file: Path) -> Path:
    name = document.data[EXTENDS]
    if not isinstance(name, str) or not name:
        raise document.error("extends: expected the name of one scenario", (EXTENDS,))
    try:
        return find_scenario(name, file.parent)
    except InputError as problem:
        place = document.place((EXTENDS,))
        raise problem.at(place.file, place.line, EXTENDS) from None


def _own_strategies(document: Document, file: Path) -> Document:
    """Find the .py files that a scenario names as strategies, beside itself or in the working folder."""
    states = document.data.get("states")
    for code, choice in states.items() if isinstance(states, dict) else ():
        for key in STRATEGY_KEYS if isinstance(choice, dict) else ():
            text = choice.get(key)
            if isinstance(text, str) and ".py" in text:
                choice[key] = _with_files(text, file.parent, document, ("states", code, key))
    return document


def _with_files(text: str, folder: Path, document: Document, path: tuple[str, ...]) -> str:
    """Find the files among the layers of a strategy."""
    try:
        layers = layers_of(text)
    except InputError as problem:
        raise document.error(problem.message, path) from None
    return nest([_strategy_file(name, folder, document, path) if is_file(name) else name for name in layers])


def _strategy_file(name: str, folder: Path, document: Document, path: tuple[str, ...]) -> str:
    for candidate in (folder / name, Path.cwd() / name):
        if candidate.is_file():
            return shown(Path(os.path.abspath(candidate)))
    raise document.error(f"there is no strategy file '{name}' beside the scenario or in the working folder", path)


def _suggest_parameter(document: Document, vocabulary: Vocabulary) -> None:
    """Answer the slip of setting a parameter at the top level."""
    for key in document.data:
        if key in vocabulary.parameters and key not in Scenario.model_fields:
            raise document.error(f"unknown key '{key}'", (key,), suggestion=f"parameters.{key}")
