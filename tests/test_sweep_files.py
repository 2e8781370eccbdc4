"""Sweep files: what they may say, and how they refuse what nobody can have meant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.console.sweep_report import factor_rows
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.scenario import Scenario
from sim.sweep import Plan, available_sweeps, keeping, load_sweep, make_plan
from sim.sweep.facts import factors_in, facts, lines_up

WORLD = """\
title: A small trade war
about: For a test.
sources: [cfr_2026_02]
extends: base
states:
  USA: {strategy: script, until: 2025-08, then: reciprocal}
  CHN: {strategy: script, until: 2025-08, then: reciprocal}
events:
  - {date: 2025-02-04, actor: USA, kind: tariff, partner: CHN, rate: 0.1, authority: IEEPA, because: t,
     source: cfr_2026_02}
  - {date: 2025-03-04, actor: USA, kind: tariff, partner: CHN, rate: 0.2, authority: IEEPA, because: t,
     source: cfr_2026_02}
  - {date: 2025-03-12, actor: USA, kind: tariff, partner: CAN, rate: 0.2, authority: S232, because: t,
     source: cfr_2026_02}
  - {date: 2025-04-04, actor: CHN, kind: control, goods: april_2025, partner: all, because: t, source: cfr_2026_02}
  - {date: 2025-05-12, actor: USA, kind: deal, partner: CHN, name: truce, days: 90, because: t, source: cfr_2026_02,
     clauses: [{actor: USA, kind: tariff, rate: 0.1}]}
  - {date: 2025-08-01, actor: USA, kind: extend, partner: CHN, deal: truce, days: 90, because: t, source: cfr_2026_02}
"""

GOOD = """\
title: A sweep
about: For a test.
base: small_war
set: {parameters.spot_scarcity: 1.5}
months: 20
seed: 7
runs_per_point: 2
design: grid
levers:
  approval_rate_tight: {low: 0.05, high: 0.35, steps: 4}
  us_tariff: {event: {actor: USA, kind: tariff, partner: CHN, authority: IEEPA}, field: rate, values: [0.1, 0.3]}
uncertainties:
  cover_weeks_median:
outcomes: [growth_loss_two_years.USA, payoff_sum.*, peak_spot_ratio_dytb]
series: {full: [gdp_gap.USA], quantiles: [consumer_prices.USA]}
"""


def write(folder: Path, text: str = GOOD, name: str = "mine.yaml") -> Path:
    (folder / "small_war.yaml").write_text(WORLD)
    file = folder / name
    file.write_text(text)
    return file


@pytest.fixture(autouse=True)
def _columns_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scenario has the same columns in every test."""
    for name, find in (("outcome_columns", keeping.outcome_columns), ("series_columns", keeping.series_columns)):
        monkeypatch.setattr(
            keeping, name, lambda scenario, name=name, find=find: _once(name + scenario.name, scenario, find)
        )


KNOWN: dict[str, object] = {}


def _once(key: str, scenario: Scenario, find: Callable[[Scenario], object]) -> object:
    if key not in KNOWN:
        KNOWN[key] = find(scenario)
    return KNOWN[key]


def load(folder: Path, *changes: tuple[str, str], **more: object) -> Plan:
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_sweep(write(folder, text), **more)  # type: ignore[arg-type]


def test_a_file_says_it_all(tmp_path: Path) -> None:
    plan = load(tmp_path)
    assert (plan.name, plan.months, plan.seed, plan.points, plan.runs) == ("mine", 20, 7, 40, 80)
    assert plan.base.parameters["spot_scarcity"] == 1.5 and plan.base_name == "small_war"
    assert [one.name for one in plan.levers] == ["approval_rate_tight", "us_tariff"]
    assert [one.name for one in plan.uncertainties] == ["cover_weeks_median"]
    assert plan.outcomes[:2] == ("growth_loss_two_years.USA", "payoff_sum.USA") and len(plan.outcomes) == 21
    assert (plan.full_series, plan.quantile_series) == (("gdp_gap.USA",), ("consumer_prices.USA",))
    approval, tariff, cover = plan.factors
    known = load_parameters()["cover_weeks_median"]
    assert cover.axis.ends == (known.low, known.value, known.high) and cover.unit == known.unit
    assert cover.label == known.description.rstrip(".") and cover.source == known.source
    assert approval.axis.steps == 4 and approval.keys == ("parameters.approval_rate_tight",)
    assert len(tariff.keys) > 1 and tariff.unit == "fraction" and tariff.label.startswith("rate of the tariff of the")
    values = plan.inputs(np.array([0, 79]))
    assert values["us_tariff"].tolist() == [0.1, 0.3] and values["approval_rate_tight"].tolist() == [0.05, 0.35]


def test_a_lever_is_somebodys_choice(tmp_path: Path) -> None:
    more = """\
  europe: {key: states.EUU.strategy, values: [hold, hawk]}
  both: {keys: [states.USA.then, states.CHN.then], values: [hold, hawk]}
  clause: {key: "events[5].clauses[1].rate", low: 0.1, high: 0.2}
"""
    added = ("uncertainties:\n", f"{more}uncertainties:\n")
    plan = load(tmp_path, (LEVER, f"{LEVER[:-1]}, by: CHN}}"), added)
    found = {one.name: one.by for one in plan.factors}
    assert found == {
        "approval_rate_tight": "CHN",
        "us_tariff": "USA",
        "europe": "EUU",
        "both": "",
        "clause": "USA",
        "cover_weeks_median": "",
    }
    rows = {row[0]: row[1] for row in factor_rows(plan.factors)}
    assert rows["approval_rate_tight"] == "lever of China" and rows["us_tariff"] == "lever of the United States"
    assert rows["both"] == "lever" and rows["cover_weeks_median"] == "uncertainty"
    manifest = json.loads(json.dumps(facts(plan)))
    assert factors_in(manifest) == plan.factors
    before = {**manifest, "factors": [{key: one[key] for key in one if key != "by"} for one in manifest["factors"]]}
    assert {one.by for one in factors_in(before)} == {""} and lines_up(before, manifest)
    assert plan.fingerprint() == load(tmp_path, added).fingerprint()  # whose it is changes no run


def test_what_is_written_out_is_the_same_sweep(tmp_path: Path) -> None:
    plan = load(tmp_path, (LEVER, f"{LEVER[:-1]}, by: CHN}}"))
    folder = tmp_path / "kept"
    folder.mkdir()
    write(folder, plan.resolved_yaml(), "sweep.yaml")
    write(folder, plan.base.resolved_yaml(), "scenario.yaml")
    again = load_sweep(folder / "sweep.yaml")
    assert again.fingerprint() == plan.fingerprint() and again.resolved_yaml() == plan.resolved_yaml()
    assert (again.name, again.title, again.base_name, again.factors) == (
        plan.name,
        plan.title,
        plan.base_name,
        plan.factors,
    )


def test_the_fingerprint_tells_what_numbers_depend_on(tmp_path: Path) -> None:
    plan = load(tmp_path)
    assert load(tmp_path, ("A sweep", "Another title"), ("For a test", "For a test of titles")).fingerprint() == (
        plan.fingerprint()
    )
    changes = [
        ("seed: 7", "seed: 8"),
        ("months: 20", "months: 21"),
        ("steps: 4", "steps: 5"),
        ("0.1, 0.3", "0.1, 0.4"),
        ("spot_scarcity: 1.5", "spot_scarcity: 1.6"),
        ("runs_per_point: 2", "runs_per_point: 3"),
        ("payoff_sum.*", "payoff_sum.USA"),
        ("cover_weeks_median:", "cover_weeks_median: {low: 5, high: 9}"),
        ("design: grid", "design: {kind: sobol, points: 4}"),
    ]
    found = {load(tmp_path, change).fingerprint() for change in changes} | {plan.fingerprint()}
    assert len(found) == len(changes) + 1


def test_a_strategy_file_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    code = 'from sim.states import Strategy\n\n\nclass Mine(Strategy):\n    """Stand still."""\n\n    name = "mine"\n'
    code += '    source = "me"\n\n    def decide(self, seen):\n        return seen.hold()\n'
    (tmp_path / "mine.py").write_text(code)
    text = GOOD.replace("set: {parameters.spot_scarcity: 1.5}", f"set: {{states.EUU.strategy: {tmp_path}/mine.py}}")
    text = text.replace("base: small_war", "base: base").replace("event: {actor: USA, kind: tariff,", "X")
    text = "\n".join(line for line in text.splitlines() if "X" not in line) + "\n"
    before = load_sweep(write(tmp_path, text)).fingerprint()
    (tmp_path / "mine.py").write_text(code.replace("Stand still", "Stand quite still"))
    assert load_sweep(tmp_path / "mine.yaml").fingerprint() != before


def test_overrides_go_to_the_sweep_or_to_the_scenario_under_it(tmp_path: Path) -> None:
    said = {
        "months": "30",
        "levers.approval_rate_tight.steps": "2",
        "base.parameters.spot_scarcity": "1.7",
        "base.states.CHN.until": "2025-07",
    }
    plan = load(tmp_path, set_=said)
    assert (plan.months, plan.factors[0].axis.steps, plan.base.parameters["spot_scarcity"]) == (30, 2, 1.7)
    assert plan.base.states["CHN"].until == "2025-07"
    with pytest.raises(InputError, match=r"set monhts=30: unknown key 'monhts'.*did you mean 'months'"):
        load(tmp_path, set_={"monhts": "30"})
    with pytest.raises(InputError, match=r"mine.yaml:\d+: .*parameters.spot_scarcty.*did you mean"):
        load(tmp_path, set_={"base.parameters.spot_scarcty": "1"})


@pytest.mark.parametrize(
    ("design", "runs", "points", "per_point"),
    [
        ("grid", 200, 40, 5),
        ("grid", 10, 40, 1),
        ("{kind: latin_hypercube, points: 64}", 100, 50, 2),
        ("{kind: sobol, points: 64}", 150, 5 * 16, 2),
        ("{kind: morris, trajectories: 9}", 80, 4 * 10, 2),
        ("{levers: grid, uncertainties: {kind: latin_hypercube, points: 5}}", 160, 8 * 10, 2),
    ],
)
def test_about_so_many_runs(tmp_path: Path, design: str, runs: int, points: int, per_point: int) -> None:
    plan = load(tmp_path, ("design: grid", f"design: {design}"), runs=runs)
    assert (plan.points, plan.runs_per_point) == (points, per_point)
    assert any(f"--runs {runs}" in note and f"{plan.runs:,} runs in all" in note for note in plan.notes)


def test_all_that_is_uncertain_but_what_the_base_sets(tmp_path: Path) -> None:
    text = GOOD.replace("uncertainties:\n  cover_weeks_median:\n", "uncertainties: all\n").replace(
        "spot_scarcity: 1.5", "face_loss: 0.1"
    )
    text = text.replace("design: grid", "design: {kind: latin_hypercube, points: 10}")
    names = [one.name for one in load_sweep(write(tmp_path, text)).uncertainties]
    assert len(names) > 150 and "face_loss" not in names and "spot_scarcity" in names
    assert all(load_parameters()[name].role == "uncertainty" for name in names)
    some = load_sweep(
        tmp_path / "mine.yaml", {"uncertainties.spot_scarcity.low": "1", "uncertainties.spot_scarcity.high": "2"}
    )
    assert len(some.uncertainties) == len(names)
    assert next(one for one in some.uncertainties if one.name == "spot_scarcity").axis.ends == (1, 1.5, 2)


def test_whole_numbers_stay_whole() -> None:
    days = {"event": {"kind": "extend", "actor": "USA"}, "field": "days", "low": 30, "high": 90}
    plan = make_plan(
        "rare_earth_controls_2025",
        levers={"days": days},
        outcomes=["payoff_sum.USA"],
        design={"kind": "sobol", "points": 4},
    )
    assert plan.factors[0].axis.whole and plan.factors[0].by_world
    assert all(value == round(value) for value in plan.inputs(np.arange(plan.runs))["days"].tolist())


def test_combinations_may_be_listed() -> None:
    levers = {"approval_rate_tight": None, "us": {"key": "states.USA.then"}}
    rows = [{"us": "hawk", "approval_rate_tight": 0.1}, {"us": "hold", "approval_rate_tight": 0.3}]
    plan = make_plan(
        "rare_earth_controls_2025", levers=levers, design="listed", listed=rows, outcomes=["payoff_sum.USA"]
    )
    values = plan.inputs(np.arange(plan.runs))
    assert values["us"].tolist() == ["hawk", "hold"] and values["approval_rate_tight"].tolist() == [0.1, 0.3]
    assert len(plan.groups()) == 2 and plan.factors[1].texts


def test_the_sweeps_that_are_shipped_can_be_read() -> None:
    assert set(available_sweeps()) >= {"licences", "tariff_grid", "escalation", "resilience", "growth_claim"}
    plan = load_sweep("licences")
    assert plan.name == "licences" and plan.runs > 100 and not plan.structural


def test_the_examples_of_the_page_are_sweeps(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "sweeps.md").read_text("utf-8").partition("## Running")[0]
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    plans = [load_sweep(write(tmp_path, text)) for text in examples]
    assert [plan.runs for plan in plans] == [2304] and plans[0].luck == "paired"
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(code) == 1
    told: dict[str, Plan] = {}
    exec(code[0].partition("print(")[0], told)
    assert told["plan"].runs == 256 and len(told["plan"].groups()) == 2
    kinds = re.findall(r"\| `(\{?kind: .*?)` \|", page)
    assert len(kinds) == 3
    for kind in kinds:
        assert load(tmp_path, ("design: grid", f"design: {kind}")).points > 8
    assert "2,304 runs" in page


LEVER = "  approval_rate_tight: {low: 0.05, high: 0.35, steps: 4}"
TARIFF = (
    "  us_tariff: {event: {actor: USA, kind: tariff, partner: CHN, authority: IEEPA}, field: rate, values: [0.1, 0.3]}"
)

REFUSED = [
    # what is changed, what is said, in which line
    (
        (LEVER, "  aproval_rate_tight:"),
        "unknown parameter 'aproval_rate_tight'; did you mean 'approval_rate_tight'?",
        10,
    ),
    ((LEVER, "  nonsense:"), "unknown parameter 'nonsense'; what is no parameter needs a 'key'", 10),
    ((LEVER, "  growth_loss: {key: parameters.spot_scarcty}"), "did you mean 'spot_scarcity'?", 10),
    (
        (LEVER, "  spot_scarcity:"),
        "'spot_scarcity' is a fact that we do not know and belongs under 'uncertainties'",
        10,
    ),
    ((LEVER, "  spot: {key: parameters.spot_scarcity}"), "is a fact that we do not know and belongs under", 10),
    ((LEVER, "  spot_scarcity: {as: lever}"), "say why, 'because: ...'", 10),
    ((LEVER, "  spot_scarcity: {as: uncertainty, because: x}"), "it can only be called 'lever'", 10),
    ((LEVER, "  spot_scarcity: {as: leaver}"), "expected lever or uncertainty, found the text 'leaver'", 10),
    (("  cover_weeks_median:", "  desk_staff: {key: parameters.approval_rate_tight}"), "is somebody's choice", 13),
    (
        ("  cover_weeks_median:", "  approval_rate_tight: {as: uncertainty, because: x}"),
        "is a lever and an uncertainty",
        13,
    ),
    (
        ("  cover_weeks_median:", "  tariff_too: {key: 'events[1].rate', low: 0, high: 1}"),
        "'events[1].rate' is a lever and an uncertainty; it was given before as levers.us_tariff (line 11)",
        13,
    ),
    ((LEVER, "  approval_rate_tight: {low: 0.3, high: 0.3}"), "the range from 0.3 to 0.3 is empty", 10),
    ((LEVER, "  approval_rate_tight: {low: 0.3, high: 0.1}"), "the range from 0.3 to 0.1 is empty", 10),
    ((LEVER, "  approval_rate_tight: {low: 0.3}"), "a range needs both", 10),
    ((LEVER, "  approval_rate_tight: {values: []}"), "is an empty list", 10),
    ((LEVER, "  approval_rate_tight: {values: [0.1]}"), "nothing varies", 10),
    ((LEVER, "  approval_rate_tight: {values: [0.1, 0.1]}"), "0.1 is listed twice", 10),
    ((LEVER, "  approval_rate_tight: {values: [0.1, 0.2], steps: 3}"), "says both 'values' and 'steps'", 10),
    (
        (LEVER, "  approval_rate_tight: {low: 0, high: 1, step: 3}"),
        "unknown key 'levers.approval_rate_tight.step'; did you mean 'steps'?",
        10,
    ),
    ((LEVER, "  approval_rate_tight: 0.3"), "expected a group such as {low: 0, high: 1}, or nothing, found 0.3", 10),
    ((LEVER, "  run: {key: states.USA.then, values: [hawk, dove]}"), "'run' cannot name what varies", 10),
    (
        (LEVER, "  us: {key: states.USA.then, values: [hawk, dov]}"),
        "us cannot be dov: states.USA.then: unknown strategy 'dov'; did you mean 'dove'?",
        10,
    ),
    ((LEVER, "  us: {key: states.US.then, values: [hawk, dove]}"), "unknown state 'US'; did you mean 'USA'?", 10),
    (
        (LEVER, "  us: {key: state.USA.then, values: [hawk, dove]}"),
        "unknown key of a scenario 'state'; did you mean 'states'?",
        10,
    ),
    ((LEVER, "  us: {key: states.USA.then}"), "says neither 'values' nor 'low' and 'high'", 10),
    ((LEVER, "  us: {key: months, values: [12, 24]}"), "'months' cannot vary", 10),
    ((LEVER, "  us: {key: states.USA.options.forgivness, low: 0, high: 1}"), "did you mean 'forgiveness'?", 10),
    ((TARIFF, TARIFF.replace("[0.1, 0.3]", "[0.1, 30]")), "us_tariff cannot be 30: ", 11),
    (
        (TARIFF, TARIFF.replace("IEEPA", "S301")),
        "no event of 'small_war' is like {actor: USA, kind: tariff, partner: CHN, authority: S301}; the nearest,",
        11,
    ),
    ((TARIFF, TARIFF.replace("field: rate", "field: rates")), "has no 'rates'; did you mean 'rate'?", 11),
    ((TARIFF, TARIFF.replace("field: rate, ", "")), "'event' and 'field' belong together", 11),
    (("design: grid", "design: gird"), "unknown kind of design 'gird'; did you mean 'grid'?", 8),
    (("design: grid", "design: {kind: grid, points: 20}"), "a grid has as many points as its axes have values", 8),
    (("design: grid", "design: {kind: sobol, points: 100}"), "expected a power of two, found 100", 8),
    (("design: grid", "design: latin_hypercube"), "missing key 'design.points'", 8),
    (("design: grid", "design: {levers: grid}"), "missing key 'design.uncertainties'", 8),
    (("design: grid", "design: listed"), "missing key 'listed'", 8),
    (
        (
            "design: grid",
            "design: {kind: listed, points: 3}\n"
            "listed: [{us_tariff: 0.1, approval_rate_tight: 0.1, cover_weeks_median: 8}]",
        ),
        "3 points, but only 1 combinations under 'listed'",
        8,
    ),
    (
        ("design: grid", "design: listed\nlisted: [{us_tariff: 0.1, approval_rate_tight: 0.1}]"),
        "listed[1]: says nothing of 'cover_weeks_median'",
        9,
    ),
    (("steps: 4", "steps: 4000000"), "40,000,000 points make 80,000,000 runs; more than 10,000,000 are refused", 8),
    (("design: grid", "design: {kind: latin_hypercube, points: 20000000000}"), "make 40,000,000,000 runs; more", 8),
    (("design: grid", "design: {kind: sobol, points: 17179869184}"), "points make 171,798,691,840 runs; more", 8),
    (("runs_per_point: 2", "runs_per_point: 10000000000000"), "make 400,000,000,000,000 runs; more", 8),
    (("seed: 7", "seed: 9223372036854775807"), "with 80 runs the seeds go beyond the last there is", 6),
    (
        ("design: grid", "design: {kind: sobol, points: 4}\nluck: own"),
        "luck: with luck of their own, points that are compared (those of a base sample of Sobol's design) would",
        9,
    ),
    (("design: grid", "design: {kind: morris, trajectories: 4}\nluck: own"), "say 'paired'", 9),
    (
        ("design: grid", "design: {levers: grid, uncertainties: {kind: morris, trajectories: 4}}\nluck: own"),
        "say 'paired'",
        9,
    ),
    (("design: grid", "design: grid\nluck: paired"), "a grid has no points that belong together; say 'common'", 9),
    (
        ("design: grid", "design: grid\nluck: pared"),
        "one of 'common', 'own' or 'paired', found the text 'pared'",
        9,
    ),
    ((LEVER, "  approval_rate_tight: {by: CHI}"), "unknown state 'CHI'; did you mean 'CHN'?", 10),
    (("  cover_weeks_median:", "  cover_weeks_median: {by: CHN}"), "is a fact, which nobody chooses", 13),
    ((TARIFF, TARIFF.replace("field: rate", "field: rate, by: CHN")), "is the choice of USA, not of CHN", 11),
    (
        ("steps: 4}", "steps: 4}\n  peak_spot_ratio_dytb: {key: 'events[4].fee', low: 0, high: 1}"),
        "'peak_spot_ratio_dytb' names an outcome or series that is kept as well",
        11,
    ),
    (
        ("growth_loss_two_years.USA", "growth_lost_two_years.USA"),
        "unknown outcome 'growth_lost_two_years.USA'; did you mean 'growth_loss_two_years.USA'?",
        14,
    ),
    (
        ("growth_loss_two_years.USA", "growth_loss_two_years"),
        "unknown outcome 'growth_loss_two_years'; there is 'growth_loss_two_years.USA' and so for",
        14,
    ),
    (("gdp_gap.USA", "gdp_gaps.USA"), "unknown series 'gdp_gaps.USA'; did you mean", 15),
    (("base: small_war", "base: liberation_day"), "did you mean 'liberation_day_2025'?", 3),
    (("spot_scarcity: 1.5", "spot_scarcty: 1.5"), "did you mean", 4),
    (("seed: 7", "sed: 7"), "unknown key 'sed'; did you mean 'seed'?", 6),
]


@pytest.mark.parametrize(("change", "said", "line"), REFUSED, ids=[said for _, said, _ in REFUSED])
def test_what_nobody_can_have_meant_is_refused(tmp_path: Path, change: tuple[str, str], said: str, line: int) -> None:
    with pytest.raises(InputError) as problem:
        load(tmp_path, change)
    assert said in str(problem.value), str(problem.value)
    assert f"mine.yaml:{line}: " in str(problem.value), str(problem.value)


def test_whatever_is_missing_is_named(tmp_path: Path) -> None:
    for key in ("title", "base", "outcomes", "design"):
        text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{key}:")) + "\n"
        with pytest.raises(InputError, match=f"missing key '{key}'"):
            load_sweep(write(tmp_path, text))
    with pytest.raises(InputError, match="unknown sweep 'licenses'; did you mean 'licences'"):
        load_sweep("licenses")
    with pytest.raises(InputError, match="nothing varies"):
        make_plan("base", outcomes=["payoff_sum.USA"])


def test_what_is_allowed_may_deserve_a_second_look() -> None:
    levers = {
        "approval_rate_tight": {"low": 0.01, "high": 0.9},
        "home_bias": {"low": 0.5, "high": 0.6, "as": "lever", "because": "t"},
    }
    levers["firms"] = {"key": "firms_per_cell", "low": 1, "high": 3}
    notes = make_plan("base", levers=levers, outcomes=["payoff_sum.USA"]).notes
    assert any("approval_rate_tight is tried from 0.01 to 0.9, beyond" in note for note in notes)
    assert any("firms changes the structure" in note for note in notes)


def test_a_share_stays_a_share() -> None:
    with pytest.raises(InputError, match="7 is no fraction"):
        make_plan("base", levers={"approval_rate_tight": {"low": 0.1, "high": 7}}, outcomes=["payoff_sum.USA"])


def test_months_that_are_too_few_for_an_outcome_are_said_before_anything_is_lived() -> None:
    asked = {"levers": {"approval_rate_tight": None}, "outcomes": ["growth_loss_two_years.USA", "payoff_sum.USA"]}
    short, long = (make_plan("rare_earth_controls_2025", months=months, **asked) for months in (32, 33))
    assert any("32 months are too few for growth_loss_two_years" in note for note in short.notes)
    assert not any("too few" in note for note in long.notes)
