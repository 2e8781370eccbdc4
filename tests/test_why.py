"""What must stay true of explanations: shares add up, known answers are found, hybrids are legal, words readable."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import synthetic

from sim.comparison.differences import Comparison, compare
from sim.comparison.why.changes import MOST_EXACT, Change, gather, hybrid
from sim.comparison.why.page import page, rows
from sim.comparison.why.parts import parts_between
from sim.comparison.why.shapley import Coalition, Worth, exact, sampled
from sim.comparison.why.steps import steps_between
from sim.comparison.why.study import ASKED, SERIES, Why, explain
from sim.comparison.why.words import paragraph
from sim.errors import InputError
from sim.figures.style import house_style
from sim.figures.why import draw_why, waterfall
from sim.labelled import Labelled
from sim.model import TradeWar
from sim.outcomes import LABELS
from sim.parameters import load_parameters
from sim.results import Results
from sim.scenario import AnyEvent, CourtRulingEvent, Scenario, load_scenario
from sim.simulation import simulate

RUNS = 2
WORTHS = np.array([3.0, -1.0, 0.5])


def toy(*interactions: tuple[tuple[int, ...], float]) -> Worth:
    """Changes that add up, but for some that only count together: (outcome, run)."""

    def worth(made: Coalition) -> np.ndarray:
        value = sum(WORTHS[change] for change in made)
        value += sum(size for group, size in interactions if set(group) <= made)
        return np.array([[value, 2 * value]])

    return worth


def test_an_additive_payoff_is_shared_out_exactly() -> None:
    found = exact(toy(), 3)
    np.testing.assert_allclose(found.share[:, 0, 0], WORTHS, atol=1e-12)
    np.testing.assert_allclose(found.share[:, 0, 1], 2 * WORTHS, atol=1e-12)
    np.testing.assert_allclose(found.interaction, 0, atol=1e-12)
    assert found.lived == 8


def test_what_two_only_do_together_is_shared_half_and_half() -> None:
    found = exact(toy(((0, 1), 4.0)), 3)
    np.testing.assert_allclose(found.share[:, 0, 0], [5.0, 1.0, 0.5], atol=1e-12)
    np.testing.assert_allclose(found.interaction[0, 0], 4.0)
    assert {pair: values[0, 0] for pair, values in found.together.items()} == {(0, 1): 4.0, (0, 2): 0.0, (1, 2): 0.0}


def test_what_three_only_do_together_is_shared_in_thirds() -> None:
    found = exact(toy(((0, 1, 2), 6.0)), 3)
    np.testing.assert_allclose(found.share[:, 0, 0], WORTHS + 2, atol=1e-12)


@pytest.mark.parametrize("changes", [1, 2, 4, 5])
def test_shares_add_up_whatever_the_payoff(changes: int) -> None:
    values = {
        frozenset(made): np.sin(np.arange(3) * (1 + sum(2**change for change in made)))
        for size in range(changes + 1)
        for made in combinations(range(changes), size)
    }
    found = exact(lambda made: values[made], changes)
    np.testing.assert_allclose(found.share.sum(axis=0), found.total, atol=1e-12)
    drawn = sampled(lambda made: values[made], changes, 4, seed=1)
    np.testing.assert_allclose(drawn.share.sum(axis=0), drawn.total, atol=1e-12)


def test_drawn_orders_come_near_within_their_error() -> None:
    worth = toy(((0, 1), 4.0), ((0, 1, 2), 6.0), ((1, 2), -3.0))
    whole, drawn = exact(worth, 3), sampled(worth, 3, 200, seed=1)
    away = np.abs(drawn.share.mean(axis=-1) - whole.share.mean(axis=-1))
    assert (away <= 4 * drawn.error + 1e-12).all() and (drawn.error < 0.5).all() and drawn.error.max() > 0
    np.testing.assert_array_equal(drawn.share, sampled(worth, 3, 200, seed=1).share)
    assert (sampled(worth, 3, 200, seed=2).share != drawn.share).any()


def test_a_change_that_changes_nothing_gets_nothing() -> None:
    found = exact(lambda made: np.array([float(0 in made and 1 in made)]), 3)
    np.testing.assert_allclose(found.share[:, 0], [0.5, 0.5, 0.0], atol=1e-12)


PAIRS = (
    ("london_truce", "embargo"),
    ("base", "embargo"),
    ("london_truce", "korea_truce"),
    ("korea_truce", "history_2025"),
    ("liberation_day_2025", "history_2025"),
    ("base", "policy_menu"),
)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_hybrids_are_legal_and_end_at_the_second_scenario(one: str, other: str, tmp_path: Path) -> None:
    first, second = load_scenario(one), load_scenario(other)
    changes = gather(parts_between(first, second))
    assert 0 < len(changes) <= MOST_EXACT
    assert hybrid(first, second, []) is first
    last = hybrid(first, second, changes)
    assert last.states == second.states and last.parameters == second.parameters
    assert sorted(map(_without_reasons, last.events)) == sorted(map(_without_reasons, second.events))
    for number, change in enumerate(changes):
        for made in ([change], [*changes[:number], *changes[number + 1 :]]):
            file = tmp_path / "hybrid.yaml"
            file.write_text(hybrid(first, second, made).resolved_yaml(), encoding="utf-8")
            load_scenario(file)


def _without_reasons(event: AnyEvent) -> str:
    return event.model_dump_json(exclude={"because", "source"})


def test_hybrids_of_all_single_parts_can_begin() -> None:
    first, second = load_scenario("london_truce"), load_scenario("korea_truce")
    for part in parts_between(first, second)[-6:]:
        TradeWar(hybrid(first, second, [part]), [1])


def test_parts_say_what_they_are() -> None:
    names = [one.name for one in parts_between(load_scenario("london_truce"), load_scenario("embargo"))]
    assert "China: export controls, rare earths all" in names and "United States: threats, China" in names
    assert len(names) == len(set(names)) == 23


def test_groups_are_as_fine_as_the_number_asked_for_allows() -> None:
    parts = parts_between(load_scenario("london_truce"), load_scenario("embargo"))
    assert [one.name for one in gather(parts)] == [
        "United States: strategy and threats",
        "China: strategy and deals",
        "Other states: strategy",
        "United States: tariffs",
        "China: export controls",
    ]
    assert len(gather(parts, 7)) == 7 and gather(parts, None) == parts
    assert [len(gather(parts, 1)), len(gather(parts, 4))] == [3, 3]


def test_a_deal_of_one_scenario_goes_with_its_extension() -> None:
    first = load_scenario("liberation_day_2025")
    second = load_scenario("london_truce")
    kept = [event for event in first.events if getattr(event, "name", "") != "geneva"]
    without = first.model_copy(update={"events": tuple(kept), "states": second.states})
    (deal,) = [one for one in parts_between(without, second) if any("deal geneva" in part for part in one.said)]
    assert sum("geneva" in part for part in deal.said) == 3


def test_a_parameter_that_differs_is_a_change_of_its_own() -> None:
    first = load_scenario("base")
    second = load_scenario("base", {"parameters.spot_scarcity": "1.9"})
    (change,) = parts_between(first, second)
    usual = load_parameters()["spot_scarcity"].value
    assert change.name == "spot_scarcity" and change.said == (f"spot_scarcity: {usual:g} becomes 1.9",)
    assert hybrid(first, second, [change]).parameters == {"spot_scarcity": 1.9}
    assert hybrid(second, first, parts_between(second, first)).parameters == {}


def test_scenarios_that_say_the_same_have_nothing_to_explain() -> None:
    one = load_scenario("tariffs_10_10")
    results = [synthetic.results(name=name) for name in ("one", "other")]
    with pytest.raises(InputError, match="nothing to explain"):
        explain((one, one), compare(results), lambda *_: results[0])


def test_moves_that_differ_are_told_once_with_their_reason() -> None:
    calm, war = synthetic.results(seeds=(1, 2), strength=0), synthetic.results(seeds=(1, 2))
    steps = steps_between(calm, war)
    assert [step.date for step in steps] == sorted(step.date for step in steps)
    assert steps[0].scenario == 1 and steps[0].share == 1.0 and steps[0].reason == war.events[0].reason
    assert {row.date for row in war.events} == {step.date for step in steps}
    assert not steps_between(war, war)
    swapped = steps_between(war, calm)
    assert [replace(step, scenario=1) for step in swapped] == steps


def test_moves_of_few_runs_are_left_out() -> None:
    war = synthetic.results(seeds=(1, 2, 3))
    calm = synthetic.results(seeds=(1, 2, 3), strength=0)
    rare = replace(calm, events=tuple(row for row in war.events if row.run == 0))
    assert not steps_between(calm, rare) and steps_between(war, rare)


@pytest.fixture(scope="module")
def pair() -> tuple[Scenario, Scenario]:
    return load_scenario("tariffs_10_10"), load_scenario("tariffs_145_125")


@pytest.fixture(scope="module")
def why(pair: tuple[Scenario, Scenario]) -> Why:
    """Two tariff wars that differ in two changes, for a few months: what the chain makes of it."""
    asked = ("peak_consumer_prices", "trade_balance_change:USA", "payoff_sum")
    return explain(pair, _lived(pair), _run, asked)


def _run(scenario: Scenario, series: tuple[str, ...] | None, title: str) -> Results:
    return simulate(scenario, RUNS, 8, series=series)


def _lived(pair: tuple[Scenario, Scenario]) -> Comparison:
    return compare([_run(one, None, "") for one in pair])


def test_shares_of_the_model_add_up_to_the_difference(why: Why) -> None:
    assert [(one.name, one.state) for one in why.asked] == [
        ("peak_consumer_prices", "USA"),
        ("peak_consumer_prices", "CHN"),
        ("trade_balance_change", "USA"),
        ("payoff_sum", "USA"),
        ("payoff_sum", "CHN"),
    ]
    contrasts = {(one.outcome, one.state): one.values for one in why.comparison.contrasts() if one.measure != "value"}
    for place, one in enumerate(why.asked):
        np.testing.assert_allclose(why.sharing.share[:, place].sum(axis=0), contrasts[one.name, one.state], atol=1e-9)


def test_a_tariff_of_ones_own_makes_ones_own_prices(why: Why) -> None:
    """The US tariff makes US prices, China's makes China's: known from what they tax."""
    assert [one.name for one in why.changes] == ["United States: tariffs, China", "China: tariffs, United States"]
    assert why.share(0, 0) > 0.8 * why.total(0) > 0
    assert why.share(1, 1) > 0.5 * why.total(1) > 0


def test_a_hybrid_is_the_second_scenario_once_all_is_changed(pair: tuple[Scenario, Scenario]) -> None:
    first, second = pair
    whole = _run(hybrid(first, second, parts_between(first, second)), SERIES, "")
    np.testing.assert_array_equal(whole.values("gdp_gap", "USA"), _run(second, SERIES, "").values("gdp_gap", "USA"))


def test_usual_outcomes_need_few_series(pair: tuple[Scenario, Scenario]) -> None:
    asked: list[tuple[str, ...] | None] = []

    def run(scenario: Scenario, series: tuple[str, ...] | None, title: str) -> Labelled:
        asked.append(series)
        return _run(scenario, series, title)

    found = explain(pair, _lived(pair), run)
    assert set(asked) == {SERIES}
    assert {one.name for one in found.asked} == set(ASKED) - {"growth_loss_two_years"}  # too short a run to tell


def test_words_tell_inputs_first_move_shares_and_method(why: Why) -> None:
    text = paragraph(why)
    assert text.startswith("From tariffs_10_10 to tariffs_145_125 there are 2 changes: United States: tariffs, China")
    assert "The runs part on 9 Apr 2025" in text and "Consumer prices, highest (United States): from" in text
    assert "by 'United States: tariffs, China'" in text and "all 4 combinations" in text
    assert "nan" not in page(why) and "| of which only together |" in page(why)
    for line in page(why).splitlines():
        if line.startswith("|"):
            assert line.endswith("|")


def test_the_first_move_of_the_weightiest_change_is_told(why: Why) -> None:
    """Also where others move before it, who count for little."""
    assert [step is not None and step.actors for step in why.firsts] == [("USA",), ("CHN",)]
    text = " ".join(paragraph(why).split())
    assert "What counts for most" not in text, "the runs part by it"
    early = replace(why.steps[0], date="2025-02-01", actors=("JPN",), reason="allies move first")
    late = replace(why, steps=(early, *why.steps))
    told = " ".join(paragraph(late).split())
    assert "The runs part on 1 Feb 2025" in told
    assert "What counts for most, 'United States: tariffs, China', sets in on 9 Apr 2025, in tariffs_145_125" in told
    assert "*sets in* on 9 Apr 2025" in page(why)


def test_table_and_rows_hold_every_share(why: Why) -> None:
    table = why.table()
    assert len(table) == len(why.asked) * (len(why.changes) + 2)
    own = table[(table.outcome == "payoff_sum") & (table.state == "USA")]
    assert own.share[:2].sum() == pytest.approx(float(own.share.iloc[2]))
    assert [row[0] for row in rows(why)] == [
        "tariffs_10_10",
        "United States: tariffs, China",
        "China: tariffs, United States",
        "tariffs_145_125",
        "of which only together",
    ]


def test_more_changes_than_five_are_sampled_with_errors(pair: tuple[Scenario, Scenario]) -> None:
    parameters = {f"parameters.{name}": value for name, value in MANY.items()}
    second = load_scenario("tariffs_145_125", parameters)
    toys = _lived((pair[0], pair[1]))
    results = toys.scenarios[1]

    def run(scenario: Scenario, series: tuple[str, ...] | None, title: str) -> Labelled:
        return results

    found = explain((pair[0], second), toys, run, ("payoff_sum:USA",), most=8)
    assert len(found.changes) == 6 and found.orders
    assert "orders of the changes drawn" in paragraph(found) and "(s.e. " in page(found)


MANY = {"spot_scarcity": "1.9", "utilisation": "0.8", "output_multiplier": "1.5", "thrift_rate": "0.3"}


def test_slips_are_answered(pair: tuple[Scenario, Scenario], why: Why) -> None:
    with pytest.raises(InputError, match="did you mean 'peak_consumer_prices'"):
        explain(pair, why.comparison, _run, ("peak_consumer_price",))
    with pytest.raises(InputError, match="no such outcome: payoff_sum:USB"):
        explain(pair, why.comparison, _run, ("payoff_sum:USB",))


def test_every_usual_outcome_exists() -> None:
    assert set(ASKED) <= set(LABELS)


def test_the_figure_has_a_panel_for_each_outcome_and_bars_that_meet(why: Why, tmp_path: Path) -> None:
    with house_style():
        figure = waterfall(why)
    assert len(figure.axes) == len(why.asked)
    for place, ax in enumerate(figure.axes):
        first, *changes, last = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
        ends = [first[1], *(end for _, end in changes)]
        starts = [start for start, _ in changes]
        np.testing.assert_allclose(starts, ends[:-1])
        assert (
            last[1]
            == pytest.approx(ends[-1])
            == pytest.approx(float(why.asked[place].values.mean()) + why.total(place))
        )
    assert draw_why(why, tmp_path).is_file()


def test_every_group_holds_all_its_parts() -> None:
    parts = parts_between(load_scenario("london_truce"), load_scenario("history_2025"))
    for most in (1, 3, 5, 8):
        groups = gather(parts, most)
        assert _count(groups) == _count(parts)
        for one, other in pairwise(groups):
            assert one.key != other.key


def _count(changes: list[Change]) -> tuple[int, int, int]:
    return (
        sum(len(one.states) for one in changes),
        sum(len(one.removed) for one in changes),
        sum(len(one.added) for one in changes),
    )


def test_a_ruling_is_no_part_of_a_strategy() -> None:
    """Courts rule whoever governs: a ruling that only one scenario has stays a change of its own."""
    first = load_scenario("liberation_day_2025")
    second = load_scenario("history_2025")
    (number,) = [number for number, event in enumerate(second.events) if isinstance(event, CourtRulingEvent)]
    (part,) = [one for one in parts_between(first, second) if "court rulings" in one.families]
    assert not part.states and part.added == (number,)
