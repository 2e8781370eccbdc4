"""The bottleneck of growth, consumer prices and public money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.bottleneck import bottleneck
from sim.economy.budget import tariff_revenue
from sim.economy.prices import PriceRules, duties, logarithmic_mean, tariff_prices
from sim.parameters import Settings


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


def price_rules(**changed: float) -> PriceRules:
    values = {
        "border_pass_through": 0.9,
        "retail_pass_through": 0.6,
        "retail_pass_through_months": 12.0,
        "domestic_price_response": 0.0,
        "collected_tariff_share": 1.0,
        "gross_output_ratio": 3.0,
    }
    gdp = np.array([[1200.0], [600.0]])
    return PriceRules(**(values | changed), gdp=gdp, industry_shares=np.zeros((1, 2, 1)))


FLOWS = np.array([[0.0, 5.0], [10.0, 0.0]])[:, :, None]
"""Two states: the first buys for 10 a month, which is 10 % of its GDP, and sells for 5."""

ADDED = np.array([[0.0, 0.2], [0.1, 0.0]])[:, :, None]
"""The first charges 20 %, the second 10 %."""


def test_duties_are_charged_by_the_importer_on_what_comes_in() -> None:
    np.testing.assert_allclose(duties(FLOWS, ADDED)[:, 0], [2.0, 0.5])
    np.testing.assert_allclose(tariff_revenue(FLOWS, ADDED, 0.6)[:, 0], [1.2, 0.3])


NONE = np.zeros((2, 1))


def moved(prices: np.ndarray = NONE, flows: np.ndarray = FLOWS, **changed: float) -> np.ndarray:
    return tariff_prices(prices, flows, FLOWS, np.zeros((2, 2, 1)), ADDED, price_rules(**changed))


def test_prices_worked_by_hand_rise_a_twelfth_of_the_way_each_month() -> None:
    # 10 a month of 100 cost 2 more at 20 % more duty if nobody turns elsewhere,
    # of which 0.9 x 0.6 reaches shops
    prices = moved()
    assert prices[0, 0] == pytest.approx(1.08 / 12)
    for _ in range(400):
        prices = moved(prices)
    assert prices[0, 0] == pytest.approx(1.08)


def test_home_made_rivals_add_in_proportion_and_what_is_not_collected_counts_for_nothing() -> None:
    np.testing.assert_allclose(moved(domestic_price_response=0.5), 1.5 * moved())
    np.testing.assert_allclose(moved(collected_tariff_share=0.5), 0.5 * moved())
    assert not moved(collected_tariff_share=0.0).any()


@given(elasticity=st.floats(0.2, 8), rate=st.floats(0.01, 3), share=st.floats(1e-6, 0.01))
def test_prices_are_those_of_buyers_with_a_constant_elasticity(elasticity: float, rate: float, share: float) -> None:
    """What a small share of spending at p = 1 + t adds to the CES price index: s (1 - p^-e) / e to the first order."""
    price = 1 + rate
    spent = share * price**-elasticity
    index = logarithmic_mean(np.array([share]), np.array([spent]))[0] * np.log(price)
    assert index == pytest.approx(share * (1 - price**-elasticity) / elasticity, rel=1e-5)


def test_a_prohibitive_tariff_still_costs_buyers_something() -> None:
    flows = FLOWS * np.array([[1.0, 1.0], [1e-9, 1.0]])[:, :, None]
    assert 0 < moved(flows=flows)[0, 0] < moved()[0, 0]


def test_the_mean_of_equal_weights_is_that_weight() -> None:
    np.testing.assert_allclose(logarithmic_mean(np.array([3.0, 0.0]), np.array([3.0, 0.0])), [3.0, 0.0], atol=1e-12)


def test_a_shock_of_a_year_has_the_elasticity_of_the_study() -> None:
    """Boehm, Levchenko and Pandalai-Nayar: 0.76 in the first year; we calibrate to 0.76 to 1."""
    settings = Settings.defaults()
    at_once, months = settings.at_once_trade_response, settings.trade_adjustment_months
    come = at_once + (1 - at_once) * (1 - np.exp(-12 / months))
    assert 0.76 <= settings.trade_elasticity * come <= 1
    assert 0.76 <= settings.first_year_elasticity <= 1
