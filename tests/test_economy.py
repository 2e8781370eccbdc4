"""Closed forms of tariffs and the bottleneck of growth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.bottleneck import bottleneck
from sim.economy.tariff_effects import effect_on_exporter, effect_on_importer, optimal_tariff, volume

PASS = st.floats(0.5, 0.99)
SEMI = st.floats(0.5, 6)


@given(rho=PASS, eps=SEMI)
def test_the_optimal_tariff_is_the_best_of_all_rates(rho: float, eps: float) -> None:
    best = optimal_tariff(rho, eps)
    rates = np.linspace(0, 6 * best, 4001)
    effects = effect_on_importer(1.0, rates, rho, eps)
    assert abs(rates[effects.argmax()] - best) <= rates[1] + 1e-9
    assert effect_on_importer(1.0, best, rho, eps) > 0


def test_figures_worked_by_hand() -> None:
    # the United States on China: imports 1.58 % of GDP, 145 %, eps 2, rho 0.9
    kept = np.exp(-2 * 0.9 * 1.45)
    assert volume(1.45, 0.9, 2) == pytest.approx(kept)
    assert effect_on_importer(1.58, 1.45, 0.9, 2) == pytest.approx(1.58 * (1.45 * kept - (1 - kept) / 2))
    assert effect_on_importer(1.58, 1.45, 0.9, 2) == pytest.approx(-0.563, abs=0.001)
    assert effect_on_exporter(2.475, 1.45, 0.9, 2, 0.2) == pytest.approx(-0.485, abs=0.001)


@given(rate=st.floats(0, 3), rho=PASS, eps=SEMI, profit=st.floats(0, 0.5))
def test_no_tariff_no_effect_and_exporters_never_gain(rate: float, rho: float, eps: float, profit: float) -> None:
    assert effect_on_importer(1.0, 0.0, rho, eps) == 0
    assert effect_on_exporter(1.0, 0.0, rho, eps, profit) == 0
    assert effect_on_exporter(1.0, rate, rho, eps, profit) <= 0


def one_industry(share: float, output: float, elasticity: float) -> float:
    shares, made = np.full((1, 1, 1), share), np.full((1, 1, 1), output)
    return float(bottleneck(shares, made, elasticity, 0.01)[0, 0])


@given(share=st.floats(0.001, 0.2), output=st.floats(0.05, 1), elasticity=st.floats(0.2, 0.99))
def test_complements_cost_more_than_their_share(share: float, output: float, elasticity: float) -> None:
    gap = 1 - one_industry(share, output, elasticity)
    assert gap >= share * (1 - output) - 1e-12
    assert 1 - one_industry(share, output, elasticity / 2) >= gap - 1e-12


def test_full_output_costs_nothing_and_the_limit_at_one_is_smooth() -> None:
    assert one_industry(0.05, 1.0, 0.5) == 1
    assert one_industry(0.05, 0.6, 1.0) == pytest.approx(0.6**0.05)
    assert one_industry(0.05, 0.6, 0.9999) == pytest.approx(0.6**0.05, rel=1e-4)
    # elasticity 1/2 by hand: 1 / (1 - s + s / q)
    assert one_industry(0.05, 0.5, 0.5) == pytest.approx(1 / (0.95 + 0.1))


def test_output_above_normal_does_not_add_growth() -> None:
    assert one_industry(0.05, 1.3, 0.5) == 1
