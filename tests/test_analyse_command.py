"""What must stay true of `analyse`: tables, sentences and figures in a folder, one line for what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_sweep import LOSS, PRICES, MadeSweep, factor
from small_sweeps import small_plan, two_runs_a_part

from sim.analysis.base_case import base_case
from sim.analysis.study import analyse
from sim.analysis.summary import effect_rows, grey_words, headings, in_short, markdown
from sim.analysis.tables import tables
from sim.console.commands.analyse import analyse as command
from sim.designs import LatinHypercube
from sim.errors import InputError
from sim.sweep.beginning import Wish
from sim.sweep.results import SweepResults
from sim.sweep.runner import live
from sim.work import in_this_process

PAYOFF, COST = "payoff_sum.USA", "peak_consumer_prices.USA"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small sweep that was lived: results/small."""
    folder = tmp_path_factory.mktemp("here") / "results" / "small"
    plan = small_plan(design={"kind": "latin_hypercube", "points": 16}, runs_per_point=1)
    with pytest.MonkeyPatch.context() as patch, in_this_process() as crew:
        two_runs_a_part(patch)
        live(plan, folder, crew, Wish())
    return folder


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures out."""
    monkeypatch.setattr("sim.figures.sweep.gallery.draw_analysis", lambda results, found, folder: ([], []))


def ask(sweep: str, **asked: Any) -> None:
    given: dict[str, Any] = {"outcome": None, "where": "", "against": "", "over": "all", "partial": False, "out": None}
    command(sweep, **(given | asked))


def test_a_sweep_is_found_by_name_and_leaves_everything(
    lived: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(lived.parent.parent)
    ask("scenarios/sweeps/small.yaml", against=f"{PAYOFF}, {COST}")
    folder = lived / "analysis"
    there = {file.name for file in folder.iterdir()}
    assert there >= {"summary.md", "manifest.json", "figures", "sensitivity.csv", "choices.csv", "what_if.csv"}
    sensitivity = pd.read_csv(folder / "sensitivity.csv")
    assert set(sensitivity["factor"]) == {"approval_rate_tight", "us_strategy", "spot_scarcity", "cover_weeks_median"}
    assert (sensitivity["first_low"] <= sensitivity["first"]).all()
    page = (folder / "summary.md").read_text()
    for figure in (folder / "figures").iterdir():
        assert figure.stat().st_size > 0 and f"figures/{figure.name}" in page
    assert json.loads((folder / "manifest.json").read_text())["outcomes"] == [PAYOFF, COST], "too short for the third"
    told = capsys.readouterr().out
    assert "Files: results/small/analysis" in told
    assert "Which runs." in told and "What would have to be true." in told


@pytest.mark.usefixtures("undrawn")
def test_an_analysis_takes_the_place_of_an_earlier_one_and_leaves_the_sweep_alone(lived: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in lived.glob("parts/*")}
    out = tmp_path / "told"
    ask(str(lived), outcome=[PAYOFF], out=out)
    first = {file.name: file.read_bytes() for file in out.glob("*.csv")}
    ask(str(lived), outcome=[PAYOFF], out=out)
    assert {file.name: file.read_bytes() for file in out.glob("*.csv")} == first, "the same runs, the same numbers"
    assert {file: file.read_bytes() for file in lived.glob("parts/*")} == before


@pytest.mark.parametrize(
    ("sweep", "asked", "told"),
    [
        ("smal", {}, "did you mean 'small'"),
        ("licences", {}, "has not been run yet; 'run.py sweep licences' does"),
        ("results/elsewhere", {}, "there is no folder 'results/elsewhere'"),
        ("small", {"where": "us_strategy == 1"}, "'us_strategy' is a factor: only outcomes"),
        ("small", {"outcome": ["payof_sum.USA"]}, f"did you mean '{PAYOFF}'"),
        ("small", {"where": "payoff_sum.USA"}, "expected an outcome, a sign and a number"),
        ("small", {"where": "payoff.USA > 1"}, f"did you mean '{PAYOFF}'"),
        ("small", {"over": "lever"}, "did you mean 'levers'"),
        ("small", {"against": f"{PAYOFF},"}, "expected two or three outcomes"),
        ("small", {"against": f"{PAYOFF},nothing"}, "unknown outcome 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    lived: Path, monkeypatch: pytest.MonkeyPatch, sweep: str, asked: dict[str, Any], told: str
) -> None:
    monkeypatch.chdir(lived.parent.parent)
    with pytest.raises(InputError) as problem:
        ask(sweep, **({"outcome": [PAYOFF]} | asked))
    assert told in str(problem.value) and "\n" not in str(problem.value)


@pytest.mark.usefixtures("undrawn")
def test_missing_runs_are_counted_and_can_be_done_without(lived: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    (folder / "parts").mkdir(parents=True)
    for file in (*lived.glob("*.*"), *sorted(lived.glob("parts/*"))[2:]):
        if file.is_file():
            (folder / file.relative_to(lived)).write_bytes(file.read_bytes())
    missing = SweepResults.load(folder).missing
    with pytest.raises(InputError, match=rf"{missing} of 16 runs are missing; .*--resume.*--partial"):
        ask(str(folder), outcome=[PAYOFF])
    ask(str(folder), outcome=[PAYOFF], partial=True)
    assert f"{16 - missing} of 16 runs" in (folder / "analysis" / "summary.md").read_text()
    for file in sorted((folder / "parts").iterdir())[1:]:
        file.unlink()
    with pytest.raises(InputError, match=r"expected 8 or more"):
        ask(str(folder), outcome=[PAYOFF], partial=True)
    next((folder / "parts").iterdir()).unlink()
    with pytest.raises(InputError, match="no run of this sweep"):
        ask(str(folder), partial=True)


def test_changes_are_told_against_the_scenario(lived: Path) -> None:
    results = SweepResults.load(lived)
    stands = base_case(results)
    strategy = next(one for one in results.factors if one.name == "us_strategy")
    assert strategy.axis.values[int(stands["us_strategy"])] == "hold"
    assert set(stands) == {one.name for one in results.factors}
    fact = next(one for one in results.factors if one.name == "spot_scarcity")
    assert stands["spot_scarcity"] == fact.axis.ends[1], "a fact is drawn around its value"


def made() -> MadeSweep:
    factors = (
        factor("strong", "lever", low=0.0, high=1.0),
        *(factor(f"idle_{place}", low=0.0, high=1.0) for place in "ab"),
    )
    plan = LatinHypercube([one.axis for one in factors], 128, seed=1)
    return MadeSweep(factors, plan, {LOSS: lambda x: 3 * x["strong"], PRICES: lambda x: x["strong"]})


def test_tables_and_page_tell_what_is_clear_from_what_is_grey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.analysis.discovery.HALVES", 2)
    sweep = made()
    found = analyse(sweep, [LOSS], where=f"{LOSS} >= 2")
    sensitivity = found.outcomes[0].sensitivity
    assert [row[0] for row in effect_rows(sensitivity)] == ["strong"]
    assert all(len(row) == len(headings(sensitivity)) for row in effect_rows(sensitivity))
    assert "idle_a" in grey_words(sensitivity) and "idle_a" not in in_short(sensitivity)
    page = markdown("T", "A", "S", found, ["tornado"])
    assert "figures/tornado.png" in page and f"| {headings(sensitivity)[0]} |" in page
    told = tables(found, sweep.table()["run"].to_numpy())
    table = told["sensitivity"].set_index("factor")
    assert table.loc["strong", "clear"] and not table.loc["idle_a", "clear"]
    assert not table["too_small_to_matter"].any()
    change = told["what_if"]
    run = int(change["run"].iloc[0])
    assert sweep.table()[LOSS].iloc[run] >= 2, "the run that is named is of the kind that was asked for"
    choices = told["choices"]
    assert bool(choices["efficient"].iloc[0]) and choices[f"{LOSS}_low"].le(choices[LOSS]).all()
