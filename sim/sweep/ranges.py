"""Over which range, or which list of values, a factor varies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.designs import Axis
from sim.designs.axes import STEPS
from sim.documents import KeyPath, dotted
from sim.errors import InputError
from sim.parameters import Parameter
from sim.scenario import Scenario
from sim.sweep.asked import UNCERTAINTIES, Asked
from sim.sweep.bases import told_at
from sim.sweep.fields import takes_whole_numbers
from sim.sweep.files import SweepFile

SHARES = ("fraction", "probability", "share")
"""Words with which the unit of a parameter begins that is a part of a whole, where its range ends at 1 or below."""


def axis_of(asked: Asked, key: KeyPath, parameter: Parameter | None, said: SweepFile, scenario: Scenario) -> Axis:
    """The axis of a factor. Raises InputError where there is no range, or none that holds anything.

    A parameter takes the range of its data file if the entry gives none; half of what is drawn of a fact then lies
    below its value. key: the path that it changes, the first if several.
    """
    entry = asked.entry
    values = entry.values or _listed_values(said, asked)
    if values:
        _check_shares(asked, parameter, [one for one in values if isinstance(one, int | float)])
        return _axis(asked, values=tuple(values))
    whole = entry.whole or (parameter is None and takes_whole_numbers(key, scenario))
    low, middle, high = entry.low, entry.middle, entry.high
    if low is None or high is None:
        low, middle, high = _range_of(asked, parameter)
    _check_shares(asked, parameter, [low, high])
    steps = entry.steps or (min(STEPS, int(high - low) + 1) if whole else STEPS)
    return _axis(asked, low=low, middle=middle, high=high, steps=steps, whole=whole)


def _check_shares(asked: Asked, parameter: Parameter | None, numbers: Sequence[float]) -> None:
    """Refuse more than all, and less than nothing, of what is a share."""
    if parameter is None or parameter.high > 1 or not parameter.unit.startswith(SHARES):
        return
    for number in numbers:
        if not 0 <= number <= 1:
            raise asked.error(f"{dotted(asked.path)}: {number:g} is no {parameter.unit}; it lies between 0 and 1")


def _range_of(asked: Asked, parameter: Parameter | None) -> tuple[float, float | None, float]:
    """Low end, middle and high end by the data file."""
    if parameter is None:
        raise asked.error(f"{dotted(asked.path)}: says neither 'values' nor 'low' and 'high'")
    if parameter.low >= parameter.high:
        text = f"its data file gives no range, only {parameter.value:g}; say 'low' and 'high', or 'values'"
        raise asked.error(f"{dotted(asked.path)}: {text}")
    middle = asked.entry.middle
    if middle is None and asked.side == UNCERTAINTIES:
        middle = parameter.value
    return parameter.low, middle, parameter.high


def _listed_values(said: SweepFile, asked: Asked) -> tuple[Any, ...]:
    """Where combinations are listed, the values that they hold, in the order of the list."""
    if asked.entry.low is not None:
        return ()
    found = [row[asked.name] for row in said.listed if asked.name in row]
    return tuple(
        {(value, isinstance(value, bool)): value for value in found if not isinstance(value, list | dict)}.values()
    )


def _axis(asked: Asked, **given: Any) -> Axis:
    try:
        return Axis(asked.name, **given)
    except InputError as problem:
        raise told_at(problem, asked.document, asked.path) from None
