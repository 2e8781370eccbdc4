"""What must stay true of validation: honest draws, verdicts that are worked out, every claim decided or excused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic
from briefings import briefing, trade_war
from rich.console import Console

from sim.chain.assembly import Structure
from sim.console import validation_report
from sim.errors import InputError
from sim.figures.style import house_style, page
from sim.figures.validation import draw_validation, shown, strip
from sim.parameters import DATA, Settings, load_parameters
from sim.scenario import load_scenario
from sim.states.moves import Moves, TariffMove
from sim.states.strategy import load_strategy
from sim.tables import load_tables
from sim.validation import sampling
from sim.validation.checks import NOT_READ, Finding, Validation, check_scenario, validate
from sim.validation.drivers import drivers, noise_floor
from sim.validation.page import page as report_page
from sim.validation.readings import READINGS
from sim.validation.report import frame, save
from sim.validation.rows import CheckRow, load_checks, load_trade_targets
from sim.validation.sampling import draw, sample, uncertain_parameters
from sim.validation.trade_cells import trade_cells
from sim.validation.words import check_of, limits, number

ROOT = Path(__file__).resolve().parent.parent
TRADE_DATA = ROOT.parent / "shared" / "data" / "trade"
CHECKS = load_checks(tuple(READINGS))
SCREEN = 80


@pytest.fixture(scope="module")
def found() -> Validation:
    """All checks over as few samples as there can be."""
    return validate(2)


def check(**changes: object) -> CheckRow:
    row = CheckRow(
        id="made_up", about="record", what="Made up", scenario="base", measure="level", unit="t", low=1.0, high=3.0,
        quality="assumed", source=("chokepoint_assumption",),
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]


def finding(values: list[float], **changes: object) -> Finding:
    return Finding(check(**changes), np.array(values))


# Draws ----------------------------------------------------------------------------------------------------------------


def test_each_part_of_a_range_is_drawn_once_and_the_value_is_the_middle() -> None:
    draws = draw(20, seed=5)
    parameters = load_parameters()
    for name, values in zip(draws.names, draws.values, strict=True):
        one = parameters[name]
        edges = np.interp(np.linspace(0, 1, 21), (0, 0.5, 1), (one.low, one.value, one.high))
        ordered = np.sort(values)
        assert (ordered >= edges[:-1] - 1e-12).all() and (ordered <= edges[1:] + 1e-12).all(), name
        assert (values <= one.value).sum() >= 10 and (values >= one.value).sum() >= 10, name


def test_draws_belong_to_their_seed() -> None:
    assert (draw(6, seed=3).values == draw(6, seed=3).values).all()
    assert (draw(6, seed=3).values != draw(6, seed=4).values).any(axis=1).all()
    assert draw(6, seed=3).seeds == (3, 4, 5, 6, 7, 8)


def test_parameters_are_drawn_independently() -> None:
    correlations = np.corrcoef(draw(400).values)
    off = correlations[~np.eye(len(correlations), dtype=bool)]
    assert np.abs(off).max() < 5 / np.sqrt(400)


def test_a_new_parameter_moves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw(6)
    chosen = uncertain_parameters()
    monkeypatch.setattr(sampling, "uncertain_parameters", lambda: chosen[3:])
    assert (draw(6).values == before.values[3:]).all()


def test_what_shapes_the_network_is_not_drawn_and_all_other_doubt_is() -> None:
    shaping = {field.name for field in fields(Structure)} | {"default_tariff"}
    wanted = {one.name for one in load_parameters().values() if one.role == "uncertainty" and one.low < one.high}
    assert set(draw(2).names) == wanted - shaping
    assert shaping & wanted


def test_what_a_scenario_sets_stays() -> None:
    scenario = load_scenario("base", {"parameters.spot_scarcity": "1.7"})
    settings = draw(4).settings(scenario)
    assert settings.spot_scarcity == 1.7
    assert np.shape(settings.reapplication_months) == (4,)


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(InputError, match="two samples or more"):
        draw(1)


def test_batches_make_no_difference_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("rare_earth_controls_2025")
    whole = sample(scenario, draw(3, seed=2), months=7)
    monkeypatch.setattr(sampling, "BATCH", 2)
    parts = sample(scenario, draw(3, seed=2), months=7)
    for one, other in zip(whole.variables, parts.variables, strict=True):
        assert np.array_equal(one.values, other.values, equal_nan=True), one.name
    assert sorted(map(str, whole.events)) == sorted(map(str, parts.events))
    assert parts.seeds == (2, 3, 4)


def test_samples_differ_and_only_what_was_asked_for_is_recorded() -> None:
    some = sample(load_scenario("rare_earth_controls_2025"), draw(3), months=7, series=("gdp_gap",))
    assert some.names == ("gdp_gap",)
    assert len(np.unique(some.values("gdp_gap", "USA")[-1])) == 3


def test_progress_counts_every_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "BATCH", 2)
    told: list[tuple[int, int]] = []
    sample(load_scenario("base"), draw(3), months=2, progress=lambda done, months: told.append((done, months)))
    assert [done for done, _ in told] == [2, 4, 5, 6]
    assert {months for _, months in told} == {6}


# Drivers --------------------------------------------------------------------------------------------------------------


def noise(rows: int, samples: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((rows, samples))


def test_the_parameter_that_matters_is_found_and_the_others_are_not() -> None:
    parameters = noise(30, 200, seed=1)
    values = np.exp(3 * parameters[7]) + 12 * parameters[2]
    told = drivers(values, parameters, [f"p{row}" for row in range(30)])
    assert [one.parameter for one in told.clear] == ["p7", "p2"]
    assert told.ranked[0].high_end > told.ranked[0].low_end
    assert told.explained > 0.9
    assert told.ranked[0].coefficient == pytest.approx(told.ranked[0].rank_correlation, abs=0.1)


def test_ranks_do_not_mind_how_an_outcome_is_measured() -> None:
    parameters = noise(5, 60, seed=2)
    values = parameters[0] - parameters[3]
    plain, bent = (drivers(one, parameters, list("abcde")) for one in (values, np.exp(9 * values)))
    assert [one.rank_correlation for one in plain.ranked] == [one.rank_correlation for one in bent.ranked]


def test_chance_alone_rarely_passes_the_floor() -> None:
    names = [f"p{row}" for row in range(40)]
    passed = [bool(drivers(noise(1, 100, 900 + k)[0], noise(40, 100, k), names).clear) for k in range(100)]
    assert sum(passed) <= 12  # five are to be expected


def test_the_floor_falls_with_samples_and_rises_with_parameters() -> None:
    assert noise_floor(100, 10) > noise_floor(400, 10) > 0
    assert noise_floor(100, 100) > noise_floor(100, 10)
    assert noise_floor(2, 5) == 1


def test_samples_without_an_outcome_and_parameters_that_never_move_do_no_harm() -> None:
    parameters = noise(3, 50, seed=3)
    parameters[1] = 0.5
    values = parameters[0].copy()
    values[::7] = np.nan
    told = {one.parameter: one for one in drivers(values, parameters, ["moves", "stands", "other"]).ranked}
    assert told["moves"].rank_correlation == pytest.approx(1)
    assert told["stands"].rank_correlation == 0 and not told["stands"].clear
    assert drivers(np.ones(50), parameters, ["moves", "stands", "other"]).clear == ()


# Verdicts -------------------------------------------------------------------------------------------------------------


def test_a_verdict_is_the_share_of_all_samples() -> None:
    assert finding([0.0, 1.0, 2.0, 3.0, 4.0]).holds == pytest.approx(0.6)
    assert finding([2.0] * 9 + [9.0]).verdict == "holds"
    assert finding([2.0, 9.0]).verdict == "mostly"
    assert finding([2.0] + [9.0] * 4).verdict == "sometimes"
    assert finding([9.0] * 10).verdict == "fails"
    assert finding([2.0, np.nan]).holds == 0.5, "a sample in which nothing happened does not show the pattern"
    assert Finding(check(), np.zeros(0), "no such series").verdict == NOT_READ


def test_open_ends_and_bands() -> None:
    assert finding([0.0, 100.0], high=None).holds == 0.5 and limits(finding([1.0], high=None)) == "at least 1"
    assert limits(finding([1.0], low=None)) == "at most 3" and limits(finding([1.0], low=3.0)) == "3"
    assert finding([0.0, 9.0]).covered, "a record inside the band that no run hits"
    assert not finding([4.0, 9.0]).covered
    assert number(1234.5) == "1,234" and number(0.5) == "0.5" and number(float("nan")) == "-"


def test_readings_read_what_they_say() -> None:
    results = synthetic.results(seeds=(1, 2, 3), months=24)
    magnets = results.values("exports", "CHN", "", "ndfeb_magnets")
    fall = READINGS["magnet_fall"](results, check(first="2025-03", last="2025-05"))
    assert fall == pytest.approx(magnets[4] / magnets[2])
    gaps = READINGS["level"](results, check(series="gdp_gap", state="USA", first="2025-04", last="2025-06"))
    assert gaps == pytest.approx(results.values("gdp_gap", "USA")[3:6].mean(axis=0))
    apart = check(goods=("dytb_oxide",), first="2025-04", last="2025-06")
    home, abroad = (
        results.values("price", "CHN", "", "dytb_oxide"),
        results.values("spot_price", "JPN", "", "dytb_oxide"),
    )
    assert READINGS["parting"](results, apart) == pytest.approx(
        (abroad / abroad[0] / (home / home[0]))[3:6].max(axis=0)
    )
    points = READINGS["added_tariff"](results, check(state="USA", partner="CHN", first="2025-06"))
    assert points == pytest.approx(100 * (results.values("tariff", "USA", "CHN")[5] - 0.2))


def test_months_outside_the_run_and_series_that_do_not_exist_are_said() -> None:
    results = synthetic.results(months=6)
    with pytest.raises(InputError, match="lies outside the run"):
        READINGS["magnets"](results, check(first="2026-01"))
    with pytest.raises(InputError, match="did you mean 'gdp_gap'"):
        READINGS["level"](results, check(series="gpd_gap", state="USA", first="2025-02"))


def test_a_check_that_cannot_be_read_stops_no_other() -> None:
    rows = [check(series="nothing", id="lost"), check(measure="magnets", id="read", first="2025-02")]
    findings, origin = check_scenario("base", rows, draw(2))
    assert [one.verdict == NOT_READ for one in findings] == [True, False]
    assert "nothing" in findings[0].missing and not origin.variables


# The table of checks and the claims -----------------------------------------------------------------------------------


def test_every_check_can_be_read(found: Validation) -> None:
    assert [one.check for one in found.findings] == list(CHECKS)
    assert not [one.missing for one in found.findings if one.missing]
    assert all(np.isfinite(one.band).all() for one in found.findings)


def test_what_is_given_does_not_hang_on_the_draws(found: Validation) -> None:
    for one in found.findings:
        if one.check.given:
            assert np.ptp(one.values) == pytest.approx(0, abs=1e-6), one.check.id


def test_every_reading_serves_a_check() -> None:
    assert {row.measure for row in CHECKS} == set(READINGS)


def test_every_claim_is_checked_or_excused_and_every_claimed_check_belongs_to_one() -> None:
    known = {row.id: row for row in CHECKS}
    named: set[str] = set()
    for claim in load_tables().claims:
        assert bool(check_of(claim)) != bool(claim.why_not), claim.id
        assert set(check_of(claim)) <= set(known), claim.id
        named |= set(check_of(claim))
    assert {name for name, row in known.items() if row.about == "claim"} <= named


def test_what_is_assumed_says_on_what() -> None:
    assert not [row.id for row in CHECKS if row.quality == "assumed" and not row.note]


def bad_table(tmp_path: Path, **cells: str) -> Path:
    lines = (DATA / "tables" / "checks.csv").read_text(encoding="utf-8").splitlines()
    table = pd.read_csv(io.StringIO("\n".join(lines[:2])), dtype=str, keep_default_na=False)
    for column, text in cells.items():
        table[column] = text
    table.to_csv(tmp_path / "checks.csv", index=False)
    return tmp_path / "checks.csv"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"measure": "magnts"}, "did you mean 'magnets'?"),
        ({"scenario": "histroy_2025"}, "did you mean 'history_2025'?"),
        ({"target": "china_magnet_exports_mach_2025"}, "did you mean 'china_magnet_exports_march_2025'?"),
        ({"low": "3"}, "one of the two"),
        ({"target": ""}, "one of the two"),
        ({"target": "", "low": "3", "high": "2"}, "lies below the low end"),
    ],
)
def test_a_slip_in_the_table_is_named_with_its_line(tmp_path: Path, cells: dict[str, str], expected: str) -> None:
    file = bad_table(tmp_path, **cells)
    with pytest.raises(InputError) as caught:
        load_checks(tuple(READINGS), file)
    assert expected in str(caught.value) and "checks.csv:2" in str(caught.value)


# The report -----------------------------------------------------------------------------------------------------------


def test_the_report_is_saved_whole(found: Validation, tmp_path: Path) -> None:
    folder = save(found, tmp_path / "out", draw_validation)
    names = {"checks.csv", "samples.csv", "report.md", "validation.png", "manifest.json"}
    assert {path.name for path in folder.iterdir()} == names
    read = pd.read_csv(folder / "checks.csv")
    assert list(read.id) == [row.id for row in CHECKS]
    assert read.holds_percent.between(0, 100).all()
    drawn = pd.read_csv(folder / "samples.csv")
    assert drawn.drop(columns="seed").to_numpy() == pytest.approx(found.draws.values.T)
    assert json.loads((folder / "manifest.json").read_text())["samples"] == 2


def test_the_page_tells_every_check_and_every_claim(found: Validation) -> None:
    text = report_page(found)
    assert not [row.id for row in CHECKS if row.what not in text]
    assert not [claim.id for claim in load_tables().claims if claim.claim not in text]
    assert "rank correlation" in text and "nan" not in text


def test_the_table_holds_the_numbers_that_were_worked_out(found: Validation) -> None:
    row = frame(found).set_index("id").loc["growth_loss_partial"]
    one = next(one for one in found.findings if one.check.id == "growth_loss_partial")
    assert row.model_median == pytest.approx(np.median(one.values))
    assert row.holds_percent == 100 * ((one.values >= 1) & (one.values <= 4)).mean()


def test_a_screen_of_eighty_columns_is_enough(found: Validation, monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setattr(validation_report, "out", Console(file=text, width=SCREEN, highlight=False))
    validation_report.print_validation(found, Path("results/validate"))
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    assert max(map(len, lines)) <= SCREEN
    assert any(line.startswith("Patterns of the record") for line in lines)
    assert any("hinges on" in line for line in lines)


def test_the_figure_shows_what_could_fail_and_marks_what_lies_beside(found: Validation) -> None:
    assert not [one for one in shown(found, "claim") if one.check.given]
    faces = []
    with house_style():
        for values in ([2.0, 2.5], [7.0, 8.0]):
            _, ax = page()
            strip(ax, finding(values))
            faces.append(ax.lines[-1].get_markerfacecolor())
    assert faces[0] != "white" and faces[1] == "white"


def test_a_wrong_folder_of_trade_data_is_said_before_anything_runs(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "run.py"), "validate", "--trade-data", "nowhere"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert "countries_194.csv" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.skipif(not TRADE_DATA.is_dir(), reason="the data of 194 countries are not part of the project")
def test_published_cells_agree_at_the_printed_digits() -> None:
    cells = trade_cells(TRADE_DATA)
    assert len(cells) == len(load_trade_targets())
    assert not [(one.target.case, one.target.measure, one.model) for one in cells if not one.agrees]


# Retaliation by value -------------------------------------------------------------------------------------------------


def answer(**facts: object) -> tuple[float, str]:
    """The rate that a state with little to tax sets, and why; -1 where it does not move."""
    options = {"answer_highest_rate": 0.2, "answer_spared_share": 0.25}
    strategy = load_strategy("value_for_value")(Settings.defaults(), options)
    trade = {"my_trade_with_rival": 0.03, "my_imports_from_rival": 0.01}
    moves: Moves = strategy.decide(briefing(**{**trade, **facts}))
    made = [move for move in moves.moves if isinstance(move, TariffMove)]
    made = [move for move in made if np.all(move.where)]
    return (float(np.asarray(made[0].rate)[0]), made[0].because) if made else (-1.0, "")


def test_it_answers_a_duty_by_a_duty_while_it_can() -> None:
    rate, because = answer(rival_tariff_on_me=0.04)
    assert rate == pytest.approx(0.12), "three times the rate on a third of the trade is the same duty"
    assert because == "a duty for a duty"


def test_it_runs_out_of_goods_to_tax() -> None:
    rate, because = answer(rival_tariff_on_me=0.10)
    assert rate == pytest.approx(0.75 * 0.2) and because == "little is left to tax"
    assert answer(rival_tariff_on_me=0.20, my_law_on_rival=0.15) == (-1.0, ""), "nothing is left"


def test_it_follows_down_and_leaves_alone_whom_it_buys_nothing_from() -> None:
    assert answer(rival_tariff_on_me=0.01, my_law_on_rival=0.15)[0] == pytest.approx(0.03)
    assert answer(rival_tariff_on_me=0.04, my_imports_from_rival=0.0) == (-1.0, "")
    assert answer(rival_tariff_on_me=0.04, deal_in_force=np.ones(1, dtype=bool)) == (-1.0, "")


def test_a_briefing_knows_what_is_bought_from_the_rival() -> None:
    model = trade_war()
    model.observe()
    tables = load_tables()
    usa, chn = tables.state_index("USA"), tables.state_index("CHN")
    seen = next(one for one in model.briefings if one.state == "CHN")
    assert seen.my_imports_from_rival == pytest.approx(tables.trade[usa, chn] / tables.gdp()[chn])
    assert seen.my_trade_with_rival == pytest.approx(tables.trade[chn, usa] / tables.gdp()[chn])


def test_in_2018_mirrors_come_first_and_then_partial_answers() -> None:
    findings, _ = check_scenario("trade_war_2018", [row for row in CHECKS if row.scenario == "trade_war_2018"], draw(4))
    first, later = (one.values for one in findings)
    assert np.median(first) == pytest.approx(1)
    assert (later < first).all() and np.median(later) < 0.5
