"""Write a plan out as a sweep file in which nothing is left to be looked up."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sim.designs import Crossed, Design, LatinHypercube, Listed, Morris, Sobol
from sim.sweep.factors import Factor

if TYPE_CHECKING:
    from sim.sweep.plan import Plan


def plan_data(plan: Plan, base: str) -> dict[str, Any]:
    """Everything a sweep file says, as plain values; base: the file of the scenario."""
    said: dict[str, Any] = {
        "name": plan.name,
        "title": plan.title,
        "about": plan.about,
        "base": base,
        "base_name": plan.base_name,
        "months": plan.months,
        "seed": plan.seed,
        "runs_per_point": plan.runs_per_point,
        "luck": plan.luck,
        "design": design_data(plan.design),
        "levers": {one.name: _factor(one) for one in plan.levers},
        "uncertainties": {one.name: _factor(one) for one in plan.uncertainties},
        "listed": _rows(plan.design),
        "outcomes": list(plan.outcomes),
        "series": {"full": list(plan.full_series), "quantiles": list(plan.quantile_series)},
    }
    return {key: value for key, value in said.items() if value not in ({}, [], "")}


def write_plan(plan: Plan, base: str) -> str:
    """Write a plan as a sweep file."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 120
    writer.default_flow_style = False
    text = io.StringIO()
    writer.dump(plan_data(plan, base), text)
    return text.getvalue()


def design_data(design: Design) -> Any:
    """Write a design as a sweep file does."""
    match design:
        case Crossed():
            return {"levers": design_data(design.levers), "uncertainties": design_data(design.uncertainties)}
        case LatinHypercube():
            return {"kind": design.kind, "points": design.points}
        case Sobol():
            return {"kind": design.kind, "points": design.base_samples, "second_order": design.second_order}
        case Morris():
            return {"kind": design.kind, "trajectories": design.trajectories, "levels": design.levels}
    return {"kind": design.kind}


def _factor(factor: Factor) -> dict[str, Any]:
    """Write what varies with all that its file may have left open."""
    axis = factor.axis
    said: dict[str, Any] = {"keys": list(factor.keys), "label": factor.label, "unit": factor.unit}
    if factor.listed:
        said["values"] = list(axis.values)
    else:
        said["low"], said["high"] = axis.ends[0], axis.ends[2]
        said |= {} if axis.middle is None else {"middle": axis.middle}
        said |= {"steps": axis.steps} | ({"whole": True} if axis.whole else {})
    said |= {"by": factor.by} if factor.by else {}
    return said | ({"as": factor.role, "because": factor.because} if factor.because else {})


def _rows(design: Design) -> list[dict[str, Any]]:
    """The combinations of a listed design, on either side of a crossed one."""
    match design:
        case Listed():
            return [dict(row) for row in design.rows]
        case Crossed():
            return _rows(design.levers) or _rows(design.uncertainties)
    return []
