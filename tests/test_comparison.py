"""What must stay true of comparisons: paired by luck, measured from the same month, refused where that cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic

from sim.comparison.differences import Comparison, compare
from sim.errors import InputError
from sim.figures.differences import differences, draw_differences, leader, panels_of
from sim.figures.style import ACCENT, house_style
from sim.measures import price_abroad
from sim.words import times

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(
        [
            synthetic.results(seeds=SEEDS, strength=size, name=name)
            for size, name in ((0, "base"), (0.5, "half"), (1, "full"))
        ]
    )


def test_the_same_scenario_differs_by_nothing() -> None:
    twice = compare([synthetic.results(seeds=SEEDS), synthetic.results(seeds=SEEDS)])
    assert twice.names == ("spring_2025", "spring_2025_2")
    assert all((one.values == 0).all() for one in twice.contrasts() if one.measure == "difference")


def test_differences_are_paired_by_seed(comparison: Comparison) -> None:
    found = {(one.outcome, one.state, one.scenario): one for one in comparison.contrasts()}
    loss = -comparison.scenarios[2].values("gdp_gap", "USA")[15:27].mean(axis=0)
    np.testing.assert_allclose(found["growth_loss_two_years", "USA", "full"].values, loss)
    assert found["growth_loss_two_years", "USA", "base"].measure == "value"


def test_all_scenarios_are_measured_from_the_first_measure_of_any(comparison: Comparison) -> None:
    assert comparison.first.outbreak == 0
    assert comparison.since == 3


def test_table_has_bands(comparison: Comparison) -> None:
    table = comparison.table()
    assert (table["p10"] <= table["median"]).all() and (table["median"] <= table["p90"]).all()
    assert set(table["scenario"]) == {"base", "half", "full"}
    assert (table["runs"] == 3).all()


def test_lines_are_cut_to_the_months_all_have() -> None:
    long, short = synthetic.results(months=36), synthetic.results(months=30)
    lines = compare([long, short]).lines(lambda one: one.values("gdp_gap", "USA"))
    assert lines[0][1].shape == (30, 1)


def test_scenarios_go_by_their_titles_where_these_are_short() -> None:
    titles = ("At rest", "A title of more than thirty characters", "Twice", "Twice")
    made = [synthetic.results(name=name) for name in "abcd"]
    results = [replace(one, origin=replace(one.origin, title=title)) for one, title in zip(made, titles, strict=True)]
    comparison = compare(results)
    assert [comparison.called(name) for name in comparison.names] == ["At rest", "b", "c", "d"]


def test_the_price_panel_tells_the_price_itself(comparison: Comparison) -> None:
    with house_style():
        text = " ".join(text.get_text() for ax in differences(comparison).axes for text in ax.texts)
    price = np.median(price_abroad(comparison.scenario("full"), "dytb_oxide"), axis=-1).max()
    assert f"full up to {times(price)} its first price in Jun 2025" in text.replace("\n", " ")


def test_panels_show_what_differs_and_no_more_than_six(comparison: Comparison) -> None:
    names = [panel.name for panel in panels_of(comparison)]
    assert len(names) == 6 and names[:2] == ["US GDP", "China's GDP"]
    assert "US-China trade" in names and "US AI compute" not in names
    assert all(panel.moves(comparison) for panel in panels_of(comparison))


def test_where_one_measure_differs_it_comes_first() -> None:
    one = synthetic.results(seeds=SEEDS, strength=0.0)
    paid = tuple(
        replace(series, values=series.values + 5) if series.name == "tariff_revenue" else series
        for series in one.variables
    )
    late = tuple(
        replace(series, values=series.values + 900 * (np.arange(36) > 3)[:, None, None]) if old is not series else old
        for series, old in zip(paid, one.variables, strict=True)
    )
    names = [panel.name for panel in panels_of(compare([one, replace(one, variables=late)]))]
    assert names == ["US tariff revenue", "US GDP"]


def test_without_a_difference_growth_is_shown() -> None:
    twice = compare([synthetic.results(seeds=SEEDS), synthetic.results(seeds=SEEDS)])
    assert [panel.name for panel in panels_of(twice)] == ["US GDP", "China's GDP"]


def test_one_scenario_is_in_the_accent_in_all_panels(comparison: Comparison) -> None:
    panels = panels_of(comparison)
    assert leader(comparison, panels) == "full"
    with house_style():
        figure = differences(comparison)
    for ax in figure.axes:
        bold = {text.get_text() for text in ax.texts if text.get_color() == ACCENT and text.get_weight() == "bold"}
        assert "full" in bold and "half" not in bold


def test_different_luck_is_refused() -> None:
    with pytest.raises(InputError, match="different seeds"):
        compare([synthetic.results(seeds=(1,)), synthetic.results(seeds=(2,))])


def test_one_scenario_is_no_comparison() -> None:
    with pytest.raises(InputError, match="two scenarios"):
        compare([synthetic.results()])


def test_saved_whole(comparison: Comparison, tmp_path: Path) -> None:
    folder = comparison.save(tmp_path / "out", draw_differences)
    names = {path.name for path in folder.iterdir()}
    assert names == {"comparison.csv", "comparison.png", "manifest.json", "base.yaml", "half.yaml", "full.yaml"}
    assert len(pd.read_csv(folder / "comparison.csv")) == len(comparison.table())
    # may be replaced, like any results
    comparison.save(folder)
    assert not (folder / "comparison.png").exists()
