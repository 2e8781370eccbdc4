"""Lists of what there is: scenarios, sweeps, strategies, outcomes, parameters, variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.console.screen import out, table
from sim.errors import unknown

if TYPE_CHECKING:
    from sim.states import Strategy

KINDS = ("scenarios", "sweeps", "strategies", "outcomes", "parameters", "variables", "events", "sectors", "agreements")
SHORT_KINDS = KINDS[:4]
"""What is printed when nobody says which list they want; the others are long."""

Listing = tuple[Sequence[str], Sequence[Sequence[str]]]


def print_list(kind: str) -> None:
    """Print one kind of things there are, or everything but parameters and variables when no kind is named."""
    if kind not in ("", *KINDS):
        raise unknown("list", kind, KINDS)
    for one in SHORT_KINDS if not kind else (kind,):
        headings, rows = _LISTS[one]() if kind else _SHORT.get(one, _LISTS[one])()
        out.print(table(one.capitalize(), headings, rows, keys=True))
    if not kind:
        out.print("More: list parameters, list variables, list events, list sectors, list agreements")


def _scenarios() -> Listing:
    from sim.scenario import available_scenarios

    return ("name", "title"), [(name, _title(file)) for name, file in sorted(available_scenarios().items())]


def _sweeps() -> Listing:
    from sim.sweep.files import available_sweeps

    return ("name", "title"), [(name, _title(file)) for name, file in sorted(available_sweeps().items())]


def _title(file: Path) -> str:
    """Read the title of a scenario or sweep without checking the rest of it."""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("title:"):
            return line.removeprefix("title:").strip().strip("\"'")
    return ""


def _strategies() -> Listing:
    """List strategies with where they come from, what they need (tags) and what a scenario can set (options)."""
    from sim.states.strategy import find_strategies

    def told(one: type[Strategy]) -> str:
        parts = (("source", (one.source,)), ("tags", one.tags), ("options", tuple(one.defaults())))
        return "; ".join(f"{what}: {', '.join(values)}" for what, values in parts if values)

    rows = [(name, f"{one.description()}\n{told(one)}\n") for name, one in sorted(find_strategies().items())]
    return ("name", "what it does"), rows


def _strategies_in_short() -> Listing:
    from sim.states.strategy import find_strategies

    return ("name", "what it does"), [(name, one.description()) for name, one in sorted(find_strategies().items())]


def _parameters() -> Listing:
    from sim.parameters import load_parameters

    rows = [
        (name, f"{one.value:g}", f"{one.low:g} to {one.high:g}", one.unit, one.quality)
        for name, one in sorted(load_parameters().items())
    ]
    return ("name", "value", "range", "unit", "quality"), rows


def _variables() -> Listing:
    from sim.variables import VARIABLES

    return ("name", "unit", "how to read it"), [(one.name, one.unit, one.reading) for one in VARIABLES]


def _events() -> Listing:
    from sim.scenario import EVENTS
    from sim.scenario.event_parts import Event

    rows = []
    for kind, event in EVENTS.items():
        own = [name for name in event.model_fields if name not in Event.model_fields and name != "kind"]
        about = (event.__doc__ or "").splitlines()[0]
        rows.append((kind, about, ", ".join(own)))
    return ("kind", "what it is", "keys beside date, actor, because and source"), rows


def _sectors() -> Listing:
    from sim.tables import load_tables

    return ("name", "goods", "headings of the customs tariff"), [
        (row.sector, row.name, row.headings) for row in load_tables().sectors
    ]


def _agreements() -> Listing:
    from sim.states.deals.packages import AGREEMENTS, load_packages

    rows = [
        (name, "-".join(one.parties), f"{one.days} days", one.title, ", ".join(one.source))
        for name, one in load_packages(file=AGREEMENTS).items()
    ]
    return ("name", "between", "for", "what it is", "source"), rows


def _outcomes() -> Listing:
    from sim.outcomes import LABELS

    return ("name", "what it is"), list(LABELS.items())


_LISTS: dict[str, Callable[[], Listing]] = {
    "scenarios": _scenarios,
    "sweeps": _sweeps,
    "strategies": _strategies,
    "parameters": _parameters,
    "variables": _variables,
    "outcomes": _outcomes,
    "events": _events,
    "sectors": _sectors,
    "agreements": _agreements,
}

_SHORT = {"strategies": _strategies_in_short}
"""Shorter lists for the overview that is printed when no kind is named."""
