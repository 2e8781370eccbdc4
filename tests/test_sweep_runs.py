"""What must stay true of the runs of a sweep: the same to the last bit however they are lived, read back as kept."""

from __future__ import annotations

import pickle
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_sweeps import LISTED, SMALL, everything, parts, small_plan, two_runs_a_part

import sim
from sim.console.commands.sweep import sweep as command
from sim.errors import InputError
from sim.outcomes import LABELS, MADE_OF, outcomes, series_behind
from sim.results import Results
from sim.scenario import load_scenario
from sim.simulation import simulate
from sim.sweep import Plan
from sim.sweep.beginning import Wish
from sim.sweep.columns import outcome_columns, series_columns
from sim.sweep.results import SweepResults
from sim.sweep.runner import live
from sim.sweep.summing import thirds_apart
from sim.sweep.trial import tried
from sim.work import in_this_process, processes

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "run.py"

LIVES = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
import os
import signal
import sim.sweep.layout
from small_sweeps import LISTED, small_plan
from sim.sweep.beginning import Wish
from sim.sweep.runner import live
from sim.work import workers_for
sim.sweep.layout.SMALLEST_PART, sim.sweep.layout.FEWEST_PARTS = 2, 100

def watch(done, runs):
    if done >= {after}:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    with workers_for({workers}) as crew:
        live(small_plan(**LISTED), Path({folder!r}), crew, Wish(resume=True), progress=watch)
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan(**LISTED)


@pytest.fixture(scope="module")
def whole(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "small"
    with pytest.MonkeyPatch.context() as patch, in_this_process() as crew:
        two_runs_a_part(patch)
        live(plan, folder, crew)
    return folder


# The same however they are lived --------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 100])
def test_how_many_worlds_live_side_by_side_makes_no_difference(
    plan: Plan, whole: Path, tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs_a_part(monkeypatch)
    with in_this_process() as crew:
        live(plan, tmp_path / "small", crew, batch=batch)
    assert everything(tmp_path / "small") == everything(whole)


def test_parts_of_another_size_hold_the_same_numbers(plan: Plan, whole: Path, tmp_path: Path) -> None:
    with in_this_process() as crew:
        large = live(plan, tmp_path / "small", crew)
    assert len(parts(tmp_path / "small")) == 1
    pd.testing.assert_frame_equal(large.table(), SweepResults.load(whole).table(), check_exact=True)


def test_two_processes_make_no_difference(
    plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs_a_part(monkeypatch)
    with processes(2) as crew:
        live(plan, tmp_path / "small", crew)
    assert everything(tmp_path / "small") == everything(whole)


def test_killed_and_resumed_it_comes_to_the_same(
    plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs_a_part(monkeypatch)
    folder = tmp_path / "small"
    text = LIVES.format(paths=[str(ROOT), str(ROOT / "tests")], folder=str(folder), workers=2, after=4)
    assert subprocess.run([sys.executable, "-c", text], timeout=60, check=False).returncode == -signal.SIGKILL
    assert len(parts(folder)) == 2
    with in_this_process() as crew:
        live(plan, folder, crew, Wish(resume=True))
    assert everything(folder) == everything(whole)


def test_a_run_is_what_the_model_says_of_it_alone(plan: Plan, whole: Path) -> None:
    table = SweepResults.load(whole).table().set_index("run")
    for run in (0, 7):
        row = table.loc[run]
        changes = {
            "parameters.approval_rate_tight": float(row["approval_rate_tight"]),
            "parameters.spot_scarcity": float(row["spot_scarcity"]),
            "parameters.cover_weeks_median": float(row["cover_weeks_median"]),
            "states.USA.strategy": str(row["us_strategy"]),
        }
        alone = simulate(load_scenario("base", changes), runs=1, months=plan.months, seed=int(row["seed"]))
        found = {one.column: one.values[0] for one in outcomes(alone, plan.since)}
        for column in plan.outcomes:
            np.testing.assert_array_equal(row[column], found[column])
    assert table["payoff_sum.USA"].nunique() > 2, "what varies makes a difference"


def test_workers_get_a_small_plan_and_make_the_same_of_it(plan: Plan) -> None:
    packed = pickle.dumps(plan)
    assert len(packed) < 100_000
    assert pickle.loads(packed).fingerprint() == plan.fingerprint()


# Outcomes of few series -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived() -> Results:
    return simulate(load_scenario("rare_earth_controls_2025"), runs=2, months=26)


def test_outcomes_need_just_the_series_that_they_are_said_to_be_made_of(lived: Results) -> None:
    every = {one.column: one.values for one in outcomes(lived)}
    assert list(MADE_OF) == list(LABELS)
    for name, variables in MADE_OF.items():
        kept = tuple(series for series in lived.variables if series.name in variables)
        found = outcomes(Results(lived.origin, lived.months, lived.seeds, kept), lived.outbreak, (name,))
        assert {one.column for one in found} == {column for column in every if column.split(".")[0] == name}
        for one in found:
            np.testing.assert_array_equal(one.values, every[one.column])


def test_the_outcomes_of_a_run_are_the_same_alone_as_among_others(lived: Results) -> None:
    alone = tuple(replace(one, values=np.ascontiguousarray(one.values[:, :, :1])) for one in lived.variables)
    single = Results(lived.origin, lived.months, lived.seeds[:1], alone)
    for one, other in zip(outcomes(lived), outcomes(single, lived.outbreak), strict=True):
        np.testing.assert_array_equal(one.values[:1], other.values)


def test_columns_are_known_before_anything_is_lived(lived: Results) -> None:
    scenario = load_scenario("rare_earth_controls_2025")
    assert list(outcome_columns(scenario)) == [one.column for one in lived.outcomes()]
    known = series_columns(scenario)
    assert len(known) == sum(len(lived.keys(name)) for name in lived.names)
    one = known["exports.CHN.USA.ndfeb_magnets"]
    assert (one.variable, one.key) == ("exports", ("CHN", "USA", "ndfeb_magnets")) and one.unit == "t/month"
    assert "price.CHN..ndpr_oxide" in known and "gdp_gap.USA" in known


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'payoff_sum'"):
        series_behind(["payof_sum"])


# Reading --------------------------------------------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_run_in_order_with_all_that_varied(plan: Plan, whole: Path) -> None:
    results = SweepResults.load(whole)
    table = results.table()
    asked = [name for part in ("levers", "uncertainties", "outcomes") for name in SMALL[part]]
    assert list(table.columns) == list(results.columns) == ["run", "point", "seed", *asked]
    assert table["run"].tolist() == list(range(12)) and table["point"].tolist() == [run // 2 for run in range(12)]
    assert table["seed"].tolist() == plan.seeds(np.arange(12))
    for name, values in plan.inputs(np.arange(12)).items():
        assert table[name].tolist() == values.tolist()
    assert table["growth_loss_two_years.USA"].isna().all(), "three months are too short to tell"
    assert results.table(["seed", "payoff_sum.USA"]).equals(table[["seed", "payoff_sum.USA"]])


def test_parts_come_one_by_one_and_hold_everything(whole: Path) -> None:
    results = SweepResults.load(whole)
    found = list(results.parts(["run", "payoff_sum.USA"]))
    assert [len(part) for part in found] == [2] * 6
    joined = pd.concat(found).sort_values("run", ignore_index=True)
    assert joined.equals(results.table(["run", "payoff_sum.USA"]))


def test_series_are_kept_month_by_month(plan: Plan, whole: Path) -> None:
    results = SweepResults.load(whole)
    series = results.series("gdp_gap.USA")
    assert series.shape == (12, 3) and list(series.columns) == ["2025-01", "2025-02", "2025-03"]
    assert series.index.tolist() == list(range(12))
    prices = results.series("consumer_prices.USA")
    highest = results.table(["peak_consumer_prices.USA"])["peak_consumer_prices.USA"]
    np.testing.assert_allclose(prices.max(axis=1), highest, rtol=1e-6)


def test_quantiles_are_told_for_all_runs_and_by_lever(whole: Path) -> None:
    results = SweepResults.load(whole)
    table = results.quantiles()
    assert set(table["series"]) == {"consumer_prices.USA"}, "the others are kept run by run alone"
    prices = results.series("consumer_prices.USA")["2025-03"]
    last = table[table["month"] == "2025-03"].set_index(["lever", "value"])
    assert last.loc[("", ""), "p50"] == pytest.approx(prices.median())
    given = results.table(["us_strategy"])["us_strategy"]
    for strategy in ("hold", "hawk"):
        assert last.loc[("us_strategy", strategy), "p90"] == pytest.approx(prices[given == strategy].quantile(0.9))
    assert (last.loc["approval_rate_tight", "runs"] == 2).all(), "few values are told one by one"


def test_many_values_are_told_by_thirds_of_the_runs() -> None:
    values = np.arange(30.0)[::-1]
    assert [(text, chosen.sum()) for text, chosen in thirds_apart(values)] == [
        ("low: 0 to 9", 10), ("middle: 10 to 19", 10), ("high: 20 to 29", 10)
    ]  # fmt: skip


def test_a_summary_tells_each_outcome(whole: Path) -> None:
    results = SweepResults.load(whole)
    summary = results.summary().set_index("outcome")
    values = results.table(["payoff_sum.USA"])["payoff_sum.USA"]
    told = summary.loc["payoff_sum.USA"]
    assert told["mean"] == pytest.approx(values.mean()) and told["sd"] == pytest.approx(values.std())
    assert told["p50"] == pytest.approx(values.median()) and told["unit"] == "% of a month's GDP"
    assert told["label"] == "Payoff, all months (United States)"
    assert summary.loc["growth_loss_two_years.USA", "runs"] == 0
    written = pd.read_csv(whole / "summary.csv").set_index("outcome")
    assert written.loc["payoff_sum.USA", "p10"] == pytest.approx(told["p10"])


def test_what_was_asked_is_read_back_without_the_plan(plan: Plan, whole: Path) -> None:
    results = SweepResults.load(whole)
    assert results.factors == plan.factors
    assert [one.name for one in results.levers] == list(SMALL["levers"])
    assert (results.points, results.runs_per_point, results.runs) == (6, 2, 12)
    assert (results.design_kind, results.base_samples, results.trajectories) == ("listed", None, None)
    assert results.unit("spot_scarcity") and results.label("spot_scarcity")
    assert "12 points" not in repr(results) and "6 points x 2 runs" in repr(results)
    assert "<table" in results._repr_html_() and "approval_rate_tight" in results._repr_html_()


def test_a_column_that_is_not_there_is_refused(whole: Path) -> None:
    with pytest.raises(InputError, match=r"did you mean 'payoff_sum\.USA'"):
        SweepResults.load(whole).table(["payoff_sum.US"])
    with pytest.raises(InputError, match=r"did you mean 'gdp_gap\.USA'"):
        SweepResults.load(whole).series("gdp_gap.US")


def test_the_public_function_lives_a_sweep_and_gives_its_results(tmp_path: Path) -> None:
    from sim import SweepResults as Public
    from sim import sweep

    asked = {**SMALL, "design": {"kind": "latin_hypercube", "points": 2}, "runs_per_point": 1}
    results = sweep(base="base", **asked, out=tmp_path / "mine")
    assert isinstance(results, Public) and len(results.table()) == 2 and results.folder == tmp_path / "mine"
    assert sim.sweep(small_plan(**{**asked}), out=tmp_path / "mine").complete


def test_a_trial_says_how_long_it_takes_and_how_large_it_is(plan: Plan) -> None:
    trial = tried(plan)
    assert trial.worlds > 1 and trial.months == 3 and trial.seconds > 0
    assert trial.size == 8 * (3 + 4 + 3) + 4 * 3 * 2
    assert trial.wait(1) == pytest.approx(12 * trial.seconds)


# The command ----------------------------------------------------------------------------------------------------------

FILE = """\
title: A few runs
about: A test.
base: base
months: 2
levers:
  approval_rate_tight: {low: 0.05, high: 0.4, steps: 2}
uncertainties:
  spot_scarcity: {values: [1.3, 1.8]}
design: grid
outcomes: [payoff_sum.USA]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the file of a sweep."""
    (tmp_path / "few.yaml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_dry_run_says_what_would_be_lived_and_leaves_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("few.yaml", dry_run=True)
    said = capsys.readouterr().out
    assert "4 runs: 4 points (grid), 1 run each, 2 months, from base." in said
    assert re.search(r"spot_scarcity +uncertainty +1.3, 1.8", said)
    assert re.search(r"About \d+ s with 1 worker .* at most 192 bytes in results/few", said)
    assert [path.name for path in here.iterdir()] == ["few.yaml"]


def test_a_sweep_from_the_command_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("few.yaml", months=1, set_=["base.parameters.retail_pass_through=0.5"])
    said = capsys.readouterr().out
    assert "Payoff, all months (United States)" in said and "Next: python run.py analyse few" in said
    results = SweepResults.load(here / "results" / "few")
    assert results.complete and results.months == 1
    assert load_scenario(here / "results" / "few" / "scenario.yaml").parameters == {"retail_pass_through": 0.5}


def test_a_sweep_that_is_interrupted_says_how_to_go_on(here: Path) -> None:
    (here / "few.yaml").write_text(FILE.replace("months: 2", "months: 600"))
    sweep = subprocess.Popen([sys.executable, str(PROGRAM), "sweep", "few.yaml"], stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (here / "results" / "few" / "manifest.json").is_file():
        assert sweep.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.5)
    sweep.send_signal(signal.SIGINT)
    _, said = sweep.communicate(timeout=30)
    assert sweep.returncode == 130 and "--resume goes on" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sweep": "licenses"}, "did you mean 'licences'"),
        ({"sweep": "few.yaml", "set_": ["mnths=3"]}, "did you mean 'months'"),
        ({"sweep": "few.yaml", "out": Path("taken")}, "file, not a folder"),
        ({"sweep": "few.yaml", "scheduler": "nonsense"}, "'nonsense' is no address of a scheduler"),
    ],
    ids=["name", "key", "folder", "scheduler"],
)
def test_a_mistake_is_refused_before_anything_is_written(here: Path, asked: dict[str, Any], expected: str) -> None:
    (here / "taken").write_text("mine")
    with pytest.raises(InputError, match=expected):
        command(**asked)
    assert sorted(path.name for path in here.iterdir()) == ["few.yaml", "taken"]
