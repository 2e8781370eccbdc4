"""Trade equilibrium: what tariffs, trade costs, productivity and quantity caps do to every state of the world.

This package stands alone: bring a matrix of trade and a vector of GDP, of any number of states.

    baseline = Baseline.from_flows(exports, gdp, names, home="USA")     million USD a year, exporter rows
    result = solve(baseline, tariffs, elasticity=4.0)                   added rates, (N, N) or (N, N, world)
    result.welfare, result.real_gdp, result.consumer_prices, result.flows, ...      see `Result`

Model. Each state makes one good of its own kind (Armington 1969; the same equations hold for Eaton and Kortum 2002)
with labour, whose supply answers to the real wage. Everything is written as ratios to the baseline (a hat; exact hat
algebra after Dekle, Eaton and Kortum 2008), so that only shares and elasticities are needed. After Ignatenko,
Lashkaripour, Macedoni and Simonovska (2025), firms of the importing country may keep a share nu of a sale; nu = 0 is
the plain case. j exporter, i importer, lam import shares, X flows at the exporter's price, t tariffs in force, d trade
costs that raise no revenue; a quote marks what holds after the shock:

    weight of a flow     A_ji = lam_ji (d^_ji c^_j)^-eps ((1 + t'_ji) / (1 + t_ji))^(-eps phi_i),  S_i = sum_j A_ji
    cost                 c^_j = w^_j^(1-s) P^_j^s / (a_j (L^_j (w^_j / P^_j)^s)^psi)     a productivity, s input share
    import shares        lam'_ji = A_ji / S_i
    consumer prices      P^_i = (E^_i / w^_i)^(1 - phi_i) S_i^(-1/eps),   phi_i = (1 + psi) / (1 - nu_i) - psi
    flows                X'_ji = lam'_ji E'_i / (1 + t'_ji)
    producers' receipts  Q_j = sum_i (1 - nu_i) X'_ji
    factor income        w^_j L^_j Y_j = (1 - s_j) Q_j + nu_j sum_k X'_kj
    tariff revenue       R_i = sum_j t'_ji X'_ji
    expenditure          E'_i = w^_i L^_i Y_i + R_i + s_i Q_i + T_i (sum Y' / sum Y)
    employment           L^_i = ((w^_i / P^_i) / (1 - b (R_i / Y'_i - R_i0 / Y_i)))^kappa
    numeraire            sum_i E_i P^_i = sum_i E_i

psi is the elasticity of scale, kappa that of labour supply, b the part of additional revenue that cuts the income tax.

Closure of the trade balance. Transfers T keep their share of world income and sum to zero, which is asserted. At nu = 0
a state's deficit at border prices therefore moves by valuation only; at nu > 0 it also moves with what importing firms
keep, which is how it can fall by a sixth when tariffs rise. `purge_deficits` makes a world without transfers. A lender
whose income falls below what it lends has no equilibrium (a small state whose one customer shuts it out); with
lenders="cut" it lends at most half its income, and all borrowers get less in proportion.

Welfare. `welfare` follows the published formula, d E^/P^ + (1 - d) w^ L^/P^ with
d = E / (E - kappa (1 - b R/Y') Y / (1 + kappa)). The preferences behind the supply of labour give another loss of
leisure when revenue cuts the income tax, because more work is then done at a lower tax: the second term is to be
divided by 1 - b R/Y'. `welfare_exact` does that. Both are the same without a change of tax (lump sum, or kappa = 0).

`real_income` is final spending at consumer prices, E^/P^: welfare without the effort of work.

Real GDP is not labour times productivity alone: it is a volume index of value added at the prices of a state's own
output, and of duties and rents on trade, which are wedges times quantities. So it falls with the square of a small
tariff (and with t0 dq where there are tariffs t0 already), and neither terms of trade nor a greater choice of goods
count as output: these are in `real_income` and `welfare`. The index is Divisia's along the path on which all logarithms
move in proportion, in closed form. Chained indices, as statistical offices make them, come near it; one step of
Fisher's would count a trade that dies out at the whole of a prohibitive tariff. With g = ln(q'/q),
h = ln((1 + t') / (1 + t)), r = ln of what the price at the border gains on the importer's GDP, and
E(x) = (exp(x) - 1) / x:

    ln real GDP_i = s_i ln(volume of value added) + sum_j X_ji g ((1 + t_ji) E(g + h + r) - E(g + r)) / GDP_i

where s_i is the mean of the old and new parts of value added in GDP. Rents of caps are part of h; what exporters get of
them counts in their GDP.

Partial pass-through, as published: phi_i is lower by 1 - rho, so that consumers see less of the tariff, and the
exporter's firms bear the rest through their receipts.

Intermediate goods, roundabout as published: a share s of receipts buys the consumers' bundle. Effects of scale then
feed on themselves: at a low elasticity, where psi = 0.67 / eps is large, there may be no equilibrium; give a smaller
`scale`.

Caps. A cap on a flow works like a tariff z whose revenue is a rent: 0 <= z, volume <= cap, and one of the two binds. A
tariff is charged on the price with the rent. The rent goes to the exporter, the importer or the importer's treasury.

Method. Logarithms of wages and employment (with inputs also prices, with caps also their tariff equivalents and rents)
solve x = G(x) by Anderson acceleration; wages follow excess demand, as fast as the elasticity of each state's sales
allows. Every world is on its own: it stops when it has settled, and gives the same bits alone and in any company.
"""

from sim.economy.trade.baseline import Baseline, importer_shares
from sim.economy.trade.caps import Cap
from sim.economy.trade.optimum import (
    BoundWarning,
    Equilibrium,
    Optimum,
    formula_tariff,
    nash_tariffs,
    optimal_tariff,
    purge_deficits,
)
from sim.economy.trade.result import Result
from sim.economy.trade.solver import NotSettledError, solve

__all__ = [
    "Baseline",
    "BoundWarning",
    "Cap",
    "Equilibrium",
    "NotSettledError",
    "Optimum",
    "Result",
    "formula_tariff",
    "importer_shares",
    "nash_tariffs",
    "optimal_tariff",
    "purge_deficits",
    "solve",
]
