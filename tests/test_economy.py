"""The bottleneck of growth, consumer prices and public money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.bottleneck import bottleneck
from sim.economy.budget import Budget, BudgetRules, draw_up_budget, rates_charged
from sim.economy.prices import PriceRules, duties, logarithmic_mean, tariff_prices
from sim.parameters import Settings


def one_industry(share: float, output: float, elasticity: float) -> float:
    shares, made = np.full((1, 1, 1), share), np.full((1, 1, 1), output)
    return float(bottleneck(shares, made, elasticity, 0.01)[0, 0])


@given(share=st.floats(0.001, 0.2), output=st.floats(0.05, 1), elasticity=st.floats(0.2, 40))
def test_a_cut_costs_its_share_at_least_and_less_the_better_it_is_replaced(
    share: float, output: float, elasticity: float
) -> None:
    gap = 1 - one_industry(share, output, elasticity)
    # within 1e-9: near an elasticity of 1 the power is taken of a number that has lost ten figures
    assert gap >= share * (1 - output) - 1e-9
    # 1.0001 times: nothing happens on the way from complements through 1 to substitutes
    for lower in (elasticity / 2, elasticity / 1.0001):
        assert 1 - one_industry(share, output, lower) >= gap - 1e-9


@pytest.mark.parametrize("output", [0.0, 0.3, 0.9, 1.0])
def test_goods_that_anything_replaces_cost_what_is_not_made(output: float) -> None:
    """The production account, and the floor under what an industry counts for."""
    made = max(output, 0.01)
    assert one_industry(0.05, output, np.inf) == pytest.approx(1 - 0.05 * (1 - made), abs=1e-15)
    assert one_industry(0.05, output, 1e5) == pytest.approx(1 - 0.05 * (1 - made), abs=1e-5)


@pytest.mark.parametrize("elasticity", [0.9, 1.0, 2.0, 5.0])
def test_industries_add_up_and_worlds_do_not_mix(elasticity: float) -> None:
    shares = np.array([0.01, 0.02, 0.03])[:, None, None]
    made = np.array([[0.2, 1.0], [0.7, 0.5], [1.0, 0.0]])[:, None]
    values = np.array([elasticity, 1.7])
    both = bottleneck(shares, made, values, 0.05)
    assert np.array_equal(both[:, [0]], bottleneck(shares, made[..., [0]], values[[0]], 0.05))
    # a mean of order p of all parts, the rest of the economy at 1
    power = 1 - 1 / 1.7
    parts = 0.94 + 0.01 + 0.02 * 0.5**power + 0.03 * 0.05**power
    assert both[0, 1] == pytest.approx(parts ** (1 / power))


def test_the_loss_at_the_value_taken_lies_between_a_closed_economy_and_the_production_account() -> None:
    """With 0.9 an embargo cost partners twice the value added of the industries that stop."""
    value = float(np.mean(Settings.defaults().bottleneck_elasticity))
    for output in (0.5, 0.25, 0.05):
        gaps = [100 * (1 - one_industry(0.03, output, one)) for one in (0.9, value, np.inf)]
        assert gaps[0] > gaps[1] > gaps[2]
        assert gaps[1] < 2 * 3.0


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


def budget_rules(**changed: float) -> BudgetRules:
    values = {"goods_afloat_share": 0.75, "duty_offset": 0.25, "tax_share": 0.2}
    return BudgetRules(**(values | changed), gdp=np.array([[1200.0], [600.0]]))


def test_goods_afloat_are_spared_a_rise_and_a_cut_holds_at_once() -> None:
    budget = Budget.start(np.zeros((2, 1)), 1)
    charged = [rates_charged(budget, rates, budget_rules()) for rates in (ADDED, ADDED, 0 * ADDED, 0 * ADDED)]
    for found, part in zip(charged, (0.25, 1.0, 0.0, 0.0), strict=True):
        np.testing.assert_allclose(found, part * ADDED, rtol=1e-12)
    # a rate that stays is charged as it is, to the bit, whatever happens to others in the same month
    budget = Budget.start(np.zeros((2, 1)), 1)
    rates_charged(budget, ADDED, budget_rules(goods_afloat_share=0.9))
    assert np.array_equal(rates_charged(budget, ADDED.copy(), budget_rules(goods_afloat_share=0.9)), ADDED)


def test_duties_cut_other_taxes_and_lost_output_pays_none() -> None:
    budget = Budget.start(np.array([[3.0], [1.0]]), 1)
    revenue, usual = np.array([[5.0], [1.0]]), np.array([[3.0], [1.0]])
    gap, cost = np.array([[0.0], [-2.0]]), np.array([[0.5], [0.0]])
    draw_up_budget(budget, revenue, usual, gap, cost, budget_rules())
    # a quarter of 2; a fifth of 2 per cent of 50 a month
    np.testing.assert_allclose(budget.other_taxes[:, 0], [-0.5, -0.2])
    np.testing.assert_allclose(budget.balance[:, 0], [2 - 0.5 - 0.5, -0.2])


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


def test_a_shock_of_a_year_has_an_elasticity_between_those_of_the_studies() -> None:
    """0.76 for tariffs on most sellers (Boehm and others 2023), 3.0 for tariffs on one (Fajgelbaum and others 2020)."""
    settings = Settings.defaults()
    at_once, months = settings.at_once_trade_response, settings.trade_adjustment_months
    targeted = np.log(1 - 0.315) / np.log(1.026 / 1.166)

    def at_the_border(age: float) -> float:
        # the duty is no part of the value there, and importers' margins answer too: by 1.4 in the United States
        return float(1 + 1.4 * settings.trade_elasticity * (1 - (1 - at_once) * np.exp(-age / months)))

    assert 0.76 < at_the_border(0) < targeted < at_the_border(12)
    assert 1 + 1.4 * settings.first_year_elasticity == pytest.approx(targeted, rel=0.1)
