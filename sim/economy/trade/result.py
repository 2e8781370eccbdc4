"""What the equilibrium says about every state."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.arrays import add_up
from sim.economy.trade.baseline import BALANCED
from sim.economy.trade.equations import Economy, Equations, Unknowns
from sim.types import Array, Index


@dataclass(frozen=True, eq=False)
class Result:
    """The equilibrium after a shock. Arrays (N,), or (N, world) if any input had a world axis.

    Changes, as the ratio to the baseline less 1: `welfare` as published; `welfare_exact` with the loss of leisure as
    the supply of labour implies it (see the package's text); `real_income`, final spending at consumer prices, which is
    welfare without the effort of work; `real_gdp`, a volume index; `real_wage` before tax;
    `consumer_prices` in a numeraire that keeps their average over all states; `employment`; `wages`; `expenditure`;
    `income` of factors; `output`, productivity times employment with its scale effect; `exports_to_gdp` and
    `imports_to_gdp`, values at the exporter's price over factor income; `trade_deficit`, imports less exports, as a
    part of the size of the baseline's. What was 0 in the baseline has no change: not a number.

    In million USD of the baseline's year, in the same numeraire: `flows` (N, N[, world]) at the exporter's price,
    exporter rows, with the rents that exporters get; `trade_balance`, exports less imports; `revenue` of tariffs and
    of rents that go to treasuries; `rents` (cap[, world]). `cap_tariffs` (cap[, world]) are the tariff equivalents of
    caps. `unlent` is what lenders keep, and borrowers go without (below 0), where solve cut lending back.

    `residual`, the largest excess demand for labour as a part of its supply, and `iterations` are () or (world,).
    `unknowns` (row[, world]) is the solution itself, from which another solve may start.
    """

    welfare: Array
    welfare_exact: Array
    real_income: Array
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
    unlent: Array
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
    exports, imports = add_up(traded, axis=1), add_up(traded)
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
        real_income=exact / base.final_spending[:, None] - 1,
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
        unlent=equations.unlent(found),
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
    """Volume of value added, and of the duties and rents on trade: a Divisia index along a log-linear path.

    Value added is deflated by the price of the state's own output (less inputs at theirs), so that neither terms of
    trade nor a greater choice of goods count as output; duties and rents are wedges times changes of quantities, which
    make the triangles by which less trade lowers output (Harberger 1954). In one step at the old or at the new wedge
    an index would count a trade that dies out by as much as the tariff is high; integrated over the way, where each
    next part of the trade is lost at the wedge it was lost at, the loss comes to an end as the trade does.
    """
    base = equations.baseline
    gdp = (base.income + base.revenue)[:, None]
    gdp_now = found.income + found.revenue + _private_rents(equations, found)
    part = (base.income[:, None] / gdp + found.income / gdp_now) / 2
    wedges = _wedges(equations, found, now, np.log(gdp_now / gdp))
    return np.asarray(np.expm1(part * _value_added(equations, found) + wedges / gdp))


def _value_added(equations: Equations, found: Economy) -> Array:
    """Ln of the volume of value added (state, world): of gross output less inputs, with mean shares (Tornqvist)."""
    base = equations.baseline
    receipts, margins = equations.receipts(found)
    before = (base.sales + base.importer_share * base.flows.sum(axis=0))[:, None]
    gross = np.log((receipts + margins) / before) - found.log_cost
    if not equations.uses_inputs:
        return np.asarray(gross)
    inputs = base.input_share[:, None]
    weight = (before / base.income[:, None] + (receipts + margins) / found.income) / 2
    bought = np.log(receipts / base.sales[:, None]) - found.prices
    return np.asarray(weight * gross - (weight - 1) * np.where(inputs > 0, bought, 0))


def _wedges(equations: Equations, found: Economy, now: Unknowns, log_gdp: Array) -> Array:
    """Duties and rents on the change of trade (state, world), million USD: the integral of wedge dq.

    Prices at the border grow along the way as a part of the state's GDP, so that what is added up are shares in GDP.
    """
    base, caps = equations.baseline, equations.terms.caps
    price = found.log_cost[:, None] + equations.terms.log_trade_costs
    quantity, wedge = _log_quantities(equations, found, now, price)
    value = base.flows[:, :, None]
    paid = base.spending[:, :, None] * _swept(quantity, price + wedge - log_gdp)
    if caps is None:
        return add_up(paid - value * _swept(quantity, price - log_gdp))
    # an exporter's rent is a part of the price at the border: the exporter loses it, and not the importer
    at = caps.exporter, caps.importer
    rent = np.log1p(caps.to_exporter[:, None] * np.expm1(now.wedge))
    border = price - log_gdp
    border[at] += rent
    lost = add_up(paid - value * _swept(quantity, border))
    bare = price[at] - log_gdp[caps.exporter]
    abroad = value[at] * (_swept(quantity[at], bare + rent) - _swept(quantity[at], bare))
    for row, exporter in enumerate(caps.exporter):
        lost[exporter] += abroad[row]
    return lost


def _log_quantities(equations: Equations, found: Economy, now: Unknowns, price: Array) -> tuple[Array, Array]:
    """Ln of the growth of quantities that arrive, and of 1 + duties and rents on them (exporter, importer, world).

    From the equations and not from flows, so that a flow that has died out keeps a logarithm.
    """
    base, terms = equations.baseline, equations.terms
    wedge = np.log1p(terms.tariffs) - np.log1p(base.tariffs)[:, :, None]
    if terms.caps is not None:
        wedge[terms.caps.exporter, terms.caps.importer] += now.wedge
    market = np.log(found.expenditure / base.expenditure[:, None] / found.purchases)
    quantity = market - (1 + terms.elasticity) * price
    quantity -= (1 + terms.elasticity * terms.exponent) * wedge
    return quantity, wedge


def _swept(quantity: Array, price: Array) -> Array:
    """Integral of exp(price s) d exp(quantity s) over s from 0 to 1, of logs of growth."""
    along = quantity + price
    mean = np.divide(np.expm1(along), along, out=np.ones_like(along), where=along != 0)
    return np.asarray(quantity * mean)


def _private_rents(equations: Equations, found: Economy) -> Array:
    """Rents of caps that go to exporters and importers (state, world); those of treasuries are part of revenue."""
    got, caps = np.zeros_like(found.income), equations.terms.caps
    if caps is not None:
        for row, (exporter, importer) in enumerate(zip(caps.exporter, caps.importer, strict=True)):
            got[exporter] += found.rent[row] * caps.to_exporter[row]
            got[importer] += found.rent[row] * (1 - caps.to_exporter[row] - caps.to_treasury[row])
    return got
