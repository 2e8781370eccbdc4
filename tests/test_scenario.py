"""A scenario says only how it differs; a wrong key says what was meant."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as draw
from tiny import VOCABULARY, replace

from sim.errors import InputError
from sim.scenario import (
    ControlEvent,
    DealEvent,
    Scenario,
    TariffEvent,
    available_scenarios,
    difference,
    load_scenario,
    parse_overrides,
)
from sim.scenario.vocabulary import vocabulary_of_the_model
from sim.states.strategy import find_strategies

BASE = """\
title: A quiet world
about: Nobody moves.
sources: [survey_2025]
start: 2025-01
months: 36
runs: 1
seed: 1
firms_per_cell: 4
parameters: {}
states:
  USA: {strategy: hold}
events: []
"""

CHILD = """\
extends: base
title: A trade war
about: They move.
parameters: {spot_scarcity: 1.5}
states:
  USA: {strategy: script, then: reciprocal, until: 2025-12, options: {forgiveness: 0.1}}
  CHN: {strategy: script}
events:
  - {date: 2025-04-09, actor: USA, kind: tariff, partner: CHN, rate: 1.25, authority: IEEPA, because: a, source: own}
  - {date: 2025-04-04, actor: CHN, kind: control, goods: april_list, partner: all, use: civil, approval_rate: 0.25,
     because: b, source: own}
  - date: 2025-05-12
    actor: USA
    kind: deal
    name: geneva
    partner: CHN
    days: 90
    clauses:
      - {actor: USA, kind: tariff, rate: 0.30}
      - {actor: CHN, kind: control, goods: [oxide, magnets], approval_rate: 0.6, term_months: 6}
    because: c
    source: own
  - {date: 2025-08-09, actor: USA, kind: extend, deal: geneva, partner: CHN, days: 90, because: d, source: own}
  - {date: 2025-10-10, actor: USA, kind: threat, partner: CHN, rate: 1, deadline: 2025-11-01, because: e, source: own}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "child.yaml").write_text(CHILD)
    return tmp_path


def load(file: Path, overrides: dict[str, Any] | None = None) -> Scenario:
    return load_scenario(file, overrides, vocabulary=VOCABULARY)


def complaint(file: Path, overrides: dict[str, Any] | None = None) -> str:
    with pytest.raises(InputError) as caught:
        load(file, overrides)
    text = str(caught.value)
    assert "\n" not in text and "pydantic" not in text and "Input should" not in text
    return text


class TestWhatItHolds:
    def test_inherits_and_replaces(self, folder: Path) -> None:
        scenario = load(folder / "child.yaml")
        assert scenario.name == "child"
        assert (scenario.title, scenario.months) == ("A trade war", 36)
        assert scenario.parameters == {"spot_scarcity": 1.5}
        assert scenario.states["USA"].then == "reciprocal"
        assert list(scenario.states) == ["USA", "CHN", "JPN"]
        assert scenario.states["JPN"].strategy == "bandwagon"
        assert scenario.warnings == ()

    def test_events(self, folder: Path) -> None:
        tariff, control, deal, extend, threat = load(folder / "child.yaml").events
        assert isinstance(tariff, TariffEvent) and tariff.partner == ("CHN",) and tariff.authority == "IEEPA"
        assert tariff.date == datetime.date(2025, 4, 9)
        assert isinstance(control, ControlEvent) and control.partner == ("USA", "JPN") and control.status == "licence"
        assert control.lag_days is None
        assert isinstance(deal, DealEvent) and [clause.partner for clause in deal.clauses] == ["CHN", "USA"]
        assert deal.clauses[1].goods == ("oxide", "magnets")
        assert (extend.kind, threat.kind) == ("extend", "threat")

    def test_months_and_days(self, folder: Path) -> None:
        scenario = load(folder / "child.yaml", {"start": "2024-11", "months": 4})
        assert scenario.month_names() == ["2024-11", "2024-12", "2025-01", "2025-02"]
        assert scenario.month_of(datetime.date(2025, 4, 9)) == 5 and scenario.month_of("2024-11") == 0
        assert [scenario.month_name(scenario.month_of(month)) for month in ("2026-12", "2027-01")] == [
            "2026-12",
            "2027-01",
        ]

    def test_events_of_a_state_come_in_the_order_of_days(self, folder: Path) -> None:
        replace(folder / "child.yaml", "2025-10-10, actor: USA", "2025-02-01, actor: USA")
        kinds = [event.kind for event in load(folder / "child.yaml").events_of("USA")]
        assert kinds == ["threat", "tariff", "deal", "extend"]

    def test_seeds(self, folder: Path) -> None:
        assert load(folder / "base.yaml", {"runs": 3, "seed": 7}).seeds == (7, 8, 9)

    def test_is_frozen_and_crosses_processes(self, folder: Path) -> None:
        scenario = load(folder / "child.yaml")
        with pytest.raises(ValueError, match="frozen"):
            scenario.months = 3  # type: ignore[misc]
        again = pickle.loads(pickle.dumps(scenario))
        assert again.resolved() == scenario.resolved() and again.name == "child"

    def test_errors_found_later_still_know_the_line(self, folder: Path) -> None:
        error = load(folder / "child.yaml").error("unknown option", ("states", "USA", "options", "forgiveness"))
        assert str(error) == f"{folder / 'child.yaml'}:6: unknown option"


class TestInheritance:
    def test_a_new_strategy_starts_afresh(self, folder: Path) -> None:
        (folder / "third.yaml").write_text("extends: child\nstates: {USA: {strategy: hawk}}\nevents: []\n")
        choice = load(folder / "third.yaml").states["USA"]
        assert (choice.strategy, choice.then, choice.until, choice.options) == ("hawk", None, None, {})

    def test_the_same_strategy_keeps_what_it_had(self, folder: Path) -> None:
        (folder / "third.yaml").write_text("extends: child\nstates: {USA: {options: {dead_band: 2}}}\n")
        assert load(folder / "third.yaml").states["USA"].options == {"forgiveness": 0.1, "dead_band": 2}

    def test_more_events_add(self, folder: Path) -> None:
        event = "{date: 2025-06-01, actor: CHN, kind: tariff, partner: USA, rate: 34, because: x, source: own}"
        (folder / "third.yaml").write_text(f"extends: child\nmore_events:\n  - {event}\n")
        assert complaint(folder / "third.yaml").endswith(
            "third.yaml:3: events[6].rate: 34 would be a tariff of 3400 %; write 0.34 for 34 %"
        )
        replace(folder / "third.yaml", "rate: 34", "rate: 0.34")
        events = load(folder / "third.yaml").events
        assert len(events) == 6
        assert isinstance(events[-1], TariffEvent) and events[-1].authority == "national"

    def test_events_until_drops_what_is_inherited_of_later(self, folder: Path) -> None:
        all_of_them = load(folder / "child.yaml").events
        last = sorted(event.date for event in all_of_them)[1]
        event = "{date: 2025-12-01, actor: CHN, kind: tariff, partner: USA, rate: 34, because: x, source: own}"
        (folder / "third.yaml").write_text(f"extends: child\nevents_until: {last}\nmore_events:\n  - {event}\n")
        kept = [event for event in all_of_them if event.date <= last]
        assert f"third.yaml:4: events[{len(kept) + 1}].rate: 34 would be" in complaint(folder / "third.yaml")
        replace(folder / "third.yaml", "rate: 34", "rate: 0.34")
        assert load(folder / "third.yaml").events[:-1] == tuple(kept)
        replace(folder / "third.yaml", f"events_until: {last}", "events_until: May")
        assert "third.yaml:2: events_until: expected a day such as 2025-04-30" in complaint(folder / "third.yaml")

    @pytest.mark.parametrize("events", ["[foo]", "foo"])
    def test_events_until_leaves_what_is_no_event_to_the_reader_of_events(self, folder: Path, events: str) -> None:
        (folder / "third.yaml").write_text(f"extends: child\nevents: {events}\n")
        (folder / "fourth.yaml").write_text("extends: third\nevents_until: 2025-05-01\n")
        assert "events" in complaint(folder / "fourth.yaml")

    def test_a_parent_is_named_by_the_child_that_it_spoils(self, folder: Path) -> None:
        replace(folder / "base.yaml", "months: 36", "months: many")
        assert complaint(folder / "child.yaml") == (
            f"{folder / 'base.yaml'}:5: months: expected a whole number, found the text 'many'"
        )

    def test_circles(self, folder: Path) -> None:
        replace(folder / "base.yaml", "title:", "extends: child\ntitle:")
        assert "base.yaml:1: extends goes in a circle: child -> base -> child" in complaint(folder / "child.yaml")
        (folder / "self.yaml").write_text("extends: self\n")
        assert "self.yaml:1: extends goes in a circle: self -> self" in complaint(folder / "self.yaml")

    def test_an_unknown_parent(self, folder: Path) -> None:
        replace(folder / "child.yaml", "extends: base", "extends: nobody_at_all")
        assert "child.yaml:1: unknown scenario 'nobody_at_all'" in complaint(folder / "child.yaml")
        replace(folder / "child.yaml", "extends: nobody_at_all", "extends: [base]")
        assert "child.yaml:1: extends: expected the name of one scenario" in complaint(folder / "child.yaml")


def test_a_run_cut_short_before_its_shock_warns(folder: Path) -> None:
    replace(folder / "child.yaml", "title:", "counted_from: 2025-12\ntitle:")
    assert not load(folder / "child.yaml").warnings
    assert "before the shock it is counted from, 2025-12" in load(folder / "child.yaml", {"months": 11}).warnings[-1]


class TestBadFiles:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("title:", "titel:", "child.yaml:2: unknown key 'titel'; did you mean 'title'?"),
            ("extends:", "extend:", "child.yaml:1: unknown key 'extend'; did you mean 'extends'?"),
            ("events:", "more_event:", ":8: unknown key 'more_event'; did you mean 'more_events'?"),
            ("title:", "event_until: 2025-04-30\ntitle:", "'event_until'; did you mean 'events_until'?"),
            ("title:", "counted_from: 2024-12\ntitle:", ":2: counted_from: 2024-12 lies before the start, 2025-01"),
            ("strategy: script}", "stratgy: script}", ":7: unknown key 'states.CHN.stratgy'; did you mean 'strategy'?"),
            ("parameters:", "title:", ":4: duplicate key 'title', first given in line 2"),
            ("CHN: {str", "CHINA: {str", ":7: states.CHINA: unknown state 'CHINA'; did you mean 'CHN'?"),
            ("CHN: {str", "China: {str", ":7: states.China: unknown state 'China'; did you mean 'CHN'?"),
            (
                "reciprocal",
                "reciprocl",
                ":6: states.USA.then: unknown strategy 'reciprocl'; did you mean 'reciprocal'?",
            ),
            ("reciprocal", "mine.py", ":6: there is no strategy file 'mine.py'"),
            (
                "then: reciprocal, until: 2025-12",
                "then: hawk",
                ":6: states.USA.then: says 'then: hawk' but not 'until'",
            ),
            ("until: 2025-12", "until: 2025-13", ":6: states.USA.until: expected a month such as 2025-01"),
            ("until: 2025-12", "until: 2024-12", ":6: states.USA.until: 2024-12 lies before the start, 2025-01"),
            ("forgiveness: 0.1", "forgiveness: [1]", ":6: states.USA.options.forgiveness: expected a number, a word"),
            ("{strategy: script}", "script", ":7: states.CHN: expected a group of 'key: value' lines, found the text"),
            (
                "{strategy: script}",
                "{strategy: hold, then: hawk}",
                ":7: states.CHN.then: only strategy 'script' has it",
            ),
            (
                "{strategy: script}",
                "{strategy: hawk}",
                ":10: events[2].actor: CHN has a dated event but follows 'hawk'",
            ),
            (
                "spot_scarcity:",
                "spot_scarcty:",
                ":4: parameters.spot_scarcty: unknown parameter 'spot_scarcty'; did you",
            ),
            ("spot_scarcity: 1.5", "spot_scarcity: high", ":4: parameters.spot_scarcity: expected a number, found the"),
            ("spot_scarcity: 1.5", "spot_scarcity: .inf", ":4: parameters.spot_scarcity: expected an ordinary number"),
            ("spot_scarcity: 1.5", "exports_in_may: 3", ":4: parameters.exports_in_may: 'exports_in_may' is a target"),
            ("parameters: {spot_scarcity: 1.5}", "spot_scarcity: 1.5", "did you mean 'parameters.spot_scarcity'?"),
            ("2025-04-09", "2025-02-30", ":9: events[1].date: there is no day 2025-02-30 in the calendar"),
            (
                "2025-04-09",
                "2025-4-9",
                ":9: events[1].date: expected a day such as 2025-04-09, found the text '2025-4-9'",
            ),
            ("2025-04-09", "2024-04-09", ":9: events[1].date: 2024-04-09 lies before the start, 2025-01"),
            ("kind: tariff, partner", "kind: tarif, partner", "unknown kind 'tarif' in 'events[1]'; there are tariff"),
            ("kind: tariff, partner", "partner", ":9: missing key 'events[1].kind'"),
            ("rate: 1.25, ", "", ":9: missing key 'events[1].rate'"),
            ("rate: 1.25", "rate: 34", ":9: events[1].rate: 34 would be a tariff of 3400 %; write 0.34 for 34 %"),
            ("rate: 1.25", "rate: -0.1", ":9: events[1].rate: expected 0 or more, found -0.1"),
            ("rate: 1.25", "rate: 125%", ":9: events[1].rate: expected a number, found the text '125%'"),
            ("rate: 1.25", "rat: 1.25", ":9: unknown key 'events[1].rat'; did you mean 'rate'?"),
            (
                "actor: USA, kind: tariff, partner",
                "actor: US, kind: tariff, partner",
                ":9: events[1].actor: unknown state 'US'; did you mean 'USA'?",
            ),
            ("IEEPA", "IEPA", ":9: events[1].authority: unknown authority of USA 'IEPA'; did you mean 'IEEPA'?"),
            ("authority: IEEPA, ", "", ":9: events[1]: a tariff of USA must name its authority: IEEPA, S122"),
            (
                "partner: CHN, rate: 1.25",
                "partner: CHM, rate: 1",
                "events[1].partner: unknown state 'CHM'; did you mean",
            ),
            ("partner: CHN, rate: 1.25", "partner: USA, rate: 1", "events[1].partner: USA cannot be its own partner"),
            ("partner: CHN, rate: 1.25", "partner: [], rate: 1", "events[1].partner: expected a state, a list"),
            ("partner: CHN, rate: 1.25", "partner: [CHN, CHN], rate: 1", "events[1].partner: expected a state, a list"),
            ("partner: CHN, rate: 1.25", "partner: 3, rate: 1", "events[1].partner: expected the code of a state"),
            ("because: a, ", "", ":9: missing key 'events[1].because'"),
            ("because: a, source: own", "because: a, source: owner", "unknown source 'owner'; did you mean 'own'?"),
            ("goods: april_list", "goods: aprl_list", ":10: events[2].goods: unknown good or control list 'aprl_list'"),
            ("use: civil", "use: civilian", ":10: events[2].use: expected one of 'civil', 'military' or 'all', found"),
            ("approval_rate: 0.25", "approval_rate: 25", ":10: events[2].approval_rate: expected 1 or less, found 25"),
            ("approval_rate: 0.25", "approval_rate: -1", ":10: events[2].approval_rate: expected 0 or more, found -1"),
            (
                "{actor: USA, kind: tariff, rate",
                "{actor: JPN, kind: tariff, rate",
                ":19: events[3].clauses[1]: binds JPN",
            ),
            ("rate: 0.30", "rate: 30", ":19: events[3].clauses[1].rate: 30 would be a tariff of 3000 %"),
            (
                "[oxide, magnets]",
                "[oxide, magnet]",
                ":20: events[3].clauses[2].goods: unknown good or control list 'magnet'",
            ),
            ("deal: geneva", "deal: genva", ":23: unknown deal 'genva'; did you mean 'geneva'?"),
            ("2025-08-09", "2025-05-09", ":23: events[4].date: 2025-05-09 lies before the deal itself"),
            ("days: 90\n", "days: 90.5\n", "events[3].days: expected a whole number, found 90.5"),
            ("deadline: 2025-11-01", "deadline: 2025-10-01", ":24: events[5].deadline: 2025-10-01 does not come after"),
            ("title: A trade war", "title:", ":2: title: expected text, found nothing"),
            (
                "title: A trade war",
                "sources: [surve_2025]",
                ":2: sources[1]: unknown source 'surve_2025'; did you mean",
            ),
            ("about: They move.", "\tabout: They move.", ":3: a tab stands where YAML wants spaces"),
        ],
    )
    def test_one_clear_message(self, folder: Path, old: str, new: str, expected: str) -> None:
        replace(folder / "child.yaml", old, new)
        text = complaint(folder / "child.yaml")
        assert expected in text
        assert text.startswith(str(folder / "child.yaml"))

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("months: 36\n", "", "base.yaml: missing key 'months'"),
            ("months: 36", "months: 0", "base.yaml:5: months: expected 1 or more, found 0"),
            ("months: 36", "months: 36.5", "base.yaml:5: months: expected a whole number, found 36.5"),
            ("runs: 1", "runs: true", "base.yaml:6: runs: expected a whole number, found true"),
            ("seed: 1", "seed: -1", "base.yaml:7: seed: expected 0 or more, found -1"),
            ("firms_per_cell: 4", "firms_per_cell: 0", "base.yaml:8: firms_per_cell: expected 1 or more, found 0"),
            ("start: 2025-01", "start: 2025", "base.yaml:4: start: expected a month such as 2025-01, found 2025"),
            ("events: []", "events: none", "base.yaml:12: events: expected a list, found the text 'none'"),
            ("events: []", "events: [3]", "base.yaml:12: events[1]: expected a group of 'key: value' lines, found 3"),
            ("sources: [survey_2025]", "sources: survey_2025", "base.yaml:3: sources: expected a list, found the text"),
        ],
    )
    def test_base(self, folder: Path, old: str, new: str, expected: str) -> None:
        replace(folder / "base.yaml", old, new)
        assert expected in complaint(folder / "base.yaml")

    def test_two_deals_of_one_name(self, folder: Path) -> None:
        deal = CHILD[CHILD.index("  - date: 2025-05-12") : CHILD.index("  - {date: 2025-08-09")]
        (folder / "child.yaml").write_text(CHILD + deal)
        assert "events[6].name: there already is a deal 'geneva'" in complaint(folder / "child.yaml")

    def test_a_file_that_is_not_there(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "my_embargo.yaml").write_text(BASE)
        monkeypatch.chdir(folder)
        assert complaint(Path("my_embrgo")) == "unknown scenario 'my_embrgo'; did you mean 'my_embargo'?"
        assert "no scenario file 'x/my_embrgo.yaml'; did you mean 'scenarios/my_embargo.yaml'?" in complaint(
            Path("x/my_embrgo.yaml")
        )
        assert load(Path("my_embargo")).name == "my_embargo"
        assert load(Path("scenarios/my_embargo")).name == "my_embargo"
        assert available_scenarios()["my_embargo"] == folder / "scenarios" / "my_embargo.yaml"

    def test_an_empty_file(self, folder: Path) -> None:
        (folder / "empty.yaml").write_text("")
        assert "empty.yaml: is empty" in complaint(folder / "empty.yaml")

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(data=draw.data())
    def test_never_fails_in_another_way(self, folder: Path, data: draw.DataObject) -> None:
        keys = [
            "states.USA",
            "states",
            "events[1].partner",
            "events[3].clauses",
            "events[3].clauses[1].actor",
            "parameters",
        ]
        keys += [
            "events",
            "events[2].goods",
            "events[1].actor",
            "events[1].date",
            "events[5].deadline",
            "start",
            "sources",
        ]
        keys += ["states.USA.options", "events[3]", "events[1].kind", "events[1].authority", "months"]
        words = draw.sampled_from(["", "USA", "all", "CHN", "2025-05-01", "tariff", "deal", "{", "a: b"])
        simple = draw.none() | draw.booleans() | draw.integers(-9, 9) | draw.floats() | words
        value = simple | draw.lists(simple, max_size=2) | draw.dictionaries(words, simple, max_size=2)
        try:
            load(folder / "child.yaml", {data.draw(draw.sampled_from(keys)): data.draw(value)})
        except InputError as error:
            assert "\n" not in str(error)


class TestOverrides:
    def test_replace_values_by_dotted_key(self, folder: Path) -> None:
        overrides = {
            "months": "48",
            "parameters.spot_scarcity": 1.7,
            "events[1].rate": "0.5",
            "states.JPN.strategy": "hawk",
        }
        scenario = load(folder / "child.yaml", overrides)
        assert (scenario.months, scenario.parameters["spot_scarcity"]) == (48, 1.7)
        assert scenario.states["JPN"].strategy == "hawk"
        first = scenario.events[0]
        assert isinstance(first, TariffEvent) and first.rate == 0.5

    def test_an_empty_value_takes_away(self, folder: Path) -> None:
        choice = load(folder / "child.yaml", {"states.USA.then": "", "states.USA.until": ""}).states["USA"]
        assert (choice.then, choice.until) == (None, None)

    @pytest.mark.parametrize(
        ("key", "value", "expected"),
        [
            ("states.USA.stratgy", "hawk", "unknown key 'states.USA.stratgy'; did you mean 'strategy'?"),
            ("states.USA.then", "hawkk", "states.USA.then: unknown strategy 'hawkk'; did you mean 'hawk'?"),
            ("parameters.spot_scarcty", "1", "unknown parameter 'spot_scarcty'; did you mean 'spot_scarcity'?"),
            ("spot_scarcity", "1", "unknown key 'spot_scarcity'; did you mean 'parameters.spot_scarcity'?"),
            ("parameters.spot_scarcity", "1,5", "expected a number, found the text '1,5'"),
            ("parameters.spot_scarcity.x", "1", "expected a number, found a group of keys"),
            ("events[9].rate", "1", "there is no 'events[9]'"),
            ("events[0].rate", "1", "there is no 'events[0]'"),
            ("events[1].rte", "1", "unknown key 'events[1].rte'; did you mean 'rate'?"),
            ("states..USA", "1", "'states..USA' is not a key such as"),
            ("months", "[", "is not valid YAML here"),
            ("extends", "base", "'extends' can only be given in a file"),
        ],
    )
    def test_refused_with_the_override_for_a_place(self, folder: Path, key: str, value: str, expected: str) -> None:
        text = complaint(folder / "child.yaml", {key: value})
        assert expected in text
        assert text.startswith("--set")

    def test_pairs(self) -> None:
        assert parse_overrides(["a.b=1", "c = x=y", "d="]) == {"a.b": "1", "c": "x=y", "d": ""}
        for wrong in (["months"], ["=3"], ["a=1", "a=2"]):
            with pytest.raises(InputError, match=r"^--set"):
                parse_overrides(wrong)

    def test_a_value_out_of_range_is_allowed_and_said(self, folder: Path) -> None:
        (warning,) = load(folder / "child.yaml", {"parameters.spot_scarcity": 9}).warnings
        assert warning == "--set parameters.spot_scarcity=9: spot_scarcity = 9 lies outside its range, 1.3 to 1.8 share"

    def test_events_after_the_script_are_said(self, folder: Path) -> None:
        (warning,) = load(folder / "child.yaml", {"states.USA.until": "2025-06"}).warnings
        assert "2 events of USA come after the end of its script in 2025-06" in warning


class TestStrategyFiles:
    def test_are_found_beside_the_scenario(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "mine.py").write_text("")
        replace(folder / "child.yaml", "reciprocal", "mine.py")
        monkeypatch.chdir(folder.parent)
        then = load(folder / "child.yaml").states["USA"].then
        assert then is not None and Path(then).resolve() == folder / "mine.py"

    def test_are_found_in_the_working_folder(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "work").mkdir()
        (folder / "work" / "mine.py").write_text("")
        monkeypatch.chdir(folder / "work")
        assert load(folder / "child.yaml", {"states.USA.then": "mine.py"}).states["USA"].then == "mine.py"


class TestResolved:
    def test_can_be_loaded_again(self, folder: Path) -> None:
        scenario = load(folder / "child.yaml", {"months": 48})
        (folder / "again.yaml").write_text(scenario.resolved_yaml())
        again = load(folder / "again.yaml")
        assert again.resolved() == scenario.resolved()
        assert again.resolved_yaml() == scenario.resolved_yaml()

    def test_holds_everything(self, folder: Path) -> None:
        text = load(folder / "child.yaml").resolved_yaml()
        assert "extends" not in text
        assert "JPN:\n    strategy: bandwagon" in text
        assert "- date: 2025-04-09\n  actor: USA\n  kind: tariff\n  partner: CHN\n" in text


class TestDifference:
    def test_lists_what_differs(self, folder: Path) -> None:
        found = {key: values for key, *values in difference(load(folder / "base.yaml"), load(folder / "child.yaml"))}
        assert found["states.USA.strategy"] == ["hold", "script"]
        assert found["events.2025-04-09 USA tariff CHN IEEPA"] == [None, "rate 1.25"]
        assert "months" not in found and "title" not in found

    def test_nothing_differs_from_itself(self, folder: Path) -> None:
        child = load(folder / "child.yaml")
        assert difference(child, child) == []

    def test_one_more_event_is_one_difference(self, folder: Path) -> None:
        event = "{date: 2025-01-05, actor: CHN, kind: tariff, partner: USA, rate: 0.1, because: x, source: own}"
        (folder / "third.yaml").write_text(f"extends: child\nmore_events: [{event}]\n")
        assert difference(load(folder / "child.yaml"), load(folder / "third.yaml")) == [
            ("events.2025-01-05 CHN tariff USA national", None, "rate 0.1")
        ]


def test_every_strategy_of_the_model_can_be_named() -> None:
    assert set(vocabulary_of_the_model().strategies) == set(find_strategies())


@pytest.mark.parametrize("name", sorted(available_scenarios()))
def test_the_scenarios_of_the_project_load(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.warnings == ()
