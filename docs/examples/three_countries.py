"""The trade equilibrium on its own, with three countries: a US tariff on Chinese goods, and the best one for the US."""

import numpy as np

from sim.economy.trade import Baseline, optimal_tariff, purge_deficits, solve

exports = np.array([[0.0, 145, 360], [440, 0, 554], [532, 248, 0]]) * 1e3  # exporter rows, million USD a year
gdp = np.array([27.8e6, 17.8e6, 18.6e6])
baseline = Baseline.from_flows(exports, gdp, names=["USA", "CHN", "EUU"], home="USA")

tariffs = np.zeros((3, 3))
tariffs[1, 0] = 0.30  # on what the United States buys from China
result = solve(baseline, tariffs, elasticity=4.0, rebate="lump_sum")

print("welfare, %:", (100 * result.welfare).round(2))
print("real GDP, %:", (100 * result.real_gdp).round(2))
print("China sells to USA, itself, EU, %:", (100 * (result.flows / baseline.flows - 1)[1]).round(1))
print(
    "best US tariff on both without deficits, if nobody answers, %:",
    round(100 * optimal_tariff(purge_deficits(baseline), "USA").rate, 1),
)
