"""What must stay true of the calibration page: deeper cuts cost more, harsher wars trade less, tables add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.calibration.growth_claim import CLAIM
from sim.calibration.study import Calibration, calibrate
from sim.calibration.supply_cuts import CUTS, STATES, study_cuts
from sim.calibration.tariff_war import WORLDS, YEARS
from sim.console.calibration_page import write_calibration
from sim.console.pages import BEGIN, END
from sim.parameters import load_parameters
from sim.recording import Progress
from sim.validation.sampling import draw

SAMPLES = 6


def nobody(title: str) -> Progress | None:
    assert title
    return None


@pytest.fixture(scope="module")
def found() -> Calibration:
    return calibrate(SAMPLES, seed=3, watch=nobody)


def test_the_claim_is_the_target_and_is_counted_over_all_samples(found: Calibration) -> None:
    for one in found.growth:
        assert one.claim == load_parameters()[CLAIM].low
        assert one.losses.shape == (SAMPLES,)
        assert one.share_meeting == pytest.approx(100 * np.mean(one.losses >= one.claim))
        assert len(one.drivers.ranked) == len(draw(SAMPLES).names)


def test_shortages_are_a_part_of_what_an_embargo_costs(found: Calibration) -> None:
    by_name = {(one.results.scenario, one.counted): one.losses for one in found.growth}
    assert (by_name["embargo", "shortages alone"] < by_name["embargo", "all that happens"]).all()
    assert np.median(by_name["embargo", "shortages alone"]) > np.median(
        by_name["rare_earth_controls_2025", "shortages alone"]
    )


def test_the_fewer_licences_the_greater_the_loss(found: Calibration) -> None:
    lever = found.lever
    assert lever.levels == tuple(sorted(lever.levels))
    assert load_parameters()[lever.lever].value in lever.levels
    medians = [np.median(losses) for losses in lever.from_shortages]
    assert medians == sorted(medians, reverse=True) and medians[0] > medians[-1]
    value = lever.levels.index(load_parameters()[lever.lever].value)
    np.testing.assert_array_equal(lever.from_shortages[value], found.growth[1].losses)


def test_longer_and_deeper_cuts_cost_more(found: Calibration) -> None:
    assert [(one.scenario, one.state) for one in found.cuts] == [(cut, state) for cut in CUTS for state in STATES]
    for state in STATES:
        lost = [np.median(one.output_lost) for one in found.cuts if one.state == state]
        assert lost == sorted(lost) and lost[0] < lost[-1]
        deepest = [np.median(one.deepest) for one in found.cuts if one.state == state]
        assert deepest[-1] == min(deepest) < 0


def test_harsher_tariff_wars_trade_less_with_each_other_and_more_with_others(found: Calibration) -> None:
    for years in YEARS:
        between = [np.median(found.war.values(world, "United States: imports from China", years)) for world in WORLDS]
        assert between == sorted(between, reverse=True) and between[0] < 0
        instead = [np.median(found.war.values(world, "United States: imports from Vietnam", years)) for world in WORLDS]
        assert instead == sorted(instead) and instead[0] > 0


def test_closures_say_what_theory_says(found: Calibration) -> None:
    by_case = {(one.answered_by, one.model, one.elasticity, one.revenue): one for one in found.closures}
    assert len(by_case) == len(found.closures) == 16
    for (answered_by, model, elasticity, revenue), one in by_case.items():
        assert one.imports_to_gdp < 0
        if revenue == "income tax cut":
            assert one.employment > by_case[answered_by, model, elasticity, "paid out"].employment
        if answered_by != "nobody":
            assert one.welfare_exact < by_case["nobody", model, elasticity, revenue].welfare_exact


def test_the_page_is_written_between_its_marks_again_and_again(found: Calibration, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\nwhat stood here before\n{END}\n\nAfter.\n", encoding="utf-8")
    write_calibration(found, page)
    once = page.read_text(encoding="utf-8")
    write_calibration(found, page)
    assert page.read_text(encoding="utf-8") == once
    assert once.startswith("# Before") and once.endswith("After.\n") and "stood here" not in once
    assert "| A partial cut for one year | United States |" in once
    rows = [line for line in once.splitlines() if line.startswith("|")]
    assert all(cell.strip() not in ("nan", "None") for row in rows for cell in row.split("|"))


def test_progress_is_told_with_a_title() -> None:
    told: list[tuple[str, int, int]] = []

    def watch(title: str) -> Callable[[int, int], None]:
        return lambda done, months: told.append((title, done, months))

    study_cuts(draw(2), watch, names=CUTS[:1])
    assert {title for title, _, _ in told} == {CUTS[0]}
    assert told[-1][1] == told[-1][2]
