"""Jobs: every one is counted once, layoffs take time, and tables are checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import synthetic
from hypothesis import given
from hypothesis import strategies as st
from tiny import replace, write_data

from sim.economy.labour import LabourRules, LabourState, Workforce, lay_off
from sim.errors import InputError
from sim.figures.jobs import _finding, jobs
from sim.figures.style import house_style
from sim.impact import STEPS, jobs_abroad, jobs_change, rare_earth_jobs
from sim.model import TradeWar, simulate
from sim.parameters import Settings
from sim.results import Results
from sim.scenario import load_scenario
from sim.tables import load_tables
from sim.tables.impact_rows import EVERY_INDUSTRY
from sim.words import amount

CONTROLS = "rare_earth_controls_2025"


@pytest.fixture(scope="module")
def results() -> Results:
    return Results.from_recording(simulate(load_scenario(CONTROLS), [1, 2], months=24))


def one_industry(share: float | np.ndarray, months: float) -> LabourRules:
    return LabourRules(share, months, np.array([0]), np.array([0]))


def layoffs(outputs: list[float], share: float, months: float) -> list[float]:
    labour, found = LabourState.start(1, 1), []
    for output in outputs:
        lay_off(labour, np.full((1, 1, 1), output), one_industry(share, months))
        found.append(float(labour.laid_off[0, 0]))
    return found


def test_layoffs_by_hand() -> None:
    # half of the output missing, four tenths of its people in time, half of the way each month
    assert layoffs([0.5, 0.5, 1.0], 0.4, 2.0) == pytest.approx([0.1, 0.15, 0.075])


@given(outputs=st.lists(st.floats(0, 2), min_size=1, max_size=30), share=st.floats(0.1, 0.7), months=st.floats(1, 12))
def test_nobody_is_hired_by_overtime_and_never_more_laid_off_than_idle(
    outputs: list[float], share: float, months: float
) -> None:
    laid_off = layoffs(outputs, share, months)
    assert min(laid_off) >= 0
    assert max(laid_off) <= share * max(0.0, 1 - min(outputs)) + 1e-12


def test_a_lasting_stop_ends_where_the_share_says() -> None:
    assert layoffs([0.2] * 200, 0.5, 6.0)[-1] == pytest.approx(0.4)


def test_parameters_may_differ_between_worlds() -> None:
    labour = LabourState.start(1, 2)
    lay_off(labour, np.full((1, 1, 2), 0.5), one_industry(np.array([0.2, 0.6]), 1.0))
    np.testing.assert_allclose(labour.laid_off, [[0.1, 0.3]])


def test_the_parts_make_up_the_whole_in_january_2025(results: Results) -> None:
    """What is recorded in the first month is what the table says, and industries are part of it."""
    tables = load_tables()
    for row in tables.jobs:
        good = "" if row.industry == EVERY_INDUSTRY else row.industry
        assert results.values("jobs", row.state, "", good)[0] == pytest.approx(row.thousand_jobs, rel=1e-9), row
    for code in tables.state_codes:
        parts = sum(results.values("jobs", *key)[0].max() for key in results.keys("jobs", state=code) if key[2])
        assert parts < 0.1 * results.values("jobs", code)[0].min(), code


def test_a_lost_job_of_the_chain_is_lost_once() -> None:
    """Outside the chain nothing happens where tariffs do not change employment."""
    model = TradeWar(load_scenario(CONTROLS), [1])
    workforce = Workforce.of(model.world.tables, model.world.network)
    model.world.economy.labour.laid_off += 0.25
    industries = workforce.in_industries(model.world.economy.labour)
    gap = np.zeros((len(model.world.tables.states), 1))
    whole = workforce.in_all(gap, industries, model.world.network.firms.made[:, None])
    lost = workforce.by_state.sum(0.25 * workforce.industry)
    total = np.array([row.thousand_jobs for row in model.world.tables.jobs if row.industry == EVERY_INDUSTRY])
    np.testing.assert_allclose(total[:, None] - whole, lost, atol=1e-6)
    one_per_cent = workforce.in_all(gap - 1, industries, model.world.network.firms.made[:, None])
    np.testing.assert_allclose(whole - one_per_cent, 0.01 * workforce.elsewhere, atol=1e-6)


def test_shortages_cost_jobs_where_cars_are_made(results: Results) -> None:
    for state in ("USA", "EUU", "JPN", "KOR"):
        cars = results.values("jobs", state, "", "vehicles")
        assert (cars.min(axis=0) < cars[0]).all(), state


def test_a_mine_that_is_not_built_employs_nobody(results: Results) -> None:
    idle = results.values("output", "MNG", "", "light_ore") == 0
    assert idle[0].all() and (results.values("jobs", "MNG", "", "light_ore")[idle] == 0).all()


def test_magnet_jobs_are_output_times_workers(results: Results) -> None:
    workers = {row.state: row.workers for row in load_tables().jobs_per_output if row.good == "ndfeb_magnets"}
    for state, per_tonne in (("CHN", workers["CHN"]), ("JPN", workers[None])):
        output = results.values("output", state, "", "ndfeb_magnets")
        magnets = results.values("jobs", state, "", "ndfeb_magnets")
        np.testing.assert_allclose(magnets, 12 * output * per_tonne / 1000, rtol=1e-12)


def test_rare_earth_jobs_add_up(results: Results) -> None:
    states = dict.fromkeys(key[0] for key in results.keys("jobs"))
    abroad = sum(rare_earth_jobs(results, state) for state in states if state != "CHN")
    steps = sum(jobs_abroad(results, step) for step in ("mines", "separation", "magnets"))
    np.testing.assert_allclose(abroad, steps)
    assert abroad[0].min() > 1


def test_outcomes_say_the_lowest_and_the_last(results: Results) -> None:
    found = {(one.name, one.state): one.values for one in results.outcomes()}
    np.testing.assert_allclose(found["lowest_jobs_change", "USA"], jobs_change(results, "USA").min(axis=0))
    assert (found["lowest_jobs_change", "EUU"] < 0).all()
    np.testing.assert_allclose(found["rare_earth_jobs_end", "CHN"], rare_earth_jobs(results, "CHN")[-1])


def test_a_fork_keeps_who_is_laid_off() -> None:
    model = TradeWar(load_scenario(CONTROLS), [1, 2])
    model.world.economy.labour.laid_off[:] = [[0.1, 0.2]]
    ahead = model.fork(2).world.economy.labour
    np.testing.assert_array_equal(ahead.laid_off[0], [0.1, 0.1, 0.2, 0.2])
    ahead.laid_off[:] = 0
    assert model.world.economy.labour.laid_off.min() == 0.1


def test_hoarding_is_a_setting_of_each_world() -> None:
    scenario = load_scenario(CONTROLS)
    settings = Settings.defaults().with_values({"laid_off_share": np.array([0.1, 0.7])})
    kept = Results.from_recording(simulate(scenario, [1, 1], months=20, settings=settings))
    cars = kept.values("jobs", "EUU", "", "vehicles")[-1]
    assert cars[0] > cars[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("jobs.csv", "USA,vehicles", "USA,vehicle", "column 'industry': unknown industry 'vehicle'; did you mean"),
        ("jobs.csv", "USA,vehicles", "CHN,vehicles", ":5: column 'industry': industries.csv has no vehicles in CHN"),
        ("jobs.csv", "JPN,all,68000,reported,survey_2025\n", "", "says nothing about jobs of JPN, industry 'all'"),
        ("jobs.csv", "JPN,vehicles,800,assumed,own\n", "", "says nothing about jobs of JPN, industry 'vehicles'"),
        ("jobs.csv", "USA,vehicles,900", "USA,vehicles,900000", ":2: column 'thousand_jobs': industries of USA have"),
        ("jobs.csv", "USA,vehicles,900", "USA,vehicles,-9", "expected 0 or more, found -9"),
        ("jobs_per_output.csv", "ore,,0.01", "vehicles,,0.01", "column 'good': vehicles is a final good"),
        ("jobs_per_output.csv", "0.03,0.01", "0.03,0.04", ":3: column 'workers': 0.03 is not within 0.04 to 0.06"),
        ("jobs_per_output.csv", "magnets,,", "magnets,JPN,", "has no row for magnets without a state"),
    ],
)
def test_refuses(tmp_path: Path, file: str, old: str, new: str, complaint: str) -> None:
    folder = write_data(tmp_path / "data")
    replace(folder / "tables" / file, old, new)
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value) and file in str(caught.value)


def test_assumptions_say_what_they_rest_on() -> None:
    tables = load_tables()
    for row in (*tables.jobs, *tables.jobs_per_output, *tables.environment):
        assert row.note, row


def test_the_figure_says_who_loses_most() -> None:
    results = synthetic.results()
    change = jobs_change(results, "USA")[:, 0]
    with house_style():
        figure = jobs(results)
    text = " ".join(text.get_text() for text in figure.texts).replace("\n", " ")
    assert f"The United States loses most jobs, {amount(-change.min())} thousand in Jun 2025" in text
    rest = {"USA": jobs_change(results, "USA"), "ROW": 2 * jobs_change(results, "USA")}
    assert "Of the states shown one by one the United States loses most" in _finding(results, rest)
    before, after = (amount(sum(jobs_abroad(results, step)[end, 0] for step in STEPS)) for end in (0, -1))
    assert before != after and f"employ {after} thousand at the end, {before} at first" in text
