"""What must stay true of the command line: files out, one line for every mistake, quick answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.results import Results
from sim.scenario import available_scenarios, load_scenario
from sim.simulation import record

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "run.py"
HEAVY = ("mesa", "pandas", "matplotlib", "scipy", "pyarrow")


def call(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_run_leaves_everything(tmp_path: Path) -> None:
    done = call("run", "rare_earth_controls_2025", "--months", "8", "--runs", "2", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "results" / "rare_earth_controls_2025"
    expected = {
        "scenario.yaml",
        "manifest.json",
        "series.parquet",
        "series.csv",
        "events.csv",
        "summary.csv",
        "magnet_exports.csv",
        "leverage.csv",
        "bands.csv",
    }
    assert {path.name for path in folder.iterdir()} == expected | {"figures"}
    assert "overview.png" in {path.name for path in (folder / "figures").iterdir()}
    assert "Files: results/rare_earth_controls_2025" in done.stdout
    results = Results.load(folder)
    assert results.runs == 2 and len(results.months) == 8
    assert (folder / "scenario.yaml").read_text() and load_scenario(folder / "scenario.yaml").start == results.months[0]


def test_overrides_reach_the_model_and_the_manifest(tmp_path: Path) -> None:
    same = ("run", "base", "--months", "2", "--no-figures")
    assert call(*same, "--out", "plain", folder=tmp_path).returncode == 0
    done = call(*same, "--set", "parameters.spot_scarcity=1.7", "--seed", "9", "--out", "set", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    plain, changed = (json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("plain", "set"))
    assert plain["parameter_hash"] != changed["parameter_hash"]
    assert changed["seeds"] == [9]
    assert not (tmp_path / "set" / "figures").exists()


def test_compare_prints_and_draws(tmp_path: Path) -> None:
    done = call("compare", "base", "embargo", "--months", "6", "--runs", "2", "--out", "both", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "embargo, difference" in done.stdout
    table = pd.read_csv(tmp_path / "both" / "comparison.csv")
    assert set(table["scenario"]) == {"base", "embargo"}
    assert (tmp_path / "both" / "comparison.png").stat().st_size > 10_000


PROGRAMMES = """\
extends: base
states:
  USA: {strategy: script, until: 2025-03}
more_events:
  - {date: 2025-02-10, actor: USA, kind: price_floor, goods: ndpr_oxide, price_usd_kg: 110, years: 5,
     because: a test, source: chokepoint_assumption}
"""


def test_policies_are_tried_for_ten_years(tmp_path: Path) -> None:
    (tmp_path / "floor.yaml").write_text(PROGRAMMES)
    done = call("policies", "floor.yaml", "--runs", "2", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "United States: price floor, Nd-Pr oxide" in done.stdout and "10 years" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 130
    folder = tmp_path / "results" / "floor_policies"
    assert {path.name for path in folder.iterdir()} == {
        "policies.csv", "policy_cost.png", "control.yaml", "manifest.json"
    }  # fmt: skip
    table = pd.read_csv(folder / "policies.csv")
    assert set(table["years"]) == {2, 5, 10} and (table[table["measure"] == "cost"]["median"] > 0).all()


MISTAKES = [
    (("run", "embrago"), "did you mean 'embargo'?"),
    (("run", "base", "--set", "moths=3"), "did you mean 'months'?"),
    (("run", "base", "--set", "months"), "expected key=value"),
    (("run", "base", "--set", "parameters.spot_scarcty=1"), "did you mean 'spot_scarcity'?"),
    (("run", "base", "--out", "taken"), "file, not a folder"),
    (("run", "base", "--out", "."), "holds other things"),
    (("compare", "base"), "two scenarios"),
    (("policies", "base"), "'base' has no programmes to try out"),
    (("explain", "spot_scarcty"), "did you mean 'spot_scarcity'?"),
    (("list", "scenrios"), "did you mean 'scenarios'?"),
    (("diff", "base", "embrago"), "did you mean 'embargo'?"),
    (("run", "nope"), "unknown scenario 'nope'; 'python run.py list scenarios' names all"),
    (("diff", "base", "nope"), "unknown scenario 'nope'; 'python run.py list scenarios' names all"),
]


@pytest.mark.parametrize(
    ("arguments", "expected"), MISTAKES, ids=lambda part: " ".join(part) if isinstance(part, tuple) else ""
)
def test_a_mistake_is_one_line_and_exit_code_2(tmp_path: Path, arguments: tuple[str, ...], expected: str) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert expected in done.stderr and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_number_out_of_range_is_a_usage_error(tmp_path: Path) -> None:
    done = call("run", "base", "--runs", "0", folder=tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("list",), ("list", "variables"), ("explain", "spot_scarcity"), ("diff", "base", "embargo")],
    ids=" ".join,
)
def test_quick_answers(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    probe = f"import sys; sys.argv = ['run.py', *{arguments!r}]; import run\ntry: run.main()\nexcept SystemExit: pass\n"
    probe += f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    # what makes an answer slow is imports: without them it takes half a second, with mesa alone twice that
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_lists_name_what_there_is(tmp_path: Path) -> None:
    everything = call("list", folder=tmp_path).stdout
    assert all(name in everything for name in ("base", "embargo", "reciprocal", "growth_loss_two_years"))
    assert "spot_scarcity" in call("list", "parameters", folder=tmp_path).stdout


def test_a_parameter_is_explained_with_its_source(tmp_path: Path) -> None:
    said = call("explain", "spot_scarcity", folder=tmp_path).stdout
    assert all(word in said for word in ("range", "1.3 to 1.8", "source", "sim/chain/pricing.py"))
    assert "lowest month" in call("explain", "lowest_magnet_exports", folder=tmp_path).stdout


@pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")
def test_control_c_ends_quietly_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), "run", "base", "--months", "1200", "--runs", "64", "--no-figures"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert not any(tmp_path.rglob("*"))


def test_every_recorded_variable_is_listed_with_its_reading() -> None:
    from sim.variables import VARIABLES

    recording = record(load_scenario("base"), [1], months=1)
    assert {series.name for series in recording.variables} == {one.name for one in VARIABLES}


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("embargo")
    whole = record(scenario, [1, 2, 3, 4, 5], months=6)
    monkeypatch.setattr("sim.simulation.BATCH", 2)
    months: list[tuple[int, int]] = []
    parts = record(scenario, [1, 2, 3, 4, 5], months=6, progress=lambda *lived: months.append(lived))
    assert parts.seeds == whole.seeds
    for one, other in zip(whole.variables, parts.variables, strict=True):
        assert one.name == other.name and np.array_equal(one.values, other.values, equal_nan=True), one.name
    assert Results.from_recording(parts).events == Results.from_recording(whole).events
    assert [lived for lived, _ in months] == list(range(1, months[-1][1] + 1))


def test_only_the_series_asked_for_are_recorded_and_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, asked = load_scenario("embargo"), ["gdp_gap", "licence_backlog", "trade_balance"]
    whole = record(scenario, [1, 2, 3], months=8)
    monkeypatch.setattr("sim.simulation.BATCH", 2)
    few = record(scenario, [1, 2, 3], months=8, series=asked)
    chosen = [one for one in whole.variables if one.name in asked]
    assert {one.name for one in few.variables} == set(asked)
    for one, other in zip(few.variables, chosen, strict=True):
        assert one.keys == other.keys and np.array_equal(one.values, other.values), one.name
    assert Results.from_recording(few).events == Results.from_recording(whole).events


def test_a_series_that_does_not_exist_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="unknown series 'gpd_gap'; did you mean 'gdp_gap'"):
        record(load_scenario("base"), [1], months=1, series=["gpd_gap"])


def test_what_fails_in_one_batch_stops_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.simulation.BATCH", 1)

    def fail(lived: int, _: int) -> None:
        if lived > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(load_scenario("base"), [1, 2, 3, 4], months=24, progress=fail)


def test_scenarios_are_found_beside_the_program() -> None:
    assert {"base", "embargo"} <= set(available_scenarios())


def test_the_public_names_are_there() -> None:
    import sim

    assert set(dir(sim)) == set(sim.__all__)
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        sim.nothing  # noqa: B018
