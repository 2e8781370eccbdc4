"""Environment: waste follows tonnes, standards decide what lies open, and tables are checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import synthetic
from hypothesis import given
from hypothesis import strategies as st
from tiny import replace, write_data

from sim.economy.environment import StandardsRules, footprint, untreated
from sim.errors import InputError
from sim.figures.environment import environment, has_footprint
from sim.figures.jobs import has_jobs
from sim.figures.style import house_style
from sim.impact import left_in, per_tonne, yearly_change
from sim.model import TradeWar, simulate
from sim.names import DUG_RARE_EARTHS, RARE_EARTHS
from sim.recorder import Recorder
from sim.results import Results
from sim.scenario import load_scenario
from sim.tables import load_tables
from sim.words import amount


@pytest.fixture(scope="module")
def results() -> Results:
    return Results.from_recording(simulate(load_scenario("rare_earth_controls_2025"), [1, 2], months=18))


def listed(good: str, state: str, column: str) -> float:
    rows = {row.state: row for row in load_tables().environment if row.good == good}
    return float(getattr(rows.get(state, rows[None]), column))


@pytest.mark.parametrize(("variable", "scale"), [("emissions", 1e3), ("waste", 1e3), ("water_use", 1e6)])
@pytest.mark.parametrize("state", ["CHN", "MYS", "USA", "MMR"])
def test_what_is_left_is_tonnes_times_the_table(results: Results, variable: str, scale: float, state: str) -> None:
    column = variable.removesuffix("_use")
    made = {good: results.values("output", state, "", good) for _, _, good in results.keys("output", state=state)}
    stage = {row.good: row.stage for row in load_tables().goods}
    expected = {
        good: listed(good, state, column) * tonnes / scale
        for good, tonnes in made.items()
        if stage[good] in ("mine", "refine")
    }
    np.testing.assert_allclose(results.values(variable, state), sum(expected.values()), rtol=1e-9)
    rare = sum(left for good, left in expected.items() if good in DUG_RARE_EARTHS)
    np.testing.assert_allclose(results.values(variable, state, "", RARE_EARTHS), rare, rtol=1e-9)


@given(cost=st.floats(0.8, 1.5), share=st.floats(0.1, 0.6), response=st.floats(0, 10))
def test_stricter_standards_leave_less_and_never_more_than_all(cost: float, share: float, response: float) -> None:
    rules = StandardsRules(share, response)
    here, stricter = (float(untreated(np.array(level), rules)) for level in (cost, cost + 0.05))
    assert 0 <= stricter <= here <= 1
    assert float(untreated(np.array(1.0), rules)) == pytest.approx(share)


def test_untreated_by_hand() -> None:
    rules = StandardsRules(0.3, 5.0)
    assert untreated(np.array([1.2, 0.85]), rules) == pytest.approx([0.3 * np.exp(-1), 0.3 * np.exp(0.75)])
    assert float(untreated(np.array(0.5), rules)) == 1


def test_strict_states_leave_a_smaller_part_open(results: Results) -> None:
    shares = {s: results.values("untreated_waste", s)[0].max() / results.values("waste", s)[0].max() for s in
              ("EUU", "USA", "CHN", "MMR")}  # fmt: skip
    assert shares["EUU"] < shares["USA"] < shares["CHN"] < shares["MMR"] <= 1
    assert shares["CHN"] == pytest.approx(0.3)


def test_laxer_rules_of_a_programme_leave_more_waste_open() -> None:
    model = TradeWar(load_scenario("policy_menu"), [1])
    recorder = Recorder(model.world, 2)
    while not (model.world.programmes.entries and (model.world.programmes.support.environment != 1).any()):
        assert model.world.month < 36, "policy_menu has an environmental standard"
        model.step()
    world = model.world
    recorder.record(world, 0)
    before = {(one.name, *key): one.values[0, row, 0] for one in recorder.series for row, key in enumerate(one.keys)}
    changed = world.programmes.support.environment.copy()
    host = world.network.firms.state[np.flatnonzero((changed != 1).any(axis=1))[0]]
    code = world.tables.state_codes[host]
    world.programmes.support.environment[:] = 1.0
    world.month += 1
    recorder.record(world, 1)
    after = {(one.name, *key): one.values[1, row, 0] for one in recorder.series for row, key in enumerate(one.keys)}
    assert before["waste", code, "", ""] == after["waste", code, "", ""]
    assert before["untreated_waste", code, "", ""] != after["untreated_waste", code, "", ""]
    laxer = changed[world.network.firms.state == host].min() < 1
    assert (before["untreated_waste", code, "", ""] > after["untreated_waste", code, "", ""]) == laxer


def test_change_against_the_pace_of_the_first_month() -> None:
    values = np.arange(24.0)[:, None] + 5
    assert yearly_change(values)[0] == pytest.approx(sum(range(17, 29)) - 60)
    assert np.isnan(yearly_change(values[:11])).all()


def test_outcomes_tell_china_from_abroad(results: Results) -> None:
    found = {(one.name, one.state): one.values for one in results.outcomes()}
    for variable in ("emissions", "waste"):
        assert set(state for name, state in found if name == f"{variable}_change") == {"CHN", ""}
        for place in ("CHN", ""):
            change = yearly_change(left_in(results, variable, place))
            np.testing.assert_allclose(found[f"{variable}_change", place], change)
    everywhere = sum(results.values("waste", *key) for key in results.keys("waste", good=RARE_EARTHS))
    np.testing.assert_allclose(left_in(results, "waste", "CHN") + left_in(results, "waste", ""), everywhere)


def test_a_tonne_lies_within_its_range(results: Results) -> None:
    one = per_tonne(results, "waste", "MYS", ("lace_oxide", "ndpr_oxide"))
    assert one is not None and one.value == pytest.approx(24) and (one.low, one.high) == pytest.approx((15, 35))
    mixed = per_tonne(results, "waste", "CHN", ("light_ore", "heavy_ore"))
    assert mixed is not None and 20 < mixed.value < 50
    assert per_tonne(results, "waste", "MNG", ("light_ore",)) is None


def test_every_mine_and_refinery_leaves_something() -> None:
    model = TradeWar(load_scenario("base"), [1])
    left = footprint(model.world.tables, model.world.network)
    assert min(left.emissions.min(), left.waste.min(), left.water.min()) > 0
    stage = np.array([row.stage for row in model.world.tables.goods])[model.world.network.firms.good]
    np.testing.assert_array_equal(left.rows, np.flatnonzero(np.isin(stage, ["mine", "refine"])))


def test_figures_are_left_out_in_peace() -> None:
    peace = Results.from_recording(simulate(load_scenario("base"), [1], months=6))
    assert not has_footprint(peace) and not has_jobs(peace)


def test_figures_are_drawn_in_a_trade_war(results: Results) -> None:
    assert has_footprint(results) and has_jobs(results)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("ore,,2", "magnets,,2", "column 'good': magnets is neither mined nor refined"),
        ("ore,,2,1,4", "ore,,5,1,4", ":2: column 'emissions': 5 is not within 1 to 4"),
        ("20,10,40", "20,30,40", ":2: column 'waste': 20 is not within 30 to 40"),
        ("oxide,,14", "oxide,JPN,14", "has no row for oxide without a state"),
        ("oxide,CHN", "oxid,CHN", ":4: column 'good': unknown good 'oxid'; did you mean 'oxide'?"),
        ("oxide,CHN,17", "oxide,,17", ":4: repeats line 3"),
    ],
)
def test_refuses(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    folder = write_data(tmp_path / "data")
    replace(folder / "tables" / "environment.csv", old, new)
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value) and "environment.csv" in str(caught.value)


def test_the_figure_says_where_waste_goes() -> None:
    results = synthetic.results()
    with house_style():
        figure = environment(results)
    text = " ".join(text.get_text() for text in figure.texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")
    home, abroad = (left_in(results, "waste", place)[:, 0] for place in ("CHN", ""))
    assert f"leave {amount(home[0] - home[-1])} kt a month less waste in China" in text
    assert f"and {amount(abroad[-1] - abroad[0])} kt a month more abroad, most of it in Malaysia" in text
    assert "30 % of the waste in China, 30 % abroad" in text
