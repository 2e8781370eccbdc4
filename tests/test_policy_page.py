"""The menu of instruments: each moves what it should, costs what it should, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.comparison.policies import PolicyTrials, in_world, is_programme, policies_of, try_policies
from sim.comparison.policy_effects import programme_cost
from sim.comparison.policy_lines import Entry, cover_with_reserves, entries
from sim.console.pages import BEGIN, END
from sim.console.policy_page import KINDS, lead_times, months_of, write_page
from sim.errors import InputError
from sim.results import Results
from sim.scenario import PROGRAMME_KINDS, Scenario
from sim.scenario.programme_events import FriendShoringEvent
from sim.supply import outside
from sim.tables import load_tables

MONTHS = 84
"""Five years after the beginning of the menu are enough to see which way things go."""

SMALLEST = -1.0
"""Per cent of what was made outside before; help for makers may not cost more of their good than this."""


@pytest.fixture(scope="module")
def menu() -> Scenario:
    return load_scenario("policy_menu", {"runs": 1})


@pytest.fixture(scope="module")
def trials(menu: Scenario) -> PolicyTrials:
    """A small version of the menu: seven years instead of eleven."""

    def run(scenario: Scenario, months: int, title: str) -> Results:
        return simulate(scenario, months=MONTHS)

    return try_policies(menu, run)


@pytest.fixture(scope="module")
def found(trials: PolicyTrials) -> dict[str, Entry]:
    return {entry.policy.name: entry for entry in entries(trials)}


def one(found: dict[str, Entry], words: str) -> Entry:
    return next(entry for name, entry in found.items() if words in name)


def test_every_instrument_is_on_the_menu_once(menu: Scenario) -> None:
    events = [event for event in menu.events if is_programme(event)]
    kinds = [event.kind for event in events]
    assert set(kinds) == set(PROGRAMME_KINDS) - {"release", "end_programme"}
    repeated = {"research": 2, "friend_shoring": 4}
    assert all(kinds.count(kind) == repeated.get(kind, 1) for kind in kinds)
    forms = [event.form for event in events if isinstance(event, FriendShoringEvent)]
    assert sorted(forms) == ["common_floor", "joint_venture", "pooled_reserve", "shared_processing"]


@pytest.mark.parametrize("words", ["price floor", "equity stake", "joint venture", "tax credit", "offtake", "loan"])
def test_help_for_makers_never_lowers_what_they_make_abroad(
    words: str, found: dict[str, Entry], trials: PolicyTrials
) -> None:
    entry = one(found, words)
    for line in entry.lines:
        before = outside(trials.control, "output", line.good)[-12:].sum(axis=0)
        results = next(made for policy, made in trials.trials if policy is entry.policy)
        after = outside(results, "output", line.good)[-12:].sum(axis=0)
        assert (after >= (1 + SMALLEST / 100) * before).all(), line.good
        assert min(line.gained) >= SMALLEST / 100 * float(np.median(before)), line.good


def test_research_lowers_use(found: dict[str, Entry]) -> None:
    assert one(found, "research for recycling").lines[0].saved > 0
    assert one(found, "research for substitution").lines[0].saved > 0


def test_a_reserve_raises_cover_where_it_can_be_filled(menu: Scenario, trials: PolicyTrials) -> None:
    """At peace; in the world of controls what is bought is soon let go, and firms are never left with less."""
    peace = in_world(menu, load_scenario("base", {"runs": 1}))
    reserve = next(policy for policy in policies_of(peace) if "strategic reserve" in policy.name)
    others = tuple(event for event in peace.events if not is_programme(event))
    alone, without = (
        simulate(peace.model_copy(update={"events": others + events}), months=60) for events in (reserve.events, ())
    )
    start = alone.month_index(reserve.date[:7])
    for good in ("ndfeb_magnets", "dytb_oxide"):
        change = cover_with_reserves(alone, good) - cover_with_reserves(without, good)
        assert (change[start + 24 :].mean(axis=0) > 0.1).all(), good
    assert (programme_cost(alone).sum(axis=0) > 0).all() and not programme_cost(without).any()
    entry = next(entry for entry in entries(trials) if "strategic reserve" in entry.policy.name)
    assert min(line.cover for line in entry.lines) > -0.05


def test_what_pays_nobody_costs_nothing_and_a_list_alone_moves_nothing(found: dict[str, Entry]) -> None:
    for words in ("critical minerals list", "environmental standard", "technology ban"):
        assert not any(one(found, words).cost), words
    line = one(found, "critical minerals list")
    assert not line.change and not any(any(each.gained) or each.price for each in line.lines)


def test_a_ban_of_technology_brings_nothing_abroad(found: dict[str, Entry]) -> None:
    ban = one(found, "technology ban")
    assert sum(line.gained[-1] for line in ban.lines) <= 1e-6


def test_the_same_menu_in_a_world_at_peace(menu: Scenario) -> None:
    peace = in_world(menu, load_scenario("base", {"runs": 1}))
    assert peace.name == "base" and [event.kind for event in peace.events if not is_programme(event)] == []
    assert [policy.name for policy in policies_of(peace)] == [policy.name for policy in policies_of(menu)]
    assert peace.states["USA"].strategy == "script" and peace.months == menu.months


def test_the_page_keeps_its_words_and_gets_new_tables(trials: PolicyTrials, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Words\n\n{BEGIN}\nSTALE\n{END}\nMore words\n", encoding="utf-8")
    for _ in range(2):
        write_page([trials], page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Words") and text.endswith("More words\n") and "STALE" not in text
    assert text.count("### In the world of `policy_menu`") == 1
    assert all(text.count(f"| {policy.name} |") == 1 for policy, _ in trials.trials)
    page.write_text("# No marks\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no lines"):
        write_page([trials], page)


def test_the_page_in_the_repository_names_every_policy_of_the_menu(menu: Scenario) -> None:
    text = (Path(__file__).parent.parent / "docs" / "policies.md").read_text(encoding="utf-8")
    assert "python run.py policies policy_menu --world base --page docs/policies.md" in text
    assert all(text.count(f"| {policy.name} |") == 2 for policy in policies_of(menu))


def test_lead_times_lie_where_the_record_has_them_or_where_the_page_says_why() -> None:
    """Until they begin to run; ramping up comes on top, which the record counts in part."""
    bounds = {
        "brownfield separation": (10, 24),
        "greenfield separation": (48, 72),
        "magnet plants": (24, 42),
        "new rare-earth mines": (48, 29 * 12),
    }
    for name, (goods, kind, _) in KINDS.items():
        for row in load_tables().prospects:
            if row.good in goods and row.kind == kind:
                assert bounds[name][0] <= months_of(row, ramp=False) <= bounds[name][1], row
    assert all(name in lead_times() for name in KINDS)
