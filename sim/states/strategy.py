"""The base of all strategies (a frozen briefing in, moves out), and how one is found by its name or file."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from sim.errors import InputError, unknown
from sim.parameters import Settings
from sim.states.briefing import Briefing, Offer
from sim.states.moves import Moves
from sim.types import Mask

FOLDER = Path(__file__).parent / "strategies"


@dataclass(frozen=True)
class FromParameter:
    """The default of an option: whatever a parameter says in this run."""

    parameter: str


def parameter(name: str) -> Any:
    """Give an option of a strategy the value of a parameter as its default."""
    return FromParameter(name)


class Strategy:
    """How a state decides. A subclass gives a name, a source, a docstring and `decide`.

    Every other public class attribute that is no method is an option: a scenario can set it by name, and a
    `parameter("...")` stands for the value of a parameter. Strategies keep no memory of their own: what they need
    to know of the past is in the briefing, so that worlds can be lived in any batch and forked at any month.
    """

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""
    tags: ClassVar[tuple[str, ...]] = ()

    def __init__(self, settings: Settings, options: Mapping[str, Any] | None = None) -> None:
        defaults = self.defaults()
        for given in options or {}:
            if given not in defaults:
                raise unknown(f"option of strategy '{self.name}'", given, defaults, key=f"options.{given}")
        for option, value in (defaults | dict(options or {})).items():
            chosen = getattr(settings, value.parameter) if isinstance(value, FromParameter) else value
            setattr(self, option, chosen)

    def decide(self, seen: Briefing) -> Moves:
        """Decide what the state does this month."""
        raise NotImplementedError(f"strategy '{self.name}' has no decide()")

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """In which worlds an offer is accepted (world,), and why. Most strategies that do not say so refuse."""
        return np.zeros(seen.worlds, dtype=bool), "keeps its course"

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Options and their defaults: option -> a plain value, or the parameter that holds it."""
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            if issubclass(base, Strategy) and base is not Strategy:
                found |= {key: value for key, value in vars(base).items() if _is_option(key, value)}
        return found

    @classmethod
    def description(cls) -> str:
        """Say what the strategy does, in one sentence."""
        return inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _is_option(key: str, value: Any) -> bool:
    ours = key.startswith("_") or key in ("name", "source", "tags")
    return not ours and isinstance(value, bool | int | float | str | FromParameter)


@cache
def find_strategies() -> dict[str, type[Strategy]]:
    """All strategies of the package: name -> class, in the order of their names."""
    files = sorted(file for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    modules = [importlib.import_module(f"sim.states.strategies.{file.stem}") for file in files]
    return dict(sorted((found.name, found) for module in modules for found in _strategies_in(module)))


def load_strategy(name: str, folder: Path | None = None) -> type[Strategy]:
    """Find a strategy by its name, or by the path of a .py file that holds one (relative to `folder`, or as it stands).

    Raises InputError with the nearest name.
    """
    if name.endswith(".py"):
        return _strategy_of_file(_locate(name, folder))
    known = find_strategies()
    if name not in known:
        raise unknown("strategy", name, known)
    return known[name]


def _locate(name: str, folder: Path | None) -> Path:
    places = [Path(name)] if folder is None else [folder / name, Path(name)]
    for place in places:
        if place.is_file():
            return place.resolve()
    raise InputError(f"there is no strategy file '{name}'", file=places[0])


@cache
def _strategy_of_file(file: Path) -> type[Strategy]:
    module = _run(file)
    found = _strategies_in(module)
    if len(found) != 1:
        number = "no strategy" if not found else f"{len(found)} strategies"
        raise InputError(f"holds {number}; expected one class that extends Strategy and has a name", file=file)
    return found[0]


def _run(file: Path) -> ModuleType:
    """Import a file of somebody's own; whatever goes wrong in it is said with its line."""
    spec = importlib.util.spec_from_file_location(f"chokepoint_strategy_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise InputError("cannot be read as Python", file=file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as problem:
        raise InputError(f"is not valid Python: {problem.msg}", file=file, line=problem.lineno) from None
    except Exception as problem:
        raise failure(problem, file) from problem
    return module


def failure(problem: Exception, file: Path) -> InputError:
    """Say what went wrong inside somebody's strategy file, with the last line of it that was running."""
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == str(file)]
    said = f"{type(problem).__name__}: {problem}"
    if isinstance(problem, ValueError) and "truth value of an array" in said:
        said = "a briefing holds one number for each world; put @each_world above the method to use plain 'if'"
    return InputError(f"the strategy failed: {said}", file=file, line=lines[-1] if lines else None)


def _strategies_in(module: ModuleType) -> list[type[Strategy]]:
    """Strategy classes that a module defines itself, not those it imports."""
    return [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Strategy)
        and thing.__module__ == module.__name__
        and thing.name
    ]
