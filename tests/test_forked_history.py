"""What must stay true of forked history: the record to the day, strategies from the next month on, clear refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.results import Results
from sim.scenario import Scenario, load_scenario
from sim.scenario.forking import fork_scenario, forked, read_strategies
from sim.simulation import simulate

DAY = "2025-05-12"
MONTHS = 8


@pytest.fixture(scope="module")
def history() -> Scenario:
    return load_scenario("history")


@pytest.fixture(scope="module")
def lived(history: Scenario) -> tuple[Results, Results]:
    """The record, and the record forked in May with hawks on both sides."""
    fork = forked(history, DAY, "USA=hawk,CHN=hawk")
    return simulate(history, 2, MONTHS), simulate(fork, 2, MONTHS)


def test_history_is_the_record(history: Scenario) -> None:
    assert history.name == "history_2025" and history.events == load_scenario("history_2025").events


def test_events_are_kept_to_the_day(history: Scenario) -> None:
    on_the_day = fork_scenario(history, date(2025, 5, 14), {})
    before = fork_scenario(history, date(2025, 5, 13), {})
    assert {str(event.date) for event in on_the_day.events} - {str(event.date) for event in before.events} == {
        "2025-05-14"
    }
    assert before.events == tuple(event for event in history.events if event.date <= date(2025, 5, 13))


def test_states_follow_what_is_named_or_the_reaction_of_their_role(history: Scenario) -> None:
    states = forked(history, DAY, "CHN=hawk").states
    assert {code: choice.then for code, choice in states.items() if choice.until == "2025-05"} == {
        "USA": "reciprocal",
        "CHN": "hawk",
        **dict.fromkeys(("EUU", "JPN", "KOR", "GBR", "CAN", "AUS"), "bandwagon"),
        **dict.fromkeys(("MEX", "IND", "VNM", "MYS", "BRA", "KAZ", "UZB", "MNG", "AFR"), "hedger"),
    }
    assert states["MMR"].strategy == states["ROW"].strategy == "hold"


def test_a_scenario_keeps_its_own_reactions(history: Scenario) -> None:
    states = forked(load_scenario("liberation_day_2025"), "2025-04-05", "CHN=hawk").states
    assert (states["USA"].then, states["USA"].until) == ("dealmaker", "2025-04")


def test_months_before_the_fork_are_the_record_to_the_last_bit(lived: tuple[Results, Results]) -> None:
    record, fork = lived
    for variable in ("gdp_gap", "rung", "payoff"):
        one, other = (results.values(variable, "USA") for results in lived)
        np.testing.assert_array_equal(one[:4], other[:4])
    april = [row for row in record.events if row.month <= "2025-04"]
    assert april == [row for row in fork.events if row.month <= "2025-04"]


def test_after_the_fork_strategies_decide(lived: tuple[Results, Results]) -> None:
    record, fork = lived
    recorded = {"Geneva", "mirrors", "withdrawn"}
    later = [row for row in fork.events if row.month >= "2025-06"]
    assert later and not [row for row in later if any(word in row.reason for word in recorded)]
    assert fork.values("rung", "USA")[-1].min() > record.values("rung", "USA")[-1].max()


def test_name_and_title_say_what_was_done(history: Scenario) -> None:
    fork = forked(history, DAY, "USA=hawk,CHN=reciprocal")
    assert fork.name == "history_2025_fork_2025-05-12_USA-hawk_CHN-reciprocal"
    assert "forked on 2025-05-12; USA: hawk, CHN: reciprocal" in fork.title
    assert fork.about.startswith("history_2025 to 2025-05-12; from 2025-06 on states decide.")
    assert history.name == "history_2025" and len(history.events) > len(fork.events)


def test_a_fork_can_be_saved_and_read_again(history: Scenario, tmp_path: Path) -> None:
    fork = forked(history, DAY, "USA=hawk,CHN=reciprocal")
    file = tmp_path / "fork.yaml"
    file.write_text(fork.resolved_yaml(), encoding="utf-8")
    again = load_scenario(file)
    assert again.states == fork.states and again.events == fork.events


def test_commas_inside_brackets_do_not_part_strategies() -> None:
    assert read_strategies("USA=outer(inner(one)), CHN=hawk") == {"USA": "outer(inner(one))", "CHN": "hawk"}


def test_without_a_fork_nothing_changes(history: Scenario) -> None:
    assert forked(history, "", "") is history


@pytest.mark.parametrize(
    ("day", "states", "message"),
    [
        (DAY, "USA=hawc", "did you mean 'hawk'"),
        (DAY, "US=hawk", "did you mean 'USA'"),
        (DAY, "USA=mine.py", "there is no strategy file 'mine.py'"),
        (DAY, "USA", "expected STATE=STRATEGY"),
        (DAY, "USA=hawk,USA=dove", "USA already follows 'hawk'"),
        ("2024-12-31", "", "from 2025-01-01 to 2026-12-31"),
        ("2027-01-01", "", "from 2025-01-01 to 2026-12-31"),
        ("12 May", "", "expected a day such as"),
        ("", "USA=hawk", "needs --fork DATE"),
    ],
)
def test_slips_are_answered(history: Scenario, day: str, states: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        forked(history, day, states)


def test_only_a_record_can_be_forked() -> None:
    with pytest.raises(InputError, match="nobody follows a record in 'base'"):
        forked(load_scenario("base"), DAY, "USA=hawk")
    with pytest.raises(InputError, match="the record of 'liberation_day_2025' ends in 2025-06"):
        forked(load_scenario("liberation_day_2025"), "2025-09-01", "")
    with pytest.raises(InputError, match="its record ends in 2025-10, before the fork"):
        forked(load_scenario("korea_truce"), "2026-03-01", "EUU=hawk")
