"""What must stay true of trying out programmes: one at a time against the same world without any."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import synthetic

from sim.comparison.policies import ALL, PolicyTrials, policies_of, try_policies
from sim.console.policy_report import policy_rows
from sim.errors import InputError
from sim.figures.policy_cost import draw_policy_cost, policy_cost
from sim.figures.style import house_style, page

FLOOR, LOAN = "United States: price floor, Nd-Pr oxide", "United States: loan in Japan, NdFeB magnets, Nd-Pr oxide"


@pytest.fixture(scope="module")
def trials() -> PolicyTrials:
    return try_policies(synthetic.programmes(), synthetic.trial)


def test_every_programme_is_tried_alone_and_all_together(trials: PolicyTrials) -> None:
    assert [policy.name for policy, _ in trials.trials] == [FLOOR, LOAN, ALL]
    assert trials.control.scenario == "no programmes"
    assert len(trials.control.months) == 9 + 120, "ten years from the last beginning, October 2025"


def test_what_ends_a_programme_belongs_to_it(trials: PolicyTrials) -> None:
    kinds = {policy.name: [event.kind for event in policy.events] for policy, _ in trials.trials}
    assert kinds[FLOOR] == ["price_floor", "end_programme"] and kinds[LOAN] == ["loan"]
    assert kinds[ALL] == ["price_floor", "loan", "end_programme"]


def test_other_measures_stay_in_every_run() -> None:
    seen: list[list[str]] = []

    def run(scenario: synthetic.ProgrammeScenario, months: int, title: str) -> synthetic.Results:
        seen.append([event.kind for event in scenario.events])
        return synthetic.trial(scenario, months, title)

    try_policies(synthetic.programmes(), run)
    assert seen[0] == ["control"] and all("control" in kinds for kinds in seen)
    assert seen[-1] == ["control", "price_floor", "loan", "end_programme"]


def test_effects_are_differences_to_the_run_without_programmes(trials: PolicyTrials) -> None:
    table = trials.table().set_index(["policy", "years", "good", "measure"])["median"]
    assert table[FLOOR, 10, "ndpr_oxide", "made outside"] == pytest.approx(120)
    assert table[LOAN, 10, "ndfeb_magnets", "made outside"] == pytest.approx(240)
    assert table[LOAN, 10, "ndpr_oxide", "made outside"] == 0
    assert table[ALL, 10, "ndpr_oxide", "made outside"] == pytest.approx(120)
    assert table[FLOOR, 2, "", "cost"] == pytest.approx(24 * 5)
    gained = table[FLOOR, 5, "", "gained outside"]
    assert table[FLOOR, 5, "", "cost per unit gained"] == pytest.approx(60 * 5e6 / gained)
    assert (table[:, :, "ndpr_oxide", "price abroad"] == 0).all()


def test_a_programme_that_brings_nothing_has_no_cost_per_unit(trials: PolicyTrials) -> None:
    table = trials.table().set_index(["policy", "years", "good", "measure"])["median"]
    assert pd.isna(trials.effects()[0].values).sum() == 0
    assert (table[:, :, "", "cost"] > 0).all()


def test_a_scenario_without_programmes_is_refused() -> None:
    scenario = synthetic.programmes()
    scenario.events = scenario.events[:1]
    with pytest.raises(InputError, match="'programmes' has no programmes"):
        policies_of(scenario)


def test_saved_whole(trials: PolicyTrials, tmp_path: Path) -> None:
    folder = trials.save(tmp_path / "out", draw_policy_cost)
    assert {path.name for path in folder.iterdir()} == {
        "policies.csv", "policy_cost.png", "control.yaml", "manifest.json"
    }  # fmt: skip
    assert len(pd.read_csv(folder / "policies.csv")) == len(trials.table())
    assert json.loads((folder / "manifest.json").read_text())["policies_of"] == "programmes"


def test_the_figure_names_the_policy_that_brings_most(trials: PolicyTrials) -> None:
    with house_style():
        _, ax = page()
        assert policy_cost(ax, trials) is ax
    words = " ".join(text.get_text() for text in ax.texts).replace("\n", " ")
    assert f'"{LOAN}" brings most after 10 years, 240 t/year' in words
    assert words.count(FLOOR) == 1 and ALL in words


def test_the_printed_table_has_a_line_for_each_good_and_for_costs(trials: PolicyTrials) -> None:
    own = [one for one in trials.effects() if one.policy.name == LOAN]
    rows = {row[0].strip(): row[1:] for row in policy_rows(own, (2, 5, 10))}
    assert list(rows) == [
        LOAN, "NdFeB magnets, t/year", "Nd-Pr oxide, t/year", "cost, million USD", "cost per unit gained, USD/t"
    ]  # fmt: skip
    assert rows["NdFeB magnets, t/year"][:3] == ("+110", "+240", "+240")
    assert rows["Nd-Pr oxide, t/year"][2:] == ("0", "0", "0")
    assert rows["cost, million USD"][:3] == ("24.0", "60.0", "120")
