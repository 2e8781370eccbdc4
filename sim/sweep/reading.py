"""Read a sweep file, or what a notebook says, and make it a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.checking import check
from sim.documents import Document, Place, parse_document
from sim.errors import InputError
from sim.outcomes import TWO_YEARS
from sim.scenario import Scenario, load_scenario
from sim.scenario.reading import find_scenario
from sim.sweep.bases import Base, scenario_of_text, told_at
from sim.sweep.checks import check_plan
from sim.sweep.drawing import draw_up
from sim.sweep.files import SweepFile, available_sweeps, find_sweep, read_sweep
from sim.sweep.keeping import kept_columns
from sim.sweep.plan import Plan
from sim.sweep.varying import factors_of
from sim.types import MONTHS_A_YEAR

__all__ = ["available_sweeps", "load_sweep", "make_plan", "plan_of_texts"]

TOLD_APART = 6
"""Letters of its fingerprint in the name of a sweep that has no other."""

NOTEBOOK = "sweep"
"""What errors call a sweep that stands in no file."""


def load_sweep(name_or_path: str | Path, set_: Mapping[str, str] | None = None, runs: int | None = None) -> Plan:
    """Read a sweep file by its name or its path.

    set_: changes by dotted key; those that begin with `base.` change the scenario under the sweep. runs: about how many
    runs there should be; changes the number of points that a design draws, or of runs at each point. Raises InputError
    with file, line, key and the nearest valid name for anything that cannot be used.
    """
    file = find_sweep(str(name_or_path))
    document = read_sweep(file, set_ or {})
    said = _said(document)
    return _plan(document, said, _base_in_file(document, said, file), said.name or file.stem, runs)


def make_plan(
    base: str | Path | Scenario,
    levers: Mapping[str, Any] | None = None,
    uncertainties: Mapping[str, Any] | str | None = None,
    design: str | Mapping[str, Any] = "grid",
    outcomes: list[str] | tuple[str, ...] | str = "all",
    runs: int | None = None,
    **more: Any,
) -> Plan:
    """Make a plan of what a sweep file would say, with the same checks.

    base: a scenario, its name or its path; more: any other key of a sweep file. Without a `name` it is called by the
    name of its base and some letters that no other sweep has. Raises InputError.
    """
    name = base.name if isinstance(base, Scenario) else Path(base).stem
    data = {"title": f"Sweep of {name}", "base": str(name), "design": _plain(design), "outcomes": _plain(outcomes)}
    data |= {"levers": _plain(levers or {}), "uncertainties": _plain(uncertainties)} | _plain(more)
    document = Document(data, {(): Place(NOTEBOOK)})
    said = _said(document)
    plan = _plan(document, said, _scenario(base, said, document), said.name or f"{name}_sweep", runs)
    # two sweeps that nobody has named are not to be kept in one folder
    return plan if said.name else replace(plan, name=f"{plan.name}_{plan.fingerprint()[:TOLD_APART]}")


@lru_cache(maxsize=4)
def plan_of_texts(sweep: str, scenario: str) -> Plan:
    """Make a plan of the texts of a resolved sweep file and of its scenario, which were checked when they were made."""
    document = parse_document(sweep, NOTEBOOK)
    said = _said(document)
    base = scenario_of_text(scenario, said.base_name or Path(said.base).stem)
    return _plan(document, said, base, said.name or NOTEBOOK, None, checked=True)


def _said(document: Document) -> SweepFile:
    if "outcomes" not in document.data and "title" in document.data:
        raise document.error("missing key 'outcomes': a list of what to keep of every run, or 'all'")
    return check(SweepFile, document)


def _base_in_file(document: Document, said: SweepFile, file: Path) -> Scenario:
    """Find and read the scenario under a sweep, beside the sweep file first."""
    try:
        found = find_scenario(said.base, file.parent)
    except InputError as problem:
        raise told_at(problem, document, ("base",)) from None
    if found.resolve() == file.resolve():
        raise document.error(f"base: '{said.base}' is this file itself; expected a scenario", ("base",))
    return _scenario(found, said, document)


def _scenario(base: str | Path | Scenario, said: SweepFile, document: Document) -> Scenario:
    """The scenario with what the sweep sets in it. Raises InputError that points to the line of a wrong change."""
    if isinstance(base, Scenario):
        plain = base
        changed = Base(base).with_values
    else:
        plain = load_scenario(base)

        def changed(values: Mapping[str, Any]) -> Scenario:
            return load_scenario(base, values)

    if not said.set:
        return plain
    try:
        return changed(said.set)
    except InputError as problem:
        blamed = next((key for key in said.set if str(problem.file).startswith(f"--set {key}=")), None)
        raise told_at(problem, document, ("set", *([blamed] if blamed else []))) from None


def _plan(
    document: Document, said: SweepFile, base: Scenario, name: str, runs: int | None, checked: bool = False
) -> Plan:
    """Put a plan together and check it."""
    factors, notes = factors_of(document, said, Base(base))
    drawing = draw_up(document, said, factors, runs)
    outcomes, full, quantiles = kept_columns(document, said, base, checked)
    plan = Plan(
        name=name,
        title=said.title,
        about=said.about.strip(),
        base=base,
        months=said.months or base.months,
        seed=said.seed,
        runs_per_point=drawing.runs_per_point,
        luck=drawing.luck,
        factors=factors,
        design=drawing.design,
        outcomes=outcomes,
        full_series=full,
        quantile_series=quantiles,
        base_name=said.base_name or base.name,
        notes=(*notes, *drawing.notes),
    )
    if not checked:
        check_plan(plan, document)
    return replace(plan, notes=(*plan.notes, *_too_short(plan)))


def _too_short(plan: Plan) -> tuple[str, ...]:
    """Say which outcomes the months are too few for."""
    needed = plan.since + 2 * MONTHS_A_YEAR
    names = dict.fromkeys(column.partition(".")[0] for column in plan.outcomes)
    untold = [name for name in names if name in TWO_YEARS]
    if not untold or plan.months >= needed:
        return ()
    shock = plan.base.month_name(plan.since)
    return (f"{plan.months} months are too few for {', '.join(untold)}: two years from {shock} on end after {needed}",)


def _plain(value: Any) -> Any:
    """Plain values as a file would have them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value
