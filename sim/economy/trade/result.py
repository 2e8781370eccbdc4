"""What the equilibrium says about every state."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.economy.trade.baseline import BALANCED
from sim.economy.trade.equations import Economy, Equations, Unknowns
from sim.economy.trade.sums import over_first, over_second
from sim.types import Array, Index


@dataclass(frozen=True, eq=False)
class Result:
    """The equilibrium after a shock. Arrays (N,), or (N, world) if any input had a world axis.

    Changes, as the ratio to the baseline less 1: `welfare` as published; `welfare_exact` with the loss of leisure as
    the supply of labour implies it (see the package's text); `real_gdp`, a Fisher volume index; `real_wage` before tax;
    `consumer_prices` in a numeraire that keeps their average over all states; `employment`; `wages`; `expenditure`;
    `income` of factors; `output`, productivity times employment with its scale effect; `exports_to_gdp` and
    `imports_to_gdp`, values at the exporter's price over factor income; `trade_deficit`, imports less exports, as a
    part of the size of the baseline's. What was 0 in the baseline has no change: not a number.

    In million USD of the baseline's year, in the same numeraire: `flows` (N, N[, world]) at the exporter's price,
    exporter rows, with the rents that exporters get; `trade_balance`, exports less imports; `revenue` of tariffs and
    of rents that go to treasuries; `rents` (cap[, world]). `cap_tariffs` (cap[, world]) are the tariff equivalents of
    caps.

    `residual`, the largest excess demand for labour as a part of its supply, and `iterations` are () or (world,).
    `unknowns` (row[, world]) is the solution itself, from which another solve may start.
    """

    welfare: Array
    welfare_exact: Array
    real_gdp: Array
    real_wage: Array
    consumer_prices: Array
    employment: Array
    wages: Array
    expenditure: Array
    income: Array
    output: Array
    exports_to_gdp: Array
    imports_to_gdp: Array
    trade_deficit: Array
    flows: Array
    trade_balance: Array
    revenue: Array
    rents: Array
    cap_tariffs: Array
    residual: Array
    iterations: Index
    unknowns: Array

    def take(self, worlds: Index) -> Result:
        """Keep some worlds, by number or mask."""
        return Result(**{field.name: getattr(self, field.name)[..., worlds] for field in fields(self)})

    def put(self, worlds: Index, other: Result) -> Result:
        """Copy with some worlds replaced by those of another result."""
        parts = {}
        for field in fields(self):
            parts[field.name] = getattr(self, field.name).copy()
            parts[field.name][..., worlds] = getattr(other, field.name)
        return Result(**parts)


def measure(equations: Equations, x: Array, iterations: Index) -> Result:
    """Work out everything that is reported, in worlds that have settled; arrays end in the world axis."""
    now = equations.split(x)
    found = equations.economy(now)
    base, terms = equations.baseline, equations.terms
    produced, rents = _produced(found), _rents_abroad(equations, found)
    flows = produced if rents is None else produced + rents
    abroad = _without_home(produced)
    traded = abroad if rents is None else abroad + rents
    exports, imports = over_second(traded), over_first(traded)
    home = _without_home(base.flows)
    income, expenditure = found.income / base.income[:, None], found.expenditure / base.expenditure[:, None]
    price = np.exp(found.prices)
    exact = equations.final_spending(found) / price
    leisure = income / price
    balance = exports - imports
    deficit = -base.trade_balance[:, None]
    return Result(
        welfare=_welfare(equations, found, exact, leisure),
        welfare_exact=_welfare_exact(equations, found, exact, leisure),
        real_gdp=_real_gdp(equations, found, now),
        real_wage=np.expm1(now.wages - found.prices),
        consumer_prices=np.expm1(found.prices),
        employment=np.expm1(now.employment),
        wages=np.expm1(now.wages),
        expenditure=expenditure - 1,
        income=income - 1,
        output=np.expm1(terms.log_productivity + (1 + terms.scale) * now.employment),
        exports_to_gdp=_growth(exports, home.sum(axis=1)[:, None] * income),
        imports_to_gdp=_growth(imports, home.sum(axis=0)[:, None] * income),
        trade_deficit=_change_of_deficit(-balance, deficit, base.income[:, None]),
        flows=flows,
        trade_balance=balance,
        revenue=found.revenue,
        rents=found.rent,
        cap_tariffs=np.expm1(now.wedge),
        residual=np.abs(np.log(found.demanded / found.income)).max(axis=0),
        iterations=iterations,
        unknowns=x,
    )


def _change_of_deficit(now: Array, before: Array, income: Array) -> Array:
    """Change as a part of the baseline's size; not a number where trade was balanced."""
    size = np.where(np.abs(before) > BALANCED * income, np.abs(before), np.nan)
    return np.asarray((now - before) / size)


def _growth(now: Array, before: Array) -> Array:
    """Ratio less 1; not a number where there was nothing before."""
    return np.asarray(now / np.where(before > 0, before, np.nan) - 1)


def _produced(found: Economy) -> Array:
    """Flows (exporter, importer, world) at producers' prices."""
    produced = found.net_drawn * found.attraction[:, None]
    produced *= found.expenditure / found.purchases
    return np.asarray(produced)


def _rents_abroad(equations: Equations, found: Economy) -> Array | None:
    """Rents of caps that exporters get (exporter, importer, world), none without caps."""
    caps = equations.terms.caps
    if caps is None:
        return None
    rents = np.zeros_like(found.net_drawn)
    rents[caps.exporter, caps.importer] = caps.to_exporter[:, None] * found.rent
    return rents


def _without_home(flows: Array) -> Array:
    bare = flows.copy()
    bare[np.arange(len(flows)), np.arange(len(flows))] = 0
    return bare


def _leisure_share(equations: Equations) -> Array:
    kappa = equations.terms.labour_elasticity
    return np.asarray(kappa / (1 + kappa) * equations.baseline.income[:, None])


def _welfare(equations: Equations, found: Economy, real: Array, leisure: Array) -> Array:
    effort = _leisure_share(equations) * (1 - found.tax)
    before = equations.baseline.final_spending[:, None]
    return np.asarray((real - effort * leisure) / (before - effort) - 1)


def _welfare_exact(equations: Equations, found: Economy, real: Array, leisure: Array) -> Array:
    effort = _leisure_share(equations)
    before = equations.baseline.final_spending[:, None]
    return np.asarray((real - effort * leisure) / (before - effort * (1 - found.tax)) - 1)


def _real_gdp(equations: Equations, found: Economy, now: Unknowns) -> Array:
    """Volume of value added and of the duties and rents on trade: Fisher's mean with old and with new prices.

    Value added is deflated by the price of the state's own output (less inputs at theirs), so that neither terms of
    trade nor a greater choice of goods count as output; duties and rents are wedges times quantities, which makes the
    triangles by which less trade lowers output (Harberger 1954).
    """
    base = equations.baseline
    cost, price = np.exp(found.log_cost), np.exp(found.prices)
    receipts, margins = equations.receipts(found)
    inputs, kept = base.input_share[:, None], base.importer_share[:, None] * base.flows.sum(axis=0)[:, None]
    sales = base.sales[:, None]
    # quantities of now at old prices, and of before at new prices
    quantities = (receipts + margins) / cost - inputs * receipts / price
    dearer = (sales + kept) * cost - inputs * sales * price
    old, new = _wedges(equations, found, now, cost)
    income, wedge = base.income[:, None], base.revenue[:, None]
    old_prices = (quantities + old) / (income + wedge)
    new_prices = (found.income + found.revenue + _private_rents(equations, found)) / (dearer + new)
    return np.asarray(np.sqrt(old_prices * new_prices) - 1)


def _wedges(equations: Equations, found: Economy, now: Unknowns, cost: Array) -> tuple[Array, Array]:
    """Old duties on the quantities of now, and duties and rents of now on the old quantities (state, world)."""
    base, terms = equations.baseline, equations.terms
    new = over_first(terms.tariffs * (base.flows[:, :, None] * cost[:, None]))
    if terms.caps is not None:
        rise = np.expm1(now.wedge) * (base.flows[:, :, None] * cost[:, None])[terms.caps.exporter, terms.caps.importer]
        for row, (exporter, importer) in enumerate(zip(terms.caps.exporter, terms.caps.importer, strict=True)):
            new[importer] += rise[row] * (terms.tariffs[exporter, importer] + 1 - terms.caps.to_exporter[row])
            new[exporter] += rise[row] * terms.caps.to_exporter[row]
    if not base.tariffs.any():
        return np.zeros_like(new), new
    return over_first(base.tariffs[:, :, None] * (_produced(found) / cost[:, None])), new


def _private_rents(equations: Equations, found: Economy) -> Array:
    """Rents of caps that go to exporters and importers (state, world); those of treasuries are part of revenue."""
    got, caps = np.zeros_like(found.income), equations.terms.caps
    if caps is not None:
        for row, (exporter, importer) in enumerate(zip(caps.exporter, caps.importer, strict=True)):
            got[exporter] += found.rent[row] * caps.to_exporter[row]
            got[importer] += found.rent[row] * (1 - caps.to_exporter[row] - caps.to_treasury[row])
    return got
