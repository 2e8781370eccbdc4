"""The trade equilibrium against gegravity, an independent implementation of structural gravity (Herman 2021, USITC).

gegravity knows trade costs that raise no revenue, fixed output and balanced trade; there the two models are the same.
What gegravity 0.3 calls the full effect keeps the output shares of before the shock in its multilateral resistances, so
that its counterfactual does not clear its markets. We therefore let it solve for the resistances at given outputs, its
tested core, take factory-gate prices from its own price equation, and repeat this until outputs and prices agree.

Install with `pip install -e '.[oracles]'`; skipped without it.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from economies import PLAIN, names_of, random_baseline

from sim.economy.trade import Baseline, solve

pandas = pytest.importorskip("pandas")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    gegravity = pytest.importorskip("gegravity", reason="needs the extra 'oracles'")

EPS = 4.0
COST = "cost"
DAMPING = 0.5


def gravity_economy(seed: int, size: int) -> tuple[Baseline, np.ndarray]:
    """An economy in balanced trade whose flows follow gravity exactly, and the logs of trade costs behind them."""
    baseline = random_baseline(seed, size, balanced=True)
    draw = np.random.default_rng(seed)
    costs = draw.uniform(0.2, 0.8, (size, size)) * (1 - np.eye(size))
    income = baseline.income / baseline.income.sum()
    kernel = np.exp(-EPS * costs)
    selling, buying = np.ones(size), np.ones(size)
    for _ in range(2000):
        selling = income / (kernel @ buying)
        buying = income / (kernel.T @ selling)
    flows = selling[:, None] * kernel * buying
    zero = np.zeros(size)
    return Baseline(names_of(size), 1e6 * flows, np.zeros((size, size)), zero, zero), costs


def resistances(names: tuple[str, ...], output: np.ndarray, costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inward and outward multilateral resistances (N,), P and pi, that gegravity finds for outputs and trade costs."""
    rows = [
        {"exporter": j, "importer": i, "year": "1", "trade": 1.0, "Y": output[row], "E": output[column]}
        | {COST: costs[row, column]}
        for row, j in enumerate(names)
        for column, i in enumerate(names)
    ]
    data = pandas.DataFrame(rows)
    known = gegravity.BaselineData(data, trade_var_name="trade", expend_var_name="E", output_var_name="Y")
    coefficient = pandas.DataFrame([{"var": COST, "coeff": -EPS, "ste": 0.0}])
    model = gegravity.OneSectorGE(
        baseline=known,
        year="1",
        reference_importer=names[0],
        sigma=EPS + 1,
        cost_variables=[COST],
        cost_coeff_values=gegravity.CostCoeffs(coefficient, identifier_col="var", coeff_col="coeff", stderr_col="ste"),
        expend_var_name="E",
        output_var_name="Y",
        quiet=True,
    )
    model.build_baseline(mr_tolerance=1e-12, mr_max_iter=20000)
    # gegravity gives the reference importer another name while it solves
    renamed = next(key for key in model.country_set if key not in names)
    found = [model.country_set[renamed if name == names[0] else name] for name in names]
    return np.array([one.baseline_imr for one in found]), np.array([one.baseline_omr for one in found])


def with_gegravity(baseline: Baseline, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Import shares (N, N) after a change of trade costs, and real income as a ratio, by gegravity."""
    first = baseline.sales / baseline.sales.sum()
    inward0, outward0 = resistances(baseline.names, first, before)
    price = np.ones(baseline.states)
    for _ in range(100):
        output = price * first / (price * first).sum()
        inward, outward = resistances(baseline.names, output, after)
        wanted = (output / first) ** (-1 / EPS) * outward0 / outward
        miss = np.ptp(np.log(wanted / price))
        price = price * (wanted / price) ** DAMPING
        if miss < 1e-10:
            break
    else:
        raise AssertionError(f"gegravity's outputs and prices do not agree: {miss:.1e}")
    # gravity: share of exporter j in importer i's spending
    shares = output[:, None] * np.exp(-EPS * after) * (outward[:, None] * inward) ** EPS
    return shares, wanted * inward0 / inward


@pytest.mark.parametrize(("seed", "size"), [(1, 3), (2, 4), (3, 6)])
@pytest.mark.filterwarnings("ignore")
def test_trade_costs_without_revenue_agree_with_gegravity(seed: int, size: int) -> None:
    baseline, before = gravity_economy(seed, size)
    after = before.copy()
    after[1, 0] += 0.25
    after[0, 1:3] -= 0.1
    shares, welfare = with_gegravity(baseline, before, after)
    result = solve(baseline, np.zeros((size, size)), trade_costs=np.exp(after - before), elasticity=EPS, **PLAIN)
    assert shares.sum(axis=0) == pytest.approx(np.ones(size), rel=1e-9)
    ours = result.flows / result.flows.sum(axis=0)
    assert np.abs(ours - baseline.shares).max() > 1e-3, "the shock matters"
    assert ours == pytest.approx(shares, rel=1e-6)
    assert 1 + result.welfare == pytest.approx(welfare, rel=1e-7)
