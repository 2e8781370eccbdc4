"""The trade equilibrium against cases that can be worked out by hand, and against its own laws."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from economies import PLAIN, economy_of, names_of, random_baseline, random_tariffs, seeds, sizes, symmetric
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy.trade import Baseline, NotSettledError, Result, solve
from sim.economy.trade.equations import Equations, Unknowns
from sim.economy.trade.solver import _given, _terms
from sim.errors import InputError

FINE = {"tolerance": 1e-13}
hypothesis_settings = settings(max_examples=25, deadline=None, derandomize=True)


def both_ways(rate: float) -> np.ndarray:
    return rate * (1 - np.eye(2))


# cases worked out by hand


@pytest.mark.parametrize("rate", [0.05, 0.3, 1.45])
@pytest.mark.parametrize("kappa", [0.0, 0.5])
def test_symmetric_tariff_war_has_its_closed_form(rate: float, kappa: float) -> None:
    """Two equal countries that tax each other alike: wages stay, and all else follows in closed form."""
    imports, eps = 0.2, 4.0
    weights = np.array([1 - imports, imports * (1 + rate) ** -eps])
    share = weights[1] / weights.sum()
    spending = 1 / (1 - share * rate / (1 + rate))
    price = weights.sum() ** (-1 / eps)
    labour = price**-kappa
    result = solve(
        symmetric(imports),
        both_ways(rate),
        labour_elasticity=kappa,
        scale=0.0,
        rebate="lump_sum",
        elasticity=eps,
        **FINE,
    )
    real = spending * labour / price
    effort = kappa / (1 + kappa)
    welfare = (real - effort * labour / price) / (1 - effort)
    assert result.welfare == pytest.approx(np.full(2, welfare - 1), abs=1e-11)
    assert result.employment == pytest.approx(np.full(2, labour - 1), abs=1e-11)
    assert result.real_wage == pytest.approx(np.full(2, 1 / price - 1), abs=1e-11)
    traded = result.flows[0, 1] / (result.income[1] + 1) / 100
    assert traded == pytest.approx(share * spending / (1 + rate), rel=1e-10)


def test_autarky_costs_what_arkolakis_costinot_rodriguez_clare_say() -> None:
    """Gains from trade are 1 - (own share)^(1 / eps): Armington with fixed labour."""
    baseline = symmetric(0.25)
    result = solve(baseline, both_ways(1e6), elasticity=3.0, **PLAIN)
    assert result.welfare == pytest.approx(np.full(2, 0.75 ** (1 / 3) - 1), abs=1e-9)
    assert abs(result.flows[0, 1]) < 1e-12
    assert result.imports_to_gdp == pytest.approx([-1, -1])


def test_autarky_with_intermediate_goods_costs_more() -> None:
    """With a share s of inputs the exponent becomes 1 / (eps (1 - s)): Costinot and Rodriguez-Clare (2014)."""
    baseline = symmetric(0.25).with_inputs(0.5)
    own = baseline.shares[0, 0]
    result = solve(baseline, both_ways(1e6), elasticity=6.0, **PLAIN)
    assert result.welfare == pytest.approx(np.full(2, own ** (1 / (6 * 0.5)) - 1), abs=1e-8)


def test_no_change_is_exactly_the_baseline() -> None:
    baseline = random_baseline(3, 12, nest=True)
    result = solve(baseline, np.zeros((12, 12)))
    assert result.iterations == 0
    for name in ("welfare", "real_gdp", "employment", "consumer_prices", "wages", "exports_to_gdp"):
        assert np.abs(getattr(result, name)).max() < 1e-13, name
    assert result.flows == pytest.approx(baseline.flows, rel=1e-13)


def test_removing_the_tariffs_of_the_baseline_leads_back_to_free_trade() -> None:
    """A baseline that is itself the equilibrium under tariffs, solved without them, is the world before them."""
    free = random_baseline(5, 8, nest=True)
    tariffs = random_tariffs(5, 8, 1)[:, :, 0]
    options = {"rebate": "lump_sum", "labour_elasticity": 0.3, **FINE}
    taxed = solve(free, tariffs, **options)
    burdened = replace(free, flows=taxed.flows, tariffs=tariffs)
    back = solve(burdened, -tariffs, **options)
    assert back.flows / back.flows.sum() == pytest.approx(free.flows / free.flows.sum(), rel=1e-8)
    assert (1 + back.employment) * (1 + taxed.employment) == pytest.approx(np.ones(8), abs=1e-9)


def test_an_unneeded_state_of_no_trade_changes_nothing() -> None:
    pair = symmetric(0.2)
    flows = np.zeros((3, 3))
    flows[:2, :2], flows[2, 2] = pair.flows, 50.0
    tariffs = np.zeros((3, 3))
    tariffs[0, 1] = 0.4
    apart = solve(economy_of(flows), tariffs, **FINE)
    alone = solve(pair, tariffs[:2, :2], **FINE)
    assert apart.welfare[:2] == pytest.approx(alone.welfare, abs=1e-11)
    assert abs(apart.welfare[2]) < 1e-11


# laws


@hypothesis_settings
@given(seeds, sizes, st.booleans(), st.sampled_from([1.5, 4.0, 8.0]), st.sampled_from(["income_tax", "lump_sum", 0.3]))
def test_money_is_neither_made_nor_lost(seed: int, size: int, nest: bool, eps: float, rebate: str | float) -> None:
    baseline, tariffs = random_baseline(seed, size, nest), random_tariffs(seed, size, 2)
    result = solve(baseline, tariffs, elasticity=eps, rebate=rebate)
    income = baseline.income[:, None] * (1 + result.income)
    spent = baseline.expenditure[:, None] * (1 + result.expenditure)
    kept = baseline.importer_share[:, None]
    earned = (result.flows * (1 - kept)).sum(axis=1) + kept * result.flows.sum(axis=0)
    assert earned == pytest.approx(income, rel=1e-7), "Walras: producers sell what they make"
    assert spent == pytest.approx((result.flows * (1 + tariffs)).sum(axis=0), rel=1e-9)
    given_away = spent - income - result.revenue
    assert np.abs(given_away.sum(axis=0)).max() < 1e-8 * income.sum(), "transfers sum to zero"
    assert spent.sum(axis=0) == pytest.approx((income + result.revenue).sum(axis=0), rel=1e-9)
    assert np.abs(result.trade_balance.sum(axis=0)).max() < 1e-9 * income.sum()
    assert result.revenue == pytest.approx((result.flows * tariffs).sum(axis=0), rel=1e-9, abs=1e-6)
    level = (baseline.expenditure[:, None] * result.consumer_prices).sum(axis=0) / baseline.expenditure.sum()
    assert np.abs(level).max() < 1e-8, "the numeraire"


@hypothesis_settings
@given(seeds, sizes, st.booleans())
def test_a_world_gives_the_same_bits_alone_as_in_company(seed: int, size: int, nest: bool) -> None:
    baseline, tariffs = random_baseline(seed, size, nest), random_tariffs(seed, size, 5)
    tariffs[:, :, 2] = 0
    elasticity = np.array([2.0, 4.0, 4.0, 6.0, 3.0])
    together = solve(baseline, tariffs, elasticity=elasticity)
    for world in range(5):
        alone = solve(baseline, tariffs[:, :, [world]], elasticity=elasticity[[world]])
        bare = solve(baseline, tariffs[:, :, world], elasticity=float(elasticity[world]))
        for field in fields(Result):
            one = getattr(together, field.name)[..., world]
            np.testing.assert_array_equal(getattr(alone, field.name)[..., 0], one, err_msg=field.name)
            np.testing.assert_array_equal(getattr(bare, field.name), one, err_msg=field.name)


@hypothesis_settings
@given(seeds, sizes)
def test_a_warm_start_leads_to_the_same_place_sooner(seed: int, size: int) -> None:
    baseline, tariffs = random_baseline(seed, size, nest=True), random_tariffs(seed, size, 3)
    before = solve(baseline, tariffs)
    warm, cold = solve(baseline, tariffs * 1.01, start=before), solve(baseline, tariffs * 1.01)
    assert warm.welfare == pytest.approx(cold.welfare, abs=1e-7)
    assert warm.wages == pytest.approx(cold.wages, abs=1e-7)
    assert warm.iterations.sum() <= cold.iterations.sum()
    again = solve(baseline, tariffs, start=before)
    assert (again.iterations == 0).all()
    np.testing.assert_array_equal(again.welfare, before.welfare)


def test_only_relative_prices_matter() -> None:
    """At wages and prices k times as high all money is k times as much, and labour as scarce as before."""
    baseline, tariffs = random_baseline(7, 9, nest=True), random_tariffs(7, 9, 1)
    given_ = _given(baseline, tariffs, None, "income_tax")
    given_ |= {"elasticity": np.asarray(4.0), "labour_elasticity": np.asarray(0.5), "scale": np.asarray(0.1)}
    given_ |= {"pass_through": np.asarray(1.0), "transfers": baseline.transfers, "trade_costs": np.ones((9, 9))}
    equations = Equations.of(baseline, _terms(baseline, given_, 1, ()))
    draw = np.random.default_rng(1)
    wages, employment, none = draw.normal(0, 0.1, (9, 1)), draw.normal(0, 0.1, (9, 1)), np.zeros((9, 1))
    one = equations.economy(Unknowns(wages, employment, none, none[:0], none))
    twice = equations.economy(Unknowns(wages + np.log(2), employment, none + np.log(2), none[:0], none))
    for name in ("expenditure", "income", "demanded", "revenue"):
        assert getattr(twice, name) == pytest.approx(2 * getattr(one, name), rel=1e-12), name
    assert twice.prices == pytest.approx(one.prices + np.log(2), abs=1e-12)
    assert twice.tax == pytest.approx(one.tax, abs=1e-12)


def test_units_of_money_do_not_matter() -> None:
    baseline, tariffs = random_baseline(7, 9, nest=True), random_tariffs(7, 9, 1)[:, :, 0]
    in_thousands = replace(baseline, flows=baseline.flows * 1000)
    assert solve(in_thousands, tariffs).welfare == pytest.approx(solve(baseline, tariffs).welfare, abs=1e-9)


def test_a_lump_sum_is_the_income_tax_without_its_cut() -> None:
    baseline, tariffs = random_baseline(7, 9), random_tariffs(7, 9, 1)[:, :, 0]
    lump, part, tax = (solve(baseline, tariffs, rebate=rebate) for rebate in ("lump_sum", 0.5, "income_tax"))
    taxed = lump.revenue > 0
    assert (tax.employment[taxed] > part.employment[taxed]).all()
    assert (part.employment[taxed] > lump.employment[taxed]).all()
    assert solve(baseline, tariffs, rebate=0.0).welfare == pytest.approx(lump.welfare, abs=1e-12)
    assert lump.welfare_exact == pytest.approx(lump.welfare, abs=1e-12)


# real GDP


def test_real_gdp_of_a_closed_economy_follows_productivity() -> None:
    baseline = economy_of(np.diag([100.0, 50.0]))
    result = solve(baseline, np.zeros((2, 2)), productivity=np.array([0.9, 1.2]), **PLAIN)
    assert result.real_gdp == pytest.approx([-0.1, 0.2], abs=1e-12)
    assert result.welfare == pytest.approx([-0.1, 0.2], abs=1e-12)


def test_productivity_raises_real_gdp_by_as_much_in_an_open_economy_and_shares_income_with_partners() -> None:
    baseline = random_baseline(11, 6, balanced=True)
    ratio = np.ones(6)
    ratio[0] = 0.99
    result = solve(baseline, np.zeros((6, 6)), productivity=ratio, **PLAIN, **FINE)
    assert result.real_gdp[0] == pytest.approx(-0.01, abs=1e-4)
    assert np.abs(result.real_gdp[1:]).max() < 1e-4
    assert result.welfare[0] > result.real_gdp[0], "dearer exports shift a part of the loss abroad"
    assert result.welfare[1:].mean() < 0


@pytest.mark.parametrize("nest", [False, True])
@pytest.mark.parametrize("options", [{}, {"pass_through": 0.5}, {"input_share": 0.4}])
def test_a_small_tariff_costs_output_of_second_order_only(nest: bool, options: dict[str, float]) -> None:
    """Harberger's triangle: with fixed labour, real GDP falls with the square of a tariff, whatever welfare does."""
    baseline = random_baseline(11, 6, nest)
    tariffs = np.zeros((6, 6, 2))
    tariffs[1:, 0] = 0.01, 0.02
    result = solve(baseline, tariffs, **PLAIN, **FINE, **options)
    small, double = result.real_gdp[0]
    assert -1e-4 < small < 0
    assert double / small == pytest.approx(4, rel=0.1)
    assert result.welfare[0, 0] > 10 * abs(small), "better terms of trade come first"
    assert np.abs(result.real_gdp[1:]).max() < abs(small), "partners lose terms of trade, not output"


def test_real_gdp_is_the_same_from_the_side_of_spending() -> None:
    """Fisher's index of final spending plus exports less imports, in the plain model: what statistical offices do."""
    baseline = random_baseline(11, 6)
    tariffs = random_tariffs(11, 6, 1, most=0.02)[:, :, 0]
    result = solve(baseline, tariffs, scale=0.0, **FINE)
    abroad, cost = 1 - np.eye(6), 1 + result.wages
    before, now = baseline.flows * abroad, result.flows * abroad
    spent, price = baseline.expenditure, 1 + result.consumer_prices
    volume = now / cost[:, None]
    old = spent * (1 + result.expenditure) / price + volume.sum(axis=1) - volume.sum(axis=0)
    new = spent * price + (before * cost[:, None]).sum(axis=1) - (before * cost[:, None]).sum(axis=0)
    value = spent * (1 + result.expenditure) + now.sum(axis=1) - now.sum(axis=0)
    index = np.sqrt(old / (spent + before.sum(axis=1) - before.sum(axis=0)) * value / new) - 1
    assert np.abs(index).max() > 1e-4
    assert result.real_gdp == pytest.approx(index, abs=1e-6)


def in_force(size: int, rate: float) -> np.ndarray:
    return rate * (1 - np.eye(size))


def war(size: int, rate: float) -> np.ndarray:
    """The first two states tax each other."""
    tariffs = np.zeros((size, size))
    tariffs[0, 1] = tariffs[1, 0] = rate
    return tariffs


def chained(baseline: Baseline, tariffs: np.ndarray, steps: int = 32, **options: float) -> np.ndarray:
    """Real GDP by an index that starts anew after each of many small steps, as statistical offices chain years."""
    dearer = np.log1p(baseline.tariffs + tariffs) - np.log1p(baseline.tariffs)
    grown, now = np.zeros(baseline.states), baseline
    for step in range(1, steps + 1):
        wanted = (1 + baseline.tariffs) * np.exp(dearer * step / steps) - 1
        added = np.where(np.eye(baseline.states), 0, wanted - now.tariffs)
        result = solve(now, added, rebate="lump_sum", **options)
        grown += np.log1p(result.real_gdp)
        now = replace(now, flows=result.flows, tariffs=wanted)
    return np.asarray(np.expm1(grown))


@pytest.mark.parametrize("nest", [False, True])
def test_real_gdp_stops_falling_when_the_trade_is_gone(nest: bool) -> None:
    """A trade of nothing costs nothing more, however high its tariff: welfare and output agree on that."""
    baseline = replace(random_baseline(11, 6, nest), tariffs=in_force(6, 0.03))
    prohibitive, absurd = (solve(baseline, war(6, rate), rebate="lump_sum") for rate in (10.0, 200.0))
    assert prohibitive.flows[0, 1] < 1e-3 * baseline.flows[0, 1]
    assert prohibitive.real_gdp[:2].max() < -0.004
    assert absurd.real_gdp == pytest.approx(prohibitive.real_gdp, abs=0.0005)
    assert np.isfinite(solve(baseline, war(6, 1e90), **PLAIN).real_gdp).all(), "and when no number is small enough"


@pytest.mark.parametrize("nest", [False, True])
@pytest.mark.parametrize("eps", [0.9, 4.0])
@pytest.mark.parametrize("rate", [0.1, 1.45, 10.0])
def test_real_gdp_in_one_step_is_that_of_a_chained_index(nest: bool, eps: float, rate: float) -> None:
    """Within 0.05 points, or 3 per cent of a loss that is itself some per cent of GDP."""
    baseline = replace(random_baseline(11, 6, nest), tariffs=in_force(6, 0.03))
    options = {"elasticity": eps, "scale": 0.17, "labour_elasticity": 0.25}
    direct = solve(baseline, war(6, rate), rebate="lump_sum", **options).real_gdp
    chain = chained(baseline, war(6, rate), **options)
    assert chain.min() < -0.0003
    assert direct == pytest.approx(chain, abs=0.0005, rel=0.03)


def test_real_gdp_of_equal_countries_is_their_real_income() -> None:
    """Where the terms of trade cannot move, what is produced is what is spent: in small steps exactly so."""
    tariffs, options = both_ways(0.5), {"elasticity": 4.0, **PLAIN}
    result = solve(symmetric(0.25), tariffs, rebate="lump_sum", **options)
    assert chained(symmetric(0.25), tariffs, 64, **options) == pytest.approx(result.real_income, abs=2e-6)
    assert result.real_gdp == pytest.approx(result.real_income, rel=0.05), "one step counts it a little low"


def test_where_there_are_tariffs_already_output_falls_with_the_trade_they_stop() -> None:
    """The first-order loss: the tariff in force times the change of each import, with fixed labour."""
    baseline = replace(random_baseline(11, 6), tariffs=in_force(6, 0.2))
    tariffs = np.zeros((6, 6, 2))
    tariffs[1:, 0] = 1e-5, 2e-5
    result = solve(baseline, tariffs, **PLAIN, **FINE)
    volume = result.flows / (1 + result.wages[:, None]) - baseline.flows[:, :, None]
    lost = (baseline.tariffs[:, :, None] * volume).sum(axis=0) / (baseline.income + baseline.revenue)[:, None]
    assert result.real_gdp == pytest.approx(lost, rel=1e-3, abs=1e-9)
    assert result.real_gdp[0, 1] == pytest.approx(2 * result.real_gdp[0, 0], rel=1e-3)
    assert result.real_gdp[0, 0] < -1e-7


def test_real_gdp_counts_what_arrives_where_trade_costs_rise() -> None:
    """Costs that melt goods away are no wedge: with no duties they take nothing from what a state makes."""
    costs = 1 + in_force(6, 0.1)
    result = solve(random_baseline(11, 6), np.zeros((6, 6)), trade_costs=costs, **PLAIN)
    assert np.abs(result.real_gdp).max() < 1e-12
    assert result.real_income.max() < -0.001


# real income and lending


def test_real_income_is_welfare_without_the_effort_of_work() -> None:
    baseline, tariffs = random_baseline(7, 9, nest=True), random_tariffs(7, 9, 2)
    fixed = solve(baseline, tariffs, labour_elasticity=0.0)
    assert fixed.real_income == pytest.approx(fixed.welfare_exact, abs=1e-12)
    result = solve(baseline, tariffs, rebate="lump_sum")
    assert result.real_income == pytest.approx((1 + result.expenditure) / (1 + result.consumer_prices) - 1, abs=1e-12)
    worked_less = result.employment < -1e-3
    assert worked_less.any()
    assert (result.welfare_exact > result.real_income)[worked_less].all(), "leisure consoles"


def lender() -> Baseline:
    """S2 sells most of what it makes to S0, buys less than half as much, and lends the rest."""
    return economy_of(np.array([[1000.0, 30.0, 4.0], [30.0, 800.0, 0.0], [10.0, 0.5, 6.0]]))


def test_a_lender_that_loses_its_customer_lends_less() -> None:
    """It cannot give away more than it earns: lending as before has no equilibrium, half of its income has."""
    baseline, tariffs = lender(), np.zeros((3, 3, 3))
    tariffs[2, :2] = 0.0, 0.1, 50.0
    options = {"elasticity": 1.5, "rebate": "lump_sum", **PLAIN}
    with pytest.raises(NotSettledError, match="1 of 3 worlds; the worst is world 2"):
        solve(baseline, tariffs, **options)
    result = solve(baseline, tariffs, lenders="cut", **options)
    assert (result.unlent[:, :2] == 0).all()
    assert result.unlent[2, 2] > 0 > result.unlent[0, 2]
    assert result.unlent[:, 2].sum() == pytest.approx(0, abs=1e-12)
    income, spent = baseline.income * (1 + result.income[:, 2]), baseline.expenditure * (1 + result.expenditure[:, 2])
    assert spent[2] == pytest.approx(income[2] / 2)
    assert spent.sum() == pytest.approx((income + result.revenue[:, 2]).sum())
    alone = solve(baseline, tariffs[..., 2], lenders="cut", **options)
    kept = solve(baseline, tariffs[..., :2], **options)
    for field in fields(Result):
        np.testing.assert_array_equal(getattr(result, field.name)[..., 2], getattr(alone, field.name), field.name)
        same = getattr(result, field.name)[..., :2]
        np.testing.assert_array_equal(same, getattr(kept, field.name), err_msg=field.name)


# options


def test_lower_pass_through_hurts_consumers_less() -> None:
    baseline = random_baseline(2, 6)
    tariffs = np.zeros((6, 6))
    tariffs[1:, 0] = 0.3
    full, half = solve(baseline, tariffs), solve(baseline, tariffs, pass_through=0.5)
    assert half.consumer_prices[0] < full.consumer_prices[0]
    assert half.welfare[0] > full.welfare[0]


def test_trade_costs_work_like_tariffs_that_raise_nothing() -> None:
    baseline = symmetric(0.2)
    costs = 1 + both_ways(0.3)
    result = solve(baseline, np.zeros((2, 2)), trade_costs=costs, **PLAIN, **FINE)
    price = (0.8 + 0.2 * 1.3**-4) ** (-1 / 4)
    assert result.welfare == pytest.approx(np.full(2, 1 / price - 1), abs=1e-11)
    assert (result.revenue == 0).all()


def test_worlds_can_be_taken_out_and_put_back() -> None:
    baseline, tariffs = random_baseline(4, 5), random_tariffs(4, 5, 6)
    result = solve(baseline, tariffs)
    some = np.array([1, 4])
    part = result.take(some)
    assert part.flows.shape == (5, 5, 2)
    again = solve(baseline, tariffs[..., some] * 1.1, start=part)
    joined = result.put(some, again)
    np.testing.assert_array_equal(joined.take(some).welfare, again.welfare)
    np.testing.assert_array_equal(joined.welfare[:, [0, 2, 3, 5]], result.welfare[:, [0, 2, 3, 5]])


def test_transfers_of_the_baseline_pay_for_its_deficits() -> None:
    baseline = random_baseline(9, 7)
    assert baseline.transfers == pytest.approx(-baseline.trade_balance, abs=1e-6)
    assert baseline.transfers.sum() == pytest.approx(0, abs=1e-6)


def test_duties_of_the_baseline_are_part_of_gdp_at_market_prices() -> None:
    trade, gdp = np.array([[0.0, 20.0], [10.0, 0.0]]), np.array([100.0, 80.0])
    tariffs = np.array([[0.0, 0.1], [0.3, 0.0]])
    baseline = Baseline.from_flows(trade, gdp, ["A", "B"], importer_share=False, tariffs=tariffs)
    assert baseline.income + baseline.revenue == pytest.approx(gdp)
    assert baseline.revenue == pytest.approx([3.0, 2.0])
    assert baseline.expenditure == pytest.approx([100 + 10 - 20, 80 + 20 - 10])


# errors


def test_what_cannot_be_used_is_refused_with_a_reason() -> None:
    baseline, none = symmetric(), np.zeros((2, 2))
    bad = (
        (lambda: Baseline.from_flows(np.zeros((2, 3)), np.ones(2), ["A", "B"], importer_share=False), "shape"),
        (lambda: Baseline.from_flows(-np.ones((2, 2)), np.ones(2), ["A", "B"], importer_share=False), "negative"),
        (lambda: Baseline.from_flows(none, np.zeros(2), ["A", "B"], importer_share=False), "gdp must be above 0"),
        (lambda: Baseline.from_flows(none, np.ones(2), ["USA", "CHN"], home="UAS"), "did you mean 'USA'"),
        (lambda: Baseline.from_flows(none * np.nan, np.ones(2), ["A", "B"], importer_share=False), "finite"),
        (lambda: Baseline.from_flows(none, np.ones(2), ["A", "A"], importer_share=False), "'A' stands there more than"),
        (lambda: solve(baseline, -1.5 * np.eye(2)[::-1]), "above -1"),
        (lambda: solve(baseline, np.eye(2)), "diagonal"),
        (lambda: solve(baseline, np.zeros((3, 3))), "shape"),
        (lambda: solve(baseline, none, rebate="income_tx"), "did you mean 'income_tax'"),
        (lambda: solve(baseline, none, rebate=1.5), "at most 1"),
        (lambda: solve(baseline, none, productivity=np.array([1.0, 0.0])), "above 0"),
        (lambda: solve(baseline, none, transfers=np.array([1.0, 0.0])), "sum to zero"),
        (lambda: solve(baseline, none, input_share=1.0), "below 1"),
        (lambda: solve(baseline, none, lenders="cuts"), "did you mean 'cut'"),
        (lambda: solve(baseline, np.zeros((2, 2, 3)), elasticity=np.ones(4)), "number of worlds"),
        (lambda: solve(baseline, np.zeros((2, 2, 3)), start=solve(baseline, np.zeros((2, 2, 2)))), "start holds"),
    )
    for case, words in bad:
        with pytest.raises(InputError, match=words):
            case()


def test_a_search_that_fails_says_where_and_by_how_much() -> None:
    tariffs = np.zeros((2, 2, 3))
    tariffs[0, 1] = 0.0, 0.5, 0.1
    with pytest.raises(NotSettledError, match=r"2 of 3 worlds; the worst is world 1, with a residual of \d"):
        solve(symmetric(), tariffs, limit=2)


def test_a_percentage_that_was_written_as_a_fraction_is_suspected() -> None:
    options = {"elasticity": 1.5, "rebate": "lump_sum", **PLAIN}
    tariffs = np.zeros((3, 3))
    tariffs[2, 0] = 50.0
    with pytest.raises(NotSettledError, match=r"fractions \(0.3 is 30 %\), and the highest is 50$"):
        solve(lender(), tariffs, **options)
    with pytest.raises(NotSettledError) as plain:
        solve(symmetric(), both_ways(0.5), limit=2)
    assert "fractions" not in str(plain.value)


def test_gdp_in_another_unit_than_exports_is_refused() -> None:
    """One entrepot may sell all it makes abroad; most of the world cannot."""
    trade = 100 * (1 - np.eye(3))
    Baseline.from_flows(trade, np.array([1e3, 1e3, 150.0]), "ABC", importer_share=False)
    with pytest.raises(InputError, match=r"3 of 3 states would sell nothing at home.*the same unit"):
        Baseline.from_flows(trade, np.array([1.0, 1.0, 0.15]), "ABC", importer_share=False)


def test_names_give_rows() -> None:
    baseline = random_baseline(0, 4)
    assert [baseline.row(name) for name in names_of(4)] == [0, 1, 2, 3]
