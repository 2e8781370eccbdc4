"""Runs of a sweep side by side: each lives as it would alone, to the last bit."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from sim.model import simulate
from sim.recording import Recording
from sim.scenario import load_scenario
from sim.sweep import Plan, make_plan
from sim.sweep.bases import Base, path_of, with_arrays
from sim.sweep.fields import (
    CLAUSE_FIELDS,
    EVENT_FIELDS,
    differs_by_world,
    shared_parameters,
    takes_whole_numbers,
    uncertain_parameters,
)
from sim.types import Array

SEEDS = [5, 6, 7]
MONTHS = 15

EVERYTHING = """\
title: Everything at once
about: Every number of an event that may differ by world is written out in some event.
sources: [cfr_2026_02]
extends: policy_menu
months: 24
more_events:
  - {date: 2025-12-02, actor: CHN, kind: control, goods: april_2025, partner: all, approval_rate: 0.4, lag_days: 30,
     term_months: 5, general_term_months: 11, green_channel: 0.2, fee: 0.05, rent_to: treasury, because: t,
     source: cfr_2026_02}
  - {date: 2025-12-03, actor: CHN, kind: trace_rule, goods: april_2025, partner: all, approval_rate: 0.5, lag_days: 30,
     term_months: 5, general_term_months: 11, green_channel: 0.1, fee: 0.02, threshold: 0.01, because: t,
     source: cfr_2026_02}
  - {date: 2025-12-04, actor: CHN, kind: discouragement, goods: curtailed_ai_chips, partner: USA, share: 0.8,
     because: t, source: cfr_2026_02}
  - {date: 2025-12-05, actor: USA, kind: grid_access, factor: 0.5, gw_year: 3, because: t, source: cfr_2026_02}
  - {date: 2025-12-05, actor: USA, kind: federal_land, gw: 3, because: t, source: cfr_2026_02}
  - {date: 2025-12-06, actor: USA, kind: offtake, goods: ndpr_oxide, share: 0.5, target_months: 3, because: t,
     source: cfr_2026_02}
  - {date: 2025-12-06, actor: USA, kind: strategic_reserve, goods: ndpr_oxide, target_months: 3, fill_share: 0.5,
     release_below_months: 0.5, because: t, source: cfr_2026_02}
  - {date: 2025-12-06, actor: USA, kind: friend_shoring, form: common_floor, partner: AUS, goods: ndpr_oxide,
     price_usd_kg: 100, upside_share: 0.2, because: t, source: cfr_2026_02}
  - {date: 2026-02-06, actor: USA, kind: release, goods: ndpr_oxide, share: 0.5, because: t, source: cfr_2026_02}
  - {date: 2025-12-07, actor: USA, kind: deal, partner: CHN, name: everything, days: 300, because: t,
     source: cfr_2026_02, clauses: [{actor: USA, kind: tariff, rate: 0.2}, {actor: CHN, kind: control,
       goods: april_2025, approval_rate: 0.9, lag_days: 15, term_months: 8, general_term_months: 13,
       green_channel: 0.4, fee: 0.01}]}
"""


def same_world(batch: Recording, world: int, alone: Recording) -> list[str]:
    """Series that differ between a world of a batch and the same world by itself."""
    pairs = zip(batch.variables, alone.variables, strict=True)
    return [
        one.name
        for one, other in pairs
        if not np.array_equal(one.values[..., world : world + 1], other.values, equal_nan=True)
    ]


def numbers_of_events(base: Base) -> dict[str, float]:
    """Every number of an event or clause that may differ by world: dotted key -> its value."""
    found = {}
    for number, event in enumerate(base.plain.events):
        entries = [(f"events[{number + 1}]", event, EVENT_FIELDS)]
        entries += [
            (f"events[{number + 1}].clauses[{place + 1}]", clause, CLAUSE_FIELDS)
            for place, clause in enumerate(getattr(event, "clauses", ()))
        ]
        for key, entry, known in entries:
            for field in sorted(known.get(entry.kind, ())):
                if getattr(entry, field, None) is not None:
                    found[f"{key}.{field}"] = float(getattr(entry, field))
    return found


def changed(key: str, value: float, base: Base) -> Array:
    """Three values for three worlds, the second as it is."""
    if takes_whole_numbers(path_of(key), base.plain):
        return np.array([max(1.0, value - 1), value, value + 2])
    return np.array([0.7 * value, value, min(1.3 * value, max(1.0, value))])


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Base:
    file = tmp_path_factory.mktemp("sweep") / "everything.yaml"
    file.write_text(EVERYTHING)
    return Base(load_scenario(file))


def test_every_number_of_an_event_may_differ_by_world(everything: Base) -> None:
    numbers = numbers_of_events(everything)
    told = {(_kind(everything, key), key.rpartition(".")[2], "clauses" in key) for key in numbers}
    wanted = {(kind, field, False) for kind, fields in EVENT_FIELDS.items() for field in fields}
    wanted |= {(kind, field, True) for kind, fields in CLAUSE_FIELDS.items() for field in fields}
    assert wanted <= told, wanted - told
    arrays = {key: changed(key, value, everything) for key, value in numbers.items()}
    assert all(differs_by_world(path_of(key), everything.plain) for key in arrays)
    batch = simulate(with_arrays(everything.plain, arrays), SEEDS, MONTHS)
    for world, seed in enumerate(SEEDS):
        said = {key: _plain(key, values[world], everything) for key, values in arrays.items()}
        alone = simulate(everything.with_values(said), [seed], MONTHS)
        assert same_world(batch, world, alone) == []
    assert same_world(batch, 0, simulate(everything.plain, SEEDS[:1], MONTHS)), "the numbers change something"


def _kind(base: Base, key: str) -> str:
    return str(getattr(base.entry(path_of(key)[:-1]), "kind", ""))


def _plain(key: str, value: float, base: Base) -> float:
    return int(value) if takes_whole_numbers(path_of(key), base.plain) else float(value)


RESTLESS = {
    "states.USA.strategy": "volatile_leader(hawk)",
    "states.CHN.strategy": "lookahead",
    "states.JPN.strategy": "swing_ally",
    "states.MYS.strategy": "coalition_builder",
    "states.AUS.strategy": "self_reliant",
}
FREE_OPTIONS = {
    "states.USA.options.threat_chance": (0.1, 0.9),
    "states.CHN.options.margin": (0.0, 0.6),
    "states.JPN.options.ally_following": (0.1, 0.9),
}


@pytest.fixture(scope="module")
def restless() -> Plan:
    """All uncertain parameters, options of strategies and a choice between strategies."""
    options = {
        key.rpartition(".")[2]: {"key": key, "low": low, "high": high} for key, (low, high) in FREE_OPTIONS.items()
    }
    return make_plan(
        load_scenario("base", RESTLESS),
        levers={**options, "europe": {"key": "states.EUU.strategy", "values": ["hold", "bandwagon"]}},
        uncertainties="all",
        design={"kind": "latin_hypercube", "points": 8},
        outcomes=["months_in_conflict.USA"],
        months=8,
        seed=3,
    )


def test_worlds_of_a_batch_live_as_they_would_alone(restless: Plan) -> None:
    group = restless.groups()[1]
    runs = np.asarray(group.runs)[:2]
    lives = restless.lives(runs)
    batch = simulate(lives.scenario, lives.seeds, restless.months, settings=lives.settings)
    for world, run in enumerate(runs.tolist()):
        scenario = restless.source.with_values(_said(restless, run))
        alone = simulate(scenario, [restless.seed + run], restless.months)
        assert same_world(batch, world, alone) == []
    rung = next(one for one in batch.variables if one.name == "rung")
    assert rung.values.any(), "somebody has climbed, so that strategies had something to decide"


def _said(plan: Plan, run: int) -> dict[str, object]:
    """All values of a run as overrides of the base."""
    values = plan.inputs(np.array([run]))
    return {
        key: values[one.name][0] if one.texts else float(values[one.name][0])
        for one in plan.factors
        for key in one.keys
    }


def test_a_batch_may_be_cut_anywhere(restless: Plan) -> None:
    runs = np.asarray(restless.groups()[0].runs)
    whole = restless.lives(runs)
    for run, seed in zip(runs.tolist(), whole.seeds, strict=True):
        one = restless.lives(np.array([run]))
        assert one.seeds == [seed] and one.plain is whole.plain
        place = runs.tolist().index(run)
        for name, values in one.settings.as_dict().items():
            if isinstance(values, np.ndarray):
                assert values == whole.settings.as_dict()[name][place]  # type: ignore[index]


def test_runs_are_grouped_by_what_they_share(restless: Plan) -> None:
    groups = restless.groups()
    assert sorted(run for group in groups for run in np.asarray(group.runs).tolist()) == list(range(restless.runs))
    assert [dict(group.structure) for group in groups] == [
        {"europe": name} for name in dict.fromkeys(restless.inputs(np.arange(8))["europe"].tolist())
    ]
    for group in groups:
        assert set(restless.inputs(np.asarray(group.runs))["europe"]) == {dict(group.structure)["europe"]}
    with pytest.raises(ValueError, match="do not share 'europe'"):
        restless.lives(np.arange(8))


def plan_with(**said: object) -> Plan:
    given: dict[str, object] = {"levers": {"approval_rate_tight": None}, "outcomes": ["payoff_sum.USA"], **said}
    return make_plan("base", **given)  # type: ignore[arg-type]


def test_groups_of_a_structure_follow_the_design() -> None:
    levers: Mapping[str, object] = {
        "approval_rate_tight": {"values": [0.1, 0.2, 0.3]},
        "firms": {"key": "firms_per_cell", "low": 1, "high": 2},
    }
    plan = plan_with(levers=levers, runs_per_point=2)
    assert plan.points == 6 and [one.name for one in plan.structural] == ["firms"]
    assert [np.asarray(group.runs).tolist() for group in plan.groups()] == [[0, 1, 4, 5, 8, 9], [2, 3, 6, 7, 10, 11]]
    assert [group.structure for group in plan.groups()] == [(("firms", 1),), (("firms", 2),)]
    assert plan.lives(np.array([2, 7])).scenario.firms_per_cell == 2
    whole = plan_with(levers={"approval_rate_tight": {"low": 0.1, "high": 0.3}})
    assert [group.runs for group in whole.groups()] == [range(5)]


def test_whose_luck_a_run_lives_with() -> None:
    crossed = {"levers": "grid", "uncertainties": {"kind": "latin_hypercube", "points": 3}}
    said: dict[str, object] = {
        "levers": {"approval_rate_tight": {"values": [0.1, 0.2]}},
        "uncertainties": {"spot_scarcity": None},
        "design": crossed,
        "runs_per_point": 2,
        "seed": 10,
    }
    runs = np.arange(12)
    assert plan_with(**said).seeds(runs) == [10, 11, 12, 13, 14, 15] * 2  # each draw of facts its own, for all choices
    assert plan_with(**said, luck="common").seeds(runs) == [10, 11] * 6
    assert plan_with(**said, luck="own").seeds(runs) == list(range(10, 22))
    alone = {**said, "design": {"kind": "latin_hypercube", "points": 6}}
    assert plan_with(**alone).seeds(runs) == list(range(10, 22))


def test_points_that_a_design_compares_live_with_the_same_luck() -> None:
    said: dict[str, object] = {"uncertainties": {"spot_scarcity": None}, "runs_per_point": 2, "seed": 10}
    sobol = {**said, "design": {"kind": "sobol", "points": 2}}
    a_and_ab, b = [10, 11] * 3, [12, 13]
    assert plan_with(**sobol).luck == "paired"
    assert plan_with(**sobol).seeds(np.arange(16)) == [*a_and_ab, *b, *[one + 4 for one in (*a_and_ab, *b)]]
    assert plan_with(**sobol, luck="common").seeds(np.arange(16)) == [10, 11] * 8
    second = {**said, "design": {"kind": "sobol", "points": 2, "second_order": True}}
    assert plan_with(**second).seeds(np.arange(12)) == [*[10, 11] * 3, *[12, 13] * 3]
    walks = plan_with(**{**said, "design": {"kind": "morris", "trajectories": 2}})
    assert walks.luck == "paired" and walks.seeds(np.arange(12)) == [*[10, 11] * 3, *[12, 13] * 3]
    facts = {"levers": "grid", "uncertainties": {"kind": "morris", "trajectories": 2}}
    crossed = plan_with(**{**said, "levers": {"approval_rate_tight": {"values": [0.1, 0.2]}}, "design": facts})
    assert crossed.luck == "paired" and crossed.seeds(np.arange(16)) == [*[10, 11] * 2, *[12, 13] * 2] * 2
    assert plan_with(**{**said, "design": "grid"}).luck == "common"


def test_a_plan_travels_as_its_text(restless: Plan, tmp_path: Path) -> None:
    text = pickle.dumps(restless)
    again = pickle.loads(text)
    assert len(text) < 100_000 and again.fingerprint() == restless.fingerprint() and again.runs == restless.runs
    runs = np.array([5, 0, 7])
    assert all(np.array_equal(values, again.inputs(runs)[name]) for name, values in restless.inputs(runs).items())
    assert again.base.resolved() == restless.base.resolved() and again.seeds(runs) == restless.seeds(runs)


def test_many_points_are_grouped_in_little_memory() -> None:
    import tracemalloc

    levers = {"approval_rate_tight": None, "mode": {"key": "states.USA.strategy", "values": ["hold", "hawk", "dove"]}}
    plan = plan_with(levers=levers, design={"kind": "latin_hypercube", "points": 200_000})
    tracemalloc.start()
    groups = plan.groups()
    lives = plan.lives(np.asarray(groups[2].runs)[-100:])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(group.size for group in groups) == plan.runs == 200_000 and len(lives.seeds) == 100
    assert peak < 24e6


def test_what_worlds_share_is_known() -> None:
    names = {one.name for one in uncertain_parameters()}
    assert names and not names & shared_parameters()
    scenario = load_scenario("rare_earth_controls_2025")
    shared = ["parameters.home_bias", "parameters.default_tariff", "parameters.lookahead_months", "firms_per_cell"]
    shared += ["states.USA.then", "events[1].because", "events[999].rate", "states.USA.options.nonsense"]
    assert not any(differs_by_world(path_of(key), scenario) for key in shared)
    free = ["parameters.spot_scarcity", "events[1].rate", "states.USA.options.forgiveness"]
    assert all(differs_by_world(path_of(key), scenario) for key in free)
