"""Closes what a strategy is shown to writing, however deep arrays lie in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

Shown = TypeVar("Shown")


def closed(value: Shown) -> Shown:
    """Give a view of the same facts that nobody can write to."""
    shut: Shown = _closed(value)
    return shut


def _closed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    if isinstance(value, Mapping):
        return MappingProxyType({key: _closed(member) for key, member in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _closed(getattr(value, part.name)) for part in fields(value)})
    return value
