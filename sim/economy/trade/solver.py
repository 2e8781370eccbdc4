"""Solve for the equilibrium that tariffs, productivity and caps lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from sim.economy.trade.baseline import Baseline
from sim.economy.trade.caps import Cap, cap_terms
from sim.economy.trade.checks import balanced, by_state, by_world, cost_ratios, rates, worlds_of
from sim.economy.trade.equations import Equations, Terms
from sim.economy.trade.fixed_point import settle
from sim.economy.trade.result import Result, measure
from sim.errors import InputError, unknown
from sim.types import TINY, Array, Value

ELASTICITY = 4.0
"""Long-run elasticity of trade flows with respect to prices (design/model.md section 4)."""

LABOUR_ELASTICITY = 0.5
"""Elasticity of employment with respect to the real wage after tax (design/model.md section 4)."""

SCALE = 0.67
"""Elasticity of scale times the trade elasticity (design/model.md section 4)."""

TOLERANCE = 1e-10
"""A world has settled when no logarithm moves by more in a step."""

LIMIT = 1000
"""Steps after which a world that has not settled is an error."""

SLACK = 1000.0
"""Labour may be in excess demand by this many tolerances; more is no equilibrium, as when a transfer exceeds income."""

MOST_LENT = 0.5
"""Largest part of its income that a state lends abroad where lending is cut; what it lent before, if that is more."""

LENDERS = ("keep", "cut")

REBATES = {"lump_sum": 0.0, "income_tax": 1.0}
"""Part of tariff revenue that cuts the income tax; the rest goes to households as it comes."""


HIGHEST_RATE = 5.0
"""Where nothing settles and a tariff is above this, 500 %, it may be a percentage that was written as a fraction."""


class NotSettledError(ArithmeticError):
    """The equilibrium was not found: says in which world, and how far the last step still moved."""


def solve(
    baseline: Baseline,
    tariffs: Array,
    *,
    elasticity: Value = ELASTICITY,
    labour_elasticity: Value = LABOUR_ELASTICITY,
    scale: Value | None = None,
    rebate: str | Value = "income_tax",
    productivity: Array | None = None,
    caps: Sequence[Cap] = (),
    pass_through: Value = 1.0,
    input_share: float | Array | None = None,
    trade_costs: Array | None = None,
    transfers: Array | None = None,
    lenders: str = "keep",
    start: Result | None = None,
    tolerance: float = TOLERANCE,
    limit: int = LIMIT,
) -> Result:
    """Find the trade equilibrium under tariffs that are added to those of the baseline.

    tariffs (N, N) or (N, N, world), exporter rows, fractions; the diagonal must be 0. elasticity eps,
    labour_elasticity kappa, scale psi (0.67 / eps if not given), pass_through and a numeric rebate: numbers or
    (world,). rebate: "income_tax", "lump_sum", or the part of revenue that cuts the income tax. productivity (N,) or
    (N, world): ratios to the baseline. caps: see `Cap`. pass_through below 1: exporters' firms bear part of the tariff,
    as published. input_share: part of the value of sales spent on intermediate goods, see `Baseline.with_inputs`.
    trade_costs (N, N) or (N, N, world): ratios to the baseline of iceberg costs, which raise no revenue.
    transfers (N,): million USD that replace the baseline's, with sum 0. lenders "keep": a state lends abroad what it
    did, and where tariffs leave it less income than that there is no equilibrium; "cut": it lends at most half its
    factor income (or the part it lent before, if that is more), and borrowers get less in proportion; `Result.unlent`
    says how much, and where nothing needs cutting the bits are the same. start: a result to begin from, for example
    last month's. Every world is solved on its own, to the same bits in any company.

    Raises InputError for input that cannot be used, and NotSettledError with the worst world and its residual.
    """
    economy = baseline if input_share is None else baseline.with_inputs(input_share)
    given = _given(economy, tariffs, productivity, rebate)
    given["elasticity"] = by_world("elasticity", elasticity, least=TINY)
    given["labour_elasticity"] = by_world("labour_elasticity", labour_elasticity)
    given["scale"] = _scale(scale, given["elasticity"])
    given["pass_through"] = by_world("pass_through", pass_through, most=1)
    costs = np.ones((economy.states, economy.states)) if trade_costs is None else trade_costs
    given["trade_costs"] = cost_ratios("trade_costs", costs, economy.states)
    given["transfers"] = economy.transfers if transfers is None else balanced(transfers, economy.states)
    worlds = worlds_of(_world_axes(given) | {f"cap {row}": np.shape(cap.quantity) for row, cap in enumerate(caps)})
    terms = _terms(economy, given, worlds or 1, caps, lenders)
    equations = Equations.of(economy, terms)
    with np.errstate(all="ignore"):
        settled = settle(equations, _start(equations, start, worlds or 1), tolerance, limit)
    highest = float(given["tariffs"].max())
    _check_settled(settled.residual, tolerance, limit, highest)
    result = measure(equations, settled.x, settled.iterations)
    _check_settled(result.residual, SLACK * tolerance, limit, highest)
    return result if worlds is not None else _alone(result)


def _given(baseline: Baseline, tariffs: Array, productivity: Array | None, rebate: str | Value) -> dict[str, Array]:
    size = baseline.states
    added = rates("tariffs", tariffs, size)
    if np.any(added[np.arange(size), np.arange(size)]):
        raise InputError("tariffs on the diagonal must be 0: nobody pays duty on sales at home")
    in_force = added + (baseline.tariffs if added.ndim == 2 else baseline.tariffs[:, :, None])
    ratio = np.ones(size) if productivity is None else by_state("productivity", productivity, size)
    return {"tariffs": rates("tariffs", in_force, size), "productivity": ratio, "rebate": _rebate(rebate)}


def _rebate(rebate: str | Value) -> Array:
    if isinstance(rebate, str):
        if rebate not in REBATES:
            raise unknown("rebate", rebate, REBATES)
        return np.asarray(REBATES[rebate])
    return by_world("rebate", rebate, most=1)


def _scale(scale: Value | None, elasticity: Array) -> Array:
    return np.asarray(SCALE / elasticity) if scale is None else by_world("scale", scale)


def _world_axes(given: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    """Shapes of the world axes alone: the last axis of what has one more than it needs."""
    least = {"tariffs": 2, "trade_costs": 2, "productivity": 1, "transfers": 1}
    return {name: value.shape[least.get(name, 0) :] for name, value in given.items()}


def _terms(
    baseline: Baseline, given: dict[str, Array], worlds: int, caps: Sequence[Cap], lenders: str = LENDERS[0]
) -> Terms:
    number = {
        name: np.broadcast_to(given[name], (worlds,))
        for name in ("elasticity", "labour_elasticity", "scale", "rebate", "pass_through")
    }
    kept = baseline.importer_share[:, None]
    exponent = (1 + number["scale"]) / (1 - kept) - number["scale"] - 1 + number["pass_through"]
    return Terms(
        elasticity=number["elasticity"],
        labour_elasticity=number["labour_elasticity"],
        scale=number["scale"],
        rebate=number["rebate"],
        exponent=exponent,
        log_productivity=_with_worlds(np.log(given["productivity"]), 1, worlds),
        tariffs=_with_worlds(given["tariffs"], 2, worlds),
        log_trade_costs=_with_worlds(np.log(given["trade_costs"]), 2, worlds),
        transfers=_with_worlds(given["transfers"], 1, worlds),
        most_lent=_most_lent(baseline, given["transfers"], worlds, lenders),
        caps=cap_terms(caps, baseline, worlds) if caps else None,
    )


def _most_lent(baseline: Baseline, transfers: Array, worlds: int, lenders: str) -> Array | None:
    if lenders not in LENDERS:
        raise unknown("way of lending", lenders, LENDERS)
    if lenders == LENDERS[0]:
        return None
    return _with_worlds(np.maximum(MOST_LENT, -transfers / baseline.income), 1, worlds)


def _with_worlds(values: Array, axes: int, worlds: int) -> Array:
    """Add a world axis to what has none, or spread that of a single world."""
    spread = values if values.ndim > axes else values[..., None]
    return np.broadcast_to(spread, (*spread.shape[:-1], worlds))


def _start(equations: Equations, start: Result | None, worlds: int) -> Array:
    """Begin from an earlier solution where it has the same unknowns, otherwise from the baseline."""
    x = np.zeros((equations.rows, worlds))
    if start is None:
        return x
    earlier = start.unknowns if start.unknowns.ndim == 2 else start.unknowns[:, None]
    if earlier.shape[1] not in (1, worlds) or len(earlier) < 2 * equations.states:
        raise InputError(f"start holds {earlier.shape[1]} worlds, not the {worlds} to be solved")
    same = equations.rows if len(earlier) == equations.rows else 2 * equations.states
    x[:same] = earlier[:same]
    return x


def _check_settled(residual: Array, tolerance: float, limit: int, highest: float) -> None:
    if (residual > tolerance).any():
        worst, missed = int(np.argmax(residual)), np.count_nonzero(residual > tolerance)
        hint = (
            f"; tariffs are fractions (0.3 is 30 %), and the highest is {highest:g}" if highest > HIGHEST_RATE else ""
        )
        raise NotSettledError(
            f"no equilibrium after {limit} steps in {missed} of {len(residual)} worlds; "
            f"the worst is world {worst}, with a residual of {residual[worst]:.1e}{hint}"
        )


def _alone(result: Result) -> Result:
    return Result(**{field.name: getattr(result, field.name)[..., 0] for field in fields(result)})
