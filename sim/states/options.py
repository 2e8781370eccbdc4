"""Options of a strategy: what a scenario can set by name, and the kind of value each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

_NUMBER = (int, float, np.ndarray)
_KINDS: dict[Any, str] = {bool: "true or false", int: "a whole number", _NUMBER: "a number", str: "a word"}
"""What an option can be, in words."""


@dataclass(frozen=True)
class FromParameter:
    """The default of an option: whatever a parameter says in this run."""

    parameter: str


def parameter(name: str) -> Any:
    """Give an option of a strategy the value of a parameter as its default."""
    return FromParameter(name)


def is_option(key: str, value: Any) -> bool:
    """Whether an attribute of a strategy class is an option."""
    ours = key.startswith("_") or key in ("name", "source", "tags")
    return not ours and isinstance(value, bool | int | float | str | FromParameter)


def misfit(default: Any, value: Any) -> str:
    """Say what an option with this default takes, if a value is not of that kind; else nothing."""
    wanted = next((kind for kind in (bool, int, str) if isinstance(default, kind)), _NUMBER)
    fits = isinstance(value, wanted) and isinstance(value, bool) == (wanted is bool)
    return "" if fits else _KINDS[wanted]
