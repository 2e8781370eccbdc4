"""Strategies in files of somebody's own: found, run, and whatever goes wrong in them said with its line."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from sim.errors import InputError

PREFIX = "chokepoint_strategy_"
"""How the modules of such files are called."""


def own_file(kind: type) -> Path | None:
    """The file of somebody's own that a class was defined in, None for those of the package."""
    place = sys.modules[kind.__module__].__file__ if kind.__module__.startswith(PREFIX) else None
    return None if place is None else Path(place)


def locate(name: str, folder: Path | None) -> Path:
    """Find a file relative to a folder, or as it stands. Raises InputError."""
    places = [Path(name)] if folder is None else [folder / name, Path(name)]
    for place in places:
        if place.is_file():
            return place.resolve()
    raise InputError(f"there is no strategy file '{name}'", file=places[0])


def run_file(file: Path) -> ModuleType:
    """Import a file of somebody's own. Raises InputError with its line for whatever goes wrong in it."""
    spec = importlib.util.spec_from_file_location(PREFIX + file.stem, file)
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
        said = "a briefing holds one number for each world; put @each_world above decide() to use plain 'if'"
    return InputError(f"the strategy failed: {said}", file=file, line=lines[-1] if lines else None)
