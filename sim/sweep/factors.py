"""What varies in a sweep: a choice of somebody, or a fact that we do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.designs import Axis
from sim.types import Array

FactorRole = Literal["lever", "uncertainty"]


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a lever is somebody's choice, an uncertainty a fact that we do not know; never both.

    keys: dotted keys of the scenario that take its value together. label: one line for people. quality and source:
    those of a parameter, empty for a key of the scenario. by_world: whether the worlds of one batch may differ in it;
    otherwise it is structure. because: why it is called a lever or an uncertainty against the role of the parameter.
    by: code of the state that chooses a lever, empty where it is nobody in particular.
    """

    name: str
    role: FactorRole
    keys: tuple[str, ...]
    label: str
    unit: str
    axis: Axis
    quality: str = ""
    source: tuple[str, ...] = ()
    by_world: bool = False
    because: str = ""
    by: str = ""

    @property
    def key(self) -> str:
        """The dotted keys in one text."""
        return ", ".join(self.keys)

    @property
    def listed(self) -> bool:
        """Whether it takes listed values rather than a range."""
        return self.axis.listed

    @property
    def texts(self) -> bool:
        """Whether any of its values is a text, or true or false: it is recorded as texts then."""
        return any(isinstance(value, str | bool) for value in self.axis.values)

    def value_of(self, number: float) -> Any:
        """Turn a number of a design, which is a code where values are listed, into the value as a scenario has it."""
        if self.listed:
            return self.axis.values[int(number)]
        return int(number) if self.axis.whole else float(number)

    def values_of(self, numbers: Array) -> Array:
        """Turn numbers of a design (run,) into values (run,): floats, or an object array of texts."""
        if not self.listed:
            return numbers
        kinds = np.array([_shown(one) for one in self.axis.values], dtype=object) if self.texts else self.axis.values
        values: Array = np.asarray(kinds, dtype=object if self.texts else np.float64)[numbers.astype(np.intp)]
        return values


def _shown(value: Any) -> str:
    """Write a value as a file does."""
    return str(value).lower() if isinstance(value, bool) else str(value)
