"""What must stay true of results: every number under its name, bands and outcomes as defined."""

from __future__ import annotations

import numpy as np
import pytest
import synthetic

from sim.errors import InputError
from sim.labelled import months_between
from sim.measures import industries, magnet_exports, magnet_exports_by_destination, price_abroad
from sim.outcomes import outcome_of
from sim.recording import EventRow, Recording, Series
from sim.results import Results

SEEDS = (3, 5, 8)


@pytest.fixture(scope="module")
def many() -> Results:
    return synthetic.results(seeds=SEEDS)


def test_long_table_has_one_row_for_each_number(many: Results) -> None:
    table = many.table()
    assert list(table.columns) == [
        "scenario", "run", "seed", "month", "variable", "state", "partner", "good", "unit", "value",
    ]  # fmt: skip
    assert len(table) == sum(series.values.size for series in many.variables)
    assert table["value"].dtype == float
    assert {"scenario", "month", "variable", "state"} <= set(table.select_dtypes("category").columns)


def test_long_table_puts_every_number_under_its_name(many: Results) -> None:
    table = many.table()
    row = table[
        (table["variable"] == "exports")
        & (table["partner"] == "JPN")
        & (table["run"] == 2)
        & (table["month"] == "2025-06")
    ]
    assert row["value"].item() == many.values("exports", "CHN", "JPN", "ndfeb_magnets")[5, 2]
    assert row["seed"].item() == 8
    assert row["unit"].item() == "t/month"


def test_series_is_months_by_runs(many: Results) -> None:
    series = many.series("gdp_gap", "USA")
    assert series.shape == (36, 3)
    assert series.index[0] == "2025-01"
    assert series.loc["2025-06", 1] == many.values("gdp_gap", "USA")[5, 1]


def test_band_is_ordered_and_agrees_with_quantiles(many: Results) -> None:
    band = many.band("gdp_gap", "USA")
    assert (band["p10"] <= band["median"]).all() and (band["median"] <= band["p90"]).all()
    np.testing.assert_allclose(band["p10"], np.quantile(many.values("gdp_gap", "USA"), 0.1, axis=1))


def test_bands_hold_every_series(many: Results) -> None:
    bands = many.bands()
    assert len(bands) * many.runs == len(many.table())
    one = bands[(bands["variable"] == "rung") & (bands["state"] == "CHN")]
    np.testing.assert_array_equal(one["median"], many.band("rung", "CHN")["median"])


def test_wrong_names_are_answered_with_the_nearest(many: Results) -> None:
    with pytest.raises(InputError, match="gdp_gap"):
        many.values("gdp_gpa", "USA")
    with pytest.raises(InputError, match="'ndfeb_magnets'"):
        many.values("exports", "CHN", "", "ndfeb_magnet")
    with pytest.raises(InputError, match="there is no series"):
        many.values("tariff", "USA", "USA")


def test_outcomes_of_one_run_by_hand() -> None:
    results = synthetic.results()
    gap = results.values("gdp_gap", "USA")[:, 0]
    found = {(one.name, one.state): float(one.values[0]) for one in results.outcomes()}
    # the first measure falls in April, month 3
    assert found["growth_loss_two_years", "USA"] == pytest.approx(-gap[15:27].mean())
    assert found["output_lost_two_years", "USA"] == pytest.approx(-gap[3:27].sum() / 12)
    assert found["peak_consumer_prices", "USA"] == pytest.approx(results.values("consumer_prices", "USA").max())
    assert found["months_in_conflict", "CHN"] == (results.values("rung", "CHN") >= 3).sum()
    assert found["lowest_magnet_exports", "CHN"] == pytest.approx(magnet_exports(results, "").min())
    spot = results.values("spot_price", "JPN", "", "dytb_oxide")
    assert found["peak_spot_ratio_dytb", "JPN"] == pytest.approx((spot / spot[0]).max())
    assert found["payoff_sum", "USA"] == pytest.approx(results.values("payoff", "USA").sum())


def test_outcomes_that_a_run_is_too_short_to_tell_are_not_made_up() -> None:
    found = {(one.name, one.state): one.values for one in synthetic.results(months=20).outcomes()}
    assert np.isnan(found["growth_loss_two_years", "USA"]).all()
    assert np.isnan(found["output_lost_two_years", "USA"]).all()
    assert np.isfinite(found["peak_consumer_prices", "USA"]).all()


def test_peace_costs_nothing() -> None:
    results = synthetic.results(strength=0.0)
    assert not results.broke_out and results.outbreak == 0
    levels = {
        "lowest_magnet_exports",
        "peak_spot_ratio_dytb",
        "lowest_cover",
        "made_outside_magnets",
        "rare_earth_jobs_end",
        "tariff_revenue_sum",
        "lowest_us_china_trade",
    }
    for one in results.outcomes():
        if one.name not in levels:
            assert (one.values == 0).all() and not np.signbit(one.values).any(), one.name


def test_summary_says_what_each_number_is(many: Results) -> None:
    summary = many.summary()
    assert set(summary["run"]) == {0, 1, 2}
    assert (summary["label"] != "").all() and (summary["unit"] != "").all()


def test_events_are_counted_once_for_goods_and_runs(many: Results) -> None:
    days = [event.date for event in many.events_where(lambda event: "control" in event.instrument)]
    assert days == ["2025-04-04"]
    assert len(many.events_table()) == 3 * 5


def test_destinations_sum_to_the_total(many: Results) -> None:
    parts = magnet_exports_by_destination(many, 3)
    assert [name for name, _ in parts] == ["European Union", "United States", "South Korea", "Others"]
    np.testing.assert_allclose(sum(values for _, values in parts), magnet_exports(many, ""))


def test_price_abroad_is_one_at_the_start(many: Results) -> None:
    np.testing.assert_allclose(price_abroad(many, "dytb_oxide")[0], 1.0)
    assert industries(many, "USA")[0] == "vehicles"


def test_rows_of_the_log_are_understood() -> None:
    row = (0, "2025-04", "2025-04-04", "CHN", "control", "all", "dytb_oxide", "open", "licence", "why")
    event = EventRow.from_row(row)
    assert (event.run, event.date, event.before, event.after) == (0, "2025-04-04", "open", "licence")


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="same entities"):
        Series("x", "u", "x", ("USA",), (), ("",), np.zeros((2, 1, 1)))
    with pytest.raises(ValueError, match="values must be"):
        Series("x", "u", "x", ("USA",), ("",), ("",), np.zeros((2, 3, 1)))
    good = Series("x", "u", "x", ("USA",), ("",), ("",), np.zeros((2, 1, 1)))
    with pytest.raises(ValueError, match="does not fit"):
        Recording([good], ["2025-01"], synthetic.scenario(), [1])


def test_months_are_counted_across_years() -> None:
    assert months_between("2025-11", "2026-02") == 3


def test_a_million_rows_make_a_table_quickly() -> None:
    import time

    values = np.zeros((60, 300, 60))
    names = tuple(f"s{row}" for row in range(300))
    series = Series("x", "u", "x", names, ("",) * 300, ("",) * 300, values)
    recording = Recording([series], synthetic.months_from("2025-01", 60), synthetic.scenario(), list(range(60)))
    results = Results.from_recording(recording)
    begun = time.perf_counter()
    assert len(results.table()) == 1_080_000
    assert time.perf_counter() - begun < 2.0


def test_an_outcome_is_found_by_name_and_a_slip_is_answered_with_the_nearest() -> None:
    results = synthetic.results()
    prices = results.values("consumer_prices", "USA")
    np.testing.assert_array_equal(outcome_of(results, "peak_consumer_prices", "USA"), prices.max(axis=0))
    with pytest.raises(InputError, match="did you mean 'peak_consumer_prices'"):
        outcome_of(results, "peak_consumer_price", "USA")
    with pytest.raises(InputError, match="no outcome 'peak_consumer_prices' of MNG"):
        outcome_of(results, "peak_consumer_prices", "MNG")
