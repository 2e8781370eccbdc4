"""Where the factors of a sweep stand in its scenario: what "instead of" is said against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.parameters import load_parameters
from sim.sweep.bases import PARAMETERS, Base, path_of, scenario_of_text
from sim.sweep.store import SCENARIO

if TYPE_CHECKING:
    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults


def base_case(results: SweepResults) -> dict[str, float]:
    """The number, or the code of a listed text, of each factor in the scenario under a sweep.

    A factor that the scenario says nothing usable of is left out; so are all where its file is gone or old.
    """
    try:
        text = (results.folder / SCENARIO).read_text(encoding="utf-8")
        base = Base(scenario_of_text(text, results.base_name))
    except (OSError, InputError):
        return {}
    found = {factor.name: _number(factor, _value(factor, base)) for factor in results.factors}
    return {name: number for name, number in found.items() if number is not None}


def _value(factor: Factor, base: Base) -> Any:
    path = path_of(factor.keys[0])
    value = base.value(path)
    if value is None and path[0] == PARAMETERS and path[-1] in load_parameters():
        return load_parameters()[str(path[-1])].value
    return value


def _number(factor: Factor, value: Any) -> float | None:
    if factor.texts:
        code = factor.axis.code_of(value)
        return float(code) if code >= 0 else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
