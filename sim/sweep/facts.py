"""What a manifest says about a sweep, so that its results can be read without the plan, and a plan be told from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.designs import Axis
from sim.provenance import git_id, package_versions, version
from sim.sweep.columns import label_of, outcome_columns, series_columns
from sim.sweep.factors import Factor
from sim.sweep.layout import parts_of, usual_size
from sim.sweep.living import kept_series

if TYPE_CHECKING:
    from sim.designs import Design
    from sim.sweep.plan import Plan

LINED_UP = ("factors", "design", "luck", "seed", "runs_per_point", "outcomes", "series")
"""What must be the same for parts of two sweeps to stand in one table: which runs there are, and which columns."""

OF_A_FACTOR = ("name", "keys", "axis")
"""What must be the same of a factor; that it is called otherwise since, or somebody's, changes no run."""

TOLD_OF_DESIGNS = ("base_samples", "second_order", "trajectories", "levels", "seed")


def facts(plan: Plan) -> dict[str, Any]:
    """Everything a manifest says about a plan, in plain values."""
    return {
        "sweep": plan.name,
        "title": plan.title,
        "about": plan.about,
        "base": plan.base_name or plan.base.name,
        "base_title": plan.base.title,
        "start": plan.base.start,
        "months": plan.months,
        "counted_from": plan.base.month_name(plan.since),
        "points": plan.points,
        "runs_per_point": plan.runs_per_point,
        "runs": plan.runs,
        "seed": plan.seed,
        "luck": plan.luck,
        "design": design_facts(plan.design),
        "factors": [asdict(one) for one in plan.factors],
        "outcomes": _outcomes(plan),
        "series": _series(plan),
        "plan": plan.fingerprint(),
    }


def layout_facts(plan: Plan) -> dict[str, int]:
    """How the runs of a plan are cut into parts."""
    size = usual_size(plan.runs)
    return {"part_size": size, "parts": len(parts_of(plan, size))}


def program_facts(program: str) -> dict[str, Any]:
    """Which program lives a sweep."""
    return {"program": program, "version": version(), "git": git_id(), "packages": package_versions()}


def design_facts(design: Design) -> dict[str, Any]:
    """What kind of design it is, with what its analysis needs to know."""
    halves = {
        name: design_facts(half)
        for name in ("levers", "uncertainties")
        if (half := getattr(design, name, None)) is not None
    }
    told = {name: getattr(design, name) for name in TOLD_OF_DESIGNS if hasattr(design, name)}
    return {"kind": design.kind, "points": design.points, "axes": [axis.name for axis in design.axes]} | told | halves


def factors_in(manifest: Mapping[str, Any]) -> tuple[Factor, ...]:
    """Read the factors back."""
    return tuple(_factor(entry) for entry in manifest["factors"])


def lines_up(manifest: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether parts of two sweeps belong in one table."""
    return all(_lined_up(name, manifest) == _lined_up(name, other) for name in LINED_UP)


def _lined_up(name: str, manifest: Mapping[str, Any]) -> Any:
    """What one entry of a manifest says of runs and columns."""
    said = _plain(manifest[name])
    return [{key: one[key] for key in OF_A_FACTOR} for one in said] if name == "factors" else said


def _factor(entry: Mapping[str, Any]) -> Factor:
    axis = Axis(**{name: _frozen(value) for name, value in entry["axis"].items()})
    return Factor(**{name: _frozen(value) for name, value in entry.items() if name != "axis"}, axis=axis)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _outcomes(plan: Plan) -> list[dict[str, str]]:
    known = outcome_columns(plan.base)
    return [{"name": name, "unit": known[name].unit, "label": label_of(known[name])} for name in plan.outcomes]


def _series(plan: Plan) -> list[dict[str, Any]]:
    kept = kept_series(plan)
    known = series_columns(plan.base, {name.partition(".")[0] for name in kept})
    return [
        {
            "name": name,
            "unit": known[name].unit,
            "label": known[name].label,
            "full": name in plan.full_series,
            "quantiles": name in plan.quantile_series,
        }
        for name in kept
    ]
