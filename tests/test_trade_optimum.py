"""Best tariffs against the rules that theory gives for them."""

from __future__ import annotations

import numpy as np
import pytest
from economies import PLAIN, economy_of, random_baseline, symmetric

from sim.economy.trade import (
    BoundWarning,
    NotSettledError,
    formula_tariff,
    nash_tariffs,
    optimal_tariff,
    purge_deficits,
    solve,
)
from sim.errors import InputError


def small_country(size: float = 1e-3) -> np.ndarray:
    """One small country that trades with two large ones, balanced with each."""
    trade = 0.3 * size
    return np.array([[0.4 * size, trade, trade], [trade, 1.0, 0.1], [trade, 0.1, 1.0]])


@pytest.mark.parametrize("eps", [2.0, 4.0, 8.0])
def test_a_small_country_takes_one_over_the_elasticity(eps: float) -> None:
    """It faces demand of elasticity eps + 1 for its own good, so a tariff of 1 / eps serves it best (Gros 1987)."""
    best = optimal_tariff(economy_of(small_country()), "S0", elasticity=eps, **PLAIN)
    assert best.rate == pytest.approx(1 / eps, rel=2e-3)
    assert not best.at_bound
    assert best.value > 0


def test_the_closed_form_says_the_same_for_a_small_country() -> None:
    assert formula_tariff(economy_of(small_country()), "S0", elasticity=4.0, scale=0.0) == pytest.approx(0.25, rel=2e-3)


def test_a_large_country_takes_more_than_a_small_one() -> None:
    flows = np.array([[60.0, 20.0], [20.0, 30.0]])
    large = optimal_tariff(economy_of(flows), "S0", **PLAIN)
    assert large.rate > 0.26


def test_no_other_rate_does_better() -> None:
    baseline = random_baseline(3, 5, balanced=True)
    best = optimal_tariff(baseline, "S0", rebate="lump_sum")
    for nearby in (0.98, 1.02):
        assert solve(baseline, best.tariffs * nearby, rebate="lump_sum").welfare[0] < best.value
    assert best.result.welfare[0] == pytest.approx(best.value)


def test_rates_by_partner_do_at_least_as_well_as_one_rate() -> None:
    baseline = random_baseline(3, 5, balanced=True)
    one = optimal_tariff(baseline, "S0", rebate="lump_sum")
    many = optimal_tariff(baseline, "S0", by_partner=True, rebate="lump_sum")
    assert many.value >= one.value - 1e-9
    assert many.rates[0] == 0
    assert many.rates[1:].min() > 0
    supplier = 1 + int(np.argmax(baseline.shares[1:, 0]))
    assert many.rates[supplier] == pytest.approx(one.rate, abs=0.1)


def test_rates_fall_on_chosen_partners_only() -> None:
    best = optimal_tariff(random_baseline(3, 5, balanced=True), "S0", partners=["S1", "S2"])
    assert (best.rates[[0, 3, 4]] == 0).all()
    assert best.rates[1] == best.rates[2] > 0


def test_the_goal_may_be_another() -> None:
    """Somebody who wants revenue alone sets a higher rate than somebody who wants welfare."""
    baseline = economy_of(small_country())
    revenue = optimal_tariff(baseline, "S0", goal="revenue", **PLAIN)
    own = optimal_tariff(baseline, "S0", goal=lambda result: result.welfare[0] + 2 * result.employment[0])
    assert revenue.rate > optimal_tariff(baseline, "S0", **PLAIN).rate
    assert own.rate > 0
    with pytest.raises(InputError, match="did you mean 'welfare'"):
        optimal_tariff(baseline, "S0", goal="wellfare")


def test_equals_that_answer_each_other_choose_alike_and_both_lose() -> None:
    baseline = symmetric(0.3)
    found = nash_tariffs(baseline, ["S0", "S1"], **PLAIN)
    assert found.tariffs[0, 1] == pytest.approx(found.tariffs[1, 0], abs=2e-3)
    assert (found.result.welfare < 0).all()
    assert found.miss < 1e-3
    for player, other in (("S0", "S1"), ("S1", "S0")):
        answer = optimal_tariff(baseline, player, tariffs=found.tariffs, **PLAIN)
        row, column = baseline.row(other), baseline.row(player)
        assert answer.rate == pytest.approx(found.tariffs[row, column], abs=1e-3)


def test_players_may_be_mixed() -> None:
    baseline = random_baseline(3, 4, balanced=True)
    players = {"S0": "by_partner", "S1": "uniform", "S2": 0.1, "S3": np.array([0.0, 0.2, 0.3, 0.0])}
    found = nash_tariffs(baseline, players, rebate="lump_sum")
    assert len(set(np.round(found.tariffs[1:, 0], 6))) > 1
    assert len(set(np.round(found.tariffs[[0, 2, 3], 1], 9))) == 1
    assert (found.tariffs[[0, 1, 3], 2] == 0.1).all()
    assert found.tariffs[:, 3] == pytest.approx([0.0, 0.2, 0.3, 0.0])
    with pytest.raises(InputError, match="did you mean 'uniform'"):
        nash_tariffs(baseline, {"S0": "unifrom"})


def test_answers_that_never_settle_are_an_error() -> None:
    with pytest.raises(NotSettledError, match="after 1 rounds"):
        nash_tariffs(symmetric(0.3), ["S0", "S1"], rounds=1, **PLAIN)


def test_deficits_fixed_in_money_push_tariffs_up_and_purging_them_helps() -> None:
    """A deficit is worth more the dearer one's own good: the larger it is, the higher the rate, up to any bound."""
    flows = np.array([[50.0, 5.0], [15.0, 60.0]])
    indebted = economy_of(flows)
    balanced = purge_deficits(indebted, **PLAIN)
    assert np.abs(balanced.trade_balance).max() < 1e-6
    assert np.abs(balanced.transfers).max() < 1e-6
    with pytest.warns(BoundWarning, match=r"tariff of S0 ends at a bound \(0 or 1.5\).*purge_deficits"):
        with_deficit = optimal_tariff(indebted, "S0", **PLAIN)
    with pytest.warns(BoundWarning, match="tariff of S0 ends") as caught:
        nash_tariffs(indebted, {"S0": "uniform", "S1": 0.1}, **PLAIN)
    assert [one.filename for one in caught] == [__file__], "the caller's own line is named"
    without = optimal_tariff(balanced, "S0", **PLAIN)
    assert with_deficit.at_bound
    assert not without.at_bound
    assert without.rate < 0.6 * with_deficit.rate
